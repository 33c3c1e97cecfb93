"""``formcheck history`` and ``analyze --save-history``: opt-in, told, undone for good."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from formcheck.cli import run
from formcheck.errors import UsageError
from formcheck.history.database import default_path
from formcheck.history.store import open_history


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own history out of it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


def _error(capfd: pytest.CaptureFixture[str]) -> str:
    (line,) = capfd.readouterr().err.strip().splitlines()
    assert line.startswith("formcheck: ")
    return line


def test_nothing_is_kept_unless_asked_for(results: list[Path], home: Path) -> None:
    assert results
    assert not default_path().exists()
    assert not home.exists() or not list(home.rglob("*.sqlite3"))


def test_analyze_keeps_what_it_was_told(
    tracks: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", *map(str, tracks), "-o", str(tmp_path / "out"), "--save-history"]
    more = ["--person", "Ann", "--notes", "after work", "--pain", "2", "--json"]
    assert run([*arguments, *more]) == 0
    captured = capfd.readouterr()
    assert len([json.loads(line) for line in captured.out.splitlines()]) == 2
    assert "one.mp4 kept as set 1" in captured.err
    with open_history(default_path()) as history:
        sets = history.sets()
    assert [entry.source_name for entry in sets] == ["one.mp4", "two.mp4"]
    assert {(e.note.person, e.note.notes, e.note.pain) for e in sets} == {("Ann", "after work", 2)}
    raw = sqlite3.connect(default_path())
    kept = " ".join(str(row) for row in raw.iterdump())
    raw.close()
    assert str(tmp_path) not in kept, "no paths"


def test_analyzing_again_is_told_and_not_doubled(
    tracks: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(tracks[0]), "-o", str(tmp_path / "out"), "--save-history"]
    assert run(arguments) == 0
    capfd.readouterr()
    assert run([*arguments, "--set", "under_90.limit_deg=45"]) == 0
    assert "in the history already, as set 1" in capfd.readouterr().err
    with open_history(default_path()) as history:
        assert len(history.sets()) == 1


@pytest.mark.parametrize("option", [["--person", "Ann"], ["--notes", "x"], ["--pain", "0"]])
def test_notes_without_a_history_are_wrong_usage(
    option: list[str], tracks: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["analyze", str(tracks[0]), "-o", str(out), *option]) == 2
    assert "add --save-history" in _error(capfd)
    assert not out.exists()


def test_a_damaged_history_is_told_before_anything_is_analysed(
    tracks: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    broken, out = tmp_path / "broken.db", tmp_path / "out"
    broken.write_bytes(b"rubbish" * 1000)
    arguments = ["analyze", str(tracks[0]), "-o", str(out), "--save-history", "--db", str(broken)]
    assert run(arguments) == 1
    assert "the history is damaged" in _error(capfd)
    assert not out.exists()
    assert broken.read_bytes() == b"rubbish" * 1000


def test_add_list_show_trend(
    results: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    folders = [str(path) for path in results]
    assert run(["history", "add", *folders, "--person", "Ann", "--date", "2026-11-01"]) == 0
    text = capfd.readouterr().out
    assert "one.mp4 kept as set 1" in text
    assert run(["history", "add", folders[0]]) == 0
    assert "already, as set 1" in capfd.readouterr().out

    assert run(["history", "list"]) == 0
    assert capfd.readouterr().out.count("Ann") == 2
    assert run(["history", "list", "--person", "Ben"]) == 0
    assert "No set is kept." in capfd.readouterr().out
    assert run(["history", "show", "2"]) == 0
    shown = capfd.readouterr().out
    assert "two.mp4" in shown
    assert "2026-10-31" in shown or "2026-11-01" in shown
    assert run(["history", "show", "3"]) == 2
    assert "there is no set 3" in _error(capfd)

    page = tmp_path / "trend.html"
    assert run(["history", "trend", "--html", str(page)]) == 0
    assert "Peak hip flexion" in capfd.readouterr().out
    assert "2 sets over time" in page.read_text(encoding="utf-8")


def test_one_bad_result_does_not_stop_the_others(
    results: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(["history", "add", str(empty), str(results[0] / "report.json")]) == 1
    assert "holds no report.json" in _error(capfd)
    with open_history(default_path()) as history:
        assert len(history.sets()) == 1


def test_export_to_stdout_and_file(
    results: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["history", "add", *map(str, results)]) == 0
    capfd.readouterr()
    assert run(["history", "export"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert [row["source_name"] for row in rows] == ["one.mp4"] * 2 + ["two.mp4"] * 2
    target = tmp_path / "history.json"
    assert run(["history", "export", "--format", "json", "-o", str(target)]) == 0
    assert len(json.loads(target.read_text(encoding="utf-8"))["sets"]) == 2
    capfd.readouterr()
    assert run(["history", "export", "--format", "xml"]) == 2
    assert "there are csv, json" in _error(capfd)


def test_delete_asks_for_a_clear_word(
    results: list[Path], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["history", "add", str(results[0]), "--person", "Ann"]) == 0
    assert run(["history", "add", str(results[1]), "--person", "Ben"]) == 0
    capfd.readouterr()
    for arguments, words in (
        (["1"], "add --yes"),
        ([], "either sets or a person"),
        (["1", "--person", "Ann", "--yes"], "either sets or a person"),
        (["--person", "Cid", "--yes"], "no set of `Cid`"),
        (["9", "--yes"], "no set 9"),
    ):
        assert run(["history", "delete", *arguments]) == 2
        assert words in _error(capfd)
    assert run(["history", "delete", "--person", "Ann", "--yes"]) == 0
    assert "Deleted 1 set" in capfd.readouterr().out
    assert b"Ann" not in default_path().read_bytes()
    assert run(["history", "delete", "2", "--yes"]) == 0
    with open_history(default_path()) as history:
        assert history.sets() == []


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 1), ("", 1)])
def test_on_a_terminal_delete_asks(
    answer: str, left: int, results: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from formcheck.commands import history as command

    assert run(["history", "add", str(results[0])]) == 0
    monkeypatch.setattr(command.sys, "stdin", io.StringIO(f"{answer}\n"))
    monkeypatch.setattr(command.sys.stdin, "isatty", lambda: True, raising=False)
    assert run(["history", "delete", "1"]) == (0 if left == 0 else 2)
    with open_history(default_path()) as history:
        assert len(history.sets()) == left


@pytest.mark.parametrize("command", ["list", "trend", "export", "show 1", "delete 1 --yes"])
def test_without_a_history_the_remedy_is_told_and_none_is_made(
    command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["history", *command.split()]) == 2
    assert "--save-history" in _error(capfd)
    assert not default_path().exists()


@pytest.mark.parametrize(
    ("option", "words"),
    [(["--pain", "11"], "less than or equal to 10"), (["--date", "tomorrow"], "is no date")],
)
def test_wrong_values_are_wrong_usage(
    option: list[str], words: str, results: list[Path], capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert run(["history", "add", str(results[0]), *option]) == 2
    assert words in _error(capfd)
    assert not default_path().exists()


def test_a_date_without_a_zone_is_this_machines() -> None:
    from formcheck.commands.history import parse_time

    found = parse_time("2026-11-22T18:30")
    assert found is not None
    assert found.tzinfo is not None
    assert (found.hour, found.minute) == (18, 30)
    assert parse_time(None) is None
    with pytest.raises(UsageError):
        parse_time("22.11.2026")
