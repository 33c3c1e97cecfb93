"""``formcheck analyze``: recorded videos to results on disk and a table on the terminal."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from formcheck.api import Report, analyze
from formcheck.checks import build_checks
from formcheck.commands.keep import HistoryKeeper
from formcheck.errors import FormcheckError, HistoryError, InputError, OutputError, UsageError
from formcheck.exercises import get_exercise
from formcheck.outputs.terminal import advice_lines, render_rep_table, warning_lines
from formcheck.pose.models import find_bundle
from formcheck.pose.replay import load_track
from formcheck.report import ReportData

__all__ = ["AnalyzeOptions", "print_report", "run_analyze"]

FLAGGED = 3


@dataclass(frozen=True, slots=True)
class AnalyzeOptions:
    """What the command line asked for; see ``formcheck analyze --help``."""

    output: Path
    exercise: str = "auto"
    model: str = "full"
    video: bool = True
    report: bool = True
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    strict: bool = False
    as_json: bool = False
    blur_face: bool = False
    embed_video: bool = False
    workers: int | None = None
    keep: HistoryKeeper | None = None


def run_analyze(videos: Sequence[Path], options: AnalyzeOptions) -> int:
    """Analyse every video; return the exit code.

    All are tried; one that fails is told on stderr and makes the code 1.

    Raises
    ------
    UsageError
        Wrong settings, or two videos whose results would have one name.
    ModelError
        The pose model is missing or damaged.
    HistoryError
        The history was asked for and cannot be used; told before anything is analysed.
    """
    build_checks(options.settings)
    if options.embed_video and not (options.video and options.report):
        raise UsageError(
            "a video can only be embedded where both it and the report are written",
            "--embed-video",
            "leave out --no-video and --no-report",
        )
    if options.keep is not None:
        options.keep.check()
    if options.exercise != "auto":
        get_exercise(options.exercise)
    names = _result_names(videos)
    if any(not _is_track(video) for video in videos):
        find_bundle(options.model)
    console = Console()
    errors = Console(stderr=True)
    failed = flagged = False
    for video, name in zip(videos, names, strict=True):
        try:
            report = _analyze_one(video, name, options, errors)
            flagged = flagged or report.data.summary.flagged_reps > 0
            _tell(report, options.output / name, options, console)
            if options.keep is not None:
                options.keep.add(report.data, errors)
        except (InputError, OutputError, HistoryError) as error:
            failed = True
            errors.print(f"formcheck: {error}", markup=False, highlight=False, soft_wrap=True)
    if failed:
        return FormcheckError.exit_code
    return FLAGGED if options.strict and flagged else 0


def _analyze_one(video: Path, name: str, options: AnalyzeOptions, errors: Console) -> Report:
    with _progress(video.name, errors) as progress:
        report = analyze(
            video,
            exercise=options.exercise,
            model=options.model,
            settings=options.settings,
            progress=progress,
            workers=options.workers,
        )
        report.save(
            options.output / name,
            video=options.video,
            html=options.report,
            blur_face=options.blur_face,
            embed_video=options.embed_video,
            progress=progress,
        )
    return report


def _is_track(video: Path) -> bool:
    return video.suffix.lower() == ".npz"


def _result_names(videos: Sequence[Path]) -> list[str]:
    """Return the folder name of each result: the stem of the clip, of a track that of its clip."""
    names = [_result_name(video) for video in videos]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UsageError(
            f"two videos are called `{twice[0]}` and would overwrite each other",
            "analyze",
            "analyse them one by one with different -o",
        )
    return names


def _result_name(video: Path) -> str:
    name = video.stem
    if _is_track(video) and video.is_file():
        try:
            name = Path(load_track(video).source.name).stem
        except InputError:
            name = video.stem  # It will be told when its turn comes.
    return name if name not in ("", ".", "..") else "clip"


@contextmanager
def _progress(name: str, console: Console) -> Iterator[Any]:
    """Show a bar on a terminal, nothing elsewhere; give the function that moves it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    verbs = {"pose": "looking at", "faces": "looking for faces in", "annotate": "drawing"}
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        task = bars.add_task("", total=None)

        def move(stage: str, done: int, total: int | None) -> None:
            label = f"{verbs[stage]} {name}".replace("[", "\\[")
            bars.update(task, description=label, completed=done, total=total)

        yield move


def print_report(data: ReportData, console: Console) -> None:
    """Print the table of repetitions, advice and set-up warnings; plain where only ASCII goes."""
    plain = not console.encoding.lower().startswith("utf")
    console.print(render_rep_table(data, ascii_only=plain))
    for line in (*advice_lines(data, ascii_only=plain), *warning_lines(data, ascii_only=plain)):
        console.print(line, soft_wrap=True)


def _tell(report: Report, folder: Path, options: AnalyzeOptions, console: Console) -> None:
    if options.as_json:
        print(report.to_json(indent=None).rstrip("\n"), flush=True)  # noqa: T201
        return
    print_report(report.data, console)
    files = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    shown = os.fsencode(folder).decode("utf-8", "replace")  # of bytes, on the disk
    console.print(
        f"Wrote {', '.join(files)} to {shown}", markup=False, highlight=False, soft_wrap=True
    )
