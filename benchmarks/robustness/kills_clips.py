"""Short, small clips of a sample, for runs that are done hundreds of times."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path
from typing import Final

import cv2

from benchmarks.robustness.page import KEPT
from benchmarks.samples import SAMPLES
from formcheck.video.file import VideoFile
from formcheck.video.sink import VideoSink

__all__ = ["short_clip"]

_LENGTH_S: Final = {"live": 4.9}
"""Long enough for a repetition, without which a live set is not kept; others need none."""
_SIZE: Final = (320, 180)
_EVERY: Final = 2


def short_clip(name: str, sample: str = "gym_tempo") -> Path:
    """Return the clip for a command, made if it is not there."""
    length_s = _LENGTH_S.get(name, 1.5)
    path = KEPT / "clips" / f"{sample}_{length_s:g}s.mp4"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    # In a process of its own: libraries start threads here, which a fork must not find.
    maker = get_context("fork").Process(target=_make, args=(path, sample, length_s))
    maker.start()
    maker.join()
    if not path.is_file():
        raise FileNotFoundError(f"{path}: it could not be made")
    return path


def _make(path: Path, sample: str, length_s: float) -> None:
    with (
        VideoFile(SAMPLES / f"{sample}.mp4") as source,
        VideoSink(path, *_SIZE, fps=25 / _EVERY) as sink,
    ):
        for frame in source:
            if frame.time_s > length_s:
                break
            if frame.index % _EVERY == 0:
                small = cv2.resize(frame.image, _SIZE, interpolation=cv2.INTER_AREA)
                sink.write(small, frame.time_s)
