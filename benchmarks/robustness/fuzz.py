"""``python -m benchmarks.robustness.fuzz``: whatever is read ends in a documented way.

Made inputs for every reader, and damaged clips for the decoder; the same with the same seed. 1 if
anything crashes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from benchmarks.robustness.fuzz_base import SEED, Tried
from benchmarks.robustness.fuzz_decoder import fuzz_decoder
from benchmarks.robustness.fuzz_page import Page
from benchmarks.robustness.fuzz_readers import readers

__all__ = ["DECODER_BUDGET", "READER_BUDGET", "outcome"]

READER_BUDGET: Final = 1000
DECODER_BUDGET: Final = 2000
_KEPT: Final = Path(__file__).parents[2] / ".cache" / "robustness"


def outcome(tried: list[Tried], seed: int) -> dict[str, Any]:
    """Return what is kept for the page: bars, and the counts of each target."""
    crashes = sum(len(one.crashes) for one in tried)
    inputs = sum(one.inputs for one in tried)
    return {
        "title": "Fuzzing",
        "bars": [
            {
                "text": f"crashes, hangs and undocumented ends in {inputs} inputs",
                "must_be": "0",
                "is": str(crashes),
                "held": crashes == 0,
            }
        ],
        "columns": ["target", "inputs", "crashes", "s"],
        "rows": [
            [one.target, str(one.inputs), str(len(one.crashes)), f"{one.spent_s:.0f}"]
            for one in tried
        ],
        "notes": [
            f"Seed {seed}; made by hypothesis, the clips by numpy. A reader stops at its first "
            "crash. What was found once is a test.",
            "Clips: eight kinds of container and codec, 160 x 90, read whole and scanned, twenty "
            "in a process with bounds of processor time and memory.",
        ],
    }


def main() -> int:
    """Fuzz everything, keep what was found; return 1 if anything crashes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=READER_BUDGET, help="Inputs of each reader.")
    parser.add_argument("--clips", type=int, default=DECODER_BUDGET, help="Clips for the decoder.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="Targets whose name holds this.")
    parser.add_argument("--keep", type=Path, help="A folder for clips that crash the decoder.")
    parser.add_argument("--kept", type=Path, default=_KEPT, help="Folder of what was found.")
    asked = parser.parse_args()
    tried: list[Tried] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if asked.clips and asked.only in "decoder, bytes":
            _note(tried, fuzz_decoder(folder, asked.clips, asked.seed))
        with Page(Path(temporary)) as page:
            for target in (*readers(Path(temporary)), *page.targets()):
                if asked.only in target.name:
                    _note(tried, Tried.of(target, asked.readers, asked.seed))
    content = outcome(tried, asked.seed)
    if not asked.only:
        asked.kept.mkdir(parents=True, exist_ok=True)
        (asked.kept / "fuzz.json").write_text(
            json.dumps(content, indent=1) + "\n", encoding="utf-8"
        )
    return int(any(one.crashes for one in tried))


def _note(tried: list[Tried], one: Tried) -> None:
    tried.append(one)
    told = f"{one.target}: {one.inputs} inputs in {one.spent_s:.0f} s, {len(one.crashes)} crashes"
    print("\n".join((told, *one.crashes)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
