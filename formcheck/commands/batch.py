"""``formcheck batch``: folders of clips, here or on a cluster, to results and one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from formcheck.api import available_cores
from formcheck.batch.cluster import on_cluster
from formcheck.batch.cohort import write_tables
from formcheck.batch.job import ClipOptions, Job, Outcome
from formcheck.batch.journal import Entry, Journal, last_entries
from formcheck.batch.overview import OVERVIEW, write_overview
from formcheck.batch.plan import plan
from formcheck.batch.pool import in_pool
from formcheck.checks import build_checks
from formcheck.errors import FormcheckError
from formcheck.exercises import get_exercise
from formcheck.leftovers import remove_leftovers
from formcheck.outputs.texts import plural
from formcheck.pose.models import find_bundle

__all__ = ["BatchOptions", "run_batch"]


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What the command line asked for; see ``formcheck batch --help``."""

    output: Path
    clip: ClipOptions = field(default_factory=ClipOptions)
    workers: int | None = None
    cluster: str | None = None
    resume: bool = False
    give_up_s: float = 300.0


def run_batch(paths: Sequence[str], options: BatchOptions) -> int:
    """Analyse all clips; return the exit code: 1 if one could not be analysed.

    The tables are written also when the batch is interrupted.

    Raises
    ------
    UsageError
        Wrong settings, no videos, or two whose results would have one name.
    ModelError
        The pose model is missing or damaged.
    OutputError
        The results cannot be written.
    FormcheckError
        The cluster cannot be used.
    """
    build_checks(options.clip.settings)
    if options.clip.exercise != "auto":
        get_exercise(options.clip.exercise)
    if options.cluster is None:
        find_bundle(options.clip.model)
    jobs = plan(paths, options.output, options.clip)
    before = last_entries(options.output) if options.resume else {}
    entries = {j.video: before[j.video] for j in jobs if j.video in before}
    left = [j for j in jobs if j.video not in entries or not entries[j.video].covers(j)]
    console = Console()
    if options.resume:
        console.print(f"{plural(len(jobs) - len(left), 'clip')} done before", highlight=False)
    try:
        with Journal(options.output, go_on=options.resume) as journal:
            remove_leftovers(options.output)
            for job, outcome in _shown(_ended(left, options), len(left), console):
                entries[job.video] = Entry.of(job, outcome)
                journal.add(entries[job.video])
    finally:
        known = [entries[job.video] for job in jobs if job.video in entries]
        if known:
            write_overview(options.output, write_tables(options.output, known))
    failed = sum(entry.status != "done" for entry in known)
    console.print(
        f"{plural(len(known) - failed, 'clip')} analysed, {failed} not; "
        f"see {options.output / OVERVIEW} and cohort.csv beside it",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    return FormcheckError.exit_code if failed else 0


def _ended(jobs: Sequence[Job], options: BatchOptions) -> Iterator[tuple[Job, Outcome]]:
    if options.cluster is not None:
        return on_cluster(jobs, options.cluster, options.give_up_s)
    return in_pool(jobs, options.workers or available_cores(), options.give_up_s)


def _shown(
    ended: Iterator[tuple[Job, Outcome]], total: int, console: Console
) -> Iterator[tuple[Job, Outcome]]:
    """Pass on what ends, with a line for each clip and a bar for all on a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        task = bars.add_task("clips", total=total)
        for job, outcome in ended:
            line = f"{outcome.status:8}{Path(job.folder).name}  {outcome.seconds:.1f} s"
            line += f"  {outcome.error}" if outcome.error else ""
            console.print(line, markup=False, highlight=False, soft_wrap=True)
            bars.advance(task)
            yield job, outcome
