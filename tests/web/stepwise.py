"""A task that really blurs and draws, and after the first step of each stage waits to go on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from formcheck.api import Report, analyze_track
from formcheck.pose.track import Track
from formcheck.report import Analysis
from formcheck.web.channel import Channel
from tests.media import marked_frames, write_clip
from tests.stick import Stick, leg_raises, track

__all__ = ["TASK", "clip", "go_on", "save"]

TASK = "tests.web.stepwise:save"
WAITS_S = 60.0
_SIZE = (96, 64)
_FPS = 10.0


def clip(path: Path) -> bytes:
    """Write the pictures of a set in which nobody is to be seen; return the file."""
    write_clip(path, marked_frames(len(_track()), *_SIZE), fps=_FPS)
    return path.read_bytes()


def go_on(folder: Path, stage: str) -> None:
    """Let the task of the one job below a folder go on with a stage."""
    for recording in folder.rglob("recording"):
        (recording.parent / f"{stage}.seen").touch()


def save(order: dict[str, Any], channel: Channel) -> None:
    """Save the result of a made track of the recording."""
    recording = Path(order["recording"])
    waited: set[str] = set()

    def step(stage: str, done: int, total: int | None) -> None:
        if stage in waited:
            return
        waited.add(stage)
        channel.tell(type="progress", stage=stage, done=done, total=total)
        until_s = time.monotonic() + WAITS_S
        while not (recording.parent / f"{stage}.seen").exists() and time.monotonic() < until_s:
            time.sleep(0.02)

    found = analyze_track(_track())
    report = Report(Analysis(found.data, found.track, found.kinematics, found.reps), recording)
    report.save(Path(order["result"]), html=False, blur_face=order["blur_face"], progress=step)
    channel.tell(type="done")


def _track() -> Track:
    return track(leg_raises(80.0), Stick(size=_SIZE, px_per_m=30.0), fps=_FPS)
