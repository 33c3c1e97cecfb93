"""Small deterministic clips for the tests, made with PyAV alone.

>>> from tests.media import marked_frames, write_clip
>>> write_clip(tmp_path / "a.mp4", marked_frames(10), fps=30)        # doctest: +SKIP
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import cv2  # noqa: F401  isort: skip  (before av)
import av
import av.audio.stream
import av.container
import av.stream
import av.video.stream
import numpy as np
import numpy.typing as npt

__all__ = [
    "CORNERS",
    "corner_colours",
    "decoders",
    "has_encoder",
    "marked_frames",
    "own_scheduling",
    "packet_times",
    "write_clip",
    "write_wav",
]

Image = npt.NDArray[np.uint8]

CORNERS = {
    "top_left": (230, 20, 20),
    "top_right": (20, 200, 20),
    "bottom_left": (20, 20, 230),
    "bottom_right": (220, 200, 20),
}
"""Colours of the corners of `marked_frames`, RGB: red, green, blue, yellow."""

_TIME_BASE = Fraction(1, 90000)


def marked_frames(count: int, width: int = 96, height: int = 64) -> Iterator[Image]:
    """Yield gray pictures whose corners tell how they stand and whose shade tells their number.

    Parameters
    ----------
    count : int
        How many; they are made one at a time.
    width, height : int
        Size, pixels.
    """
    for index in range(count):
        image = np.full((height, width, 3), 60 + index % 16 * 10, np.uint8)
        rows, columns = height // 3, width // 3
        image[:rows, :columns] = CORNERS["top_left"]
        image[:rows, -columns:] = CORNERS["top_right"]
        image[-rows:, :columns] = CORNERS["bottom_left"]
        image[-rows:, -columns:] = CORNERS["bottom_right"]
        yield image


def corner_colours(image: Image) -> dict[str, str]:
    """Return for each corner of a picture the name of the marker that is nearest in colour."""
    height, width = image.shape[:2]
    rows, columns = (height // 6, height - 1 - height // 6), (width // 6, width - 1 - width // 6)
    found = {}
    names = list(CORNERS)
    for name, (row, column) in zip(names, itertools.product(rows, columns), strict=True):
        distances = np.abs(np.array(list(CORNERS.values())) - image[row, column].astype(int))
        found[name] = names[int(distances.max(axis=1).argmin())]
    return found


def has_encoder(name: str) -> bool:
    """Return whether this PyAV can write with the encoder of that name."""
    try:
        av.Codec(name, "w")
    except ValueError:  # UnknownCodecError
        return False
    return True


def decoders() -> set[str]:
    """Return the names of what this PyAV decodes."""
    return set(av.codecs_available)


@contextmanager
def own_scheduling() -> Iterator[None]:
    """Put back how this thread is scheduled.

    SVT-AV1 gives whoever opens it real-time priority (SCHED_FIFO 99) where it may, that is as
    root. Threads and processes that a test starts later inherit it, and two busy ones stop the
    machine.
    """
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        if os.sched_getscheduler(0) != policy:
            os.sched_setscheduler(0, policy, parameters)


@own_scheduling()
def write_clip(
    path: Path,
    frames: Iterable[Image],
    *,
    fps: float | Fraction = 30,
    times_s: Sequence[float] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    container: str | None = None,
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    rotation_deg: int = 0,
    mirrored: bool = False,
    sar: Fraction | None = None,
    start_s: float = 0.0,
    audio: bool = False,
    before: Sequence[Image] = (),
) -> Path:
    """Write a clip and return its path.

    Parameters
    ----------
    path : Path
        File to write.
    frames : iterable of ndarray, shape (height, width, 3), uint8
        RGB pictures as they are stored (before the rotation), all of one size.
    fps : float or Fraction
        Constant frame rate, if no times are given.
    times_s : sequence of float, optional
        Presentation time of each picture, seconds.
    codec, pix_fmt, container, options, muxing
        Encoder, pixel format, container (by default from the name), options of the encoder and
        of the container.
    rotation_deg : int
        Clockwise rotation that the container asks for.
    mirrored : bool
        Whether it also asks for left and right to be exchanged, after the rotation.
    sar : Fraction, optional
        Width over height of a pixel.
    start_s : float
        Added to every time.
    audio : bool
        Whether a quiet sound track goes with it.
    before : sequence of ndarray
        Pictures of another video stream that comes first and is not the default.
    """
    images = iter(frames)
    first = next(images)
    rate = Fraction(fps).limit_denominator(1001)
    with av.open(str(path), "w", format=container, container_options=muxing or {}) as out:
        other = _video_stream(out, codec, rate, before[0], (pix_fmt, options)) if before else None
        if other is not None:
            other.disposition = av.stream.Disposition.dub
        stream = _video_stream(out, codec, rate, first, (pix_fmt, options))
        if other is not None:
            stream.disposition = av.stream.Disposition.default
        if rotation_deg or mirrored:
            stream.set_display_rotation(-rotation_deg, hflip=mirrored)
        if sar is not None:
            stream.sample_aspect_ratio = sar
        sound = (
            out.add_stream("aac" if path.suffix != ".webm" else "libopus", 48000) if audio else None
        )
        if other is not None:
            _encode(out, other, before, [float(i / rate) for i in range(len(before))], start_s)
        times = (
            iter(times_s) if times_s is not None else (float(i / rate) for i in itertools.count())
        )
        _encode(out, stream, itertools.chain([first], images), times, start_s)
        if sound is not None:
            assert isinstance(sound, av.audio.stream.AudioStream)
            _silence(out, sound)
    return path


def _video_stream(
    out: av.container.OutputContainer,
    codec: str,
    rate: Fraction,
    image: Image,
    settings: tuple[str, dict[str, str] | None],
) -> av.video.stream.VideoStream:
    pix_fmt, options = settings
    stream = out.add_stream(codec, rate=rate, options=options or {})
    assert isinstance(stream, av.video.stream.VideoStream)
    stream.height, stream.width = image.shape[:2]
    stream.pix_fmt = pix_fmt
    if codec == "gif":
        stream.codec_context.time_base = Fraction(1, 100)
    elif codec not in {"mpeg4", "mpeg2video", "mjpeg"} and out.format.name != "avi":
        stream.time_base = stream.codec_context.time_base = _TIME_BASE
    return stream


def _encode(
    out: av.container.OutputContainer,
    stream: av.video.stream.VideoStream,
    images: Iterable[Image],
    times: Iterable[float],
    start_s: float,
) -> None:
    for image, time_s in zip(images, times, strict=False):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")
        frame.time_base = stream.codec_context.time_base or _TIME_BASE
        frame.pts = round((time_s + start_s) / frame.time_base)
        out.mux(stream.encode(frame))
    out.mux(stream.encode())


def _silence(out: av.container.OutputContainer, stream: av.audio.stream.AudioStream) -> None:
    frame = av.AudioFrame.from_ndarray(np.zeros((2, 4800), np.float32), "fltp", "stereo")
    frame.sample_rate, frame.pts = 48000, 0
    out.mux(stream.encode(frame))
    out.mux(stream.encode())


def write_wav(path: Path) -> Path:
    """Write a tenth of a second of silence."""
    with av.open(str(path), "w", format="wav") as out:
        stream = out.add_stream("pcm_s16le", 48000)
        assert isinstance(stream, av.audio.stream.AudioStream)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 9600), np.int16), "s16", "stereo")
        frame.sample_rate, frame.pts = 48000, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def packet_times(path: Path) -> list[float]:
    """Return the presentation time of every video packet in a file, seconds, in order."""
    with av.open(str(path)) as source:
        stream = source.streams.video[0]
        times = [float(p.pts * p.time_base) for p in source.demux(stream) if p.pts is not None]
    return sorted(times)
