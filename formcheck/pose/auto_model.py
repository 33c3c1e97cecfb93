"""Chooses the pose model live: *full*, or *lite* where *full* cannot hold the frame rate."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Literal, Self

from formcheck.errors import ModelError
from formcheck.pose.backend import PersonPose, PoseBackend
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame

__all__ = ["AutoModelBackend", "AutoModelSettings", "ModelChange"]

ModelChange = Literal["lite", "lite_missing"]
"""What became of it: *lite* from now on, or *lite* would be needed and is not installed."""

BEST: Final = "full"
FASTER: Final = "lite"


@dataclass(frozen=True, slots=True)
class AutoModelSettings:
    """When *full* is too slow.

    Parameters
    ----------
    least_fps : float
        Frames a second that must be looked at: below 20 no fast movement can be judged
        (MEASURES 6), 23 are needed for the bounce.
    busy_share : float
        Share of the time that the model must take to be the cause [design]; else another model
        would not help.
    window_s, start_s : float
        Over so long it is watched, after so long: at the start a body is looked at from near
        [design].
    """

    least_fps: float = 23.0
    busy_share: float = 0.6
    window_s: float = 4.0
    start_s: float = 3.0


class AutoModelBackend:
    """A pose backend that begins with *full* and changes to *lite*, once, if that is too slow.

    It never changes back: a set should be measured by one model.

    Parameters
    ----------
    settings : AutoModelSettings, optional
    open_model : callable, optional
        Makes the backend of a model by its name.
    clock : callable, optional
        Seconds, monotonic.
    """

    def __init__(
        self,
        settings: AutoModelSettings | None = None,
        *,
        open_model: Callable[[str], PoseBackend] = MediaPipeBackend,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._settings = settings or AutoModelSettings()
        self._open_model = open_model
        self._clock = clock
        self._backend: PoseBackend | None = None
        self._first_s: float | None = None
        self._recent: deque[tuple[float, float]] = deque()
        self._watching = True
        self.on_change: Callable[[ModelChange], None] | None = None
        """Called when the model is changed, or would be if *lite* were installed; at most once."""

    def __enter__(self) -> Self:
        self._backend = self._open_model(BEST).__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._backend is not None:
            self._backend.__exit__(kind, error, traceback)
        self._backend = None

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the people in this frame, by the model of the moment."""
        if self._backend is None:
            raise RuntimeError("expected an open backend: use it in a with statement")
        if self._watching and self._too_slow(frame.time_s):
            self._change()
        start_s = self._clock()
        people = self._backend.detect(frame)
        self._recent.append((frame.time_s, self._clock() - start_s))
        return people

    def _too_slow(self, time_s: float) -> bool:
        s = self._settings
        if self._first_s is None:
            self._first_s = time_s
        while self._recent and time_s - self._recent[0][0] > s.window_s:
            self._recent.popleft()
        if time_s - self._first_s < s.start_s + s.window_s or len(self._recent) < 2:
            return False
        span_s = time_s - self._recent[0][0]
        busy_s = sum(took_s for _, took_s in self._recent)
        return len(self._recent) < s.least_fps * span_s and busy_s > s.busy_share * span_s

    def _change(self) -> None:
        self._watching = False
        assert self._backend is not None
        change: ModelChange = "lite"
        try:
            faster = self._open_model(FASTER).__enter__()
        except ModelError:
            change = "lite_missing"
        else:
            self._backend.__exit__(None, None, None)
            self._backend = faster
        if self.on_change is not None:
            self.on_change(change)
