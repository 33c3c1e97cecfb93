"""The section of ``report.html`` of a recorded live set that holds both looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from formcheck.checks.base import CheckResult
from formcheck.outputs import texts
from formcheck.outputs.two_looks import LookPair
from formcheck.report import RepItem

__all__ = ["with_two_looks"]


def with_two_looks(page: str, pairs: Sequence[LookPair]) -> str:
    """Return the page of a report with a section of both looks at its end.

    Parameters
    ----------
    page : str
        The text of ``report.html``.
    pairs : sequence of LookPair
        The repetitions in both looks.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    folder = resources.files(__package__).joinpath("templates")
    template = environment.from_string(folder.joinpath("two_looks.html.j2").read_text("utf-8"))
    rows = [_row(pair) for pair in pairs]
    section = template.render(rows=rows, agree=all(row["same"] for row in rows))
    end = "</main>" if "</main>" in page else "</body>"
    before, after = page.rsplit(end, 1)
    return f"{before}{section}{end}{after}"


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
