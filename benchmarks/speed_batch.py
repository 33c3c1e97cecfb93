"""How fast a batch of small clips is done: one worker, two, and a Dask cluster of two.

Each worker is held to one core (``taskset``), so that the numbers tell of workers, not of the
threads that one of them brings.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from formcheck.batch.cluster import on_cluster
from formcheck.batch.isolate import COMMAND, do_job
from formcheck.batch.job import ClipOptions, Job, Outcome
from formcheck.batch.pool import in_pool

__all__ = ["WORKERS", "batch_seconds"]

WORKERS = ("one worker", "two workers", "cluster of two")
_GIVE_UP_S = 300.0


def batch_seconds(how: str, clip: Path, clips: int) -> float:
    """Return how long so many copies of a clip take, with all outputs.

    Parameters
    ----------
    how : str
        One of ``WORKERS``.
    clip : Path
        A short clip.
    clips : int
        How many.
    """
    with tempfile.TemporaryDirectory() as folder:
        jobs = [Job(str(clip), f"{folder}/{i}", 0, 0, ClipOptions()) for i in range(clips)]
        if how == "cluster of two":
            with _cluster() as address:
                began_s = time.perf_counter()
                ended = list(on_cluster(jobs, address, _GIVE_UP_S))
        else:
            began_s = time.perf_counter()
            ended = list(in_pool(jobs, 1 + (how == "two workers"), _GIVE_UP_S, _pinned()))
        taken_s = time.perf_counter() - began_s
    assert all(outcome.status == "done" for _, outcome in ended), ended
    return taken_s


class _pinned:  # noqa: N801 - used as a function
    """Do jobs in child processes, those of each thread held to a core of its own."""

    def __init__(self) -> None:
        self._cores = count()
        self._own = threading.local()

    def __call__(self, job: Job, give_up_s: float) -> Outcome:
        if not hasattr(self._own, "core"):
            self._own.core = next(self._cores)
        return do_job(job, give_up_s, ("taskset", "-c", str(self._own.core), *COMMAND))


@contextmanager
def _cluster() -> Iterator[str]:
    """Give the address of a scheduler with two workers, each held to one core."""
    started = [_dask("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        lines = started[0].stderr
        assert lines is not None
        address = next(found[0] for line in lines if (found := re.search(r"tcp://[\d.:]+", line)))
        for core in range(2):
            options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
            started.append(_dask("dask_worker", address, *options, core=core))
        for worker in started[1:]:
            assert worker.stderr is not None
            next(line for line in worker.stderr if "Registered to" in line)
        yield address
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _dask(module: str, *arguments: str, core: int | None = None) -> subprocess.Popen[str]:
    pinned = () if core is None else ("taskset", "-c", str(core))
    return subprocess.Popen(
        [*pinned, sys.executable, "-m", f"distributed.cli.{module}", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
