"""The tables of the accuracy page on counting and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.accuracy_results import Results
from benchmarks.accuracy_tables import number, share
from benchmarks.check_scores import CheckScore
from benchmarks.markdown import table
from benchmarks.oblique import Oblique
from benchmarks.under_90 import Under90Score

__all__ = [
    "check_table",
    "count_table",
    "oblique_table",
    "reason_table",
    "under_90_table",
    "wrong_lines",
]

MOST_WRONG = 25
"""So many wrong verdicts of a check are listed."""


def count_table(results: Results) -> list[str]:
    """Return how repetitions were counted."""
    c = results.counts
    rows = [
        (
            "clips with repetitions, counted exactly",
            f"{c.exact} of {c.clips}",
            f"{c.plain_exact} of {c.clips}",
        ),
        ("true repetitions not found", f"{c.missed} of {c.true_reps}", ""),
        ("counted where there is none, in these clips", c.extra, ""),
        (f"invented in the {c.negatives} clips without any", c.invented, c.plain_invented),
    ]
    rows.append(("exercise recognised", f"{c.recognised} of {c.clips}", ""))
    lines = table(("repetitions", "formcheck", "plain"), rows)
    named = (("Counted wrong", c.inexact), ("Invented in", c.inventing))
    for words, clips in named:
        if clips:
            lines += [f"{words}: {_listed(clips)}.", ""]
    return lines


def check_table(checks: Mapping[str, CheckScore]) -> list[str]:
    """Return precision, recall and F1 of each check."""
    rows = [
        (
            score.check,
            score.positives,
            score.negatives,
            number(score.precision, 2),
            number(score.recall, 2),
            number(score.f1, 2),
            number(score.strict_recall, 2),
            number(score.strict_f1, 2),
            share(score.open_share),
            score.missing,
            len(score.wrong),
        )
        for score in checks.values()
    ]
    columns = (
        *("check", "positives", "negatives", "precision", "recall", "F1"),
        *("strict recall", "strict F1", "can't tell", "not found", "wrong"),
    )
    return table(columns, rows)


def reason_table(checks: Mapping[str, CheckScore]) -> list[str]:
    """Return for each check why it could not be told, the most frequent first."""
    rows = [
        (
            score.check,
            ", ".join(f"{n} {code or 'no reason'}" for code, n in score.reasons.most_common()),
        )
        for score in checks.values()
        if score.reasons
    ]
    return table(("check", "can't tell because"), rows) if rows else []


def wrong_lines(checks: Mapping[str, CheckScore]) -> list[str]:
    """Return the wrong verdicts of each check."""
    lines = [
        f"- `{score.check}`: {_listed(score.wrong, MOST_WRONG)}"
        for score in checks.values()
        if score.wrong
    ]
    return [*lines, ""] if lines else ["None.", ""]


def _listed(items: Sequence[str], most: int = MOST_WRONG) -> str:
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more (`--csv` has all)" if more > 0 else "")


def under_90_table(ours: Under90Score, plain: Under90Score) -> list[str]:
    """Return the main question, formcheck and plain."""
    both = (ours, plain)
    rows = [
        ("repetitions", *(s.n for s in both)),
        ("wrong verdicts", *(s.wrong for s in both)),
        ("open (can't tell, or not found)", *(s.open for s in both)),
        (
            "wrong beyond 5 degrees from 90",
            *(f"{s.clear_wrong} of {s.clear} ({share(s.clear_wrong_share)})" for s in both),
        ),
        (
            "open beyond 10 degrees from 90",
            *(f"{s.far_open} of {s.far} ({share(s.far_open_share)})" for s in both),
        ),
        ("median uncertainty [deg]", number(ours.median_uncertainty_deg), "none given"),
    ]
    return table(("`under_90`", "formcheck", "plain"), rows)


def oblique_table(title: str, parts: Mapping[str, Oblique]) -> list[str]:
    """Return how clips of common view were judged."""
    rows = [
        (
            name,
            o.clips,
            o.exact,
            f"{o.found} of {o.reps}",
            o.verdicts,
            share(o.refused_share),
            f"{o.wrong} ({share(o.wrong_share)})" if o.verdicts else "-",
            f"{o.under_90_wrong} of {o.under_90}",
            number(o.hip.mae),
            number(o.off.bias, signed=True),
            number(o.off.mae),
        )
        for name, o in parts.items()
        if o.clips
    ]
    columns = (
        *(title, "clips", "counted exactly", "reps found", "verdicts", "refused", "wrong"),
        *("wrong under_90", "hip MAE", "view bias", "view MAE"),
    )
    return table(columns, rows) if rows else []
