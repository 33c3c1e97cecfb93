"""A real scheduler and two real workers on this machine; one is killed in the midst of its work."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.batch.cluster import _room, on_cluster
from formcheck.batch.journal import JOURNAL, Entry, Journal, last_entries
from formcheck.errors import FormcheckError
from tests.batch.odd_child import do_odd_job
from tests.batch.test_pool import jobs

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def _started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    scheduler = _started(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"
    )
    workers: list[subprocess.Popen[str]] = []
    try:
        assert scheduler.stderr is not None
        address = next(
            found[0] for line in scheduler.stderr if (found := re.search(r"tcp://[\d.:]+", line))
        )
        # Two threads each: four clips at a time, each in a process of its own.
        options = ["--nthreads", "2", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        workers += [_started("dask_worker", address, *options) for _ in range(2)]
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
            if process.stderr is not None:
                process.stderr.close()


def test_a_worker_that_is_killed_loses_nothing_and_nothing_comes_twice(
    cluster: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
):
    address, workers = cluster
    names = [f"slow{i}" for i in range(12)] + ["crash", "bad"]
    planned = jobs(tmp_path, *names)
    ended: list[str] = []
    with Journal(tmp_path, go_on=False) as journal:
        for job, outcome in on_cluster(planned, address, 10.0, do_odd_job):
            ended.append(Path(job.video).stem)
            journal.add(Entry.of(job, outcome))
            if len(ended) == 3:
                workers[0].send_signal(signal.SIGKILL)
    assert sorted(ended) == sorted(names)
    status = {Path(video).stem: e.status for video, e in last_entries(tmp_path).items()}
    assert status == {
        **{name: "done" for name in names if "slow" in name},
        **{"crash": "crashed", "bad": "failed"},
    }
    lines = (tmp_path / JOURNAL).read_text().splitlines()
    assert len(lines) == len(names), "each clip is in the journal once"
    # A job may have to be done again if its result died with the worker; it then takes the place
    # of the first one. The children of the killed worker ended with it.
    assert all((tmp_path / name / "report.json").is_file() for name in names[:12])


@pytest.mark.parametrize(
    ("threads", "running", "more"),
    [(40, 0, 120), (40, 100, 20), (0, 0, 16), (2, 15, 1), (2, 120, 0), (0, 16, 0)],
)
def test_a_cluster_that_shrank_is_given_nothing_until_its_jobs_have_ended(
    threads: int, running: int, more: int
):
    assert _room(threads, running) == more


def test_an_address_where_nobody_answers_gets_its_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("formcheck.batch.cluster._WAIT_S", 1.0)
    with pytest.raises(FormcheckError, match="no Dask scheduler answers"):
        list(on_cluster([], "tcp://127.0.0.1:9", 1.0))
