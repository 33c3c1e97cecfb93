"""One file of the input corpus, and how a clip for it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final, Literal

import av
import av.container
import av.video.stream
import cv2
import numpy as np
import numpy.typing as npt

from formcheck.video import open_source

__all__ = ["FPS", "Case", "Image", "Must", "NoEncoderError", "payloads", "person", "write"]

Image = npt.NDArray[np.uint8]
Must = Literal["analysed", "refused", "either"]

FPS: Final = 10
_SAMPLE: Final = Path(__file__).parents[2] / "sample_videos" / "lying_full.mp4"
_FIRST, _EVERY, _COUNT = 30, 3, 16  # frames of the sample: 1.6 s with somebody in them


class NoEncoderError(Exception):
    """FFmpeg as built here cannot write that; the case is left out, and told."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input.

    Parameters
    ----------
    group, name : str
        What kind of thing it is, and which.
    path : Path
        What is analysed.
    must : {"analysed", "refused", "either"}
        Exit code 0, exit code 1, or either: a damaged file may still be readable.
    arguments : sequence of str
        In place of the path, on the command line.
    folder : Path, optional
        Working directory.
    """

    group: str
    name: str
    path: Path
    must: Must = "either"
    arguments: tuple[str, ...] = ()
    folder: Path | None = None


@cache
def person(width: int = 320, height: int = 180) -> tuple[Image, ...]:
    """Return pictures of somebody who lies and raises the legs, ten a second."""
    pictures: list[Image] = []
    with open_source(_SAMPLE) as source:
        for frame in source:
            if frame.index >= _FIRST and (frame.index - _FIRST) % _EVERY == 0:
                small = cv2.resize(frame.image, (width, height), interpolation=cv2.INTER_AREA)
                pictures.append(np.ascontiguousarray(small, dtype=np.uint8))
            if len(pictures) == _COUNT:
                break
    return tuple(pictures)


def write(
    path: Path,
    images: Iterable[Image],
    *,
    codec: str = "mpeg4",
    pix_fmt: str = "yuv420p",
    fps: float | Fraction = FPS,
    times_s: Sequence[float] | None = None,
    container: str | None = None,
    options: dict[str, str] | None = None,
    muxing: dict[str, str] | None = None,
    rotation_deg: int = 0,
    pixel_aspect: Fraction | None = None,
    streams: int = 1,
    sound: bool = False,
) -> Path:
    """Write a clip, and return its path.

    Parameters
    ----------
    path : Path
    images : iterable of ndarray, shape (height, width, 3), uint8
    codec, pix_fmt, fps, container, options, muxing
        Of FFmpeg; the container from the name if left out.
    times_s : sequence of float, optional
        When each picture is shown, instead of `fps`.
    rotation_deg : int
        Clockwise, as the container asks for.
    pixel_aspect : Fraction, optional
    streams : int
        How many video streams hold the same.
    sound : bool
        Whether a sound track is promised that stays empty.

    Raises
    ------
    NoEncoderError
    """
    try:
        av.Codec(codec, "w")
    except ValueError:
        raise NoEncoderError(codec) from None
    pictures = list(images)
    rate = Fraction(fps).limit_denominator(1001)
    with av.open(str(path), "w", format=container, container_options=muxing or {}) as out:
        made = [out.add_stream(codec, rate=rate, options=options or {}) for _ in range(streams)]
        if sound:
            out.add_stream("aac", 48000)
        for stream in made:
            assert isinstance(stream, av.video.stream.VideoStream)
            stream.height, stream.width = pictures[0].shape[:2]
            stream.pix_fmt = pix_fmt
            if rotation_deg:
                stream.set_display_rotation(-rotation_deg)
            if pixel_aspect is not None:
                stream.sample_aspect_ratio = pixel_aspect
            if times_s is not None:
                stream.codec_context.time_base = Fraction(1, 1000)
        for i, image in enumerate(pictures):
            for stream in made:
                assert isinstance(stream, av.video.stream.VideoStream)
                frame = av.VideoFrame.from_ndarray(image, "rgb24")
                base = stream.codec_context.time_base or 1 / rate
                frame.time_base = base
                time_s = times_s[i] if times_s is not None else i / rate
                frame.pts = round(Fraction(time_s) / base)
                out.mux(stream.encode(frame))
        for stream in made:
            assert isinstance(stream, av.video.stream.VideoStream)
            out.mux(stream.encode())
    return path


def payloads(path: Path) -> list[bytes]:
    """Return the content of every video packet of a file, in the order it is stored."""
    with av.open(str(path)) as source:
        stream = source.streams.video[0]
        return [bytes(packet) for packet in source.demux(stream) if packet.size]
