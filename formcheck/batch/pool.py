"""The jobs of a batch on this machine: so many at a time, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from formcheck.batch.isolate import do_job, end_children
from formcheck.batch.job import Job, Outcome
from formcheck.threads import room_for_threads

__all__ = ["DoJob", "in_pool"]

DoJob = Callable[[Job, float], Outcome]


def in_pool(
    jobs: Sequence[Job], workers: int, give_up_s: float, do: DoJob = do_job
) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with what became of it, as they end.

    Parameters
    ----------
    jobs : sequence of Job
        Done in this order.
    workers : int
        How many at a time.
    give_up_s : float
        A job without progress for so long is given up.
    do : callable
        What does one.
    """
    left = iter(jobs)
    room_for_threads(workers)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="formcheck-batch")
    try:
        running: dict[Future[Outcome], Job] = {}
        while True:
            for job in islice(left, workers - len(running)):
                running[pool.submit(do, job, give_up_s)] = job
            if not running:
                return
            # A wait with an end: Ctrl-C gets through on every system.
            for future in wait(running, timeout=0.5, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        end_children()
        pool.shutdown(cancel_futures=True)
