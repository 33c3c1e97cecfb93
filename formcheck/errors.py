"""Everything formcheck raises on purpose.

FormcheckError                 what a user can mend; one sentence: what (where): remedy
├── InputError                 an input cannot be analysed              (exit code 1)
│   ├── VideoError             missing, unreadable, no video, no frames
│   ├── CameraError            camera or stream missing, in use, lost
│   ├── NoPersonError          nobody seen for one second in all
│   └── TrackError             a saved track is damaged or of another version
├── ModelError                 a model bundle is missing or damaged     (exit code 1)
├── OutputError                results cannot be written                (exit code 1)
├── HistoryError               the history is damaged, newer or in use  (exit code 1)
├── SoundError                 no speech engine or sound device         (the set goes on)
└── UsageError                 wrong names, values or settings          (exit code 2)

What a programmer gets wrong (shapes, types) is ``ValueError``/``TypeError`` instead.
"""

from __future__ import annotations

import errno
from typing import ClassVar, Self

__all__ = [
    "CameraError",
    "FormcheckError",
    "HistoryError",
    "InputError",
    "ModelError",
    "NoPersonError",
    "OutputError",
    "SoundError",
    "TrackError",
    "UsageError",
    "VideoError",
]


class FormcheckError(Exception):
    """One clear sentence for a person: what went wrong, where, and how to mend it.

    Parameters
    ----------
    what : str
        What is wrong, lower case, without a full stop.
    where : str
        The file, camera, setting or stage that it concerns; empty if there is none.
    remedy : str
        What the person can do about it.
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        """Return the sentence on one line, control characters made visible."""
        where = f" ({self.where})" if self.where else ""
        remedy = f": {self.remedy}" if self.remedy else ""
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in self.what + where + remedy)


class InputError(FormcheckError):
    """An input could not be analysed."""


class VideoError(InputError):
    """A video file is missing, unreadable, or holds no frames."""


class CameraError(InputError):
    """A camera or stream is missing, in use or lost."""


class NoPersonError(InputError):
    """Nobody was seen for one second in all."""


class TrackError(InputError):
    """A saved track is damaged or of another version."""


class ModelError(FormcheckError):
    """A model bundle is missing or damaged."""


class OutputError(FormcheckError):
    """Results could not be written.

    ``DISK_FULL`` and ``FORBIDDEN`` are the numbers of an ``OSError`` that mean no room, and not
    allowed.
    """

    DISK_FULL: ClassVar = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
    FORBIDDEN: ClassVar = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

    @classmethod
    def of(cls, error: BaseException, where: str, what: str = "cannot be written") -> Self:
        """Return the sentence for a write that failed with ``error``, with its remedy."""
        number = getattr(error, "errno", None)
        if number in cls.DISK_FULL:
            return cls("the disk is full", where, "make room or choose another folder")
        if number in cls.FORBIDDEN:
            return cls("no permission to write here", where, "choose another folder")
        if number == errno.ENAMETOOLONG:
            remedy = "rename the video or choose a shorter folder"
            return cls("the name is too long", where, remedy)
        if number in (errno.EEXIST, errno.ENOTDIR):
            return cls("a file is in the way of a folder", where, "choose another folder")
        reason = getattr(error, "strerror", None) or error
        return cls(f"{what}, {reason}", where, "choose another folder")


class HistoryError(FormcheckError):
    """The history of sets is damaged, of a newer formcheck, in use, or cannot be opened."""


class SoundError(FormcheckError):
    """There is no speech engine or no sound device; a set goes on without."""


class UsageError(FormcheckError):
    """A name, value or setting is wrong."""

    exit_code = 2
