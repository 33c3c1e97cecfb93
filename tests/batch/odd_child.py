"""A child process that does as the name of the clip says; ``python -m tests.batch.odd_child``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from formcheck.batch.child import listen, serve
from formcheck.batch.isolate import do_job
from formcheck.batch.job import Job, Outcome

COMMAND = (sys.executable, "-m", "tests.batch.odd_child")


def do_odd_job(job: Job, give_up_s: float) -> Outcome:
    """Return what became of a job, done by such a child."""
    return do_job(job, give_up_s, COMMAND)


def work(job: Job, progress: Callable[[str, int, int | None], None]) -> Outcome:
    """Do it: write a line into the result's folder, so that doing it twice shows."""
    name = Path(job.video).stem
    if "crash" in name:
        os.write(2, b"a native library gave up\n")
        os._exit(139)
    if "hang" in name:
        time.sleep(3600)
    if "slow" in name:
        for step in range(10):
            time.sleep(0.1)
            progress("pose", step, 10)
    if "bad" in name:
        return Outcome("failed", "is not a video")
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "report.json").open("a") as file:
        file.write(f"{os.getpid()}\n")
    return Outcome("done", "", 0.1)


if __name__ == "__main__":
    serve(work, listen(sys.stdin), sys.stdout)
