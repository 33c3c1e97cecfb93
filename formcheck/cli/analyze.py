"""``formcheck analyze`` on the command line; imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.history import Database, Notes, Pain, Person, SaveHistory
from formcheck.cli.options import (
    Assignments,
    BlurFace,
    Config,
    Debug,
    Exercise,
    Model,
    NoReport,
    NoVideo,
    Workers,
)

__all__ = ["analyze"]


def analyze(
    videos: Annotated[list[Path], typer.Argument(help="Videos, or tracks of earlier analyses.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for the results, one inside per clip.")
    ] = Path("formcheck_out"),
    exercise: Exercise = "auto",
    model: Model = "full",
    no_video: NoVideo = False,
    no_report: NoReport = False,
    embed_video: Annotated[
        bool, typer.Option("--embed-video", help="Put the annotated video into report.html.")
    ] = False,
    workers: Workers = None,
    blur_face: BlurFace = False,
    save_history: SaveHistory = False,
    person: Person = None,
    notes: Notes = None,
    pain: Pain = None,
    database: Database = None,
    config: Config = None,
    assignments: Assignments = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 if a rep has a flagged fault.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one report a line on stdout, nothing else.")
    ] = False,
    debug: Debug = False,  # noqa: ARG001  (read from the arguments by main)
) -> int:
    """Judge the leg raises in recorded videos."""
    from formcheck.commands.analyze import AnalyzeOptions, run_analyze
    from formcheck.commands.keep import history_keeper
    from formcheck.config import read_settings

    options = AnalyzeOptions(
        output=output,
        exercise=exercise,
        model=model,
        video=not no_video,
        report=not no_report,
        settings=read_settings(config, assignments or ()),
        strict=strict,
        as_json=as_json,
        blur_face=blur_face,
        embed_video=embed_video,
        workers=workers,
        keep=history_keeper(save_history, database, person, notes, pain),
    )
    return run_analyze(videos, options)
