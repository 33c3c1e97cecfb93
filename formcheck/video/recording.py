"""Write a video as it is filmed: whatever happens, what was written until then plays."""

from __future__ import annotations

import contextlib
import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.container
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import OutputError
from formcheck.video.sink import add_stream, encoded_size, to_encode

__all__ = ["RecordingSink"]

_FRAGMENT_US = 250_000


class RecordingSink:
    """A context manager that writes pictures to a fragmented mp4, a quarter of a second at a time.

    Each fragment is whole in itself and in the file at once: after a kill, a power cut or a full
    disk the file plays up to there; where there was no room for one, no file is left. Other than
    :class:`~formcheck.video.sink.VideoSink` it writes under the file's own name from the start.

    Parameters
    ----------
    path : str or PathLike
        File to write, ``*.mp4``.
    width, height : int
        Size of the pictures, pixels; others are scaled to it.
    fps : float
        About how many pictures a second; times are exact anyway.

    Raises
    ------
    OutputError
        If the file cannot be written, at the start or later (disk full).
    """

    def __init__(
        self, path: str | os.PathLike[str], width: int, height: int, *, fps: float = 30.0
    ) -> None:
        self._path = Path(path)
        self._size = encoded_size(width, height)
        self._last_ticks = -1
        flags = "+empty_moov+default_base_moof+frag_keyframe"
        options = {"movflags": flags, "frag_duration": str(_FRAGMENT_US), "flush_packets": "1"}
        self._container: av.container.OutputContainer | None = None
        try:
            self._container = av.open(
                f"file:{self._path.absolute()}", "w", format="mp4", container_options=options
            )
            rate = Fraction(fps).limit_denominator(1001)
            self._stream = add_stream(self._container, self._size, rate, at_once=True)
        except (OSError, ValueError, av.error.FFmpegError) as error:
            raise self._failed(error) from error
        self._tick_s = self._stream.codec_context.time_base

    def write(self, image: npt.NDArray[np.uint8], time_s: float) -> None:
        """Add one picture.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            RGB picture.
        time_s : float
            When it is shown, seconds from 0; later than the one before.

        Raises
        ------
        OutputError
            If it cannot be written (disk full); what was written before stays.
        """
        if self._container is None:
            raise ValueError("expected an open sink, got a closed one")
        if (image.shape[1], image.shape[0]) != self._size:
            image = cv2.resize(image, self._size).astype(np.uint8, copy=False)
        picture = to_encode(image)
        self._last_ticks = max(round(time_s / self._tick_s), self._last_ticks + 1)
        picture.pts, picture.time_base = self._last_ticks, self._tick_s
        try:
            self._container.mux(self._stream.encode(picture))
        except (OSError, ValueError, av.error.FFmpegError) as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Finish the file; may be called twice.

        Raises
        ------
        OutputError
            If the last pictures cannot be written; what was written before stays.
        """
        if self._container is None:
            return
        try:
            self._container.mux(self._stream.encode())
            self._container.close()
            self._container = None
            self._leave_no_stub()
        except (OSError, ValueError, av.error.FFmpegError) as error:
            raise self._failed(error) from error

    def _failed(self, error: BaseException) -> OutputError:
        container, self._container = self._container, None
        with contextlib.suppress(OSError, ValueError, av.error.FFmpegError):
            if container is not None:
                container.close()
        self._leave_no_stub()
        return OutputError.of(error, str(self._path), "the recording cannot be written")

    def _leave_no_stub(self) -> None:
        """Remove a file that was cut short before its first fragment, told by the disk or not."""
        if not _plays(self._path):
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Return the sink itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file; an error of the block is not hidden by one of closing."""
        if kind is None:
            self.close()
        else:
            with contextlib.suppress(OutputError):
                self.close()


def _plays(path: Path) -> bool:
    """Return whether a file holds one picture at least."""
    try:
        with av.open(f"file:{path.absolute()}") as container:
            return next(container.decode(video=0), None) is not None
    except (OSError, IndexError, ValueError, av.error.FFmpegError):
        return False
