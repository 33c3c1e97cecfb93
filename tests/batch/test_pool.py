"""Each clip stands for itself: one that kills or hangs its process takes no other along."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from formcheck.batch.isolate import COMMAND as REAL
from formcheck.batch.isolate import Child
from formcheck.batch.job import ClipOptions, Job
from formcheck.batch.pool import in_pool
from tests.batch.odd_child import COMMAND, do_odd_job

GIVE_UP_S = 2.0


def jobs(folder: Path, *names: str) -> list[Job]:
    return [Job(f"/{name}.mp4", str(folder / name), 1, 1, ClipOptions()) for name in names]


def test_crash_and_hang_are_told_and_the_rest_goes_on(tmp_path: Path):
    planned = jobs(tmp_path, "a", "crash", "b", "hang", "bad", "c", "d")
    ended = {
        Path(job.video).stem: outcome for job, outcome in in_pool(planned, 2, GIVE_UP_S, do_odd_job)
    }
    assert len(ended) == len(planned)
    status = {name: outcome.status for name, outcome in ended.items()}
    assert status == {
        **dict.fromkeys("abcd", "done"),
        **{"crash": "crashed", "hang": "hung", "bad": "failed"},
    }
    assert "code 139" in ended["crash"].error
    assert "a native library gave up" in ended["crash"].error
    assert "no progress for 2 s" in ended["hang"].error
    for name in "abcd":
        assert len((tmp_path / name / "report.json").read_text().splitlines()) == 1


def test_one_process_does_job_after_job(tmp_path: Path):
    with Child(COMMAND) as child:
        outcomes = [child.do(job, GIVE_UP_S) for job in jobs(tmp_path, "a", "b")]
    assert [outcome.status for outcome in outcomes] == ["done", "done"]
    pids = {(tmp_path / name / "report.json").read_text() for name in "ab"}
    assert len(pids) == 1


def test_progress_is_no_hang(tmp_path: Path):
    (job,) = jobs(tmp_path, "slow")
    with Child(COMMAND) as child:
        assert child.do(job, 5.0).status == "done"
        assert child.do(job, 0.7).status == "done"


def test_whoever_stops_taking_ends_the_processes(tmp_path: Path):
    running = in_pool(jobs(tmp_path, "a", "hang"), 2, 60.0, do_odd_job)
    began = time.monotonic()
    assert next(running)[1].status == "done"
    running.close()
    assert time.monotonic() - began < 30


def test_a_child_that_cannot_start_is_a_crash(tmp_path: Path):
    (job,) = jobs(tmp_path, "a")
    with Child(("/nowhere/python",)) as child:
        assert child.do(job, 1.0).status == "crashed"


def test_a_child_that_is_never_ready_is_told_by_the_time_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("formcheck.batch.isolate._START_S", 0.3)
    (job,) = jobs(tmp_path, "a")
    with Child((sys.executable, "-c", "import sys; sys.stdin.read()")) as child:
        outcome = child.do(job, 60.0)
        assert child._process is None, "it is ended"
    assert outcome.status == "hung"
    assert outcome.error == "its process was not ready after 0.3 s: given up"


@pytest.mark.parametrize("name", ["a"])
def test_the_child_ends_with_its_input(tmp_path: Path, name: str):
    (job,) = jobs(tmp_path, name)
    child = Child(COMMAND)
    assert child.do(job, GIVE_UP_S).status == "done"
    process = child._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    child.close()


def test_a_child_whose_parent_is_gone_ends_before_it_has_loaded():
    ended = subprocess.run(
        REAL, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, b"")
