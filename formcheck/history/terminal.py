"""The history on a terminal: lists, one set, and trends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from formcheck.history.entry import SetEntry
from formcheck.history.trend import MEASURES, Measure, TrendPoint, trend_point
from formcheck.outputs.terminal import plain_text
from formcheck.outputs.texts import LEG_WORDS, exercise_title, number, result_words

__all__ = [
    "NOBODY",
    "measure_text",
    "series_title",
    "set_lines",
    "set_table",
    "sets_table",
    "trend_lines",
    "trend_table",
]

_BARS: Final = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
NOBODY: Final = "no label"


def sets_table(sets: Sequence[SetEntry], *, ascii_only: bool = False) -> Table:
    """Return one line per set."""
    table = _table(ascii_only, "Sets")
    for title in ("Set", "Done (UTC)", "Person", "Exercise", "Reps", "Flagged", "Peak", "Pain"):
        right = title in ("Set", "Reps", "Flagged", "Peak", "Pain")
        table.add_column(title, justify="right" if right else "left", no_wrap=right)
    table.add_column("Notes", overflow="fold")
    for entry in sets:
        point = trend_point(entry)
        cells = [
            str(entry.set_id),
            _when(entry.done_utc),
            entry.note.person or "",
            exercise_title(entry.exercise),
            str(len(entry.reps)),
            f"{entry.flagged_reps} of {entry.judged_reps}" if entry.judged_reps else "?",
            number(point.peak_hip_flexion_deg, "deg"),
            "" if entry.note.pain is None else str(entry.note.pain),
            entry.note.notes or "",
        ]
        table.add_row(*(_text(cell, ascii_only) for cell in cells))
    return table


def set_lines(entry: SetEntry, *, ascii_only: bool = False) -> list[Text]:
    """Return what is known of a set as a whole, one line each."""
    note = entry.note
    facts = [
        ("Set", str(entry.set_id)),
        ("Done (UTC)", _when(entry.done_utc)),
        ("Person", note.person or NOBODY),
        ("Exercise", exercise_title(entry.exercise)),
        ("Clip", f"{entry.source_name}, {entry.duration_s:.1f} s"),
        ("Pain", "not told" if note.pain is None else f"{note.pain} of 10"),
        ("Notes", note.notes or ""),
        ("Judged by", f"formcheck {entry.formcheck_version}"),
    ]
    return [
        Text.assemble((f"{label}: ", "bold"), _text(value, ascii_only))
        for label, value in facts
        if value
    ]


def set_table(entry: SetEntry, *, ascii_only: bool = False) -> Table:
    """Return the repetitions of a set with their flags."""
    table = _table(ascii_only, "Repetitions")
    for title in ("Rep", "Leg", "Peak", "Up / top / down", "Arch begins", "Flagged", "Can't tell"):
        table.add_column(title, justify="right" if title in ("Rep", "Peak") else "left")
    for rep in entry.reps:
        of_rep = [v for v in entry.verdicts if v.rep == rep.index]
        flags = [result_words(v.check, "flag") for v in of_rep if v.verdict == "flag"]
        unsure = [result_words(v.check, "cant_tell") for v in of_rep if v.verdict == "cant_tell"]
        cells = [
            str(rep.index),
            LEG_WORDS.get(rep.leg, rep.leg),
            number(rep.peak_hip_flexion_deg, "deg"),
            f"{rep.raise_s:.1f} / {rep.top_s:.1f} / {rep.lower_s:.1f} s",
            number(rep.arch_onset_up_deg, "deg"),
            ", ".join(flags),
            ", ".join(unsure).lower(),
        ]
        table.add_row(*(_text(cell, ascii_only) for cell in cells))
    return table


def series_title(points: Sequence[TrendPoint]) -> str:
    """Return whose sets of which exercise a series holds."""
    return f"{points[0].person or NOBODY}, {exercise_title(points[0].exercise).lower()}"


def trend_table(points: Sequence[TrendPoint], *, ascii_only: bool = False) -> Table:
    """Return the sets of one series in numbers."""
    table = _table(ascii_only, series_title(points))
    table.add_column("Set", justify="right")
    table.add_column("Done", no_wrap=True)
    table.add_column("Reps", justify="right")
    for measure in MEASURES:
        table.add_column(measure.short, justify="right", no_wrap=True)
    for point in points:
        head = [str(point.set_id), point.done_utc[:10], str(point.reps)]
        cells = [*head, *(measure_text(m, point) for m in MEASURES)]
        table.add_row(*(_text(cell, ascii_only) for cell in cells))
    return table


def trend_lines(points: Sequence[TrendPoint]) -> list[Text]:
    """Return a line of bars, one per set, for each measure that is known of two sets or more."""
    lines = []
    for measure in MEASURES:
        values = [getattr(point, measure.field) for point in points]
        known = [value for value in values if value is not None]
        if len(known) > 1:
            ends = (min(known), max(known))
            span = " to ".join(number(end, measure.unit, measure.digits) for end in ends)
            lines.append(Text(f" {measure.title:<17} {_bars(values)}  {span}"))
    return lines


def measure_text(measure: Measure, point: TrendPoint) -> str:
    """Return one number of a set with its unit; a dash when it is not known."""
    value = getattr(point, measure.field)
    if value is None:
        return number(None)
    if measure.unit == "share":
        return f"{round(value * point.judged_reps)} of {point.judged_reps}"
    text = number(value, measure.unit, measure.digits)
    if measure.field == "peak_hip_flexion_deg" and point.peak_hip_flexion_sigma_deg is not None:
        text += f" \u00b1 {number(point.peak_hip_flexion_sigma_deg, 'deg')}"
    return text


def _bars(values: Sequence[float | None]) -> str:
    """Return one bar for each of the last sets; a dot where nothing is known."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    step = (len(_BARS) - 1) / span if span else 0.0
    shown = ("\u00b7" if v is None else _BARS[round((v - low) * step)] for v in values[-40:])
    return "".join(shown)


def _table(ascii_only: bool, title: str) -> Table:
    return Table(
        title=_text(title, ascii_only),
        title_justify="left",
        box=box.ASCII if ascii_only else box.SIMPLE_HEAD,
        show_edge=ascii_only,
    )


def _when(done_utc: str) -> str:
    return done_utc[:16].replace("T", " ")


def _text(text: str, ascii_only: bool) -> Text:
    """Return text that neither styles nor steers the terminal."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return Text(plain_text(shown, ascii_only))
