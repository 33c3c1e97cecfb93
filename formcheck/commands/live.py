"""``formcheck live``: the same session as analyze, frame by frame, with provisional verdicts."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from formcheck.checks import build_checks
from formcheck.commands.analyze import print_report
from formcheck.commands.events import EventWriter
from formcheck.errors import CameraError
from formcheck.report import Analysis, RepItem
from formcheck.session import Session
from formcheck.video.source import open_source

__all__ = ["LiveOptions", "run_live"]


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What the command line asked for; see ``formcheck live --help``."""

    source: str | int = 0
    exercise: str = "auto"
    model: str = "full"
    headless: bool = False
    mirror: bool = False
    events: str | None = None
    silent: bool = False
    paced: bool = True
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)


def run_live(options: LiveOptions) -> int:
    """Run a live set until the source ends or the person quits; return 0.

    Raises
    ------
    FormcheckError
        The camera, the file, the window or the events cannot be opened, or a setting is wrong.
    """
    from formcheck.coach.window import Window
    from formcheck.lumbar.reader import LumbarReader
    from formcheck.pose.mediapipe import MediaPipeBackend

    checks = build_checks(options.settings)
    console = Console(stderr=options.events == "-")
    window = nullcontext() if options.headless else Window(mirror=options.mirror)
    with (
        EventWriter(options.events) as events,
        window as screen,
        open_source(options.source, live=True, paced=options.paced) as source,
        MediaPipeBackend(options.model) as backend,
    ):
        session = Session(
            backend,
            exercise=options.exercise,
            checks=checks,
            lumbar=LumbarReader(),
            lumbar_every=2,
        )
        time_s = 0.0
        reps: list[RepItem] = []
        try:
            for frame in source:
                snapshot = session.step(frame)
                time_s = frame.time_s
                events.snapshot(snapshot)
                _count(snapshot.ended, reps, console)
                if screen is not None and not screen.show(frame.image, snapshot):
                    break
        except CameraError as error:
            # What was seen before the camera was lost is worth its summary all the same.
            console.print(f"formcheck: {error}", markup=False, highlight=False, soft_wrap=True)
        late = session.finish()
        for rep in late:
            events.rep(time_s, rep)
        _count(late, reps, console)
        final = session.analysis(source.info)
        events.set_end(time_s, len(reps), final.data.summary.model_dump(mode="json"))
    _summary(final, reps, console)
    return 0


def _count(ended: tuple[RepItem, ...], reps: list[RepItem], console: Console) -> None:
    for rep in ended:
        reps.append(rep)
        peak = "?" if rep.peak_hip_flexion_deg is None else f"{rep.peak_hip_flexion_deg:.0f}°"
        faults = ", ".join(rep.flagged) or "no fault seen"
        console.print(f"rep {rep.index}: {peak}, {faults}", highlight=False)


def _summary(final: Analysis, reps: list[RepItem], console: Console) -> None:
    """Print the final verdicts, and where they differ from the provisional ones."""
    print_report(final.data, console)
    for difference in _differences(reps, final.data.reps):
        console.print(difference, markup=False, highlight=False, soft_wrap=True)


def _differences(live: list[RepItem], final: tuple[RepItem, ...]) -> list[str]:
    """Return one line for each thing that the second look saw otherwise."""
    lines = []
    if len(live) != len(final):
        lines.append(
            f"counted live: {len(live)}, now: {len(final)}: with the whole clip in view the angle "
            "is smoothed without delay and the rest may be another"
        )
    for now in final:
        then = [rep for rep in live if rep.start_s < now.peak_s < rep.stop_s]
        for name, result in now.checks.items():
            before = then[0].checks[name].verdict if then else result.verdict
            if before != result.verdict:
                lines.append(
                    f"rep {now.index}, {name}: live {before}, now {result.verdict}: "
                    "the whole clip gives a steadier angle"
                )
    return lines
