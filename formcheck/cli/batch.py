"""``formcheck batch`` and ``bench`` on the command line; imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import (
    Assignments,
    BlurFace,
    Config,
    Debug,
    Exercise,
    Model,
    NoReport,
    NoVideo,
)
from formcheck.errors import UsageError

__all__ = ["batch", "bench"]


def batch(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Videos, folders or patterns.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for the results and the tables.")
    ] = Path("formcheck_out"),
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Clips at a time; default: all cores."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Dask scheduler to do it instead."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a batch that was stopped.")
    ] = False,
    give_up: Annotated[
        float,
        typer.Option(
            "--give-up", min=1.0, metavar="S", help="A clip without progress for so long hangs."
        ),
    ] = 300.0,
    exercise: Exercise = "auto",
    model: Model = "full",
    no_video: NoVideo = False,
    no_report: NoReport = False,
    blur_face: BlurFace = False,
    config: Config = None,
    assignments: Assignments = None,
    debug: Debug = False,  # noqa: ARG001  (read from the arguments by main)
) -> int:
    """Judge whole folders of videos, on all cores or a cluster, and make one table of them."""
    from formcheck.batch.job import ClipOptions
    from formcheck.commands.batch import BatchOptions, run_batch
    from formcheck.config import read_settings

    if cluster is not None and workers is not None:
        raise UsageError("a cluster has its own workers", "batch", "leave out --workers")
    clip = ClipOptions(
        exercise=exercise,
        model=model,
        video=not no_video,
        report=not no_report,
        blur_face=blur_face,
        settings=read_settings(config, assignments or ()),
    )
    options = BatchOptions(output, clip, workers, cluster, resume, give_up)
    return run_batch(paths, options)


def bench(
    video: Annotated[Path, typer.Argument(help="A clip of 20 to 60 seconds with a person in it.")],
    model: Model = "full",
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Measure how fast this machine analyses a clip."""
    from formcheck.commands.bench import run_bench

    return run_bench(video, model)
