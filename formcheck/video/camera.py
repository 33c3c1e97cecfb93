"""Cameras and network streams as sources: always the latest picture, never a growing queue."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol, Self

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import CameraError
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.protocol import SourceWarning
from formcheck.video.timing import IntervalStats, TimeRepair
from formcheck.video.upright import Upright

__all__ = ["CameraSource", "LiveSource", "StreamSource"]

_PATIENCE_S = 5.0  # without a picture for this long, the camera counts as lost
_FAILED_READS = 30  # in a row: some cameras need a few reads to wake up
_STREAM_TIMEOUT_S = 10.0

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
        self._finished = False
        self._failure: CameraError | None = None
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
                    self._latest = picture
                    self._news.notify_all()
        except CameraError as error:
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


class CameraSource(LiveSource):
    """A camera of this machine.

    Parameters
    ----------
    number : int
        Which camera, from 0.

    Raises
    ------
    CameraError
        If there is no such camera, it is in use, or it gives no picture.
    """

    def __init__(self, number: int) -> None:
        name = f"camera {number}"
        super().__init__(_CameraGrabber(number, name), name)


class StreamSource(LiveSource):
    """A stream on the network (rtsp, http ...), asked for by its address.

    Parameters
    ----------
    address : str
        The whole address; a password in it is never shown.

    Raises
    ------
    CameraError
        If it cannot be reached or holds no video.
    """

    def __init__(self, address: str) -> None:
        name = _without_password(address)
        super().__init__(_StreamGrabber(address, name), name, patience_s=_STREAM_TIMEOUT_S)


class _CameraGrabber:
    def __init__(self, number: int, name: str) -> None:
        self._name = name
        self._capture = _quietly(lambda: cv2.VideoCapture(number))
        if number < 0 or not self._capture.isOpened():
            self._capture.release()
            raise CameraError(
                "cannot be opened",
                name,
                "plug it in, close other programs that use it, or try another number",
            )

    def grab(self) -> tuple[float, _Image] | None:
        for _ in range(_FAILED_READS):
            if self._capture.grab():
                time_s = time.monotonic()
                read, image = self._capture.retrieve()
                if read:
                    return time_s, cv2.cvtColor(image, cv2.COLOR_BGR2RGB).astype(np.uint8)
        raise CameraError("stopped giving pictures", self._name, "check its cable, start again")

    def close(self) -> None:
        self._capture.release()


class _StreamGrabber:
    """Pictures of a network stream with the stream's own times, decoded by PyAV."""

    def __init__(self, address: str, name: str) -> None:
        self._name = name
        options = {"rtsp_transport": "tcp", "fflags": "nobuffer"}
        try:
            self._container = av.open(
                address, "r", container_options=options, timeout=_STREAM_TIMEOUT_S
            )
        except (av.error.FFmpegError, OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "unknown reason"
            raise CameraError(
                f"the stream cannot be opened, {reason}", name, "check the address and the network"
            ) from None
        if not self._container.streams.video:
            self._container.close()
            raise CameraError("the stream has no picture", name, "check the address")
        stream = self._container.streams.video[0]
        stream.codec_context.thread_type = "SLICE"  # frame threads would hold pictures back
        self._pictures = self._container.decode(stream)
        self._pixel_aspect = stream.sample_aspect_ratio
        self._upright: Upright | None = None
        self._repair = TimeRepair()

    def grab(self) -> tuple[float, _Image] | None:
        try:
            picture = next(self._pictures, None)
        except (av.error.FFmpegError, OSError):
            raise CameraError(
                "the stream broke off", self._name, "check the network, then start again"
            ) from None
        if picture is None:
            return None
        if self._upright is None:
            self._upright = Upright(picture, self._pixel_aspect)
        return self._repair.step(picture.time), self._upright.rgb(picture)

    def close(self) -> None:
        self._container.close()


def _without_password(address: str) -> str:
    return re.sub(r"//[^/@]*@", "//", address)


def _quietly(open_capture: Callable[[], cv2.VideoCapture]) -> cv2.VideoCapture:
    """Open a capture while OpenCV keeps its own complaints off the terminal."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        return open_capture()
    finally:
        cv2.utils.logging.setLogLevel(level)
