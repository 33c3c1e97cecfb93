"""Recorded clips, as fast as the machine allows: stages overlap, parts run side by side."""
