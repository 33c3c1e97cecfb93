"""Both looks at a live set: as it happened, and with the whole set in view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formcheck.checks.base import CheckResult
from formcheck.outputs import texts
from formcheck.outputs.report_html.section import Page, Section
from formcheck.outputs.two_looks import LookPair, two_looks
from formcheck.report import RepItem

__all__ = ["TwoLooks"]


class TwoLooks(Section):
    """Provisional and final verdicts side by side; of a recorded live set only."""

    name = "two_looks"
    rank = 65

    def values(self, page: Page) -> Mapping[str, Any] | None:
        """Return the repetitions of both looks in pairs."""
        if not page.provisional:
            return None
        rows = [_row(pair) for pair in two_looks(page.provisional, page.data.reps)]
        return {"rows": rows, "agree": all(row["same"] for row in rows)}


def _row(pair: LookPair) -> dict[str, Any]:
    reasons = [
        f"{texts.check_words(difference.check).title}: {_word(difference.before)} live, "
        f"{_word(difference.now)} now. {difference.reason}"
        for difference in pair.differences
    ]
    if pair.live is None:
        reasons = ["Not counted live: only the whole set shows it."]
    if pair.final is None:
        reasons = ["Not counted now: with the whole set in view it is no repetition."]
    return {
        "number": pair.final.index if pair.final else "\u2013",
        "live_peak": _peak(pair.live),
        "final_peak": _peak(pair.final),
        "live": _faults(pair.live),
        "final": _faults(pair.final),
        "reasons": reasons,
        "same": not reasons,
    }


def _word(result: CheckResult) -> str:
    return texts.VERDICT_WORDS[result.verdict]


def _peak(rep: RepItem | None) -> str:
    return texts.number(rep.peak_hip_flexion_deg, "deg") if rep is not None else "\u2013"


def _faults(rep: RepItem | None) -> str:
    if rep is None:
        return "not counted"
    flags = [texts.result_words(n, "flag") for n, r in rep.checks.items() if r.verdict == "flag"]
    return ", ".join(flags) or "nothing flagged"
