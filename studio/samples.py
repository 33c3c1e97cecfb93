"""The sample clips: ``python -m studio.samples [NAME ...] [--force] [--out DIR]``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from studio.film import film
from studio.sample_faults import FAULT_CLIPS
from studio.sample_sets import SET_CLIPS

__all__ = ["CLIPS", "FOLDER", "main"]

FOLDER = Path(__file__).resolve().parent.parent / "sample_videos"
CLIPS = (*FAULT_CLIPS, *SET_CLIPS)


def main() -> None:
    """Render the named clips (all when none is named); existing ones are kept."""
    names = [clip.name for clip in CLIPS]
    parser = argparse.ArgumentParser(prog="python -m studio.samples", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--force", action="store_true", help="render again what exists")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"no such clip: {', '.join(unknown)} (choose from {', '.join(names)})")
    options.out.mkdir(parents=True, exist_ok=True)
    for clip in CLIPS:
        if options.names and clip.name not in options.names:
            continue
        done = all((options.out / f"{clip.name}{end}").exists() for end in (".mp4", ".truth.json"))
        if done and not options.force:
            print(f"{clip.name}: exists")
            continue
        started = time.monotonic()
        frames = film(clip, options.out)
        seconds = time.monotonic() - started
        print(f"{clip.name}: {frames} frames in {seconds:.0f} s ({frames / seconds:.1f} a second)")


if __name__ == "__main__":
    main()
