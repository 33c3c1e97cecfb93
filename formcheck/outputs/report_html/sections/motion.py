"""The annotated video beside its curves; a click in them moves the video."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from formcheck.outputs import texts
from formcheck.outputs.report_html.curve import Curve, Mark, merged, place, thinned, ticks
from formcheck.outputs.report_html.plan import COLUMNS, CurvePlan, curve_plans
from formcheck.outputs.report_html.section import Page, Section
from formcheck.outputs.tables import Cell, frames_table, rounded
from formcheck.repetition import Repetition
from formcheck.report import ReportData

__all__ = ["Motion"]

_PADDING: Final = 0.06  # of the span, so that no line touches the edge


class Motion(Section):
    """Hip, pelvis, low back and knee over time."""

    name = "motion"
    rank = 30

    def values(self, page: Page) -> Mapping[str, Any] | None:
        """Return the curves with phases and faults; nothing for a clip without frames."""
        analysis = page.analysis
        if not len(analysis.track):
            return None
        table = frames_table(analysis)
        keep = thinned(analysis.kinematics.hip_flexion_deg).tolist()
        columns = {name: [rounded(name, table[name][i]) for i in keep] for name in COLUMNS}
        duration_s = max(float(analysis.track.time_s[-1]), 0.1)
        plans = curve_plans(columns, analysis.arch)
        named = frozenset().union(*(plan.checks for plan in plans))
        curves = [
            _curve(plan, columns, _marks(page.data, plan, named), duration_s) for plan in plans
        ]
        known = [curve for curve in curves if curve.known]
        return {
            "curves": known,
            "unread": [curve.title for curve in curves if not curve.known],
            "phases": [phase for rep in analysis.reps for phase in _phases(rep)],
            "ticks": ticks(duration_s),
            "duration_s": duration_s,
            "place": place,
            "curve_data": {
                "t": columns["time_s"],
                "curves": [{"name": c.name, "values": c.values, "sigma": c.sigma} for c in known],
            },
        }


def _phases(rep: Repetition) -> tuple[tuple[str, float, float], ...]:
    return (
        ("raise", rep.start_s, rep.top_start_s),
        ("top", rep.top_start_s, rep.top_stop_s),
        ("lower", rep.top_stop_s, rep.stop_s),
    )


def _marks(data: ReportData, plan: CurvePlan, named: frozenset[str]) -> tuple[Mark, ...]:
    """Return the faults that show in a curve; in the first one, also those that none names."""
    found = [
        *((f"rep {rep.index}", name, r) for rep in data.reps for name, r in rep.checks.items()),
        *(("set", name, result) for name, result in data.set_checks.items()),
    ]
    marks = []
    for whose, name, result in found:
        here = name in plan.checks or (plan.name == "hip" and name not in named)
        if here and result.verdict == "flag" and result.at_s is not None:
            kind = "flag" if result.severity == "fault" else "advice"
            words = f"{whose}: {texts.result_words(name, 'flag').lower()}"
            marks.append(Mark(result.at_s, kind, words))
    return merged(marks)


def _curve(
    plan: CurvePlan,
    columns: Mapping[str, Sequence[Cell]],
    marks: tuple[Mark, ...],
    duration_s: float,
) -> Curve:
    values = columns[plan.column]
    sigma: Sequence[Cell] = columns[plan.sigma] if plan.sigma else ()
    low, high = _span(values, sigma, plan.least)
    return Curve(
        name=plan.name,
        title=plan.title,
        hint=plan.hint,
        time_s=np.array(columns["time_s"], dtype=np.float64),
        duration_s=duration_s,
        values=values,
        sigma=sigma,
        low=low,
        high=high,
        step=_step(high - low),
        limit=plan.limit,
        marks=marks,
    )


def _span(
    values: Sequence[Cell], sigma: Sequence[Cell], least: tuple[float, float]
) -> tuple[float, float]:
    """Return the range to show: the least one, or what the curve with its band needs."""
    known = [
        (value, error if isinstance(error, float) else 0.0)
        for value, error in zip(values, sigma or [None] * len(values), strict=True)
        if isinstance(value, float)
    ]
    low = min([least[0], *(value - error for value, error in known)])
    high = max([least[1], *(value + error for value, error in known)])
    room = _PADDING * (high - low)
    return math.floor(low - room), math.ceil(high + room)


def _step(span: float) -> float:
    """Return the distance of labels: about four of them."""
    return next((step for step in (10.0, 15.0, 20.0, 30.0, 45.0) if span / step <= 4.6), 60.0)
