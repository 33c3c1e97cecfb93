"""``formcheck live`` on the command line; imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.history import Database, Notes, Pain, Person, SaveHistory
from formcheck.cli.options import Assignments, Config, Debug, Exercise
from formcheck.errors import UsageError

__all__ = ["live"]


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
    save_history: SaveHistory = False,
    person: Person = None,
    notes: Notes = None,
    pain: Pain = None,
    database: Database = None,
    config: Config = None,
    assignments: Assignments = None,
    debug: Debug = False,  # noqa: ARG001  (read from the arguments by main)
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
