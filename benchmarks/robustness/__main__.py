"""``python -m benchmarks.robustness``: the page of all robustness runs; 1 if a bar is missed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.markdown import write_page
from benchmarks.robustness.page import KEPT, page


def main() -> int:
    """Put the page together from what is kept; return 1 if a bar is missed or a run missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=Path, default=KEPT, help="Folder of what the runs kept.")
    parser.add_argument("--output", type=Path, help="Page to write, benchmarks/robustness.md.")
    asked = parser.parse_args()
    lines, held = page(asked.kept)
    write_page(lines, asked.output)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
