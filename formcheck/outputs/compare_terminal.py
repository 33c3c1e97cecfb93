"""A comparison on a terminal."""

from __future__ import annotations

from typing import Final

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.outputs.compare import Comparison, MeasureRow
from formcheck.outputs.terminal import plain_text
from formcheck.outputs.texts import check_words, exercise_title, number
from formcheck.report import VerdictCount

__all__ = ["ANSWER_WORDS", "MEASURE_TITLES", "difference_text", "measure_text", "render_comparison"]

MEASURE_TITLES: Final = {
    "peak_hip_flexion_deg": "Peak hip flexion",
    "peak_knee_flexion_deg": "Knee flexion at the peak",
    "lordosis_change_deg": "Largest arch against rest",
    "pelvic_tilt_change_deg": "Largest pelvic tilt against rest",
    "pelvic_roll_deg": "Pelvis rolled at the peak",
    "arch_onset_up_deg": "Arch begins at, going up",
    "arch_onset_down_deg": "Arch begins at, going down",
    "raise_s": "Raise",
    "top_s": "Top",
    "lower_s": "Lower",
}
ANSWER_WORDS: Final = {
    "higher": "higher",
    "lower": "lower",
    "cant_tell": "too close to tell",
    None: "",
}


def difference_text(row: MeasureRow) -> str:
    """Return the difference with its sign, and its uncertainty where there is one."""
    if row.difference is None:
        return number(None)
    text = measure_text(row, row.difference)
    if round(row.difference, _digits(row)) > 0:
        text = f"+{text}"
    if row.uncertainty is not None:
        text += f" \u00b1 {measure_text(row, row.uncertainty)}"
    return text


def measure_text(row: MeasureRow, value: float | None) -> str:
    """Return a value of a measure with its unit; a dash when it is not known."""
    return number(value, row.unit, _digits(row))


def render_comparison(found: Comparison, *, ascii_only: bool = False) -> Group:
    """Return tables of measures, verdicts and repetitions, after what weakens the comparison."""
    parts: list[Table | Text] = [
        Text.assemble(("But: ", "bold yellow"), plain_text(line, ascii_only))
        for line in found.caveats
    ]
    parts += [_measures(found, ascii_only), _checks(found, ascii_only), _reps(found, ascii_only)]
    return Group(*parts)


def _digits(row: MeasureRow) -> int:
    return 0 if row.unit == "deg" else 1


def _measures(found: Comparison, ascii_only: bool) -> Table:
    table = _table(ascii_only, f"A  {found.a.name}\nB  {found.b.name}")
    for title in ("", "A", "B", "B - A", ""):
        table.add_column(title, justify="right" if title else "left")
    sides = (found.a, found.b)
    _row(table, ascii_only, "Exercise", *(exercise_title(s.exercise) for s in sides), "", "")
    difference = f"{found.b.reps - found.a.reps:+d}" if found.a.reps != found.b.reps else "0"
    _row(table, ascii_only, "Repetitions", *(str(s.reps) for s in sides), difference, "")
    shares = [f"{s.flagged_reps} of {s.judged_reps}" if s.judged_reps else "?" for s in sides]
    _row(table, ascii_only, "With a fault, of those judged", *shares, "", "")
    for row in found.measures:
        if not row.known:
            continue
        cells = [measure_text(row, value) for value in (row.a, row.b)]
        words = ANSWER_WORDS[row.answer]
        _row(table, ascii_only, MEASURE_TITLES[row.name], *cells, difference_text(row), words)
    return table


def _checks(found: Comparison, ascii_only: bool) -> Table:
    table = _table(ascii_only, "Verdicts: flagged / passed / can't tell")
    for title in ("", "A", "B"):
        table.add_column(title, justify="right" if title else "left")
    for check in found.checks:
        _row(table, ascii_only, check_words(check.name).title, _count(check.a), _count(check.b))
    return table


def _count(count: VerdictCount) -> str:
    return f"{count.flag} / {count.passed} / {count.cant_tell}"


def _reps(found: Comparison, ascii_only: bool) -> Table:
    table = _table(ascii_only, "Repetitions")
    for title in ("Rep", "A peak", "B peak"):
        table.add_column(title, justify="right")
    table.add_column("A flagged")
    table.add_column("B flagged")
    for row in found.reps:
        _row(
            table,
            ascii_only,
            str(row.index),
            number(row.a_peak_hip_flexion_deg, "deg"),
            number(row.b_peak_hip_flexion_deg, "deg"),
            ", ".join(check_words(name).flag for name in row.a_flagged),
            ", ".join(check_words(name).flag for name in row.b_flagged),
        )
    return table


def _table(ascii_only: bool, title: str) -> Table:
    return Table(
        title=Text(plain_text(title, ascii_only)),
        title_justify="left",
        box=box.ASCII if ascii_only else box.SIMPLE_HEAD,
        show_edge=ascii_only,
    )


def _row(table: Table, ascii_only: bool, *cells: str) -> None:
    table.add_row(*(Text(plain_text(cell, ascii_only)) for cell in cells))
