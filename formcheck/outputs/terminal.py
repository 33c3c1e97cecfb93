"""What the command line shows: a table of repetitions and lines of advice."""

from __future__ import annotations

from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from formcheck.checks.base import Verdict
from formcheck.outputs.texts import LEG_WORDS, result_words, verdict_sentence, with_error
from formcheck.report import RepItem, ReportData

__all__ = ["advice_lines", "plain_text", "render_rep_table", "summary_line", "warning_lines"]

_SYMBOLS: Final[dict[Verdict, str]] = {"flag": "\u2717", "pass": "\u2713", "cant_tell": "?"}
_ASCII_SYMBOLS: Final[dict[Verdict, str]] = {"flag": "x", "pass": "+", "cant_tell": "?"}
_STYLES: Final[dict[Verdict, str]] = {"flag": "bold red", "pass": "green", "cant_tell": "yellow"}


def render_rep_table(data: ReportData, *, ascii_only: bool = False) -> Table:
    """Return the table of repetitions: height, tempo, verdicts in words and symbols.

    Parameters
    ----------
    data : ReportData
        The report.
    ascii_only : bool
        Plain symbols and lines, for a terminal that knows nothing else.
    """
    table = Table(
        title=Text(plain_text(data.source.name, ascii_only)),
        caption=summary_line(data, ascii_only=ascii_only),
        box=box.ASCII if ascii_only else box.SIMPLE_HEAD,
        title_justify="left",
        caption_justify="left",
        show_edge=ascii_only,
    )
    one_leg = any(rep.leg != "both" for rep in data.reps)
    table.add_column("Rep", justify="right", no_wrap=True)
    if one_leg:
        table.add_column("Leg", no_wrap=True)
    table.add_column("Peak", justify="right", no_wrap=True)
    table.add_column("Up / top / down", justify="right", no_wrap=True)
    table.add_column("Verdicts", overflow="fold")
    for rep in data.reps:
        leg = [LEG_WORDS[rep.leg]] if one_leg else []
        tempo = f"{rep.raise_s:.1f} / {rep.top_s:.1f} / {rep.lower_s:.1f} s"
        peak = with_error(rep.peak_hip_flexion_deg, rep.peak_hip_flexion_sigma_deg)
        cells = [*leg, plain_text(peak, ascii_only), tempo]
        table.add_row(str(rep.index), *cells, _verdicts(rep, ascii_only))
    return table


def summary_line(data: ReportData, *, ascii_only: bool = False) -> Text:
    """Return the one sentence that sums up the set."""
    style = "bold red" if data.summary.flagged_reps else "bold"
    return Text(plain_text(verdict_sentence(data), ascii_only), style=style)


def advice_lines(data: ReportData, *, ascii_only: bool = False) -> list[Text]:
    """Return one line per fault of the set: what to do about it."""
    return [
        Text.assemble(("Advice: ", "bold"), plain_text(line, ascii_only))
        for line in data.summary.advice
    ]


def warning_lines(data: ReportData, *, ascii_only: bool = False) -> list[Text]:
    """Return one line per weakness of the filming, with its remedy."""
    return [
        Text.assemble(
            ("Set-up: ", "bold yellow"),
            plain_text(f"{warning.message}: ", ascii_only),
            (plain_text(warning.remedy, ascii_only), "italic"),
        )
        for warning in data.setup.warnings
    ]


def plain_text(text: str, ascii_only: bool) -> str:
    """Return a text as it is, or spelled out where a terminal knows only ASCII."""
    if not ascii_only:
        return text
    for fancy, plain in (("\u00b0", " deg"), ("\u00b1", "+-"), ("\u2019", "'"), ("\u2013", "-")):
        text = text.replace(fancy, plain)
    return text.encode("ascii", "replace").decode("ascii")


def _verdicts(rep: RepItem, ascii_only: bool) -> Text:
    """Return flags by name, what can't be told in one line, and passes as a number."""
    symbols = _ASCII_SYMBOLS if ascii_only else _SYMBOLS
    parts: list[tuple[str, str]] = []
    open_questions: list[str] = []
    for name, result in rep.by_gravity.items():
        words = result_words(name, result.verdict)
        if result.verdict == "pass":
            continue
        if result.verdict == "cant_tell" and not result.near_limit:
            open_questions.append(words.lower())
            continue
        if result.near_limit:
            words = f"{words}: too close to call"
        elif result.severity == "advice":
            words = f"{words} (advice)"
        parts.append((f"{symbols[result.verdict]} {words}", _STYLES[result.verdict]))
    if open_questions:
        told = f"{symbols['cant_tell']} Can\u2019t tell: {', '.join(open_questions)}"
        parts.append((told, _STYLES["cant_tell"]))
    passed = sum(result.verdict == "pass" for result in rep.checks.values())
    if passed:
        parts.append((f"{symbols['pass']} {passed} passed", _STYLES["pass"]))
    lines = [Text(plain_text(text, ascii_only), style=style) for text, style in parts]
    return Text("\n").join(lines)
