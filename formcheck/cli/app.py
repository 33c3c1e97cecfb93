"""The command line. Each command is imported only when it is called: ``--help`` is quick.

Exit codes: 0 analysed; 1 an input could not be analysed; 2 wrong usage; 3 with ``--strict`` at
least one repetition has a flagged fault; 130 interrupted. Messages: one line on stderr,
``formcheck: what (where): remedy``.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from formcheck._version import __version__
from formcheck.cli.analyze import analyze
from formcheck.cli.batch import batch, bench
from formcheck.cli.history import history_app
from formcheck.cli.installation import doctor, models_app
from formcheck.cli.live import live
from formcheck.cli.results import compare, export
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


for command in (analyze, live, export, compare, batch, bench, serve, doctor):
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
    words = (
        "can't start new thread",
        "Cannot allocate memory",
        "Insufficient memory",
        "bad_alloc",
        "failed to map segment",  # a library could not be loaded
        "error return without exception set",  # the interpreter's, when it has none left itself
    )
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
