"""Write a video that browsers play: H.264 in mp4 with the source's own frame times."""

from __future__ import annotations

import contextlib
import errno
import math
import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import av.container
import av.error
import av.video.stream
import numpy as np
import numpy.typing as npt

from formcheck.errors import OutputError
from formcheck.video.planes import Matrix, Planes
from formcheck.video.timing import IntervalStats

__all__ = [
    "AT_ONCE",
    "ENCODERS",
    "MAX_SIDE_PX",
    "VideoSink",
    "add_stream",
    "encoded_size",
    "to_encode",
]

_SMOOTH: Final = "no-deblock=0:deblock=0,0"
"""The quickest preset with its edges of blocks smoothed: half the work of ``veryfast`` for a fifth
to a half more bytes of the same quality (docs/speed.md)."""

_IN_TURN: Final = {"thread_type": "frame", "threads": "3"}
"""Pictures are encoded side by side, each by one thread: whoever gives them need not wait. As many
threads on every machine, so the file does not depend on it."""

ENCODERS: Final[tuple[tuple[str, int, dict[str, str]], ...]] = (
    (
        "libx264",
        90000,
        {"preset": "ultrafast", "crf": "27", "bf": "0", "x264-params": _SMOOTH, **_IN_TURN},
    ),
    ("libopenh264", 90000, {"allow_skip_frames": "0"}),
    ("h264_videotoolbox", 90000, {"bf": "0"}),
    ("h264_mf", 90000, {"rate_control": "quality", "quality": "75"}),
    ("mpeg4", 60000, {"flags": "+qscale", "global_quality": "472", "bf": "0"}),
)
"""Encoders in the order they are tried, ticks per second, options; the only place with any.

Pictures are never reordered (no B-frames), so no player shifts the first one. The last one
needs a desktop player: no browser shows it.
"""

AT_ONCE: Final[dict[str, dict[str, str]]] = {
    "libx264": {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "crf": "21",  # a recording is looked at by the pose model again
        "x264-params": "subme=1:me=dia:partitions=none",
        "thread_type": "slice",
        "threads": "auto",
    },
    "h264_videotoolbox": {"realtime": "1"},
}
"""Options that make an encoder give each picture back at once, and quickly: for recordings."""

MAX_SIDE_PX = 4096
"""Longest side written, pixels; a larger picture (8K) is scaled down for browsers' decoders."""

_MAX_BLOCKS = 36864  # 16 x 16 blocks of one picture at H.264 level 5.2
_KEY_FRAMES = 30  # at most this many frames from one key frame to the next: quick seeking
_BT709 = 1
_MATRICES: Final[dict[Matrix, int]] = {"bt601": 6, "bt709": _BT709}
_LIMITED_RANGE = 1


def encoded_size(width: int, height: int) -> tuple[int, int]:
    """Return the even size at which a picture is written, within what browsers decode.

    Examples
    --------
    >>> encoded_size(961, 541), encoded_size(7680, 4320)
    ((962, 542), (4096, 2304))
    """
    scale = min(1.0, MAX_SIDE_PX / max(width, height))
    scale = min(scale, math.sqrt(_MAX_BLOCKS * 256 / (width * height)))
    if scale == 1.0:
        return width + width % 2, height + height % 2
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)


def to_encode(image: npt.NDArray[np.uint8]) -> av.VideoFrame:
    """Return an RGB picture (height, width, 3) in the colours of video: BT.709, limited range."""
    return Planes.of_rgb(image, "bt709").frame


