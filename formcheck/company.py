"""When somebody else was about, and what then cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.repetition import Repetition
from formcheck.reps import RepCount

__all__ = ["company_spans", "sightings_s", "without_strange_legs"]

_LOOKS_APART_S: Final = 1.0
"""The backend looks more often in the first second; those count once."""
_CONFIRM_S: Final = 2.5
"""A look follows a second after one that found somebody, two after one that did not: who is there
is found again by then. What is left of the subject once it is painted out, or a plant, is taken for
a person now and then, and not twice running (rendered clips: 23.1 and 27.1 s of one)."""
_ROUNDING_S: Final = 0.05
"""Looks fall on frames, whose times are not those that were planned."""
_UNEQUAL: Final = 1.5
"""Thighs of one body differ by less in length, seen from the side: by 1.35 at most in the sample
clips, by up to 3 where each leg was somebody else's."""
_UNEQUAL_SHARE: Final = 0.1
"""In so many of the frames of a repetition they must: in clips of one body they do in none."""


def sightings_s(track: Track, counted: RepCount) -> tuple[float, ...]:
    """Return when somebody else was seen, seconds, rising.

    The backend finds somebody beside the subject by painting that one out, and with it whoever
    lies right behind, whom the silhouette does not part from the subject. That shows in the legs:
    two that are under way at once and too unequal in length are of two bodies, who were there as
    long as those legs were under way.

    Parameters
    ----------
    track : Track
        Landmarks over frames.
    counted : RepCount
        Its repetitions.
    """
    seen = track.feature("persons") >= 2
    unequal = _unequal_thighs(track)
    for pair in _crossed(counted.reps):
        if any(np.mean(unequal[rep.frames]) >= _UNEQUAL_SHARE for rep in pair):
            for rep in pair:
                seen[rep.frames] = True
    return tuple(track.time_s[seen].tolist())


def _unequal_thighs(track: Track) -> npt.NDArray[np.bool_]:
    """Return in which frames one thigh is far longer than the other, shape (N,)."""
    points = track.landmarks_px
    left, right = (
        np.hypot(*(points[:, knee] - points[:, hip]).T)
        for hip, knee in (
            (Landmark.LEFT_HIP, Landmark.LEFT_KNEE),
            (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE),
        )
    )
    with np.errstate(invalid="ignore"):
        unequal: npt.NDArray[np.bool_] = np.maximum(left, right) > _UNEQUAL * np.minimum(
            left, right
        )
    return unequal


def _crossed(reps: Sequence[Repetition]) -> Iterator[tuple[Repetition, Repetition]]:
    """Give each two repetitions of one leg and of the other that overlap in time."""
    for one, other in combinations(reps, 2):
        overlap = one.start < other.stop and other.start < one.stop
        if overlap and {one.leg, other.leg} == {"left", "right"}:
            yield one, other


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
    two legs that are raised in turn. Those overlap in time as the legs of one person do not: where
    some do, no leg by itself is counted. And where both legs are raised together otherwise, a
    single one in company is none of the set.

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
    single = [rep for rep in counted.reps if rep.leg != "both"]
    if len(single) < len(counted.reps):
        return counted.without(single, "another_person")
    crossed = [rep for pair in _crossed(single) for rep in pair]
    mixed = [span for span in spans if any(_is_in(rep, span) for rep in crossed)]
    strange = [rep for rep in single if any(_is_in(rep, span) for span in mixed)]
    return counted.without(strange, "another_person")


def _is_in(rep: Repetition, span: tuple[float, float]) -> bool:
    """Return whether somebody else was about in a repetition, as often as was looked."""
    start_s, stop_s = span
    return start_s - _LOOKS_APART_S <= rep.stop_s and rep.start_s <= stop_s + _LOOKS_APART_S
