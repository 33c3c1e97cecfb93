"""Keeps analysed sets in the history, and tells what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console

from formcheck.errors import UsageError
from formcheck.history.database import default_path
from formcheck.history.entry import SetNote, entry_of
from formcheck.history.store import open_history
from formcheck.report import ReportData

__all__ = ["HistoryKeeper", "history_keeper"]


@dataclass(frozen=True, slots=True)
class HistoryKeeper:
    """Where sets go, and what the person says of them.

    Parameters
    ----------
    path : Path
        The database.
    note : SetNote
        Label, notes and pain of every set.
    done : datetime or None
        When they were done; None: when each was analysed.
    """

    path: Path = field(default_factory=default_path)
    note: SetNote = field(default_factory=SetNote)
    done: datetime | None = None

    def check(self) -> None:
        """Make the history if it is missing.

        Raises
        ------
        HistoryError
            It cannot be used.
        """
        with open_history(self.path, create=True):
            pass

    def add(self, data: ReportData, console: Console) -> None:
        """Keep one set and tell its number; one that is there already is told, not doubled.

        Raises
        ------
        HistoryError
            The history cannot be used.
        """
        entry = entry_of(data, self.note, self.done)
        with open_history(self.path, create=True) as history:
            added = history.add(entry)
        words = f"kept as set {added.set_id} in {self.path}"
        if not added.new:
            words = f"is in the history already, as set {added.set_id}: nothing was changed"
        console.print(f"{data.source.name} {words}", markup=False, highlight=False, soft_wrap=True)


def history_keeper(
    wanted: bool,
    database: Path | None,
    person: str | None,
    notes: str | None,
    pain: int | None,
) -> HistoryKeeper | None:
    """Return the keeper that ``analyze`` was asked for, None if it was not.

    Raises
    ------
    UsageError
        Something was said of a set that is not to be kept, or does not fit.
    """
    if wanted:
        note = SetNote(person, notes, pain)
        return HistoryKeeper(default_path() if database is None else database, note)
    given = {"--person": person, "--notes": notes, "--pain": pain, "--db": database}
    named = [name for name, value in given.items() if value is not None]
    if named:
        raise UsageError("is kept only in the history", named[0], "add --save-history")
    return None
