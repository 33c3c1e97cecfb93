"""``python -m formcheck.batch.child``: a process that does jobs, one line in, lines out.

Whoever started it reads its progress, so a clip that kills or hangs it takes nothing else along. It
ends when its input does, even in the midst of a clip: whoever wanted the result is gone.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TextIO

from formcheck.batch.job import Job, Outcome
from formcheck.threads import started

__all__ = ["Work", "listen", "serve"]

Work = Callable[[Job, Callable[[str, int, int | None], None]], Outcome]

_TELL_EVERY_S = 0.2


def listen(lines: TextIO) -> queue.Queue[str]:
    """Return a queue that fills with lines as they come; the process ends when they do."""
    jobs: queue.Queue[str] = queue.Queue()

    def take() -> None:
        for line in lines:
            jobs.put(line)
        os._exit(0)

    started(threading.Thread(target=take, daemon=True))
    return jobs


def serve(work: Work, jobs: queue.Queue[str], told: TextIO) -> None:
    """Do the jobs that come as lines; tell of each what is being done, and its outcome at last."""
    last_s = 0.0

    def tell(message: dict[str, object]) -> None:
        told.write(json.dumps(message) + "\n")
        told.flush()

    def progress(stage: str, done: int, total: int | None) -> None:
        nonlocal last_s
        if time.monotonic() - last_s >= _TELL_EVERY_S:
            last_s = time.monotonic()
            tell({"stage": stage, "done": done, "total": total})

    tell({"ready": True})
    while True:
        outcome = work(Job.from_json(jobs.get()), progress)
        tell({"outcome": asdict(outcome)})


if __name__ == "__main__":
    # Before all that takes time: whoever asked may be gone by then.
    asked = listen(sys.stdin)
    # Native code may print: the lines have a descriptor of their own.
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    import cv2

    from formcheck.batch.one_clip import analyse_clip

    cv2.setNumThreads(1)  # other cores have clips of their own
    serve(analyse_clip, asked, channel)
