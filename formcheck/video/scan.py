"""When the frames of a file are shown, read from its packets; nothing is decoded."""

from __future__ import annotations

import os

import av.error
import numpy as np
import numpy.typing as npt

from formcheck.video.decode import Decoder, open_container
from formcheck.video.regular import open_regular
from formcheck.video.watched import Watched

__all__ = ["scan_times"]


def scan_times(path: str | os.PathLike[str]) -> npt.NDArray[np.float64] | None:
    """Return the container's times of all pictures in the order they are shown, seconds.

    Parameters
    ----------
    path : path
        A video file.

    Returns
    -------
    ndarray, shape (N,), or None
        With the container's own origin, strictly rising; None where the packets do not tell: times
        missing or repeated, damaged parts, a format that counts pictures instead.

    Raises
    ------
    VideoError
        The file cannot be opened, holds no video, or reading it does not go on.
    """
    where = os.fspath(path)
    watched = Watched(where)
    try:
        return watched.call(lambda: _scan(path, where))
    finally:
        watched.close()


def _scan(path: str | os.PathLike[str], where: str) -> npt.NDArray[np.float64] | None:
    with open_regular(path) as file, open_container(file, where) as container:
        stream = Decoder(container, where).stream
        stamps: list[int] = []
        if container.format.name == "avi" or stream.time_base is None:
            return None
        try:
            for packet in container.demux(stream):
                if packet.size == 0 or packet.is_discard:
                    continue
                if packet.pts is None or packet.is_corrupt:
                    return None
                stamps.append(packet.pts)
        except (av.error.FFmpegError, OSError):
            return None
        base = stream.time_base
    stamps.sort()
    # As the decoder tells them: the same product, so the same float.
    times = np.array([float(stamp * base) for stamp in stamps])
    return times if len(times) > 1 and bool(np.all(np.diff(times) > 0)) else None
