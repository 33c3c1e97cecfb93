"""The door to frames: a file, a camera or a stream, by one name."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TypeVar

from formcheck.errors import FormcheckError, VideoError
from formcheck.video.camera import CameraSource, StreamSource, without_password
from formcheck.video.file import VideoFile
from formcheck.video.pace import PlayedFile
from formcheck.video.protocol import Source, SourceWarning

__all__ = [
    "Source",
    "SourceWarning",
    "is_address",
    "is_camera",
    "is_file",
    "no_file",
    "open_source",
]

_Error = TypeVar("_Error", bound=FormcheckError)
_SCHEMES = "https?|rtsps?|rtmps?|rtp|udp|tcp|srt|mms"
_ADDRESS = re.compile(f"(?i)({_SCHEMES})://")
_FOLDED = re.compile(f"(?i)((?:{_SCHEMES}):)(/[^/].*)")  # a Path makes one slash of the two


def is_camera(source: str | os.PathLike[str] | int) -> bool:
    """Return whether a live source is a camera of this machine.

    Examples
    --------
    >>> is_camera(0), is_camera("rtsp://phone/1"), is_camera("clip.mp4")
    (True, False, False)
    """
    if isinstance(source, int):
        return True
    text = os.fspath(source)
    return text.isascii() and text.isdigit() and not Path(text).exists()


def is_address(source: str) -> bool:
    """Return whether a text is an address on the network.

    Examples
    --------
    >>> is_address("rtsp://phone/1"), is_address("clip.mp4")
    (True, False)
    """
    return _ADDRESS.match(source) is not None


def is_file(source: str | os.PathLike[str] | int) -> bool:
    """Return whether a live source is a file: no camera, no address on the network."""
    return not is_camera(source) and not is_address(str(source))


def open_source(
    source: str | os.PathLike[str] | int,
    *,
    live: bool = False,
    paced: bool = False,
    reconnect_s: float = 0.0,
) -> Source:
    """Return the opened source; use it as a context manager.

    Parameters
    ----------
    source : str, PathLike or int
        A video file; the number of a camera; with ``live``, also a camera's number as text or
        the address of a stream (rtsp, http ...).
    live : bool
        Whether cameras by text and addresses on the network are meant. A file stays a file.
    paced : bool
        Whether the frames of a file are released at their times, as a camera would.
    reconnect_s : float
        How long to try to get a lost camera or stream back, seconds; 0: not at all.

    Raises
    ------
    VideoError
        If the file is missing or not a video, or an address is given without ``live``.
    CameraError
        If the camera or stream cannot be opened.
    """
    if isinstance(source, int):
        return CameraSource(source, reconnect_s=reconnect_s)
    text = os.fspath(source)
    if isinstance(source, str) and is_address(source):
        if not live:
            raise no_file(source, VideoError)
        return StreamSource(source, reconnect_s=reconnect_s)
    if (folded := _FOLDED.match(text)) and not Path(source).exists():
        raise no_file(f"{folded[1]}/{folded[2]}", VideoError)
    if live and is_camera(source):
        return CameraSource(int(text), reconnect_s=reconnect_s)
    return PlayedFile(source) if paced else VideoFile(source)


def no_file(address: str, kind: type[_Error]) -> _Error:
    """Return the error, of this kind, that refuses an address as a video; it shows no password."""
    return kind("is an address, not a file", without_password(address), "download the video first")
