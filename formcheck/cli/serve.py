"""``formcheck serve`` on the command line; the server is imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.history import Database
from formcheck.cli.options import Debug

__all__ = ["serve"]


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; any but this machine's asks.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes any that is free.")
    ] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    token: Annotated[
        bool, typer.Option("--token", help="Ask for the link's token on this machine, too.")
    ] = False,
    guests: Annotated[
        int,
        typer.Option("--guests", min=0, max=50, help="So many more links, each for itself."),
    ] = 0,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Where results are kept.")
    ] = None,
    database: Database = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="For https (PEM).")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Key of the certificate (PEM).")
    ] = None,
    debug: Debug = False,  # noqa: ARG001  (read from the arguments by main)
) -> int:
    """Open a page on this machine: check recordings, or train before the camera."""
    from formcheck.commands.serve import ServeOptions, run_serve

    options = ServeOptions(
        host=host,
        port=port,
        open_browser=not no_open,
        require_token=token,
        guests=guests,
        folder=data,
        database=database,
        certificate=certificate,
        key=key,
    )
    return run_serve(options)
