"""Crops of what must not be judged, for training: ``python -m studio.lumbar.odd_crops [PART]``.

The pictures of ``studio.lumbar.odd`` cut along MediaPipe's landmarks as the product would cut them.
One file holds the pictures of one number; files that are there already are kept.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.crop import cut, trunk_frame
from formcheck.lumbar.ventral import VentralSense
from formcheck.pose.backend import PoseBackend
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame
from studio.lumbar.crops import FOLDER, STORED
from studio.lumbar.odd import KINDS, picture_of
from studio.lumbar.scenes import Part

__all__ = ["crop_of", "odd_crops"]

Crop = npt.NDArray[np.uint8]
FIRST_TRAINED = 1_000
"""Pictures from this number on are for training; smaller ones are for looking and measuring."""


def crop_of(picture: Crop, backend: PoseBackend) -> Crop | None:
    """Return the stored crop of a picture; None where no trunk was found."""
    people = backend.detect(Frame(0, 0.0, np.ascontiguousarray(picture)))
    if not people:
        return None
    frame = trunk_frame(people[0].landmarks_px, VentralSense().feel(people[0]), STORED)
    return None if frame is None else cut(picture, people[0].mask, frame, STORED)


def odd_crops(part: Part, folder: Path = FOLDER / "odd") -> list[Crop]:
    """Return all crops of a part that were drawn so far."""
    found: list[Crop] = []
    for path in sorted((folder / part).glob("odd_*.npz")):
        with np.load(path) as data:
            found += list(data["crop"])
    return found


def _write(part: Part, number: int, backend: PoseBackend, folder: Path) -> str:
    started = time.monotonic()
    crops = [crop_of(picture_of(kind, part, number), backend) for kind in KINDS]
    there = [crop for crop in crops if crop is not None]
    width, height = STORED.size
    stack = np.array(there, dtype=np.uint8).reshape(-1, height, width, 4)
    hidden = folder / f".odd_{number:05d}.{os.getpid()}.npz"
    np.savez(hidden, crop=stack)
    hidden.rename(folder / f"odd_{number:05d}.npz")
    return f"odd {number}: {len(there)} of {len(KINDS)} in {time.monotonic() - started:.1f} s"


def main() -> None:
    """Draw and cut what is missing."""
    parser = argparse.ArgumentParser(prog="python -m studio.lumbar.odd_crops", description=__doc__)
    parser.add_argument("part", choices=("train", "check"), nargs="?", default="train")
    parser.add_argument("--count", type=int, default=400, help="pictures of each kind")
    options = parser.parse_args()
    os.environ.setdefault("LP_NUM_THREADS", "1")
    folder: Path = FOLDER / "odd" / options.part
    folder.mkdir(parents=True, exist_ok=True)
    with MediaPipeBackend("full", max_persons=1, image_mode=True) as backend:
        for number in range(FIRST_TRAINED, FIRST_TRAINED + options.count):
            if not (folder / f"odd_{number:05d}.npz").exists():
                print(_write(options.part, number, backend, folder), flush=True)


if __name__ == "__main__":
    main()
