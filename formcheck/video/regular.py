"""Open what is a file and nothing else, so that a decoder may read it as it likes."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast

from formcheck.errors import VideoError

__all__ = ["open_regular", "shown_name"]


class _RegularFile(io.FileIO):
    """A file in which a damaged header may send the decoder to impossible places.

    FFmpeg wants an error number for an answer; of an exception PyAV would print the traceback.
    """

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place and return it; a negative error number if there is no such place."""
        try:
            return super().seek(offset, whence)
        except (OSError, OverflowError):
            return -errno.EINVAL


def shown_name(path: str | os.PathLike[str]) -> str:
    r"""Return the name of a file, without its folder, as text that can be written anywhere.

    File systems hold bytes; those that are no UTF-8 are replaced.

    >>> shown_name("clips/a\udcff.mp4")
    'a�.mp4'
    """
    return os.fsencode(Path(path).name).decode("utf-8", "replace")


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Return a regular file opened for reading; never waits for a pipe or device.

    Raises
    ------
    VideoError
        If there is no such file, it is something else than a file, empty, or may not be read.
    """
    where = os.fspath(path)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        _check_regular(Path(path).stat(), where)
        handle = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
        file = _RegularFile(handle, "rb")
    except FileNotFoundError:
        raise VideoError("no such file", where, "check the name and the folder") from None
    except PermissionError:
        raise VideoError("this file may not be read", where, "give yourself the right to") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VideoError(f"cannot be opened, {reason}", where, "check the name") from None
    try:
        _check_regular(os.fstat(file.fileno()), where)
    except VideoError:
        file.close()
        raise
    return cast(BinaryIO, file)


def _check_regular(status: os.stat_result, where: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise VideoError("is a folder, not a video", where, "give the video files in it")
    if not stat.S_ISREG(status.st_mode):
        raise VideoError("is a pipe or device, not a file", where, "record it to a file first")
    if status.st_size == 0:
        raise VideoError("the file is empty", where, "copy or record it again")
