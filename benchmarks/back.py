"""How well formcheck sees the low back: ``python -m benchmarks.back [--part P] [--output FILE]``.

``--width 640`` does the same on the same clips, scaled to that width. Clips with exact truth
(``studio.benchmark_set``: ``back_held_out`` to tell, ``back_fit`` to choose numbers). Beside
formcheck two baselines answer on the same clips: a classifier of the 33 landmarks (fitted on
``back_fit``) and the dorsal contour of the person mask.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.back_clips import BackClip, back_clip
from benchmarks.back_page import page
from benchmarks.markdown import write_page
from benchmarks.narrower import narrower
from benchmarks.tracks import TrackKey, cached_track, look_at_all

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "benchmark"
PARTS = ("back_held_out", "back_fit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.back", description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="back_held_out")
    parser.add_argument("--workers", type=int, default=1, metavar="N")
    parser.add_argument("--width", type=int, metavar="PX", help="scale the clips to this width")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args(arguments)
    part = CACHE / options.part
    folder = part if options.width is None else narrower(part, options.width)
    clips = load(folder, options.workers)
    if not clips:
        print(
            f"{part}: no clips; render them with `python -m studio.benchmark_set {options.part}`",
            file=sys.stderr,
        )
        return 1
    same = options.part == "back_fit" and options.width is None
    fit = clips if same else load(CACHE / "back_fit", options.workers)
    write_page(page(options.part, clips, fit, options.width), options.output)
    return 0


def load(folder: Path, workers: int = 1) -> list[BackClip]:
    """Return all clips of a folder, looked at if need be."""
    truths = sorted(folder.glob("*.truth.json"))
    videos = [folder / path.name.replace(".truth.json", ".mp4") for path in truths]
    for done in look_at_all(videos, folder / "tracks", "full", workers=workers, lumbar=True):
        print(f"{done.name}: looked at", file=sys.stderr, flush=True)
    clips = []
    for video, truth in zip(videos, truths, strict=True):
        track = cached_track(video, folder / "tracks", TrackKey.of(video, "full", lumbar=True))
        if track is not None:
            clips.append(back_clip(track, truth))
    return clips


if __name__ == "__main__":
    sys.exit(main())
