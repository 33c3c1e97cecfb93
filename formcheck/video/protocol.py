"""What every source of frames offers: the seam between pictures and the rest of formcheck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from formcheck.video.frame import Frame, SourceInfo

__all__ = ["Source", "SourceWarning"]


@dataclass(frozen=True, slots=True)
class SourceWarning:
    """Something odd about a source that does not stop the analysis.

    Parameters
    ----------
    code : str
        ``truncated``, ``corrupt_parts``, ``timestamps_repaired``, ``time_gap`` or
        ``frame_size_changed``.
    message : str
        What was found, one sentence without a full stop.
    remedy : str
        What the person can do about it.
    """

    code: str
    message: str
    remedy: str


class Source(Protocol):
    """A video file, camera or stream: a context manager that gives its frames once, in order.

    ``info`` and ``warnings`` are complete when the last frame was taken.
    """

    @property
    def info(self) -> SourceInfo:
        """What is known of the source so far."""
        ...

    @property
    def warnings(self) -> list[SourceWarning]:
        """What was odd so far, at most one of each code."""
        ...

    def __iter__(self) -> Iterator[Frame]: ...

    def __next__(self) -> Frame: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def close(self) -> None:
        """Release the file or camera; may be called twice."""
        ...
