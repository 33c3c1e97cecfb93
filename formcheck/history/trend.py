"""Sets over time as a few numbers each; pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from formcheck.history.entry import SetEntry
from formcheck.outputs.compare import median_known

__all__ = ["MEASURES", "Measure", "TrendPoint", "series", "trend_point"]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One set in numbers; None = not known.

    Parameters
    ----------
    set_id : int or None
    done_utc, exercise : str
    person : str or None
    reps : int
    peak_hip_flexion_deg : float or None
        Median over the repetitions whose peak is known.
    peak_hip_flexion_sigma_deg : float or None
        Median standard error of one peak. Not divided by the root of the count: errors of one clip
        have a common part.
    arch_onset_deg : float or None
        Median hip flexion at which the low back began to arch on the way up, over the repetitions
        in which it did.
    flagged_share : float or None
        Repetitions with a flagged fault, of those with a decided one; None when none was decided.
    judged_reps : int
        How many had a decided fault.
    raise_s, lower_s : float or None
        Median tempo.
    pain : int or None
    """

    set_id: int | None
    done_utc: str
    person: str | None
    exercise: str
    reps: int
    peak_hip_flexion_deg: float | None
    peak_hip_flexion_sigma_deg: float | None
    arch_onset_deg: float | None
    flagged_share: float | None
    judged_reps: int
    raise_s: float | None
    lower_s: float | None
    pain: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of a trend: the field of :class:`TrendPoint`, its words, unit and decimals."""

    field: str
    title: str
    short: str
    unit: str
    digits: int


MEASURES: Final = (
    Measure("peak_hip_flexion_deg", "Peak hip flexion", "Peak", "deg", 0),
    Measure("arch_onset_deg", "Arch begins at", "Arch at", "deg", 0),
    Measure("flagged_share", "Flagged reps", "Flagged", "share", 0),
    Measure("raise_s", "Raise", "Raise", "s", 1),
    Measure("lower_s", "Lower", "Lower", "s", 1),
    Measure("pain", "Pain (0-10)", "Pain", "", 0),
)


def trend_point(entry: SetEntry) -> TrendPoint:
    """Return a set in a few numbers."""
    reps, judged = entry.reps, entry.judged_reps
    return TrendPoint(
        set_id=entry.set_id,
        done_utc=entry.done_utc,
        person=entry.note.person,
        exercise=entry.exercise,
        reps=len(reps),
        peak_hip_flexion_deg=median_known(rep.peak_hip_flexion_deg for rep in reps),
        peak_hip_flexion_sigma_deg=median_known(rep.peak_hip_flexion_sigma_deg for rep in reps),
        arch_onset_deg=median_known(rep.arch_onset_up_deg for rep in reps),
        flagged_share=entry.flagged_reps / judged if judged else None,
        judged_reps=judged,
        raise_s=median_known(rep.raise_s for rep in reps),
        lower_s=median_known(rep.lower_s for rep in reps),
        pain=entry.note.pain,
    )


def series(points: Iterable[TrendPoint]) -> list[list[TrendPoint]]:
    """Return the points of each person and exercise, which alone can be held against each other.

    By label and exercise, sets without a label last; within a series the order stays.
    """
    found: dict[tuple[bool, str, str], list[TrendPoint]] = {}
    for point in points:
        key = (point.person is None, point.person or "", point.exercise)
        found.setdefault(key, []).append(point)
    return [found[key] for key in sorted(found)]
