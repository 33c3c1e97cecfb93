"""Play a recording in real time, as a camera would."""

from __future__ import annotations

import math
import os
import time

import numpy as np
import numpy.typing as npt

from formcheck.video.file import VideoFile
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.live import LiveSource
from formcheck.video.live_clock import LiveClock
from formcheck.video.protocol import SourceWarning

__all__ = ["PlayedFile"]


class PlayedFile(LiveSource):
    """A file whose frames come at their presentation times after the first one was taken.

    Unlike a camera it waits for a slow program: no frame is lost, and what is said stays right.

    Parameters
    ----------
    path : str or PathLike
        A video file.

    Raises
    ------
    VideoError
        If the file is missing or not a video.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._file = VideoFile(path)
        self._player = _FileGrabber(self._file)
        super().__init__(
            lambda: self._player,
            self._file.info.name,
            patience_s=math.inf,  # a recording may pause
            clock=LiveClock(trust_s=math.inf),
            keep_all=True,
        )

    def __next__(self) -> Frame:
        """Return the latest frame; the first one starts the play."""
        self._player.playing = True
        return super().__next__()

    @property
    def info(self) -> SourceInfo:
        """What is known of the file so far."""
        return self._file.info

    @property
    def warnings(self) -> list[SourceWarning]:
        """What was odd about the file so far."""
        return self._file.warnings

    def close(self) -> None:
        """Stop playing and release the file."""
        self._player.stopped = True
        super().close()


class _FileGrabber:
    """Gives the frames of a file at their times; the second one not before it plays."""

    def __init__(self, file: VideoFile) -> None:
        self._file = file
        self._start_s: float | None = None
        self.playing = self.stopped = False

    def grab(self) -> tuple[float, npt.NDArray[np.uint8]] | None:
        frame = next(self._file, None)
        if frame is None:
            return None
        if frame.index == 0:
            return frame.time_s, frame.image
        while not (self.playing or self.stopped):
            time.sleep(0.002)
        if self._start_s is None:
            self._start_s = time.monotonic()
        while not self.stopped and (wait_s := self._start_s + frame.time_s - time.monotonic()) > 0:
            time.sleep(min(wait_s, 0.1))
        return None if self.stopped else (frame.time_s, frame.image)

    def close(self) -> None:
        self._file.close()
