"""The clips of the accuracy benchmark: ``python -m studio.benchmark_set PART [--workers N]``.

Two parts of like composition: ``fit`` is for choosing the numbers of formcheck, ``held_out`` for
telling how good they are; ``back_fit`` and ``back_held_out`` likewise, for the low back. Clips that
are there already are kept, so rendering can be interrupted.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from studio.body import CACHE_DIR
from studio.casting import Setting, cast
from studio.film import Clip, film

__all__ = ["FOLDER", "PARTS", "clips_of", "render"]

FOLDER = CACHE_DIR.parent / "benchmark"

MAIN, STEEP = Setting(), Setting(yaw_deg=(0.0, 20.0), pitch_deg=(15.0, 30.0))
OBLIQUE_30, OBLIQUE_40 = Setting((20.0, 35.0)), Setting((35.0, 44.5))
OFF_45 = Setting((45.0, 65.0))
SHARP = Setting(size_px=(960, 540))


@dataclass(frozen=True, slots=True)
class Entry:
    """So many clips of one act, filmed so."""

    act: str
    count: int
    setting: Setting = MAIN
    group: str = "main"


PARTS: dict[str, tuple[Entry, ...]] = {
    "back_held_out": (
        Entry("back", 54, SHARP),
        Entry("back_hanging", 8, SHARP),
        Entry("back_free", 16, SHARP),
    ),
    "back_fit": (
        Entry("back", 14, SHARP),
        Entry("back_hanging", 2, SHARP),
        Entry("back_free", 4, SHARP),
    ),
    "held_out": (
        Entry("full", 4),
        Entry("under", 4),
        Entry("mixed", 6),
        Entry("swing", 6),
        Entry("fast", 2),
        Entry("drop", 2),
        Entry("low_hold", 9),
        Entry("knee_bend", 5),
        Entry("uneven", 7),
        Entry("trunk_lift", 11),
        Entry("hover", 2),
        Entry("arch", 3),
        Entry("single_leg", 4),
        Entry("hook_lying", 2),
        Entry("bench", 2),
        Entry("hanging", 4),
        Entry("hanging_swing", 3),
        Entry("mixed", 2, STEEP, "steep"),
        Entry("mixed", 3, MAIN, "passer_by"),
        Entry("mixed", 2, OBLIQUE_30, "oblique_30"),
        Entry("mixed", 4, OBLIQUE_40, "oblique_40"),
        Entry("mixed", 4, OFF_45, "off_45"),
        Entry("still", 1, MAIN, "negative"),
        Entry("walking", 2, MAIN, "negative"),
        Entry("empty", 1, MAIN, "negative"),
    ),
    "fit": (
        Entry("full", 5),
        Entry("under", 4),
        Entry("mixed", 8),
        Entry("swing", 2),
        Entry("fast", 4),
        Entry("drop", 2),
        Entry("low_hold", 4),
        Entry("knee_bend", 8),
        Entry("uneven", 10),
        Entry("trunk_lift", 6),
        Entry("hover", 6),
        Entry("arch", 2),
        Entry("single_leg", 3),
        Entry("hook_lying", 2),
        Entry("bench", 2),
        Entry("hanging", 4),
        Entry("hanging_swing", 10),
        Entry("mixed", 3, OBLIQUE_30, "oblique_30"),
        Entry("mixed", 2, OBLIQUE_40, "oblique_40"),
        Entry("mixed", 3, OFF_45, "off_45"),
        Entry("walking", 1, MAIN, "negative"),
    ),
}


def clips_of(part: str) -> list[Clip]:
    """Return all clips of a part; those of the main group are spread evenly over the list."""
    entries = PARTS[part]
    most = max(entry.count for entry in entries)
    rounds = [[e for e in entries if e.count > number] for number in range(most)]
    return [
        cast(part, entry.act, number, entry.setting, entry.group)
        for number, present in enumerate(rounds)
        for entry in present
    ]


def render(part: str, folder: Path, workers: int = 1) -> None:
    """Render what is missing of a part into a folder, several clips at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [clip for clip in clips_of(part) if not (folder / f"{clip.name}.truth.json").exists()]
    # One drawing thread a process: more processes serve better than more threads.
    os.environ.setdefault("LP_NUM_THREADS", "1")
    with ProcessPoolExecutor(workers) as pool:
        for line in pool.map(_filmed, missing, [folder] * len(missing)):
            print(line, flush=True)


def _filmed(clip: Clip, folder: Path) -> str:
    started = time.monotonic()
    frames = film(clip, folder)
    seconds = time.monotonic() - started
    return f"{clip.name}: {frames} frames in {seconds:.0f} s ({frames / seconds:.1f} a second)"


def main() -> None:
    """Render a part of the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m studio.benchmark_set", description=__doc__)
    parser.add_argument("part", choices=sorted(PARTS))
    parser.add_argument("--workers", type=int, default=1, help="clips rendered at a time")
    parser.add_argument("--folder", type=Path, help="default: .cache/benchmark/PART")
    options = parser.parse_args()
    render(options.part, options.folder or FOLDER / options.part, options.workers)


if __name__ == "__main__":
    main()
