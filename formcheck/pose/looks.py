"""When to look again for other people, and at a body from near."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["LookPlan", "look_schedule"]

_EVERY_S: Final = 2.0
_EVERY_AT_START_S: Final = 0.25  # the subject is chosen in the first second
_IN_COMPANY_S: Final = 1.0  # somebody who walks by is gone after three seconds
_START_S: Final = 1.0


class LookPlan:
    """Tells when the next look falls due: every 2 seconds, more often at first and in company.

    Parameters
    ----------
    schedule_s : sequence of float, optional
        The looks that a clip's own start set, from :func:`look_schedule`: whoever begins in the
        midst of the clip joins it after a first second of their own.

    Examples
    --------
    >>> plan = LookPlan()
    >>> plan.is_due(0.0)
    True
    >>> plan.looked(0.0)
    >>> plan.next_s
    0.25
    """

    def __init__(self, schedule_s: Sequence[float] | None = None) -> None:
        self._schedule_s = schedule_s
        self._first_s = math.nan
        self._regular_s = -math.inf
        self.next_s = -math.inf
        """When the next look falls due."""

    @property
    def joins(self) -> bool:
        """Whether a clip's own schedule is followed."""
        return self._schedule_s is not None

    def is_due(self, time_s: float) -> bool:
        """Return whether it is time for a look."""
        return time_s >= self.next_s

    def looked(self, time_s: float, *, company: bool = False) -> None:
        """Set the next look after one: when it falls due, sooner while somebody else is about."""
        if math.isnan(self._first_s):
            self._first_s = time_s
        if time_s >= self._regular_s:
            self._regular_s = self._after(time_s)
        self.next_s = min(self._regular_s, time_s + _IN_COMPANY_S if company else math.inf)

    def no_later_than(self, time_s: float) -> None:
        """Bring the next look forward to this time, if it is later."""
        self.next_s = min(self.next_s, time_s)

    def not_before(self, time_s: float) -> None:
        """Put the next look off to this time."""
        self.next_s = time_s

    def _after(self, time_s: float) -> float:
        due_s = _next_look_s(time_s, self._first_s)
        if self._schedule_s is None or due_s - self._first_s < _START_S:
            return due_s
        place = bisect_right(self._schedule_s, time_s)
        return self._schedule_s[place] if place < len(self._schedule_s) else math.inf


def look_schedule(times_s: Iterable[float]) -> list[float]:
    """Return from when on looks fall due in a clip whose subject is there at once and never lost.

    Parameters
    ----------
    times_s : iterable of float
        Presentation times of all frames, rising.

    Examples
    --------
    >>> look_schedule([0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5])
    [0.25, 0.75, 3.0, 5.0]
    """
    due: list[float] = []
    first_s = next_s = -math.inf
    for time_s in times_s:
        if time_s < next_s:
            continue
        first_s = time_s if not due else first_s
        next_s = _next_look_s(time_s, first_s)
        due.append(next_s)
    return due


def _next_look_s(time_s: float, first_s: float) -> float:
    return time_s + (_EVERY_AT_START_S if time_s - first_s < _START_S else _EVERY_S)
