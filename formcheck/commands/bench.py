"""``formcheck bench``: how fast this machine analyses, on a clip of the user's own."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from formcheck.ahead import ahead
from formcheck.api import Report, analyze, available_cores
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.source import open_source

__all__ = ["run_bench"]


def run_bench(video: Path, model: str) -> int:
    """Print how many frames a second each part of the work reaches; return the exit code.

    Raises
    ------
    InputError
        The clip cannot be analysed.
    ModelError
        The pose model is missing or damaged.
    """
    cores = available_cores()
    # The first call of all loads the libraries: that is not what is asked for.
    start_s = _seconds(lambda: _detect(video, model, most=1))
    with open_source(video) as source:
        decoding_s = _seconds(lambda: deque(source, maxlen=0))
        info = source.info
    reports: list[Report] = []
    rows = {
        "decoding": decoding_s,
        "pose model alone": _seconds(lambda: _detect(video, model)),
        "analysis, 1 worker": _seconds(lambda: analyze(video, model=model)),
        f"analysis, {cores} workers": _seconds(
            lambda: reports.append(analyze(video, model=model, workers=cores))
        ),
        "annotated video and report": _seconds(lambda: _save(reports[0])),
    }
    frames, duration_s = info.frames or 0, info.duration_s or 0.0
    table = Table(title=f"{video.name}, {info.width}x{info.height}, model {model}")
    table.add_column("")
    table.add_column("frames/s", justify="right")
    table.add_column("seconds for a minute of video", justify="right")
    for name, taken_s in rows.items():
        table.add_row(name, f"{frames / taken_s:.1f}", f"{60 * taken_s / duration_s:.1f}")
    console = Console()
    console.print(table)
    console.print(f"Loading the libraries and the model took {start_s:.1f} s.", highlight=False)
    return 0


def _seconds(step: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    step()
    return time.perf_counter() - began_s


def _detect(video: Path, model: str, most: int | None = None) -> None:
    """Let the pose model look at the frames, with mask and nothing else."""
    with (
        open_source(video) as source,
        MediaPipeBackend(model, max_persons=1, turn_reversed=False) as backend,
        ahead(islice(source, most)) as frames,
    ):
        for frame in frames:
            backend.detect(frame)


def _save(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report.save(Path(folder) / "result")
