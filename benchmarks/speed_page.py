"""The page of the speed benchmark: ratios, bars, growth over length and size."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from benchmarks.bars import Bar, Outcome, bar_table
from benchmarks.markdown import heading, table
from formcheck.api import available_cores

__all__ = ["HEIGHTS", "LENGTHS_S", "ROUNDS", "Runs", "outcomes", "page"]

Runs = Mapping[tuple[str, ...], Mapping[str, Any]]
"""What each measurement told, by its kind and names."""

ROUNDS: Final = 5
HEIGHTS: Final = (360, 540, 1080, 2160)
LENGTHS_S: Final = (10, 60, 600)

BARS: Final = (
    Bar("all", "all outputs, all cores: frames/s against the bare loop", "ratio", low=1.2),
    Bar("ceiling", "the same, against what the cores could do", "share", low=0.8),
    Bar("lean", "1 worker, no low back, no video: frames/s against the bare loop", "ratio", 0.95),
    Bar("memory", "peak memory, 10 min of 1080p against 10 s", "ratio", high=1.3),
    Bar("linear", "cost of a frame, 10 min of 1080p against 10 s", "ratio", high=1.1),
    Bar("first_frame", "start to first frame, seconds", "ratio", high=1.5),
    Bar("help", "`formcheck --help`, seconds", "ratio", high=0.3),
    Bar("batch", "40 clips: two workers against one, each on one core", "ratio", low=1.8),
    Bar("cluster", "the same on a Dask cluster: time against two workers", "ratio", high=1.1),
)
_WORDS: Final = {
    "bare": "bare MediaPipe loop (decode, detect with mask)",
    "rival": "plain rivals' loop (decode, detect, draw, write; no mask)",
    "lean": "formcheck, 1 worker, no low back, no video",
    "one": "formcheck, 1 worker, all outputs",
    "all_no_video": "formcheck, all cores, no video",
    "all": "formcheck, all cores, all outputs",
}


def outcomes(runs: Runs) -> list[Outcome]:
    """Return every bar with what was measured."""
    values = _values(runs)
    return [Outcome(bar, values.get(bar.key, math.nan)) for bar in BARS]


def _values(runs: Runs) -> dict[str, float]:
    bare_s, all_s = (_median(runs, "way", way, "wall_s") for way in ("bare", "all"))
    ratio = bare_s / all_s
    return {
        "all": ratio,
        "ceiling": ratio / _ceiling(runs),
        "lean": bare_s / _median(runs, "way", "lean", "wall_s"),
        "memory": _of(runs, ("length", "600"), "peak_mb") / _of(runs, ("length", "10"), "peak_mb"),
        "linear": _frame_ms(runs, ("length", "600")) / _frame_ms(runs, ("length", "10")),
        "first_frame": _median(runs, "start", "first_frame", "wall_s"),
        "help": _median(runs, "start", "help", "wall_s"),
        "batch": _of(runs, ("batch", "one worker"), "wall_s")
        / _of(runs, ("batch", "two workers"), "wall_s"),
        "cluster": _of(runs, ("batch", "cluster of two"), "wall_s")
        / _of(runs, ("batch", "two workers"), "wall_s"),
    }


def _ceiling(runs: Runs) -> float:
    """Return the ratio that all cores would reach if none of them ever waited."""
    bare_s = _median(runs, "way", "bare", "wall_s")
    return available_cores() * bare_s / _median(runs, "way", "all", "cpu_s")


def page(runs: Runs) -> list[str]:
    """Return the lines of the page."""
    return [
        *heading("How fast it is", "python -m benchmarks.speed"),
        f"{available_cores()} cores, no GPU. Every way has its own process and takes turns with",
        "the others; medians. Frames/s count from opening the clip to the last file written, start",
        "of the model included, imports not. Compare the ratios, not the times: other work went on",
        "on the machine, and hits the ways with more threads harder.",
        "",
        *bar_table(outcomes(runs)),
        f"If no core ever waited, all outputs would reach {_ceiling(runs):.2f} of the bare loop.",
        "",
        "## One clip, all ways",
        "",
        f"lying_full.mp4, 1143 frames of 960x540, {_rounds(runs)} rounds.",
        "",
        *table(
            ("way", "frames/s", "against the bare loop", "CPU ms a frame", "peak MB"),
            [_way_row(runs, way) for way in _WORDS],
        ),
        "What the stages cost stands in [cost.md](cost.md).",
        "",
        "## Longer clips",
        "",
        "1080p, all cores, all outputs: ten seconds of the sample, repeated.",
        "",
        *table(
            ("seconds", "frames", "CPU ms a frame", "peak MB"),
            [_grown_row(runs, ("length", str(s)), s) for s in LENGTHS_S],
        ),
        *_fit(runs),
        "## Larger pictures",
        "",
        "10 s of the sample, scaled.",
        "",
        *table(
            ("height", "bare frames/s", "formcheck frames/s", "ratio", "CPU ms a frame", "peak MB"),
            [_size_row(runs, height) for height in HEIGHTS],
        ),
        "## A batch",
        "",
        "40 clips of 2 s, 360p, all outputs.",
        "",
        *table(
            ("", "seconds"),
            [(key[1], _text(run["wall_s"], 1)) for key, run in runs.items() if key[0] == "batch"],
        ),
    ]


def _way_row(runs: Runs, way: str) -> Sequence[str]:
    frames = _median(runs, "way", way, "frames")
    wall_s, bare_s = (_median(runs, "way", name, "wall_s") for name in (way, "bare"))
    return (
        _WORDS[way],
        _text(frames / wall_s, 1),
        _text(bare_s / wall_s, 2),
        _text(1e3 * _median(runs, "way", way, "cpu_s") / frames, 1),
        _text(_median(runs, "way", way, "peak_mb"), 0),
    )


def _grown_row(runs: Runs, key: tuple[str, str], length_s: int) -> Sequence[str]:
    return (
        str(length_s),
        _text(_of(runs, key, "frames"), 0),
        _text(_frame_ms(runs, key), 1),
        _text(_of(runs, key, "peak_mb"), 0),
    )


def _size_row(runs: Runs, height: int) -> Sequence[str]:
    bare, whole = (("size", str(height), way) for way in ("bare", "all"))
    speeds = [_of(runs, key, "frames") / _of(runs, key, "wall_s") for key in (bare, whole)]
    return (
        f"{height}p",
        *(_text(speed, 1) for speed in speeds),
        _text(speeds[1] / speeds[0], 2),
        _text(_frame_ms(runs, whole), 1),
        _text(_of(runs, whole, "peak_mb"), 0),
    )


def _fit(runs: Runs) -> list[str]:
    """Return the straight line through CPU time over length, if there are enough lengths."""
    keys = [key for s in LENGTHS_S if (key := ("length", str(s))) in runs]
    if len(keys) < 3:
        return []
    frames, cpu_s = (
        np.array([_of(runs, key, name) for key in keys]) for name in ("frames", "cpu_s")
    )
    slope, start = np.polyfit(frames, cpu_s, 1)
    off = np.abs(np.polyval((slope, start), frames) - cpu_s) / cpu_s.max()
    return [
        f"Fit: {1e3 * slope:.1f} ms of CPU a frame + {start:.1f} s; no point is off by more than "
        f"{off.max():.1%} of the longest.",
        "",
    ]


def _median(runs: Runs, kind: str, name: str, value: str) -> float:
    found = [run[value] for key, run in runs.items() if key[:2] == (kind, name)]
    return statistics.median(found) if found else math.nan


def _rounds(runs: Runs) -> int:
    return sum(key[:2] == ("way", "all") for key in runs)


def _of(runs: Runs, key: tuple[str, ...], value: str) -> float:
    return float(runs[key][value]) if key in runs else math.nan


def _frame_ms(runs: Runs, key: tuple[str, ...]) -> float:
    return 1e3 * _of(runs, key, "cpu_s") / _of(runs, key, "frames")


def _text(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"
