"""How small a bystander may be and still be found: ``python -m benchmarks.faces``.

Another rendered person, cut out of the hanging sample, is pasted smaller and smaller into the
lying one; told is in how many pictures his head was found, by the search that ``--blur-face``
makes, and how often a head was seen where there is none.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

import formcheck
from benchmarks.markdown import heading, table, write_page
from benchmarks.report import written
from benchmarks.samples import SAMPLES
from formcheck.outputs.bystanders import LOOKS_PER_S, look_for_heads
from formcheck.video.sink import VideoSink
from formcheck.video.source import open_source

__all__ = ["main"]

PAGE = Path(__file__).with_name("faces.md")
LYING, OTHER = "lying_under_90.mp4", "hanging_full.mp4"
SECONDS = 3.0
CUT = slice(330, 630)  # columns of OTHER that hold the person
BODY = 0.6  # his height, as a share of the picture's
SHARES = (1.0, 0.75, 0.55, 0.4, 0.3, 0.22)


def pasted(folder: Path, share: float, frames: int) -> tuple[Path, tuple[int, int]]:
    """Return a clip with the other person in its upper right corner, and the paste's size."""
    path = folder / f"pasted_{share:g}.mp4"
    with open_source(SAMPLES / LYING) as lying, open_source(SAMPLES / OTHER) as other:
        width, height = lying.info.width, lying.info.height
        tall = round(share * height)
        wide = round(tall * (CUT.stop - CUT.start) / other.info.height)
        with VideoSink(path, width, height, fps=lying.info.fps_mean or 30.0) as sink:
            for frame, person in zip(lying, other, strict=False):
                if frame.index >= frames:
                    break
                image = np.array(frame.image)
                size = (wide, tall)
                image[:tall, width - wide :] = cv2.resize(
                    person.image[:, CUT], size, interpolation=cv2.INTER_AREA
                )
                sink.write(image, frame.time_s)
    return path, (wide, tall)


def main() -> int:
    """Measure, write ``benchmarks/faces.md``, return 0."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        piece = written(SAMPLES / LYING, Path(name) / "lying.mp4", SECONDS, SECONDS)
        track = formcheck.analyze(piece).track
        for share in SHARES:
            clip, (wide, tall) = pasted(Path(name), share, len(track))
            found = look_for_heads(clip, track)
            x, y = found.centre_px.T
            there = (x > track.source.width - wide) & (y < 0.5 * tall)
            looks = math.ceil(SECONDS * LOOKS_PER_S)
            hits = len(np.unique(found.time_s[there]))
            body = BODY * share
            rows.append((f"{body:.2f}", f"{hits} of {looks}", int((~there).sum())))
    lines = [
        *heading("Finding the faces of bystanders", "python -m benchmarks.faces"),
        f"{OTHER} pasted into {LYING}, {SECONDS:g} s.",
        "",
        *table(("body, of the picture's height", "pictures in which he is found", "false"), rows),
    ]
    write_page(lines, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
