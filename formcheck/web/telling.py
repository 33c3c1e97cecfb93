"""Reports and repetitions in the few words that the page shows; nothing is judged here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from formcheck.outputs.hud import rep_chips, rep_verdict, set_verdict
from formcheck.outputs.texts import exercise_title, number, verdict_sentence
from formcheck.outputs.two_looks import difference_lines, two_looks
from formcheck.report import RepItem, ReportData
from formcheck.web.answers import JobResult

__all__ = ["told_rep", "told_report", "told_set"]


def told_report(data: ReportData, *, has_video: bool) -> JobResult:
    """Return a report in a few words."""
    return JobResult(
        sentence=verdict_sentence(data),
        mood=set_verdict(data),
        exercise=exercise_title(data.setup.exercise),
        reps=data.summary.reps,
        flagged_reps=data.summary.flagged_reps,
        duration_s=data.source.duration_s,
        has_video=has_video,
    )


def told_rep(rep: RepItem) -> dict[str, Any]:
    """Return a repetition with its verdicts, JSON-ready; unknown numbers are None."""
    return {
        "index": rep.index,
        "mood": rep_verdict(rep),
        "peak_deg": rep.peak_hip_flexion_deg,
        "peak": number(rep.peak_hip_flexion_deg, "deg"),
        "tempo": f"{rep.raise_s:.1f} / {rep.top_s:.1f} / {rep.lower_s:.1f} s",
        "chips": [
            {"verdict": chip.verdict, "severity": chip.severity, "text": chip.text}
            for chip in rep_chips(rep)
        ],
    }


def told_set(data: ReportData, live: Sequence[RepItem]) -> dict[str, Any]:
    """Return the summary of a live set, judged again as a whole; JSON-ready.

    Parameters
    ----------
    data : ReportData
    live : sequence of RepItem
        As they were judged live.
    """
    return {
        **told_report(data, has_video=False).model_dump(),
        "counted_live": len(live),
        "differences": difference_lines(two_looks(live, data.reps)),
        "told_reps": [told_rep(rep) for rep in data.reps],
        "advice": list(data.summary.advice),
        "warnings": [
            {"message": warning.message, "remedy": warning.remedy}
            for warning in data.setup.warnings
        ],
    }
