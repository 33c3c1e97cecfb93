"""The lumbar network: its training pictures, its training and its evaluation."""
