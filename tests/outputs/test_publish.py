from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck import leftovers
from formcheck.errors import OutputError
from formcheck.leftovers import remove_leftovers
from formcheck.outputs.publish import publish, write_text_atomic


def write_result(directory: Path, text: str) -> None:
    with publish(directory, "clip") as folder:
        (folder / "report.json").write_text(text)
        (folder / f"{text}.csv").write_text("")


def break_off(folder: Path, error: type[BaseException]) -> None:
    (folder / "report.json").write_text("new")
    raise error


def names(directory: Path) -> list[str]:
    return sorted(str(p.relative_to(directory)) for p in directory.rglob("*"))


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def work_name(pid: int, host: str | None = None) -> str:
    return f".formcheck-{leftovers._host() if host is None else host}-{pid}-00ff00ff"


def test_result_appears_whole_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    with publish(out, "clip") as folder:
        assert folder.name == "clip"
        assert folder.stat().st_dev == out.stat().st_dev
        (folder / "report.json").write_text("{}")
        assert not (out / "clip").exists()
        assert all(path.name.startswith(".") for path in out.iterdir())
    assert names(out) == ["clip", "clip/report.json"]


def test_older_result_is_replaced_whole(tmp_path: Path) -> None:
    write_result(tmp_path, "old")
    write_result(tmp_path, "new")
    assert names(tmp_path) == ["clip", "clip/new.csv", "clip/report.json"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_failure_leaves_everything_as_before(tmp_path: Path, error: type[BaseException]) -> None:
    write_result(tmp_path, "old")
    with pytest.raises(error), publish(tmp_path, "clip") as folder:
        break_off(folder, error)
    assert names(tmp_path) == ["clip", "clip/old.csv", "clip/report.json"]
    assert (tmp_path / "clip/report.json").read_text() == "old"


def test_failure_removes_a_folder_made_for_it(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), publish(tmp_path / "out", "clip"):
        raise RuntimeError
    assert names(tmp_path) == []


def test_old_result_comes_back_when_the_new_one_cannot_move_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_result(tmp_path, "old")
    rename = Path.rename

    def fail_moving_in(self: Path, target: Path) -> Path:
        if self.parent.name == "new":
            raise OSError(errno.EIO, "Input/output error", str(self), None, str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_moving_in)
    with pytest.raises(OutputError, match="cannot be written"):
        write_result(tmp_path, "new")
    assert names(tmp_path) == ["clip", "clip/old.csv", "clip/report.json"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "no permission"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_failed_writes_in_the_block_become_a_sentence(
    tmp_path: Path, number: int, sentence: str
) -> None:
    with pytest.raises(OutputError, match=sentence) as caught, publish(tmp_path, "clip") as folder:
        raise OSError(number, os.strerror(number), str(folder / "frames.csv"))
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == []


def test_other_failures_in_the_block_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError), publish(tmp_path, "clip"):
        raise ConnectionResetError


def test_no_permission_to_make_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="no permission"):
        write_result(tmp_path, "new")


def test_file_where_the_result_should_be(tmp_path: Path) -> None:
    (tmp_path / "clip").write_text("mine")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write_result(tmp_path, "new")
    assert (tmp_path / "clip").read_text() == "mine"


def test_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="a file is in the way"):
        write_result(tmp_path / "out", "new")
    with pytest.raises(OutputError, match="a file is in the way"):
        write_result(tmp_path / "out" / "deeper", "new")


def test_a_folder_of_something_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "clip").mkdir()
    (tmp_path / "clip" / "holiday.jpg").write_text("mine")
    with pytest.raises(OutputError, match="something else than an older result"):
        write_result(tmp_path, "new")
    assert names(tmp_path) == ["clip", "clip/holiday.jpg"]


def test_an_empty_folder_and_a_link_to_a_result_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "clip").mkdir()
    write_result(tmp_path, "new")
    other = tmp_path / "elsewhere"
    (tmp_path / "clip").rename(other)
    (tmp_path / "clip").symlink_to(other)
    write_result(tmp_path, "newer")
    assert not (tmp_path / "clip").is_symlink()
    assert (other / "new.csv").exists()


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/a"])
def test_names_that_are_no_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot be the name"), publish(tmp_path, name):
        pass


def test_name_too_long(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="too long"), publish(tmp_path, "x" * 300):
        pass
    with publish(tmp_path, "x" * 255) as folder:
        (folder / "report.json").touch()
    assert (tmp_path / ("x" * 255) / "report.json").exists()


def test_leftovers_of_dead_runs_are_removed(tmp_path: Path) -> None:
    (tmp_path / work_name(dead_pid()) / "new" / "clip").mkdir(parents=True)
    (tmp_path / work_name(dead_pid()).replace("00ff", "0aff")).touch()
    write_result(tmp_path, "new")
    assert names(tmp_path) == ["clip", "clip/new.csv", "clip/report.json"]


def test_leftovers_of_the_living_of_others_and_of_strangers_stay(tmp_path: Path) -> None:
    stay = [
        work_name(os.getppid()),
        work_name(dead_pid(), host="another"),
        ".formcheck-notes",
        f"formcheck-{dead_pid()}",
    ]
    for name in stay:
        (tmp_path / name).mkdir()
    remove_leftovers(tmp_path)
    assert names(tmp_path) == sorted(stay)


def test_a_result_moved_away_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    work = tmp_path / work_name(dead_pid())
    (work / "old" / "clip").mkdir(parents=True)
    (work / "old" / "clip" / "report.json").write_text("old")
    remove_leftovers(tmp_path)
    assert names(tmp_path) == ["clip", "clip/report.json"]


def test_text_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_text_atomic(path, "ä\n")
    write_text_atomic(path, "ö\nü\n")
    assert path.read_bytes() == "ö\nü\n".encode()
    assert names(tmp_path) == ["a.json"]


def test_text_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_text_atomic(path, "old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_text_atomic(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.json"]
    with pytest.raises(OutputError, match="cannot be written"):
        write_text_atomic(tmp_path / "missing" / "a.json", "new")
