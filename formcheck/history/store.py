"""Keep sets, find them again, forget them."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from formcheck.errors import HistoryError, UsageError
from formcheck.history.database import open_database, transaction
from formcheck.history.entry import RepEntry, SetEntry, SetNote, VerdictEntry

__all__ = ["Added", "History", "open_history"]

_SET_COLUMNS: Final = (
    "set_id, fingerprint, done_utc, person, exercise, notes, pain, source_name, duration_s, "
    "formcheck_version"
)
_REP_FIELDS: Final = tuple(RepEntry.__dataclass_fields__)[1:]
_VERDICT_FIELDS: Final = tuple(VerdictEntry.__dataclass_fields__)


class Added:
    """What became of a set that was to be kept.

    Attributes
    ----------
    set_id : int
        Its number.
    new : bool
        False when the same set was there already; then nothing was changed.
    """

    def __init__(self, set_id: int, *, new: bool) -> None:
        self.set_id = set_id
        self.new = new


@contextmanager
def open_history(path: Path, *, create: bool = False) -> Iterator[History]:
    """Give the history in a file.

    Parameters
    ----------
    path : Path
        The database.
    create : bool
        Whether to make it if it is missing.

    Raises
    ------
    UsageError
        It is missing and not to be made.
    HistoryError
        It is damaged, newer than this formcheck, another program's, or cannot be opened.
    """
    if not create and not path.exists():
        raise UsageError(
            "there is no history yet",
            str(path),
            "`formcheck analyze --save-history` or `formcheck history add` begins one",
        )
    with open_database(path) as connection:
        yield History(connection, path)


class History:
    """The sets of one database; use :func:`open_history`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def add(self, entry: SetEntry) -> Added:
        """Keep a set, unless the same one is there already."""
        run = self._connection.execute
        with transaction(self._connection):
            known = run(
                "SELECT set_id FROM sets WHERE fingerprint = ?", (entry.fingerprint,)
            ).fetchone()
            if known is not None:
                return Added(int(known[0]), new=False)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            note = entry.note
            cursor = run(
                "INSERT INTO sets (fingerprint, added_utc, done_utc, person, exercise, notes, pain,"
                " source_name, duration_s, formcheck_version) VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    entry.fingerprint,
                    now,
                    entry.done_utc,
                    note.person,
                    entry.exercise,
                    note.notes,
                    note.pain,
                    entry.source_name,
                    entry.duration_s,
                    entry.formcheck_version,
                ),
            )
            set_id = int(cursor.lastrowid or 0)
            self._add_parts(set_id, entry)
        return Added(set_id, new=True)

    def _add_parts(self, set_id: int, entry: SetEntry) -> None:
        marks = ",".join("?" * (len(_REP_FIELDS) + 2))
        self._connection.executemany(
            f"INSERT INTO reps (set_id, rep, {', '.join(_REP_FIELDS)}) VALUES ({marks})",
            [(set_id, r.index, *(getattr(r, name) for name in _REP_FIELDS)) for r in entry.reps],
        )
        self._connection.executemany(
            "INSERT INTO verdicts (set_id, rep, check_name, severity, verdict, value, limit_value,"
            " uncertainty, unit) VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (set_id, *(getattr(verdict, name) for name in _VERDICT_FIELDS))
                for verdict in entry.verdicts
            ],
        )

    def sets(self, *, person: str | None = None, exercise: str | None = None) -> list[SetEntry]:
        """Return the sets by the time they were done, of one person or exercise if asked for."""
        rows = self._connection.execute(
            f"SELECT {_SET_COLUMNS} FROM sets WHERE (?1 IS NULL OR person = ?1)"
            " AND (?2 IS NULL OR exercise = ?2) ORDER BY done_utc, set_id",
            (person, exercise),
        ).fetchall()
        return [self._whole(row) for row in rows]

    def get(self, set_id: int) -> SetEntry:
        """Return one set.

        Raises
        ------
        UsageError
            There is none of this number.
        """
        row = self._connection.execute(
            f"SELECT {_SET_COLUMNS} FROM sets WHERE set_id = ?", (set_id,)
        ).fetchone()
        if row is None:
            raise UsageError(
                f"there is no set {set_id}", "history", "`formcheck history list` shows them"
            )
        return self._whole(row)

    def _whole(self, row: tuple[object, ...]) -> SetEntry:
        """Return a set with its parts; SQLite lets a column hold anything, so look at each."""
        try:
            return self._read(row)
        except (ValueError, TypeError, UsageError) as error:
            raise HistoryError(
                "the history is damaged",
                str(self._path),
                "put a backup in its place, or name another file with --db",
            ) from error

    def _read(self, row: tuple[object, ...]) -> SetEntry:
        set_id, mark, done, person, exercise, notes, pain, name, duration, version = row
        run = self._connection.execute
        reps = run(
            f"SELECT rep, {', '.join(_REP_FIELDS)} FROM reps WHERE set_id = ? ORDER BY rep",
            (set_id,),
        )
        verdicts = run(
            "SELECT rep, check_name, severity, verdict, value, limit_value, uncertainty, unit"
            " FROM verdicts WHERE set_id = ? ORDER BY rowid",
            (set_id,),
        )
        bare = SetEntry(str(mark), str(done), str(exercise), str(name), 0.0, str(version))
        return replace(
            bare,
            duration_s=float(str(duration)),
            note=SetNote(_text(person), _text(notes), None if pain is None else int(str(pain))),
            reps=tuple(RepEntry(*_checked(rep, texts=(1,))) for rep in reps),
            verdicts=tuple(VerdictEntry(*_checked(v, texts=(1, 2, 3, 7))) for v in verdicts),
            set_id=int(str(set_id)),
        )

    def delete(self, set_ids: list[int]) -> int:
        """Forget sets by number; return how many there were.

        Raises
        ------
        UsageError
            One of them does not exist; then none is deleted.
        HistoryError
            They are deleted, but another program keeps traces of them in the log.
        """
        with transaction(self._connection):
            for set_id in dict.fromkeys(set_ids):
                self.get(set_id)
                self._connection.execute("DELETE FROM sets WHERE set_id = ?", (set_id,))
        self._shred()
        return len(set(set_ids))

    def delete_person(self, person: str) -> int:
        """Forget everything of a person; return how many sets there were."""
        with transaction(self._connection):
            cursor = self._connection.execute("DELETE FROM sets WHERE person = ?", (person,))
        self._shred()
        return cursor.rowcount

    def _shred(self) -> None:
        """Leave nothing of deleted rows in the file or in its log."""
        self._connection.execute("VACUUM")
        busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise HistoryError(
                "deleted, but traces stay while another program has the history open",
                str(self._path),
                "close that program",
            )


def _checked(row: tuple[Any, ...], texts: tuple[int, ...]) -> tuple[Any, ...]:
    """Return a row whose columns are finite numbers or null, and text where text belongs."""
    for i, value in enumerate(row):
        if i in texts:
            sound = isinstance(value, str)
        else:
            sound = value is None or (isinstance(value, int | float) and math.isfinite(value))
        if not sound:
            raise ValueError(f"column {i}: got {value!r}")
    return row


def _text(value: object) -> str | None:
    return None if value is None else str(value)
