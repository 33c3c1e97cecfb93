"""``formcheck history``: sets over time on this machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from rich.console import Console

from formcheck.commands.keep import HistoryKeeper
from formcheck.errors import InputError, UsageError
from formcheck.history.entry import SetEntry, SetNote
from formcheck.history.store import open_history
from formcheck.history.terminal import set_lines, set_table, sets_table, trend_lines, trend_table
from formcheck.history.transfer import history_csv, history_json
from formcheck.history.trend import series, trend_point
from formcheck.history.trend_html import render_trend_page
from formcheck.outputs.publish import write_text_atomic
from formcheck.outputs.results import read_result

__all__ = [
    "add_results",
    "delete_sets",
    "export_sets",
    "list_sets",
    "parse_time",
    "show_set",
    "show_trend",
]

_FORMATS: Final = {"csv": history_csv, "json": history_json}


def parse_time(text: str | None) -> datetime | None:
    """Return the time that a person wrote; without a zone it is this machine's.

    Raises
    ------
    UsageError
        It is no date.
    """
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"`{text}` is no date", "--date", "write 2026-11-22 or 2026-11-22T18:30"
        ) from error


def add_results(paths: Sequence[Path], database: Path, note: SetNote, done: datetime | None) -> int:
    """Keep results of earlier analyses; all are tried. Return 1 if one could not be read."""
    keeper = HistoryKeeper(database, note, done)
    keeper.check()
    errors, console = Console(stderr=True), _console()
    failed = False
    for path in paths:
        try:
            data = read_result(path)
        except InputError as error:
            failed = True
            errors.print(f"formcheck: {error}", markup=False, highlight=False, soft_wrap=True)
            continue
        keeper.add(data, console)
    return InputError.exit_code if failed else 0


def list_sets(database: Path, person: str | None, exercise: str | None) -> int:
    """Print one line per set; return 0."""
    sets = _sets(database, person, exercise)
    console = _console()
    console.print(sets_table(sets, ascii_only=_plain(console)) if sets else "No set is kept.")
    return 0


def show_set(database: Path, set_id: int) -> int:
    """Print everything that is kept of one set; return 0."""
    with open_history(database) as history:
        entry = history.get(set_id)
    console = _console()
    for line in set_lines(entry, ascii_only=_plain(console)):
        console.print(line, soft_wrap=True)
    console.print(set_table(entry, ascii_only=_plain(console)))
    return 0


def show_trend(
    database: Path, person: str | None, exercise: str | None, html: Path | None = None
) -> int:
    """Print the sets of each person in numbers, or write them as a page; return 0."""
    points = [trend_point(entry) for entry in _sets(database, person, exercise)]
    console = _console()
    if not points:
        console.print("No set is kept.")
        return 0
    if html is not None:
        write_text_atomic(html, render_trend_page(points))
    for own in series(points):
        console.print(trend_table(own, ascii_only=_plain(console)))
        for line in [] if _plain(console) else trend_lines(own):
            console.print(line)
        console.print()
    if html is not None:
        console.print(f"Wrote {html}", markup=False, highlight=False, soft_wrap=True)
    return 0


def export_sets(database: Path, person: str | None, kind: str, output: Path | None) -> int:
    """Write all sets, or those of one person, as csv or json to a file or stdout; return 0.

    Raises
    ------
    UsageError
        There is no such format.
    """
    if kind not in _FORMATS:
        raise UsageError(f"no format is called `{kind}`", "--format", "there are csv, json")
    text = _FORMATS[kind](_sets(database, person, None))
    if output is None:
        sys.stdout.write(text)
        return 0
    write_text_atomic(output, text)
    _console().print(f"Wrote {output}", markup=False, highlight=False, soft_wrap=True)
    return 0


def delete_sets(
    database: Path, set_ids: Sequence[int], person: str | None, *, sure: bool = False
) -> int:
    """Forget sets by number, or all of a person, for good; return 0.

    Raises
    ------
    UsageError
        Neither or both are named, there is no such set or person, or nobody said that they are
        sure.
    """
    if bool(set_ids) == (person is not None):
        raise UsageError(
            "name either sets or a person", "history delete", "`delete 3 4` or `--person LABEL`"
        )
    with open_history(database) as history:
        if person is not None:
            found = history.sets(person=person)
            if not found:
                raise UsageError(
                    f"there is no set of `{person}`", "history", "`history list` shows them"
                )
        else:
            found = [history.get(set_id) for set_id in dict.fromkeys(set_ids)]
        _make_sure(found, sure)
        count = history.delete(list(set_ids)) if person is None else history.delete_person(person)
    sets = "set" if count == 1 else "sets"
    words = f"Deleted {count} {sets}; nothing of it is left in {database}"
    _console().print(words, markup=False, highlight=False, soft_wrap=True)
    return 0


def _make_sure(sets: Sequence[SetEntry], sure: bool) -> None:
    if sure:
        return
    if not sys.stdin.isatty():
        raise UsageError("deleting cannot be undone", "history delete", "add --yes if you are sure")
    _console().print(sets_table(sets))
    answer = _console().input("Delete for good? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise UsageError("nothing was deleted", "history delete", "answer y, or add --yes")


def _sets(database: Path, person: str | None, exercise: str | None) -> list[SetEntry]:
    with open_history(database) as history:
        return history.sets(person=person, exercise=exercise)


def _console() -> Console:
    return Console()


def _plain(console: Console) -> bool:
    return not console.encoding.lower().startswith("utf")
