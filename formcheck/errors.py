"""Everything formcheck raises on purpose.

FormcheckError                 what a user can mend; one sentence: what (where): remedy
├── InputError                 an input cannot be analysed              (exit code 1)
│   ├── VideoError             missing, unreadable, no video, no frames
│   ├── CameraError            camera or stream missing, in use, lost
│   ├── NoPersonError          nobody seen for one second in all
│   └── TrackError             a saved track is damaged or of another version
├── ModelError                 a model bundle is missing or damaged     (exit code 1)
├── OutputError                results cannot be written                (exit code 1)
└── UsageError                 wrong names, values or settings          (exit code 2)

What a programmer gets wrong (shapes, types) is ``ValueError``/``TypeError`` instead.
"""

from __future__ import annotations

__all__ = [
    "CameraError",
    "FormcheckError",
    "InputError",
    "ModelError",
    "NoPersonError",
    "OutputError",
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
    """Results could not be written."""


class UsageError(FormcheckError):
    """A name, value or setting is wrong."""

    exit_code = 2
