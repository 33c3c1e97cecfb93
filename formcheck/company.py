"""When somebody else was about, and what then cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from formcheck.repetition import Repetition
from formcheck.reps import RepCount

__all__ = ["company_spans", "without_strange_legs"]

_LOOKS_APART_S: Final = 1.0
"""The backend looks more often in the first second; those count once."""
_CONFIRM_S: Final = 2.5
"""A look follows a second after one that found somebody, two after one that did not: who is there
is found again by then. What is left of the subject once it is painted out, or a plant, is taken for
a person now and then, and not twice running (rendered clips: 23.1 and 27.1 s of one)."""
_ROUNDING_S: Final = 0.05
"""Looks fall on frames, whose times are not those that were planned."""


def company_spans(
    others_s: Sequence[float], *, looks: int = 2, gap_s: float = 10.0
) -> list[tuple[float, float]]:
    """Return from when to when somebody else was in the picture.

    Parameters
    ----------
    others_s : sequence of float
        Times of the looks that found somebody, rising.
    looks : int
        So many running, a second and at most two and a half apart, must have found somebody
        within a stretch; fewer are what was taken for a person.
    gap_s : float
        Two sightings that are no farther apart are of one who stayed: whoever lies behind the
        subject is not found at every look.

    Examples
    --------
    >>> company_spans([1.0, 3.0, 30.0])
    [(1.0, 3.0)]
    >>> company_spans([0.0, 0.5])
    []
    """
    spans: list[tuple[float, float]] = []
    start_s = stop_s = counted_s = -float("inf")
    running = most = 0
    for time_s in [*others_s, float("inf")]:
        if time_s - stop_s > gap_s:
            if most >= looks:
                spans.append((start_s, stop_s))
            start_s, running, most = time_s, 0, 0
        stop_s = time_s
        if time_s - counted_s >= _LOOKS_APART_S - _ROUNDING_S:
            running = running + 1 if time_s - counted_s <= _CONFIRM_S else 1
            counted_s, most = time_s, max(most, running)
    return spans


def without_strange_legs(counted: RepCount, others_s: Sequence[float]) -> RepCount:
    """Return the count without legs of which nobody can tell whose they are.

    Where somebody else lies beside, the subject's one leg may be followed and the other's one, as
    two legs that are raised in turn. Those overlap in time as the legs of one person do not. And
    where both legs are raised together otherwise, a single one in company is none of the set.

    Parameters
    ----------
    counted : RepCount
        What was counted.
    others_s : sequence of float
        Times of the looks that found somebody else, rising.
    """
    spans = company_spans(others_s)
    if not spans:
        return counted
    is_mixed = any(rep.leg == "both" for rep in counted.reps)
    strange = [
        rep
        for rep in counted.reps
        if rep.leg != "both" and (is_mixed or _is_crossed(rep, counted, spans))
    ]
    return counted.without(strange, "another_person")


def _is_crossed(rep: Repetition, counted: RepCount, spans: Sequence[tuple[float, float]]) -> bool:
    """Return whether another leg was under way in part of the same time, with somebody about."""
    return any(start <= rep.stop_s and rep.start_s <= stop for start, stop in spans) and any(
        {rep.leg, other.leg} == {"left", "right"}
        and rep.start < other.stop
        and other.start < rep.stop
        for other in counted.reps
    )
