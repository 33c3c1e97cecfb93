"""What a set came to: one line to say and show, and a few lines for the card on the window."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.coach.cues import PRIORITY, cue_code
from formcheck.coach.language import Language
from formcheck.outputs import texts
from formcheck.report import ReportData

__all__ = ["SetSummary", "summarise"]

_CARD_LINES = 6


@dataclass(frozen=True, slots=True)
class SetSummary:
    """The end of a set in words.

    Parameters
    ----------
    line : str
        To be said and shown large, in the coach's language.
    card : tuple of str
        In English, as all that is written: the sum, then what each check said.
    """

    line: str
    card: tuple[str, ...]


def summarise(data: ReportData, language: Language) -> SetSummary:
    """Return the summary of a set by its final verdicts."""
    reps = data.summary.reps
    key = "set_end_one" if reps == 1 else "set_end"
    line = f"{language.text('summary', key, float(reps))} {_advice(data, language)}".strip()
    flags, rest = [], []
    for name, count in data.summary.checks.items():
        words = texts.check_words(name)
        told = count.flag + count.passed
        if count.flag:
            flags.append(f"{words.flag}: {count.flag} of {told + count.cant_tell}")
        elif count.passed:
            rest.append(f"{words.passed}: {count.passed} of {told + count.cant_tell}")
    return SetSummary(line, (texts.verdict_sentence(data), *(flags + rest)[:_CARD_LINES]))


def _advice(data: ReportData, language: Language) -> str:
    """Return the cue of what was flagged most often, the gravest first among equals."""
    times: dict[str, int] = {}
    checks = [item for rep in data.reps for item in rep.applicable.items()]
    for name, result in (*checks, *data.set_checks.items()):
        if result.verdict == "flag":
            code = cue_code(name, result)
            times[code] = times.get(code, 0) + 1
    known = [code for code in times if code in PRIORITY]
    if known:
        code = min(known, key=lambda c: (-times[c], PRIORITY.index(c)))
        return language.text("cue", code)
    judged = any(result.verdict == "pass" and result.severity == "fault" for _, result in checks)
    return language.text("summary", "no_fault") if judged else ""
