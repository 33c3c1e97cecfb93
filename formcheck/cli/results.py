"""``formcheck export`` and ``compare`` on the command line; imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import Debug
from formcheck.errors import UsageError

__all__ = ["compare", "export"]


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
    debug: Debug = False,  # noqa: ARG001  (read from the arguments by main)
) -> int:
    """Write a result in the file formats of other tools."""
    from formcheck.commands.export import list_formats, run_export

    if show:
        return list_formats()
    if result is None or to is None:
        raise UsageError("a result and --to are needed", "export", "see `formcheck export --list`")
    return run_export(result, to, output)


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
