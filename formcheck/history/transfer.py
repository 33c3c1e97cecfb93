"""The history as a table (CSV) or as objects (JSON), to take elsewhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from formcheck.history.entry import RepEntry, SetEntry
from formcheck.outputs.spreadsheet import cell_text

__all__ = ["SCHEMA", "history_csv", "history_json"]

SCHEMA: Final = "formcheck.history/1"
_REP_FIELDS: Final = tuple(RepEntry.__dataclass_fields__)[1:]


def history_csv(sets: Sequence[SetEntry]) -> str:
    """Return one row per repetition, after the columns of its set; empty = not known.

    A set without repetitions has one row. ``verdict_CHECK`` holds flag, pass or cant_tell; text
    that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    checks = sorted({v.check for entry in sets for v in entry.verdicts if v.rep is not None})
    set_names = ["set_id", "done_utc", "person", "exercise", "notes", "pain", "source_name"]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*set_names, "rep", *_REP_FIELDS, *(f"verdict_{check}" for check in checks)])
    for entry in sets:
        note = entry.note
        head = [entry.set_id, entry.done_utc, note.person, entry.exercise, note.notes, note.pain]
        head.append(entry.source_name)
        for rep in entry.reps or (None,):
            cells = [None] * (1 + len(_REP_FIELDS)) if rep is None else list(asdict(rep).values())
            said = {v.check: v.verdict for v in entry.verdicts if rep and v.rep == rep.index}
            row = [*head, *cells, *(said.get(check) for check in checks)]
            writer.writerow(map(cell_text, row))
    return stream.getvalue()


def history_json(sets: Sequence[SetEntry]) -> str:
    """Return all that is kept of the sets, schema ``formcheck.history/1``; unknown is null."""
    whole = {"schema": SCHEMA, "sets": [_object(entry) for entry in sets]}
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _object(entry: SetEntry) -> dict[str, Any]:
    found = asdict(entry)
    note = found.pop("note")
    return {"set_id": found.pop("set_id"), **note, **found}
