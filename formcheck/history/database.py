"""The history's file: opened with care, checked before it is written, brought up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from formcheck.errors import HistoryError
from formcheck.history import migrations

__all__ = ["default_path", "open_database", "transaction"]

_WAIT_S: Final = 30.0
"""So long a writer waits for another one [design]."""
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_REMEDY: Final = "put a backup in its place, or name another file with --db"


def default_path() -> Path:
    """Return where the history lies unless ``--db`` names another place."""
    import platformdirs

    return Path(platformdirs.user_data_dir("formcheck", appauthor=False)) / "history.sqlite3"


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a history; a missing file is made, for its owner's eyes only.

    Nothing is written before the file is known to be a sound history of this version or an older
    one. Deleted rows are overwritten with zeros. A failure of the database becomes its sentence.

    Raises
    ------
    HistoryError
        The file is damaged, newer than this formcheck, another program's, or cannot be opened.
    """
    _make(path)
    with _told_of(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_S, isolation_level=None
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            _check(connection, path)
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection, path)
            yield connection
        finally:
            connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one writer: all of it or nothing; others wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _make(path: Path) -> None:
    if path.is_dir():
        raise HistoryError("is a folder, not a history", str(path), "name a file with --db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HistoryError(
            f"the history cannot be opened, {reason}", str(path), "name another file with --db"
        ) from error


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look at a file, without a change to it."""
    connection.execute("BEGIN")
    try:
        owner = _number(connection, "PRAGMA application_id")
        version = _number(connection, "PRAGMA user_version")
        tables = _number(connection, "SELECT count(*) FROM sqlite_master")
        if owner != migrations.APPLICATION_ID and (owner or version or tables):
            raise HistoryError(
                "is another program's database", str(path), "name another file with --db"
            )
        _check_version(version, path)
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
    if found is None or found[0] != "ok":
        raise HistoryError("the history is damaged", str(path), _REMEDY)


def _check_version(version: int, path: Path) -> None:
    if version > len(migrations.MIGRATIONS):
        raise HistoryError(
            f"the history is of a newer formcheck, version {version}",
            str(path),
            "update formcheck, or name another file with --db",
        )


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log; SQLite does not wait for others here by itself."""
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if _number(connection, "PRAGMA user_version") == len(migrations.MIGRATIONS):
        return
    with transaction(connection):
        # Another one may have done it while we waited.
        version = _number(connection, "PRAGMA user_version")
        _check_version(version, path)
        for step in migrations.MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS)}")


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Turn a failure of the database into its sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sentence(error, path) from error
    except UnicodeDecodeError as error:  # even what SQLite says of it is no text
        raise HistoryError("the history is damaged", str(path), _REMEDY) from error


def _sentence(error: sqlite3.Error, path: Path) -> HistoryError:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _DAMAGED:
        return HistoryError("the history is damaged", str(path), _REMEDY)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return HistoryError("the history is in use by another program", str(path), "try again")
    if code == sqlite3.SQLITE_FULL:
        return HistoryError("the disk is full", str(path), "make room")
    if code == sqlite3.SQLITE_READONLY:
        return HistoryError("the history is read-only", str(path), "name a file with --db")
    return HistoryError(f"the history cannot be used, {error}", str(path), _REMEDY)
