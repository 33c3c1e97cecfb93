"""A source that never lags: a thread reads on, and always the latest picture is given."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol, Self

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import CameraError
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.protocol import SourceWarning
from formcheck.video.timing import IntervalStats

__all__ = ["Grabber", "LiveSource"]

_PATIENCE_S = 5.0  # without a picture for this long, the camera counts as lost

_Image = npt.NDArray[np.uint8]


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
    what is shown is never old. Frames are numbered as they are taken.

    Parameters
    ----------
    grabber : Grabber
        The device; the source closes it.
    name : str
        What to call it.
    patience_s : float
        How long to wait for a picture before the camera counts as lost, seconds.

    Raises
    ------
    CameraError
        If no first picture comes; later, from the iteration, if pictures stop coming.
    """

    def __init__(self, grabber: Grabber, name: str, *, patience_s: float = _PATIENCE_S) -> None:
        self._grabber = grabber
        self._name = name
        self._patience_s = patience_s
        self._news = threading.Condition()
        self._latest: tuple[float, _Image] | None = None
        self._dropped = 0
        self._finished = False
        self._failure: Exception | None = None
        self._stopping = threading.Event()
        self._start_s: float | None = None
        self._stats = IntervalStats()
        self._thread = threading.Thread(target=self._read_on, name=name, daemon=True)
        self._thread.start()
        try:
            self._first = self._take(peek=True)
        except BaseException:
            self.close()
            raise
        if self._first is None:
            self.close()
            raise CameraError("gives no picture", name, "check the camera with another program")

    def _read_on(self) -> None:
        try:
            while not self._stopping.is_set():
                picture = self._grabber.grab()
                with self._news:
                    if picture is None:
                        break
                    self._dropped += self._latest is not None
                    self._latest = picture
                    self._news.notify_all()
        except Exception as error:  # raised again where pictures are taken
            self._failure = error
        finally:
            with self._news:
                self._finished = True
                self._news.notify_all()
            self._grabber.close()

    def _take(self, *, peek: bool = False) -> tuple[float, _Image] | None:
        with self._news:
            self._news.wait_for(lambda: self._latest or self._finished, self._patience_s)
            picture = self._latest
            if not peek:
                self._latest = None
            if picture is None and self._failure is not None:
                raise self._failure
            if picture is None and not self._finished:
                raise CameraError(
                    f"no picture for {self._patience_s:.0f} seconds",
                    self._name,
                    "check its cable or network, or whether another program uses it",
                )
            return picture

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
        if picture is None:
            raise StopIteration
        raw_s, image = picture
        if self._start_s is None:
            self._start_s = raw_s
        time_s = raw_s - self._start_s
        if self._stats.count and time_s <= self._stats.last_s:
            time_s = float(np.nextafter(self._stats.last_s, np.inf))
        frame = Frame(self._stats.count, time_s, self._fitted(image))
        self._stats.add(time_s)
        return frame

    def _fitted(self, image: _Image) -> _Image:
        assert self._first is not None
        height, width = self._first[1].shape[:2]
        if image.shape[:2] == (height, width):
            return image
        return cv2.resize(image, (width, height)).astype(np.uint8, copy=False)

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
        """Stop reading and release the camera; may be called twice."""
        self._stopping.set()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)
