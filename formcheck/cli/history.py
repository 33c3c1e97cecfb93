"""``formcheck history`` on the command line; its commands are imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import Debug

__all__ = ["Database", "Notes", "Pain", "Person", "SaveHistory", "history_app"]

history_app = typer.Typer(
    help="Keep sets over time on this machine; opt-in, nothing is sent anywhere.",
    no_args_is_help=True,
)

Database = Annotated[
    Path | None, typer.Option("--db", metavar="FILE", help="The database; default: user data.")
]
Person = Annotated[str | None, typer.Option("--person", help="Label of the person.")]
Notes = Annotated[str | None, typer.Option("--notes", help="Free text, kept with the set.")]
Pain = Annotated[
    int | None, typer.Option("--pain", min=0, max=10, help="Pain score: 0 none, 10 worst.")
]
SaveHistory = Annotated[bool, typer.Option("--save-history", help="Keep each set in the history.")]
Exercise = Annotated[str | None, typer.Option("--exercise", "-e", help="Sets of one exercise.")]


@history_app.command("add")
def history_add(
    results: Annotated[list[Path], typer.Argument(help="Result folders, or report.json files.")],
    person: Person = None,
    notes: Notes = None,
    pain: Pain = None,
    date: Annotated[
        str | None, typer.Option("--date", help="When it was done; default: when analysed.")
    ] = None,
    database: Database = None,
    debug: Debug = False,  # noqa: ARG001  (read from the arguments by main)
) -> int:
    """Keep results of earlier analyses."""
    from formcheck.commands.history import add_results, parse_time
    from formcheck.history.entry import SetNote

    note = SetNote(person, notes, pain)
    return add_results(results, _path(database), note, parse_time(date))


@history_app.command("list")
def history_list(
    person: Person = None,
    exercise: Exercise = None,
    database: Database = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Show one line per set."""
    from formcheck.commands.history import list_sets

    return list_sets(_path(database), person, exercise)


@history_app.command("show")
def history_show(
    set_id: Annotated[int, typer.Argument(metavar="SET", help="Number of the set.")],
    database: Database = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Show everything that is kept of one set."""
    from formcheck.commands.history import show_set

    return show_set(_path(database), set_id)


@history_app.command("trend")
def history_trend(
    person: Person = None,
    exercise: Exercise = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write curves as a page, too.")
    ] = None,
    database: Database = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Show height, arch, flags, tempo and pain over time."""
    from formcheck.commands.history import show_trend

    return show_trend(_path(database), person, exercise, html)


@history_app.command("export")
def history_export(
    person: Person = None,
    kind: Annotated[str, typer.Option("--format", help="csv or json.")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: stdout.")
    ] = None,
    database: Database = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Write everything that is kept as CSV or JSON."""
    from formcheck.commands.history import export_sets

    return export_sets(_path(database), person, kind, output)


@history_app.command("delete")
def history_delete(
    set_ids: Annotated[
        list[int] | None, typer.Argument(metavar="[SET]...", help="Numbers of sets.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Everything of this person.")
    ] = None,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database: Database = None,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Forget sets, or a person, for good."""
    from formcheck.commands.history import delete_sets

    return delete_sets(_path(database), set_ids or [], person, sure=sure)


def _path(database: Path | None) -> Path:
    from formcheck.history.database import default_path

    return default_path() if database is None else database
