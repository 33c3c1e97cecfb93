"""Pictures into a video file: exact presentation times, and rotation as phones store it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  isort: skip  (before av)
import numpy as np

from studio.camera import Camera
from studio.render import Picture

TIME_BASE = Fraction(1, 90000)
"""Resolution of the presentation times, seconds: 24, 25, 30, 50, 60 and 29.97 a second fit."""
DEFAULT_RATE = Fraction(30)
# By itself x264 plans the bits of coming pictures with what the processor offers, to other last
# digits from run to run: so no two files were the same.
_REPEATABLE = {"x264-params": "cpu-independent=1"}
_SETTINGS = {
    "libx264": {"preset": "medium", **_REPEATABLE},
    "libx264-quick": {"preset": "veryfast", **_REPEATABLE},
    "libx265": {"preset": "fast", "x265-params": "log-level=none:pools=none:frame-threads=1"},
}


def ticks_of(times_s: Sequence[float]) -> list[int]:
    """Presentation times in units of ``TIME_BASE``.

    Raises
    ------
    ValueError
        If they don't rise by at least one unit each.
    """
    ticks = [round(time_s / TIME_BASE) for time_s in times_s]
    for number, (before, after) in enumerate(pairwise(ticks), start=1):
        if after <= before:
            raise ValueError(
                f"expected rising times, got {times_s[number]} s after {times_s[number - 1]} s"
            )
    return ticks


def rate_of(times_s: Sequence[float]) -> Fraction:
    """Nominal frames a second: one over the median interval."""
    if len(times_s) < 2:
        return DEFAULT_RATE
    return Fraction(float(1.0 / np.median(np.diff(times_s)))).limit_denominator(1001)


def stored(picture: Picture, rotation_deg: int) -> Picture:
    """Picture as it lies in a file whose player turns it clockwise by ``rotation_deg``."""
    return np.ascontiguousarray(np.rot90(picture, rotation_deg // 90))


@contextmanager
def writing(
    path: Path,
    camera: Camera,
    times_s: Sequence[float],
    crf: int,
    rotation_deg: int = 0,
    codec: str = "libx264",
) -> Iterator[Callable[[Picture], None]]:
    """Return a function that takes the upright RGB pictures (H, W, 3) of a video, one by one.

    Parameters
    ----------
    camera : Camera
        Gives the size of the upright pictures.
    times_s : sequence of float
        Presentation time of each picture, seconds, rising; constant intervals or not.
    crf : int
        Constant quality of the encoder, small is good (18 fine, 25 plain, 35 poor).
    rotation_deg : int
        Clockwise turn, 0, 90, 180 or 270, that the file asks its player for: the pictures are
        stored turned the other way.
    codec : str
        ``libx264``, ``libx264-quick`` (a third of its time, larger files) or ``libx265`` (its files
        differ in a few bits from run to run, whatever it is told).

    Raises
    ------
    ValueError
        If a setting makes no sense, or another number of pictures than of times was written.
    """
    import av

    if codec not in _SETTINGS:
        raise ValueError(f"expected a codec of {', '.join(_SETTINGS)}, got {codec}")
    if rotation_deg not in (0, 90, 180, 270):
        raise ValueError(f"expected a rotation of 0, 90, 180 or 270 degrees, got {rotation_deg}")
    ticks, rate, taken = ticks_of(times_s), rate_of(times_s), 0
    last = round(1 / rate / TIME_BASE)
    lasts = [after - before for before, after in pairwise(ticks)] + [last]
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream: Any = container.add_stream(codec.removesuffix("-quick"), rate=rate)
        size = (camera.width, camera.height)
        stream.width, stream.height = size if rotation_deg % 180 == 0 else size[::-1]
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = TIME_BASE
        stream.options = {"crf": str(crf), "threads": "1", **_SETTINGS[codec]}
        if codec == "libx265":
            stream.codec_context.codec_tag = "hvc1"
        if rotation_deg:
            stream.set_display_rotation(-rotation_deg)

        def write(picture: Picture) -> None:
            nonlocal taken
            if picture.shape != (camera.height, camera.width, 3):
                expected = (camera.height, camera.width, 3)
                raise ValueError(f"expected a picture of {expected}, got {picture.shape}")
            frame = av.VideoFrame.from_ndarray(stored(picture, rotation_deg), format="rgb24")
            # Several threads at one picture's colours cost more than they bring.
            frame = frame.reformat(format="yuv420p", threads=1)
            frame.time_base, frame.pts, frame.duration = TIME_BASE, ticks[taken], lasts[taken]
            taken += 1
            container.mux(stream.encode(frame))

        yield write
        if taken != len(ticks):
            raise ValueError(f"expected {len(ticks)} pictures, got {taken}")
        container.mux(stream.encode())
