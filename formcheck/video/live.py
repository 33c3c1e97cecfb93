"""A source that never lags: a thread reads on, and always the latest picture is given."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from formcheck.errors import CameraError
from formcheck.threads import started
from formcheck.video.fit import fitted
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.live_clock import LiveClock
from formcheck.video.protocol import SourceWarning
from formcheck.video.timing import IntervalStats

__all__ = ["Grabber", "LiveSource"]

_PATIENCE_S = 5.0  # without a picture for this long, the camera counts as lost
_BACK_OFF_S = (0.5, 1.0, 2.0, 4.0)  # between attempts to open it again; the last one stays

_Image = npt.NDArray[np.uint8]
_Picture = tuple[float, _Image, float, int]  # its own time, RGB, when it came, connection


class Grabber(Protocol):
    """What a live source reads from, in its own thread."""

    def grab(self) -> tuple[float, _Image] | None:
        """Wait for a picture; return its time (seconds) and RGB image, None at the end."""
        ...

    def close(self) -> None:
        """Release the device."""
        ...


class LiveSource:
    """The latest picture of a camera or stream each time one is asked for.

    A thread reads on while the caller works; pictures that came meanwhile are left out, so that
    what is shown is never old. Frames are numbered as they are taken. A device that is lost, or
    stuck, is opened again and again, and the frames go on with their times.

    Parameters
    ----------
    connect : callable
        Opens the device; the source closes it.
    name : str
        What to call it.
    patience_s : float
        How long to wait for a picture before the camera counts as lost, seconds.
    reconnect_s : float
        How long to try to get a lost camera back, seconds; 0: not at all.
    clock : LiveClock, optional
        Makes the frames' times.
    keep_all : bool
        Whether the device waits until its picture was taken: nothing is left out, and a slow
        program lags.

    Raises
    ------
    CameraError
        If it cannot be opened or no first picture comes; later, from the iteration, if it was lost
        for good.
    """

    def __init__(
        self,
        connect: Callable[[], Grabber],
        name: str,
        *,
        patience_s: float = _PATIENCE_S,
        reconnect_s: float = 0.0,
        clock: LiveClock | None = None,
        keep_all: bool = False,
    ) -> None:
        self._connect = connect
        self._name = name
        self._patience_s = patience_s
        self._reconnect_s = reconnect_s
        self._keep_all = keep_all
        self._news = threading.Condition()
        self._latest: _Picture | None = None
        self._dropped = 0
        self._finished = False
        self._failure: Exception | None = None
        self._lost: CameraError | None = None
        self._lost_s = 0.0
        self._told_lost = False
        self._heard_s = time.monotonic()
        self._turn = self._connections = self._clocked = 0
        self._stopping = threading.Event()
        self._clock = clock or LiveClock()
        self._stats = IntervalStats()
        self.on_loss: Callable[[bool], None] | None = None
        """Called by the iteration, in the caller's thread: True when the camera was lost and is
        tried again, False when it is back."""
        self._thread = self._start(connect())
        try:
            self._first = self._take(peek=True)
        except BaseException:
            self.close()
            raise
        if self._first is None:
            self.close()
            raise CameraError("gives no picture", name, "check the camera with another program")

    def _start(self, grabber: Grabber | None) -> threading.Thread:
        """Read on in a new thread; one that is stuck in its device is left behind."""
        self._turn += 1
        thread = threading.Thread(
            target=self._serve, args=(grabber, self._turn), name=self._name, daemon=True
        )
        return started(thread)

    def _serve(self, grabber: Grabber | None, turn: int) -> None:
        """Read until the end; open the device again when it is lost."""
        try:
            while grabber is not None or (grabber := self._reopened(turn)) is not None:
                try:
                    self._read_on(grabber, turn)
                    break
                except CameraError as error:
                    if not self._may_reconnect(turn):
                        raise (self._lost or error) from None
                    self._lose(error)
                finally:
                    grabber.close()
                grabber = None
        except Exception as error:  # raised again where pictures are taken
            if turn == self._turn:
                self._failure = error
        finally:
            with self._news:
                self._finished = self._finished or turn == self._turn
                self._news.notify_all()

    def _read_on(self, grabber: Grabber, turn: int) -> None:
        self._connections += 1
        while not self._stopping.is_set():
            picture = grabber.grab()
            with self._news:
                if self._keep_all:
                    self._news.wait_for(lambda: self._latest is None or self._stopping.is_set())
                if picture is None or turn != self._turn:
                    return
                self._heard_s = time.monotonic()
                self._dropped += self._latest is not None
                self._latest = (*picture, self._heard_s, self._connections)
                self._lost = None
                self._news.notify_all()

    def _may_reconnect(self, turn: int) -> bool:
        return self._tries_left_s() > 0 and turn == self._turn and not self._stopping.is_set()

    def _tries_left_s(self) -> float:
        """Return for how long the device may still be tried; only a picture ends a loss."""
        if self._lost is None:
            return self._reconnect_s
        return max(0.0, self._lost_s + self._reconnect_s - time.monotonic())

    def _lose(self, error: CameraError) -> None:
        with self._news:
            if self._lost is None:
                self._lost, self._lost_s = error, time.monotonic()
            self._news.notify_all()

    def _reopened(self, turn: int) -> Grabber | None:
        """Return the device opened anew; None if nobody waits for it any more.

        Raises
        ------
        CameraError
            It did not come back in time: what was said when it was lost.
        """
        attempt = 0
        while True:
            if self._stopping.wait(_BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)]):
                return None
            if turn != self._turn:
                return None
            try:
                return self._connect()
            except CameraError as error:
                if self._tries_left_s() <= 0:
                    raise (self._lost or error) from None
            attempt += 1

    def _take(self, *, peek: bool = False) -> _Picture | None:
        while True:
            with self._news:
                if not self._news.wait_for(self._has_news, self._left_s()):
                    if self._left_s() != 0.0:
                        continue  # one came meanwhile, and was taken already
                    self._give_up_thread()
                picture = self._latest
                if not peek:
                    self._latest = None
                    self._news.notify_all()
                lost = self._lost is not None
            if lost != self._told_lost:
                self._told_lost = lost
                if self.on_loss is not None:
                    self.on_loss(lost)
            if picture is not None:
                return picture
            if self._finished:
                if self._failure is not None:
                    raise self._failure
                return None

    def _has_news(self) -> bool:
        told = (self._lost is not None) == self._told_lost
        return self._latest is not None or self._finished or not told

    def _left_s(self) -> float | None:
        """Return how long a picture may still take; None is without end."""
        if self._lost is not None:
            return min(self._tries_left_s(), threading.TIMEOUT_MAX)
        if math.isinf(self._patience_s):
            return None
        return max(0.0, self._heard_s + self._patience_s - time.monotonic())

    def _give_up_thread(self) -> None:
        """Leave a stuck device behind: open it anew in another thread, or end."""
        error = CameraError(
            f"no picture for {self._patience_s:.0f} seconds",
            self._name,
            "check its cable or network, or whether another program uses it",
        )
        if not self._may_reconnect(self._turn):
            self._turn += 1
            self._finished, self._failure = True, self._lost or error
            return
        self._lose(error)
        self._thread = self._start(None)

    @property
    def dropped(self) -> int:
        """How many pictures were left out because a newer one came before they were taken."""
        return self._dropped

    @property
    def info(self) -> SourceInfo:
        """What is known so far; frames and duration count what was taken."""
        height, width = self._first[1].shape[:2] if self._first is not None else (0, 0)
        done = self._finished
        return SourceInfo(
            name=self._name,
            width=width,
            height=height,
            frames=self._stats.count if done else None,
            duration_s=self._stats.duration_s if done and self._stats.count else None,
            fps_mean=self._stats.fps_mean if self._stats.count > 1 else None,
            variable_frame_rate=self._stats.variable,
        )

    @property
    def warnings(self) -> list[SourceWarning]:
        """Always empty: a live source is lost or it works."""
        return []

    def __iter__(self) -> Iterator[Frame]:
        """Return the source itself: its frames come once."""
        return self

    def __next__(self) -> Frame:
        """Wait for a picture newer than the last one and return it.

        Raises
        ------
        CameraError
            If pictures stopped coming.
        """
        if self._stopping.is_set():
            raise StopIteration
        picture = self._take()
        if picture is None or self._stopping.is_set():
            raise StopIteration
        raw_s, image, captured_s, connection = picture
        if connection != self._clocked:
            self._clocked = connection
            self._clock.restart()
        time_s = self._clock.step(raw_s, captured_s)
        assert self._first is not None
        size = (self._first[1].shape[1], self._first[1].shape[0])
        frame = Frame(self._stats.count, time_s, fitted(image, size), captured_s)
        self._stats.add(time_s)
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
        """Release the camera."""
        self.close()

    def close(self) -> None:
        """Stop reading and release the camera, also from another thread; may be called twice."""
        self._stopping.set()
        with self._news:
            self._finished = True
            self._news.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)
