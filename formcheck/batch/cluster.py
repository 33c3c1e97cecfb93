"""The jobs of a batch on a Dask cluster: the same function, on other machines.

The cluster is started with Dask's own tools (``dask scheduler``, ``dask worker``, dask-jobqueue for
SLURM, dask-kubernetes); its workers need formcheck and see the same files under the same paths.
A worker that dies takes nothing along: Dask gives its jobs to another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from formcheck._version import __version__
from formcheck.batch.isolate import do_job, end_children
from formcheck.batch.job import Job, Outcome
from formcheck.batch.pool import DoJob
from formcheck.errors import FormcheckError

__all__ = ["on_cluster"]

_WAIT_S: Final = 30.0
"""So long somebody must answer at the address, and a worker turn up."""
_AHEAD: Final = 3
"""Jobs given to the scheduler for each thread of the cluster: it never holds a whole archive."""
_LEAST: Final = 16


def on_cluster(
    jobs: Sequence[Job], address: str, give_up_s: float, do: DoJob = do_job
) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with what became of it, as they end.

    Parameters
    ----------
    jobs : sequence of Job
        Done in about this order.
    address : str
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.
    give_up_s : float
        A job without progress for so long is given up.
    do : callable
        What does one; must be importable on the workers.

    Raises
    ------
    FormcheckError
        Dask is not installed, nobody answers, there are no workers, or theirs is another formcheck.
    """
    client = _connected(address)
    from distributed import as_completed

    try:
        left = iter(jobs)
        running: dict[str, Job] = {}
        ended = as_completed(loop=client.loop)

        def fill() -> None:
            threads = sum(client.nthreads().values())
            for job in islice(left, _room(threads, len(running))):
                future = client.submit(
                    do, job, give_up_s, key=f"formcheck:{job.folder}", pure=False
                )
                running[future.key] = job
                ended.add(future)

        fill()
        while running:
            future = next(ended)
            yield running.pop(future.key), _outcome(future, address)
            fill()
        client.run(end_children)
    finally:
        client.close()


def _room(threads: int, running: int) -> int:
    """Return how many more jobs the scheduler is given: none while those of lost workers wait."""
    return max(0, max(_LEAST, _AHEAD * threads) - running)


def _outcome(future: Any, address: str) -> Outcome:
    """Return what a job's future holds."""
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome
    if future.status == "error":
        error = future.exception()
        return Outcome("crashed", f"{type(error).__name__}: {error}".splitlines()[0][:300])
    raise FormcheckError(
        "the cluster was lost", address, "start it again and go on with `--resume`"
    )


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise FormcheckError(
            "Dask is not installed", "--cluster", "install it with `pip install formcheck[cluster]`"
        ) from error
    try:
        client = Client(address, timeout=_WAIT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise FormcheckError(
            "no Dask scheduler answers", address, "start one with `dask scheduler`"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_WAIT_S)
        versions = set(client.run(_version).values())
    except TimeoutError as error:
        client.close()
        raise FormcheckError(
            "the cluster has no workers", address, "start some with `dask worker ADDRESS`"
        ) from error
    except (ImportError, AttributeError, OSError) as error:
        client.close()
        raise FormcheckError(
            "formcheck is not installed on the workers", address, "install the same version there"
        ) from error
    if versions != {__version__}:
        client.close()
        raise FormcheckError(
            f"the workers have formcheck {', '.join(sorted(versions))}, this is {__version__}",
            address,
            "install the same version everywhere",
        )
    return client


def _version() -> str:
    return __version__
