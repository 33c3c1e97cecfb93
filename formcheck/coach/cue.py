"""One thing that the coach says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Cue", "CueKind"]

CueKind = Literal["count", "fault", "advice", "praise", "remedy", "setup", "announce"]


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said and shown, and why.

    Parameters
    ----------
    time_s : float
        When it became due, presentation time.
    kind : str
        ``count``, ``fault``, ``advice``, ``praise``, ``remedy``, ``setup`` or ``announce``.
    code : str
        For programs: a check, a reason code or a step of the set-up; the same in every language.
    text : str
        For the person.
    rep : int or None
        Number of the repetition that it is about.
    """

    time_s: float
    kind: CueKind
    code: str
    text: str
    rep: int | None = None
