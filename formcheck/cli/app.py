"""The command line. Each command is imported only when it is called: ``--help`` is quick.

Exit codes: 0 analysed; 1 an input could not be analysed; 2 wrong usage; 3 with ``--strict`` at
least one repetition has a flagged fault; 130 interrupted. Messages: one line on stderr,
``formcheck: what (where): remedy``.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from formcheck._version import __version__
from formcheck.cli.batch import batch, bench
from formcheck.cli.history import Database, Notes, Pain, Person, history_app
from formcheck.cli.installation import doctor, models_app
from formcheck.cli.options import Assignments, Config, Debug, Exercise, Model, Workers
from formcheck.cli.serve import serve
from formcheck.errors import FormcheckError, UsageError

__all__ = ["app", "main", "run"]

INTERRUPTED = 130
_NO_MEMORY = "there is not enough memory (this computer): close other programs, or film smaller"

app = typer.Typer(
    name="formcheck",
    help="Watches leg raises on video and tells the truth about their form. Not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(models_app, name="models")
app.add_typer(history_app, name="history")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _formcheck(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Watches leg raises on video and tells the truth about their form."""


@app.command()
def analyze(
    videos: Annotated[list[Path], typer.Argument(help="Videos, or tracks of earlier analyses.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for the results, one inside per clip.")
    ] = Path("formcheck_out"),
    exercise: Exercise = "auto",
    model: Model = "full",
    no_video: Annotated[bool, typer.Option("--no-video", help="Write no annotated.mp4.")] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="Write no report.html.")] = False,
    embed_video: Annotated[
        bool, typer.Option("--embed-video", help="Put the annotated video into report.html.")
    ] = False,
    workers: Workers = None,
    blur_face: Annotated[
        bool, typer.Option("--blur-face", help="Blur faces in what is written.")
    ] = False,
    save_history: Annotated[
        bool, typer.Option("--save-history", help="Keep the set in the history.")
    ] = False,
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


@app.command()
def live(
    camera: Annotated[int | None, typer.Option("--camera", min=0, help="Camera number.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="A file or stream address, not a camera.")
    ] = None,
    exercise: Exercise = "auto",
    model: Annotated[
        str,
        typer.Option("--model", help="Pose model: lite, full, heavy, or auto: full, else lite."),
    ] = "auto",
    headless: Annotated[bool, typer.Option("--headless", help="Open no window.")] = False,
    mirror: Annotated[
        bool, typer.Option("--mirror", help="Show the window as a mirror does.")
    ] = False,
    events: Annotated[
        str | None, typer.Option("--events", help="Write one JSON line per event; - is stdout.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="DIR", help="Keep video, track and verdicts in a folder."),
    ] = None,
    voice: Annotated[
        bool, typer.Option("--voice", help="Speak the cues (default, but for files).")
    ] = False,
    tones: Annotated[bool, typer.Option("--tones", help="Tones instead of words.")] = False,
    silent: Annotated[bool, typer.Option("--silent", help="No sound.")] = False,
    lang: Annotated[
        str, typer.Option("--lang", metavar="CODE", help="Language of the cues: en or de.")
    ] = "en",
    no_pace: Annotated[
        bool, typer.Option("--no-pace", help="Take a file as fast as it goes, not in real time.")
    ] = False,
    reconnect: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="How long a camera or stream that is lost is tried again.",
        ),
    ] = 60.0,
    save_history: Annotated[
        bool, typer.Option("--save-history", help="Keep the sets in the history.")
    ] = False,
    person: Person = None,
    notes: Notes = None,
    pain: Pain = None,
    database: Database = None,
    config: Config = None,
    assignments: Assignments = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Watch a camera, a stream or a file, and judge each rep as it ends."""
    from formcheck.commands.keep import history_keeper
    from formcheck.commands.live import LiveOptions, asked_sound, run_live
    from formcheck.config import read_settings

    if camera is not None and source is not None:
        raise UsageError("both a camera and a source are named", "live", "name one of the two")
    options = LiveOptions(
        source=source if source is not None else (camera or 0),
        exercise=exercise,
        model=model,
        headless=headless,
        mirror=mirror,
        events=events,
        sound=asked_sound(voice=voice, tones=tones, silent=silent),
        language=lang,
        record=record,
        paced=not no_pace,
        reconnect_s=reconnect,
        keep=history_keeper(save_history, database, person, notes, pain),
        settings=read_settings(config, assignments or ()),
    )
    return run_live(options)


@app.command()
def export(
    result: Annotated[
        Path | None, typer.Argument(help="A result folder of analyze, or a track.npz.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FORMAT", help="trc, mot, csv ...; see --list.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: beside the result."),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Show the formats.")] = False,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Write a result in the file formats of other tools."""
    from formcheck.commands.export import list_formats, run_export

    if show:
        return list_formats()
    if result is None or to is None:
        raise UsageError("a result and --to are needed", "export", "see `formcheck export --list`")
    return run_export(result, to, output)


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="A result folder, or its report.json.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="What is held against it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, nothing else.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page, too.")
    ] = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Show two results side by side."""
    from formcheck.commands.compare import run_compare

    return run_compare(a, b, as_json=as_json, html=html)


for command in (batch, bench, serve, doctor):
    app.command()(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    code = run(sys.argv[1:] if arguments is None else arguments)
    sys.stderr.flush()
    # All is said: what native threads still log while they wind up is not for the user.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Return the exit code of a command line; errors become one line on stderr."""
    debug = "--debug" in arguments
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = app(args=arguments, prog_name="formcheck", standalone_mode=False)
    except FormcheckError as error:
        if debug:
            raise
        return _complain(str(error), error.exit_code)
    except typer.TyperException as error:
        return _misused(error)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except BrokenPipeError:
        # Whoever read our output has gone: nothing more to say, and nobody to say it to.
        sys.stderr.close()
        return 1
    except Exception as error:
        if debug or not _is_short_of_memory(error):
            raise
        return _complain(_NO_MEMORY, FormcheckError.exit_code)
    # Typer itself turns Ctrl-C into this code, and says nothing.
    return _interrupted() if code == INTERRUPTED else int(code or 0)


def _is_short_of_memory(error: Exception) -> bool:
    """Return whether there was no memory for something; libraries say so in words of their own."""
    words = ("can't start new thread", "Cannot allocate memory", "Insufficient memory", "bad_alloc")
    return isinstance(error, MemoryError) or any(word in str(error) for word in words)


def _interrupted() -> int:
    return _complain("interrupted; finished clips stay", INTERRUPTED)


def _misused(error: typer.TyperException) -> int:
    """Tell wrong usage in one line; a call without arguments gets the help instead."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "formcheck"
    message = str(getattr(error, "format_message", error.__str__)()).strip()
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(message)
        return UsageError.exit_code
    return _complain(f"{message.rstrip('.')} ({where}): see `{where} --help`", UsageError.exit_code)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """Treat a request to end like Ctrl-C: clean up, leave no half-written file."""
    raise KeyboardInterrupt


def _complain(sentence: str, code: int) -> int:
    typer.echo(f"formcheck: {' '.join(sentence.split())}", err=True)
    return code
