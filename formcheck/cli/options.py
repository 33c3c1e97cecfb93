"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Assignments",
    "BlurFace",
    "Config",
    "Debug",
    "Exercise",
    "Model",
    "NoReport",
    "NoVideo",
    "Workers",
]

Exercise = Annotated[
    str, typer.Option("--exercise", "-e", help="`auto`, or the exercise by its name.")
]
Model = Annotated[str, typer.Option("--model", help="Pose model: lite, full or heavy.")]
NoVideo = Annotated[bool, typer.Option("--no-video", help="Write no annotated.mp4.")]
NoReport = Annotated[bool, typer.Option("--no-report", help="Write no report.html.")]
BlurFace = Annotated[bool, typer.Option("--blur-face", help="Blur faces in what is written.")]
Config = Annotated[Path | None, typer.Option("--config", help="TOML file with settings of checks.")]
Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="CHECK.FIELD=VALUE", help="One setting; wins over --config."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Work side by side; default: all cores."),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show Python's traceback of an error.")]
