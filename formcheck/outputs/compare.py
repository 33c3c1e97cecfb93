"""Two results side by side: what differs, and whether by more than the uncertainty."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from typing import Final, Literal

from pydantic import ConfigDict, Field

from formcheck.checks.base import Verdict
from formcheck.report import Item, RepItem, ReportData, VerdictCount

__all__ = [
    "SCHEMA",
    "Comparison",
    "MeasureRow",
    "RepRow",
    "SideItem",
    "compare_reports",
    "median_known",
]

SCHEMA: Final = "formcheck.compare/1"
Answer = Literal["higher", "lower", "cant_tell"]

_K: Final = 1.645
"""Multiple of the standard error: a two-sided 90 percent interval [design]."""
_VIEW_APART_DEG: Final = 10.0
"""Cameras that differ by more weaken the comparison [design]."""


class SideItem(Item):
    """One of the two results."""

    name: str
    created_utc: str
    formcheck_version: str
    exercise: str
    reps: int
    flagged_reps: int
    judged_reps: int = Field(description="Repetitions with a fault that was decided.")


class MeasureRow(Item):
    """One number of both: medians over the repetitions where it is known; null = not known."""

    name: str
    unit: str
    a: float | None
    b: float | None
    difference: float | None = Field(description="b minus a.")
    uncertainty: float | None = Field(description="Of the difference, 90 percent; null: unknown.")
    answer: Answer | None = Field(description="b against a; null where no uncertainty is known.")

    @property
    def known(self) -> bool:
        """Whether it is known of either."""
        return self.a is not None or self.b is not None


class RepRow(Item):
    """The repetition of one number in both."""

    index: int
    a_peak_hip_flexion_deg: float | None
    a_peak_hip_flexion_sigma_deg: float | None
    a_flagged: tuple[str, ...]
    b_peak_hip_flexion_deg: float | None
    b_peak_hip_flexion_sigma_deg: float | None
    b_flagged: tuple[str, ...]


class CheckRow(Item):
    """How often a check said what in each."""

    name: str
    a: VerdictCount
    b: VerdictCount


class Comparison(Item):
    """Everything that ``compare --json`` prints."""

    schema_: Literal["formcheck.compare/1"] = Field(default=SCHEMA, alias="schema")
    a: SideItem
    b: SideItem
    caveats: tuple[str, ...] = Field(description="What weakens the comparison.")
    measures: tuple[MeasureRow, ...]
    checks: tuple[CheckRow, ...]
    reps: tuple[RepRow, ...]

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


_MEASURES: Final = (
    ("peak_hip_flexion_deg", "deg"),
    ("peak_knee_flexion_deg", "deg"),
    ("lordosis_change_deg", "deg"),
    ("pelvic_tilt_change_deg", "deg"),
    ("pelvic_roll_deg", "deg"),
    ("arch_onset_up_deg", "deg"),
    ("arch_onset_down_deg", "deg"),
    ("raise_s", "s"),
    ("top_s", "s"),
    ("lower_s", "s"),
)


def compare_reports(a: ReportData, b: ReportData) -> Comparison:
    """Return ``b`` held against ``a``.

    The uncertainty of a difference of peaks is ``1.645 sqrt(sigma_a^2 + sigma_b^2)`` with the
    median standard error of one peak in each: errors within one clip have a common part, so more
    repetitions do not make it smaller.
    """
    names = dict.fromkeys([*a.summary.checks, *b.summary.checks])
    none = VerdictCount()
    return Comparison(
        a=_side(a),
        b=_side(b),
        caveats=_caveats(a, b),
        measures=tuple(_measure(name, unit, a, b) for name, unit in _MEASURES),
        checks=tuple(
            CheckRow(name=n, a=a.summary.checks.get(n, none), b=b.summary.checks.get(n, none))
            for n in names
        ),
        reps=_rep_rows(a, b),
    )


def _side(data: ReportData) -> SideItem:
    return SideItem(
        name=data.source.name,
        created_utc=data.created_utc,
        formcheck_version=data.formcheck_version,
        exercise=data.setup.exercise,
        reps=data.summary.reps,
        flagged_reps=data.summary.flagged_reps,
        judged_reps=sum(_judged(rep) for rep in data.reps),
    )


def _judged(rep: RepItem) -> bool:
    decided: tuple[Verdict, ...] = ("flag", "pass")
    return any(c.severity == "fault" and c.verdict in decided for c in rep.checks.values())


def _measure(name: str, unit: str, a: ReportData, b: ReportData) -> MeasureRow:
    one, two = (median_known(getattr(rep, name) for rep in data.reps) for data in (a, b))
    difference = None if one is None or two is None else two - one
    uncertainty = None
    if name == "peak_hip_flexion_deg" and difference is not None:
        sigmas = [median_known(rep.peak_hip_flexion_sigma_deg for rep in d.reps) for d in (a, b)]
        if sigmas[0] is not None and sigmas[1] is not None:
            uncertainty = _K * math.hypot(sigmas[0], sigmas[1])
    answer: Answer | None = None
    if difference is not None and uncertainty is not None:
        answer = "cant_tell"
        if abs(difference) > uncertainty:
            answer = "higher" if difference > 0 else "lower"
    return MeasureRow(
        name=name,
        unit=unit,
        a=one,
        b=two,
        difference=difference,
        uncertainty=uncertainty,
        answer=answer,
    )


def median_known(values: Iterable[float | None]) -> float | None:
    """Return the median of the numbers that are known, None if there are none.

    >>> median_known([1.0, None, 3.0]), median_known([None])
    (2.0, None)
    """
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _rep_rows(a: ReportData, b: ReportData) -> tuple[RepRow, ...]:
    rows = []
    for i in range(max(len(a.reps), len(b.reps))):
        one = a.reps[i] if i < len(a.reps) else None
        two = b.reps[i] if i < len(b.reps) else None
        rows.append(
            RepRow(
                index=i + 1,
                a_peak_hip_flexion_deg=one.peak_hip_flexion_deg if one else None,
                a_peak_hip_flexion_sigma_deg=one.peak_hip_flexion_sigma_deg if one else None,
                a_flagged=one.flagged if one else (),
                b_peak_hip_flexion_deg=two.peak_hip_flexion_deg if two else None,
                b_peak_hip_flexion_sigma_deg=two.peak_hip_flexion_sigma_deg if two else None,
                b_flagged=two.flagged if two else (),
            )
        )
    return tuple(rows)


def _caveats(a: ReportData, b: ReportData) -> tuple[str, ...]:
    found = []
    if a.setup.exercise != b.setup.exercise:
        found.append(f"the exercises differ: {a.setup.exercise} and {b.setup.exercise}")
    if a.formcheck_version != b.formcheck_version:
        versions = f"{a.formcheck_version} and {b.formcheck_version}"
        found.append(f"judged by different versions of formcheck: {versions}")
    if a.setup.side != b.setup.side and None not in (a.setup.side, b.setup.side):
        found.append(f"filmed from different sides: {a.setup.side} and {b.setup.side}")
    for name, word in (("camera_yaw_deg", "turned"), ("camera_pitch_deg", "tilted")):
        one, two = getattr(a.setup, name), getattr(b.setup, name)
        if one is not None and two is not None and abs(one - two) > _VIEW_APART_DEG:
            found.append(f"the cameras are {word} differently: {one:.0f} and {two:.0f} degrees")
    return tuple(found)
