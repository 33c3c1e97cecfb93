"""One clip of a batch, and what became of it; both go from process to process as plain JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

__all__ = ["ClipOptions", "Job", "Outcome", "Status"]

Status = Literal["done", "failed", "crashed", "hung"]


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """How every clip of a batch is analysed; as the options of ``formcheck analyze``."""

    exercise: str = "auto"
    model: str = "full"
    video: bool = True
    report: bool = True
    blur_face: bool = False
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short text that differs where any option does."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to be analysed.

    Parameters
    ----------
    video : str
        Its full path, the same on every machine that takes part.
    folder : str
        Full path of the folder for its result.
    size_bytes, mtime_ns : int
        Of the file: a clip that was changed is analysed anew.
    options : ClipOptions
        How.
    """

    video: str
    folder: str
    size_bytes: int
    mtime_ns: int
    options: ClipOptions

    def to_json(self) -> str:
        """Return the job as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the job of a line."""
        found = json.loads(text)
        return cls(**{**found, "options": ClipOptions(**found["options"])})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    Parameters
    ----------
    status : {"done", "failed", "crashed", "hung"}
        Failed: the clip cannot be analysed; crashed: the process died of it; hung: there was no
        progress for so long that it was given up.
    error : str
        The sentence for it; empty if it is done.
    seconds : float
        How long it took.
    """

    status: Status
    error: str = ""
    seconds: float = 0.0
