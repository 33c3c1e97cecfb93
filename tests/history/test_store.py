"""Sets are kept, found and forgotten; concurrent writers lose nothing."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
import stat
import sys
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from formcheck.errors import HistoryError, UsageError
from formcheck.history import database
from formcheck.history.store import open_history
from tests.history.made import made_set


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite3"


def _add(path: Path, *sets: object) -> list[int]:
    with open_history(path, create=True) as history:
        return [history.add(entry).set_id for entry in sets]  # type: ignore[arg-type]


def test_what_is_read_back_is_what_was_kept(path: Path) -> None:
    entry = made_set(1, person="Ann", notes="line one\nline two", pain=0)
    (set_id,) = _add(path, entry)
    with open_history(path) as history:
        assert history.get(set_id) == replace(entry, set_id=set_id)
        assert history.sets() == [replace(entry, set_id=set_id)]


def test_unknown_stays_unknown(path: Path) -> None:
    entry = made_set(1)
    (set_id,) = _add(path, entry)
    with open_history(path) as history:
        rep = history.get(set_id).reps[0]
        assert rep.arch_onset_up_deg is None
        assert history.get(set_id).note.pain is None


def test_the_same_set_is_told_and_not_doubled(path: Path) -> None:
    with open_history(path, create=True) as history:
        first = history.add(made_set(1, person="Ann"))
        again = history.add(made_set(1, person="Ben", pain=9))
        assert (first.new, again.new) == (True, False)
        assert first.set_id == again.set_id
        assert [entry.note.person for entry in history.sets()] == ["Ann"]


def test_sets_come_by_time_and_can_be_chosen(path: Path) -> None:
    late, early = made_set(9, person="Ann"), made_set(2, person="Ben")
    other = replace(made_set(5), exercise="hanging_leg_raise")
    _add(path, late, early, other)
    with open_history(path) as history:
        assert [e.fingerprint for e in history.sets()] == ["clip 2", "clip 5", "clip 9"]
        assert [e.fingerprint for e in history.sets(person="Ann")] == ["clip 9"]
        hanging = history.sets(exercise="hanging_leg_raise")
        assert [e.fingerprint for e in hanging] == ["clip 5"]
        assert history.sets(person="Ann' OR '1'='1") == []


def test_deleting_one_set_leaves_the_others(path: Path) -> None:
    one, two = _add(path, made_set(1), made_set(2))
    with open_history(path) as history:
        assert history.delete([one]) == 1
        assert [entry.set_id for entry in history.sets()] == [two]
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT DISTINCT set_id FROM reps").fetchall() == [(two,)]
        assert raw.execute("SELECT DISTINCT set_id FROM verdicts").fetchall() == [(two,)]
    raw.close()
    assert _add(path, made_set(3)) == [3], "numbers are never used again"


def test_deleting_a_set_that_is_not_there_deletes_none(path: Path) -> None:
    (one,) = _add(path, made_set(1))
    with open_history(path) as history:
        with pytest.raises(UsageError, match="no set 77"):
            history.delete([one, 77])
        assert len(history.sets()) == 1


def test_nothing_of_a_deleted_person_is_left_in_any_file(path: Path) -> None:
    kept = made_set(50, person="Keeper", notes="stays here")
    gone = [made_set(i, person="Zebediah", notes=f"secret note {i}") for i in range(40)]
    _add(path, kept, *gone)
    assert b"Zebediah" in b"".join(f.read_bytes() for f in path.parent.iterdir())
    size = path.stat().st_size
    with open_history(path) as history:
        assert history.delete_person("Zebediah") == 40
        assert path.stat().st_size < size / 2, "the room is given back"
        files = {f.name: f.read_bytes() for f in path.parent.iterdir()}
        assert len(files) > 1, "the log is there while the history is open"
        for content in files.values():
            assert b"Zebediah" not in content
            assert b"secret note" not in content
        assert [entry.note.person for entry in history.sets()] == ["Keeper"]
        assert history.delete_person("Zebediah") == 0


def test_traces_that_stay_for_another_reader_are_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_S", 0.1)
    (one,) = _add(path, made_set(1))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM sets").fetchall()
    try:
        with pytest.raises(HistoryError, match="traces"), open_history(path) as history:
            history.delete([one])
    finally:
        reader.close()
    with open_history(path) as history:
        assert history.sets() == []


def test_a_missing_history_is_made_only_when_asked_for(path: Path) -> None:
    with pytest.raises(UsageError, match="no history yet"), open_history(path):
        pass
    assert not path.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_only_its_owner_may_read_it(path: Path) -> None:
    _add(path, made_set(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _write_some(path: Path, first: int, count: int, together: Barrier) -> None:
    together.wait(timeout=60)
    for number in range(first, first + count):
        with open_history(path, create=True) as history:
            history.add(made_set(number, notes=f"writer {first}"))
            history.add(made_set(999))


def test_writers_at_once_lose_nothing(path: Path) -> None:
    """Four processes begin the same missing history together; all add one common set."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(4)
    writers = [
        context.Process(target=_write_some, args=(path, first, 10, together))
        for first in (0, 10, 20, 30)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=120)
        assert writer.exitcode == 0
    with open_history(path) as history:
        sets = history.sets()
    marks = {entry.fingerprint for entry in sets}
    assert marks == {f"clip {number}" for number in (*range(40), 999)}
    assert len(sets) == 41
    assert all(len(entry.reps) == 3 for entry in sets)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reps SET peak_s = 'soon'",
        "UPDATE reps SET raise_s = x'00ff'",
        "UPDATE reps SET lower_s = 9e999",
        "UPDATE verdicts SET unit = x'ff'",
        "UPDATE sets SET duration_s = 'long'",
        "UPDATE sets SET person = 'a' || char(7) || 'b'",
    ],
)
def test_columns_that_hold_something_else_are_damage(tmp_path: Path, change: str) -> None:
    path = tmp_path / "history.sqlite3"
    with open_history(path, create=True) as history:
        history.add(made_set(1))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(change)
        connection.commit()
    with open_history(path) as history, pytest.raises(HistoryError, match="is damaged"):
        history.sets()


def test_damage_that_sqlite_tells_in_no_text_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with open_history(path, create=True) as history:
        history.add(made_set(1))
    content = path.read_bytes()
    place = content.index(b"CREATE TABLE sets") + 12
    path.write_bytes(content[:place] + b"0\x80" + content[place + 2 :])
    with pytest.raises(HistoryError), open_history(path) as history:
        history.sets()