class VideoSink:
    """A context manager that writes pictures with their times to one mp4 file.

    The file appears under its name when the block ends well; otherwise nothing is left. Odd
    sizes are padded by one pixel; beyond 4096 pixels pictures are scaled down.

    Parameters
    ----------
    path : str or PathLike
        File to write, usually ``*.mp4``; an older one is replaced.
    width, height : int
        Size of every picture, pixels.
    fps : float
        About how many pictures a second, a hint to the encoder; times are exact anyway.
    matrix : {"bt601", "bt709"}
        What the colours of planes mean that are written; RGB pictures are brought to it.

    Raises
    ------
    OutputError
        If the file cannot be written, at the start or later (disk full).

    Examples
    --------
    >>> with open_source("clip.mp4") as source:                          # doctest: +SKIP
    ...     with VideoSink("out.mp4", source.info.width, source.info.height) as sink:
    ...         for frame in source:
    ...             sink.write(frame.image, frame.time_s)
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        width: int,
        height: int,
        *,
        fps: float = 30.0,
        matrix: Matrix = "bt709",
    ) -> None:
        if width < 1 or height < 1:
            raise ValueError(f"expected a positive size, got {width} x {height}")
        self._path = Path(path)
        self._temporary = self._path.with_name(f".{os.getpid()}-{self._path.name[:200]}.part")
        self._shape = (height, width, 3)
        self._matrix: Matrix = matrix
        self.size = encoded_size(width, height)
        rate = Fraction(fps if 1.0 <= fps <= 1000.0 else 30.0).limit_denominator(1001)
        self._stats = IntervalStats(float(1 / rate))
        self._last_ticks = -1
        self._held: av.Packet[av.video.stream.VideoStream] | None = None
        self._container: av.container.OutputContainer | None = None
        self._stream = self._open(rate)
        self._tick_s = self._stream.codec_context.time_base

    def _open(self, rate: Fraction) -> av.video.stream.VideoStream:
        try:
            self._temporary.touch()
            self._container = av.open(
                f"file:{self._temporary.absolute()}",
                "w",
                format="mp4",
                container_options={"movflags": "+faststart"},
            )
            return add_stream(self._container, self.size, rate, matrix=self._matrix)
        except (OSError, ValueError, av.error.FFmpegError) as error:
            self._discard()
            raise OutputError.of(error, str(self._path), "the video cannot be written") from error

    def write(self, picture: npt.NDArray[np.uint8] | Planes, time_s: float) -> None:
        """Add one picture.

        Parameters
        ----------
        picture : ndarray, shape (height, width, 3), uint8, or Planes
            RGB picture of the sink's size, or its planes, which must not be changed afterwards.
        time_s : float
            When it is shown, seconds from 0; later than the one before.

        Raises
        ------
        OutputError
            If it cannot be written (disk full).
        ValueError
            If the shape, type or time is wrong.
        """
        if self._container is None:
            raise ValueError("expected an open sink, got a closed one")
        planes = self._in_planes(picture)
        if not math.isfinite(time_s) or (self._stats.count and time_s <= self._stats.last_s):
            raise ValueError(f"expected a time after {self._stats.last_s}, got {time_s}")
        self._last_ticks = max(round(time_s / self._tick_s), self._last_ticks + 1)
        self._stats.add(time_s)
        frame = self._fitted(planes).frame
        frame.pts, frame.time_base = self._last_ticks, self._tick_s
        try:
            self._mux(self._stream.encode(frame))
        except (OSError, ValueError, av.error.FFmpegError) as error:
            self._discard()
            raise OutputError.of(error, str(self._path), "the video cannot be written") from error

    @property
    def encoder(self) -> str:
        """Name of the encoder that was opened, one of ``ENCODERS``."""
        return self._stream.codec_context.name

    def _in_planes(self, picture: npt.NDArray[np.uint8] | Planes) -> Planes:
        height, width, _ = self._shape
        if isinstance(picture, Planes):
            expected = (width + width % 2, height + height % 2)
            if picture.size != expected or picture.matrix != self._matrix:
                told = f"{picture.size} {picture.matrix}"
                raise ValueError(f"expected {expected} {self._matrix}, got {told}")
            return picture
        if picture.shape != self._shape or picture.dtype != np.uint8:
            raise ValueError(f"expected {self._shape} uint8, got {picture.shape} {picture.dtype}")
        return Planes.of_rgb(picture, self._matrix)

    def _fitted(self, planes: Planes) -> Planes:
        return planes if planes.size == self.size else planes.shrunk(self.size)

    def _mux(self, packets: list[av.Packet[av.video.stream.VideoStream]]) -> None:
        """Write all packets but the latest, which waits until its duration is known."""
        assert self._container is not None
        for packet in packets:
            if self._held is not None:
                self._container.mux(self._held)
            self._held = packet

    def close(self) -> None:
        """Finish the file and give it its name; may be called twice.

        Raises
        ------
        OutputError
            If it cannot be finished, or no picture was written.
        """
        if self._container is None:
            return
        try:
            if not self._stats.count:
                raise OutputError("no picture to write", str(self._path), "check the video")
            self._finish()
            self._temporary.replace(self._path)
        except (OSError, ValueError, av.error.FFmpegError) as error:
            raise OutputError.of(error, str(self._path), "the video cannot be written") from error
        finally:
            self._discard()

    def _finish(self) -> None:
        assert self._container is not None
        self._mux(self._stream.encode())
        if self._held is not None:
            self._held.duration = max(1, round(self._stats.typical_s / self._tick_s))
            self._container.mux(self._held)
        self._container.close()
        self._container = None

    def _discard(self) -> None:
        """Drop the encoder and remove what is left of the temporary file."""
        container, self._container, self._held = self._container, None, None
        with contextlib.suppress(OSError, ValueError, av.error.FFmpegError):
            if container is not None:
                container.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Return the sink itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file, or remove it when the block failed."""
        if kind is None:
            self.close()
        else:
            self._discard()


def add_stream(
    container: av.container.OutputContainer,
    size: tuple[int, int],
    rate: Fraction,
    *,
    at_once: bool = False,
    matrix: Matrix = "bt709",
) -> av.video.stream.VideoStream:
    """Return a stream of the first encoder that is there and can be started.

    Parameters
    ----------
    container : av.container.OutputContainer
    size : tuple of int
        Even width and height, pixels.
    rate : Fraction
        About how many pictures a second.
    at_once : bool
        Whether no picture may wait in the encoder.
    matrix : {"bt601", "bt709"}
        What the colours mean.

    Raises
    ------
    OSError
        There is no encoder.
    """
    for name, ticks_per_s, usual in ENCODERS:
        if name not in av.codecs_available:
            continue
        options = usual | (AT_ONCE.get(name, {}) if at_once else {})
        trial = av.CodecContext.create(name, "w")
        assert isinstance(trial, av.VideoCodecContext)
        _set_up(trial, size, ticks_per_s, rate, matrix)
        trial.options = dict(options)
        try:
            trial.open()
        except av.error.FFmpegError:
            continue
        stream = container.add_stream(name, rate=rate, options=dict(options))
        assert isinstance(stream, av.video.stream.VideoStream)
        stream.time_base = Fraction(1, ticks_per_s)
        _set_up(stream.codec_context, size, ticks_per_s, rate, matrix)
        return stream
    raise OSError(errno.ENOSYS, "no video encoder is installed")


def _set_up(
    encoder: av.VideoCodecContext,
    size: tuple[int, int],
    ticks_per_s: int,
    rate: Fraction,
    matrix: Matrix,
) -> None:
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.framerate = rate
    encoder.time_base = Fraction(1, ticks_per_s)
    encoder.gop_size = _KEY_FRAMES
    encoder.color_range, encoder.colorspace = _LIMITED_RANGE, _MATRICES[matrix]
    encoder.color_primaries = encoder.color_trc = _BT709
