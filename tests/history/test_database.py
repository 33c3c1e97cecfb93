"""A file that is not ours, damaged or newer is refused as it is; steps come one after another."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from formcheck.errors import FormcheckError, HistoryError
from formcheck.history import migrations
from formcheck.history.database import default_path, open_database, transaction
from formcheck.history.store import open_history
from tests.history.made import made_set


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a history with thirty sets."""
    path = tmp_path / "history.sqlite3"
    with open_history(path, create=True) as history:
        for number in range(30):
            history.add(made_set(number, notes="x" * 500))
    return path


def _use(path: Path) -> None:
    """Only open it: damage must be found before anything is asked of it."""
    with open_history(path, create=True):
        pass


def _delete_and_stop(path: Path) -> None:
    with open_database(path) as connection, transaction(connection):
        connection.execute("DELETE FROM sets")
        raise ValueError("stop")


def _refused(path: Path, words: str) -> None:
    """Hold that the file is refused in one sentence and stays as it was."""
    before = path.read_bytes()
    with pytest.raises(HistoryError, match=words) as caught:
        _use(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1
    assert path.read_bytes() == before


def test_it_is_a_write_ahead_log_that_shreds(path: Path) -> None:
    with open_database(path) as connection:
        values = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "secure_delete", "foreign_keys", "user_version")
        }
    expected = len(migrations.MIGRATIONS)
    assert values == {
        "journal_mode": "wal",
        "secure_delete": 1,
        "foreign_keys": 1,
        "user_version": expected,
    }


def test_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database at all\n" * 300)
    _refused(path, "damaged")


def test_a_truncated_history_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    _refused(path, "damaged")


def test_overwritten_pages_are_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 4 : 4096 * 8] = b"\xa5" * 4096 * 4
    path.write_bytes(content)
    _refused(path, "damaged")


def test_a_newer_history_is_refused(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
    raw.execute("PRAGMA journal_mode = DELETE")
    raw.close()
    _refused(path, "newer formcheck")


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE precious (thing TEXT)")
    raw.commit()
    raw.close()
    _refused(path, "another program")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is a folder"), open_database(tmp_path):
        pass


def test_a_place_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(HistoryError, match="cannot be opened"),
        open_database(tmp_path / "file" / "h.db"),
    ):
        pass


def test_a_locked_history_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.history import database

    monkeypatch.setattr(database, "_WAIT_S", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with (
            pytest.raises(HistoryError, match="in use"),
            open_history(path) as history,
        ):
            history.add(made_set(99))
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_turning_the_log_on_waits_for_another_writer(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    release.start()
    try:
        with open_database(path) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        release.join()
        other.close()


def test_a_later_step_keeps_what_is_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = ("ALTER TABLE sets ADD COLUMN place TEXT NOT NULL DEFAULT 'home'",)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    with open_database(path) as connection:
        rows = connection.execute("SELECT place FROM sets").fetchall()
        assert rows == [("home",)] * 30
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_step_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = ("ALTER TABLE sets ADD COLUMN place TEXT", "CREATE TABLE sets (wrong)")
    known = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, step))
    with pytest.raises(HistoryError, match="cannot be used"), open_database(path):
        pass
    monkeypatch.setattr(migrations, "MIGRATIONS", known)
    with open_history(path) as history:
        assert len(history.sets()) == 30


def test_a_failed_block_keeps_nothing(path: Path) -> None:
    with pytest.raises(ValueError, match="stop"):
        _delete_and_stop(path)
    with open_history(path) as history:
        assert len(history.sets()) == 30


def test_errors_of_the_caller_pass_through(path: Path) -> None:
    with pytest.raises(BrokenPipeError), open_database(path):
        raise BrokenPipeError
    assert issubclass(HistoryError, FormcheckError)


def test_it_lies_with_the_users_data() -> None:
    assert default_path().name == "history.sqlite3"
    assert "formcheck" in default_path().parts
