"""Whether formcheck stands what strangers, cameras and disks do to it.

Each command tries one kind of fault and keeps what it found in ``.cache/robustness/NAME.json``;
``python -m benchmarks.robustness`` puts the page together from what is there.
"""
