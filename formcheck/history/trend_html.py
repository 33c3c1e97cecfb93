"""Trends as one page that works offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from formcheck.history.terminal import measure_text, series_title
from formcheck.history.trend import MEASURES, Measure, TrendPoint, series
from formcheck.outputs.pages import render_page

__all__ = ["render_trend_page"]

_SUFFIX: Final = {"deg": "\u00b0", "s": " s", "share": " %", "": ""}
_LEAST_TOP: Final = {"deg": 100.0, "s": 3.0, "share": 105.0, "": 10.5}
_LINE: Final = {"peak_hip_flexion_deg": 90.0}


def render_trend_page(points: Sequence[TrendPoint]) -> str:
    """Return the text of the page: one group of curves and one table per series."""
    groups, plots = [], []
    for i, own in enumerate(series(points)):
        drawn = [_plot(m, own, f"plot-{i}-{m.field}") for m in MEASURES if len(own) > 1]
        plots += [plot for plot in drawn if plot["known"]]
        groups.append(
            {
                "title": series_title(own),
                "plots": drawn,
                "rows": [_row(point) for point in own],
            }
        )
    count = f"{len(points)} set{'' if len(points) == 1 else 's'} over time"
    measures = [measure.title for measure in MEASURES]
    return render_page("trend.html.j2", title=count, groups=groups, plots=plots, measures=measures)


def _plot(measure: Measure, points: Sequence[TrendPoint], name: str) -> dict[str, Any]:
    factor = 100.0 if measure.unit == "share" else 1.0
    values = [getattr(point, measure.field) for point in points]
    shown = [None if value is None else round(value * factor, 3) for value in values]
    known = [value for value in shown if value is not None]
    sigma = [point.peak_hip_flexion_sigma_deg for point in points]
    return {
        "id": name,
        "title": measure.title,
        "known": bool(known),
        "x": [point.done_utc[:19] for point in points],
        "y": shown,
        "text": [f"{point.done_utc[:10]}: {measure_text(measure, point)}" for point in points],
        "sigma": sigma if measure.field == "peak_hip_flexion_deg" else None,
        "limits": [min([0.0, *known]), max([_LEAST_TOP[measure.unit], *(v * 1.1 for v in known)])],
        "suffix": _SUFFIX[measure.unit],
        "line": _LINE.get(measure.field),
    }


def _row(point: TrendPoint) -> dict[str, Any]:
    return {
        "set_id": f"Set {point.set_id}",
        "when": point.done_utc[:16].replace("T", " "),
        "reps": point.reps,
        "cells": [measure_text(measure, point) for measure in MEASURES],
    }
