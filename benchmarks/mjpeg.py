"""A camera on the network: MJPEG over HTTP on the loopback, paced like a camera, cut on demand."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["MjpegServer"]

_Image = npt.NDArray[np.uint8]


class MjpegServer:
    """Sends pictures to whoever asks, each at its time, and then from the beginning again.

    Parameters
    ----------
    pictures : iterable of ndarray (height, width, 3), uint8
        RGB.
    fps : float
        Pictures a second.
    times_s : sequence of float, optional
        When each is sent, instead of a steady rate.
    loop : bool
        Whether it begins again; else it ends for good.
    resume : bool
        Whether who asks after a cut is shown what comes next, not all from the beginning.
    """

    def __init__(
        self,
        pictures: Iterable[_Image],
        *,
        fps: float = 30.0,
        times_s: Sequence[float] | None = None,
        loop: bool = True,
        resume: bool = False,
    ) -> None:
        self.jpegs = [
            cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
            for image in pictures
        ]
        self.times_s = list(times_s or (i / fps for i in range(len(self.jpegs))))
        self.length_s = self.times_s[-1] + 1.0 / fps
        self.loop, self.resume = loop, resume
        self.sent_s = 0.0
        """Time of the picture that was sent last."""
        self.cuts = 0
        self.refuse_until_s = 0.0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}/camera.mjpg"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cuts += 1
        self._http.shutdown()
        self._http.server_close()

    def cut(self, refuse_s: float = 0.0) -> None:
        """End all connections, and let nobody in for a while."""
        self.refuse_until_s = time.monotonic() + refuse_s
        self.cuts += 1

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request until it is cut."""
        if time.monotonic() < self.refuse_until_s:
            request.send_error(503)
            return
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        with contextlib.suppress(OSError):  # whoever looked has gone
            self._send(request)

    def _send(self, request: BaseHTTPRequestHandler) -> None:
        cuts, start_s = self.cuts, time.monotonic()
        from_s = self.sent_s if self.resume else 0.0
        start_s -= from_s
        while True:
            for jpeg, time_s in zip(self.jpegs, self.times_s, strict=True):
                if time_s < from_s:
                    continue
                time.sleep(max(0.0, start_s + time_s - time.monotonic()))
                if self.cuts != cuts:
                    return
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                request.wfile.write(head.encode() + jpeg + b"\r\n")
                self.sent_s = time_s
            if not self.loop:
                self.refuse_until_s = math.inf
                return
            start_s += self.length_s
