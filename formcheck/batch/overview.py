"""A batch as one page that works offline: what was found in all clips, and the way to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from formcheck.batch.cohort import Row
from formcheck.checks import check_names
from formcheck.outputs.pages import render_page
from formcheck.outputs.publish import write_text_atomic
from formcheck.outputs.texts import check_words, exercise_title, number, plural

__all__ = ["OVERVIEW", "write_overview"]

OVERVIEW = "overview.html"
_LISTED = 2000
"""Clips in the page's table; the tables beside it hold all."""


def write_overview(folder: Path, rows: Sequence[Row]) -> None:
    """Write ``overview.html``.

    Parameters
    ----------
    folder : Path
        Of the batch, with the results in it.
    rows : sequence of dict
        Of the clips, from :func:`formcheck.batch.cohort.write_tables`.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    done = [row for row in rows if row["status"] == "done" and row["reps"] is not None]
    failed = [row for row in rows if row["status"] != "done"]
    page = render_page(
        "batch.html.j2",
        title=f"{plural(len(rows), 'clip')} in {folder.name}",
        facts=_facts(rows, done),
        failed=[{"clip": row["clip"], "error": row["error"]} for row in failed[:_LISTED]],
        checks=[_check(name, done) for name in check_names()],
        clips=[_clip(row, folder) for row in done[:_LISTED]],
        left_out=max(0, len(done) - _LISTED),
        peaks=[row["mean_peak_hip_flexion_deg"] for row in done],
    )
    write_text_atomic(folder / OVERVIEW, page)


def _facts(rows: Sequence[Row], done: Sequence[Row]) -> list[tuple[str, str]]:
    exercises = Counter(row["exercise"] for row in done)
    minutes = sum(row["duration_s"] for row in done) / 60
    return [
        ("Clips analysed", f"{len(done)} of {len(rows)}"),
        ("Length", number(minutes, "min", 1)),
        ("Repetitions", str(sum(row["reps"] for row in done))),
        ("With a fault", str(sum(row["flagged_reps"] for row in done))),
        *((exercise_title(name), plural(n, "clip")) for name, n in exercises.most_common()),
    ]


def _check(name: str, done: Sequence[Row]) -> dict[str, Any]:
    sums = {verdict: _sum(done, f"{name}_{verdict}") for verdict in ("flag", "pass", "cant_tell")}
    return {"title": check_words(name).title, **sums}


def _sum(rows: Sequence[Row], column: str) -> int:
    return sum(row[column] or 0 for row in rows)


def _clip(row: Row, folder: Path) -> dict[str, Any]:
    flagged = [check_words(name).flag for name in check_names() if (row[f"{name}_flag"] or 0) > 0]
    page = folder / row["clip"] / "report.html"
    return {
        "clip": row["clip"],
        "link": f"{quote(row['clip'])}/report.html" if page.is_file() else "",
        "exercise": exercise_title(row["exercise"]),
        "reps": row["reps"],
        "flagged": row["flagged_reps"],
        "peak": number(row["mean_peak_hip_flexion_deg"], "deg"),
        "faults": ", ".join(flagged),
    }
