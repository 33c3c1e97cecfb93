"""Release the frames of a recording in real time, as a camera would."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.protocol import Source, SourceWarning

__all__ = ["PacedSource"]


class PacedSource:
    """A source whose frames come at their presentation times after the first one was taken.

    Parameters
    ----------
    source : Source
        Where the frames come from, usually a file.
    drop_late : bool
        Whether a frame is left out when the next one is due already, as a camera does to a slow
        program; frames keep their numbers. Otherwise none is lost and a slow program lags.
    clock : callable
        Monotonic clock, seconds.
    sleep : callable
        Waits that many seconds.
    """

    def __init__(
        self,
        source: Source,
        *,
        drop_late: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._drop_late = drop_late
        self._clock = clock
        self._sleep = sleep
        self._start_s: float | None = None
        self._ahead: Frame | None = None

    @property
    def info(self) -> SourceInfo:
        """What is known of the source behind it so far."""
        return self._source.info

    @property
    def warnings(self) -> list[SourceWarning]:
        """What was odd about the source behind it so far."""
        return self._source.warnings

    def __iter__(self) -> Iterator[Frame]:
        """Return the source itself: its frames come once."""
        return self

    def __next__(self) -> Frame:
        """Return the next frame, not before its time."""
        frame, self._ahead = self._ahead or next(self._source), None
        if self._start_s is None:
            self._start_s = self._clock() - frame.time_s
        if self._drop_late:
            frame = self._latest_due(frame)
        wait_s = self._start_s + frame.time_s - self._clock()
        if wait_s > 0.0:
            self._sleep(wait_s)
        return frame

    def _latest_due(self, frame: Frame) -> Frame:
        now_s = self._clock() - (self._start_s or 0.0)
        while frame.time_s < now_s:
            following = next(self._source, None)
            if following is None or following.time_s > now_s:
                self._ahead = following
                break
            frame = following
        return frame

    def __enter__(self) -> Self:
        """Return the source itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the source behind it."""
        self.close()

    def close(self) -> None:
        """Release the source behind it."""
        self._source.close()
