"""Cameras of this machine and streams on the network as sources."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import av
import av.error
import av.format
import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import CameraError
from formcheck.video.decode import MAX_PIXELS
from formcheck.video.live import LiveSource
from formcheck.video.timing import TimeRepair
from formcheck.video.upright import Upright

__all__ = ["CameraSource", "StreamSource", "without_password"]

_FAILED_READS = 30  # in a row: some cameras need a few reads to wake up
_STREAM_TIMEOUT_S = 10.0

# What a stream may lead on to: the network, and never a file of this machine.
_PROTOCOLS = (
    "http,https,httpproxy,tcp,tls,udp,udplite,rtp,srtp,rtsp,rtmp,rtmps,srt,mmsh,mmst,crypto"
)

_Image = npt.NDArray[np.uint8]


class CameraSource(LiveSource):
    """A camera of this machine.

    Parameters
    ----------
    number : int
        Which camera, from 0.
    reconnect_s : float
        How long to try to get it back once it was lost, seconds; 0: not at all.

    Raises
    ------
    CameraError
        If there is no such camera, it is in use, or it gives no picture.
    """

    def __init__(self, number: int, *, reconnect_s: float = 0.0) -> None:
        name = f"camera {number}"
        super().__init__(lambda: _CameraGrabber(number, name), name, reconnect_s=reconnect_s)


class StreamSource(LiveSource):
    """A stream on the network (rtsp, http ...), asked for by its address.

    Parameters
    ----------
    address : str
        The whole address; a password in it is never shown.
    reconnect_s : float
        How long to try to get it back once it was lost, seconds; 0: not at all.

    Raises
    ------
    CameraError
        If it cannot be reached or holds no video.
    """

    def __init__(self, address: str, *, reconnect_s: float = 0.0) -> None:
        name = without_password(address)
        super().__init__(
            lambda: _StreamGrabber(address, name),
            name,
            patience_s=_STREAM_TIMEOUT_S,
            reconnect_s=reconnect_s,
        )


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
    """Pictures of a network stream with the stream's own times, decoded by PyAV.

    Where a stream has none (MJPEG), the times of arrival take their place.
    """

    def __init__(self, address: str, name: str) -> None:
        self._name = name
        options = {"rtsp_transport": "tcp", "protocol_whitelist": _PROTOCOLS}
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
        stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
        stream.codec_context.thread_type = "SLICE"  # frame threads would hold pictures back
        self._pictures = (picture for picture in self._container.decode(stream))
        self._pixel_aspect = stream.sample_aspect_ratio
        self._upright: Upright | None = None
        self._repair = TimeRepair()
        flags = av.format.Flags(self._container.format.flags)
        self._has_times = av.format.Flags.no_timestamps not in flags
        self._is_recording = self._container.duration is not None  # a live one has no end
        self._start_s: float | None = None

    def grab(self) -> tuple[float, _Image] | None:
        try:
            picture = next(self._pictures, None)
        except (av.error.FFmpegError, OSError):
            raise CameraError(
                "the stream broke off", self._name, "check the network, then start again"
            ) from None
        if picture is None and self._is_recording:
            return None
        if picture is None:
            raise CameraError("the stream ended", self._name, "check what sends it")
        if self._upright is None:
            self._upright = Upright(picture, self._pixel_aspect)
        arrived_s = time.monotonic()
        time_s = self._repair.step(picture.time) if self._has_times else arrived_s
        image = self._upright.rgb(picture)
        if self._start_s is None:
            self._start_s = arrived_s - time_s
        if self._is_recording:
            time.sleep(max(0.0, self._start_s + time_s - time.monotonic()))
        return time_s, image

    def close(self) -> None:
        self._pictures.close()  # first: it reads from the container
        self._container.close()


def without_password(address: str) -> str:
    """Return an address as it may be shown.

    Examples
    --------
    >>> without_password("rtsp://me:secret@phone/1")
    'rtsp://phone/1'
    """
    return re.sub(r"//[^/]*@", "//", address)


def _quietly(open_capture: Callable[[], cv2.VideoCapture]) -> cv2.VideoCapture:
    """Open a capture while OpenCV keeps its own complaints off the terminal."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        return open_capture()
    finally:
        cv2.utils.logging.setLogLevel(level)
