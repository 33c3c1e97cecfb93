"""A comparison as one page that works offline."""

from __future__ import annotations

from typing import Any

from formcheck.outputs.compare import Comparison, MeasureRow, RepRow
from formcheck.outputs.compare_terminal import (
    ANSWER_WORDS,
    MEASURE_TITLES,
    difference_text,
    measure_text,
)
from formcheck.outputs.pages import render_page
from formcheck.outputs.texts import check_words, exercise_title, number

__all__ = ["render_comparison_page"]


def render_comparison_page(found: Comparison) -> str:
    """Return the text of the page."""
    return render_page(
        "compare.html.j2",
        title=f"{found.a.name} and {found.b.name}",
        found=found,
        rows=[
            *_general(found),
            *(_measure(m) for m in found.measures if m.known),
        ],
        checks=[
            {
                "title": check_words(check.name).title,
                "a": f"{check.a.flag} / {check.a.passed} / {check.a.cant_tell}",
                "b": f"{check.b.flag} / {check.b.passed} / {check.b.cant_tell}",
            }
            for check in found.checks
        ],
        reps=[_rep(row) for row in found.reps],
        peaks=_peaks(found),
    )


def _general(found: Comparison) -> list[dict[str, str]]:
    sides = (found.a, found.b)
    exercises = [exercise_title(side.exercise) for side in sides]
    shares = [f"{s.flagged_reps} of {s.judged_reps}" if s.judged_reps else "?" for s in sides]
    counts = [str(side.reps) for side in sides]
    rows = (("Exercise", exercises), ("Repetitions", counts), ("With a fault, of judged", shares))
    return [
        {"title": title, "a": a, "b": b, "difference": "", "answer": ""} for title, (a, b) in rows
    ]


def _measure(row: MeasureRow) -> dict[str, str]:
    return {
        "title": MEASURE_TITLES[row.name],
        "a": measure_text(row, row.a),
        "b": measure_text(row, row.b),
        "difference": difference_text(row),
        "answer": ANSWER_WORDS[row.answer],
    }


def _rep(row: RepRow) -> dict[str, str]:
    return {
        "index": str(row.index),
        "a_peak": number(row.a_peak_hip_flexion_deg, "deg"),
        "b_peak": number(row.b_peak_hip_flexion_deg, "deg"),
        "a_flagged": ", ".join(check_words(name).flag for name in row.a_flagged) or "\u2013",
        "b_flagged": ", ".join(check_words(name).flag for name in row.b_flagged) or "\u2013",
    }


def _peaks(found: Comparison) -> dict[str, Any]:
    a = [row.a_peak_hip_flexion_deg for row in found.reps]
    b = [row.b_peak_hip_flexion_deg for row in found.reps]
    known = [value for value in (*a, *b) if value is not None]
    return {
        "index": [row.index for row in found.reps],
        "a": a,
        "b": b,
        "a_sigma": [row.a_peak_hip_flexion_sigma_deg for row in found.reps],
        "b_sigma": [row.b_peak_hip_flexion_sigma_deg for row in found.reps],
        "limits": [min([0.0, *known]), max([100.0, *known]) + 15],
    }
