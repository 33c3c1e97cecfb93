"""What the latency benchmark measured, its bars, and its page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from benchmarks.film_camera import ROUNDS
from benchmarks.markdown import heading, table

__all__ = ["FPS", "SIZE", "WARM_UP_S", "WORD_S", "Heard", "Measured", "missed_bars", "page"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int_]

SIZE, FPS = (1280, 720), 30.0
OVERLAY_BAR_MS = 1e3 / FPS + 15.0
"""Capture to overlay may take the inference, one frame interval, and 15 ms."""
CUE_BAR_MS = 150.0
WARM_UP_S = 10.0
"""At the start models and caches are loaded; it is not counted."""
DRIFT_BAR, GROWTH_BAR = 0.15, 0.05
"""The last round against the first: median latency, resident memory."""
WORD_S = 0.3
"""So long a spoken word takes."""
URGENT = ("fault", "advice")


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue that sounded: its kind, and how long after it was given, and after its frame, in ms."""

    kind: str
    round: int
    given_ms: float
    frame_ms: float


@dataclass(slots=True)
class Measured:
    """What one run gave; arrays over the pictures of the camera, shape (N,), NaN = left out.

    Parameters
    ----------
    clips : sequence of str
        Names.
    clip, round : ndarray of int
        Index of the clip, and the round that it was shown in; 0 is the warm-up.
    sent_s, begun_s, handed_s, shown_s : ndarray
        When a picture was given by the camera, looked at, handed over to the window, and shown.
    took_s : ndarray
        Inference: pose and low back.
    cues : list of Heard
    memory : list of (int, float)
        Round and resident MB, every two seconds.
    """

    clips: Sequence[str]
    clip: IntArray
    round: IntArray
    sent_s: FloatArray
    begun_s: FloatArray
    took_s: FloatArray
    handed_s: FloatArray
    shown_s: FloatArray
    cues: list[Heard] = field(default_factory=list)
    memory: list[tuple[int, float]] = field(default_factory=list)

    @property
    def lag_ms(self) -> FloatArray:
        """Capture to overlay, milliseconds."""
        return 1e3 * (self.shown_s - self.sent_s)

    @property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Pictures that were shown after the warm-up."""
        return np.isfinite(self.shown_s) & (self.round > 0)

    @property
    def parts_ms(self) -> dict[str, FloatArray]:
        """What capture to overlay is made of, milliseconds."""
        return {
            "waits for the one before": 1e3 * (self.begun_s - self.sent_s),
            "inference": 1e3 * self.took_s,
            "coach, hand-over": 1e3 * (self.handed_s - self.begun_s - self.took_s),
            "painting, window": 1e3 * (self.shown_s - self.handed_s),
        }

    @property
    def urgent(self) -> list[Heard]:
        """Faults and advice that sounded after the warm-up."""
        return [cue for cue in self.cues if cue.round > 0 and cue.kind in URGENT]


def _quantiles(values: FloatArray | Sequence[float]) -> list[float]:
    if not len(values):
        return [float("nan")] * 3
    return [float(q) for q in np.percentile(values, (50, 95, 99))]


def _lag_bar(found: Measured, where: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return p95 of capture to overlay, and what it may be, in ms."""
    lag = float(np.percentile(found.lag_ms[where], 95))
    return lag, float(np.percentile(1e3 * found.took_s[where], 95)) + OVERLAY_BAR_MS


def _first_and_last(rounds: IntArray, values: FloatArray) -> tuple[float, float]:
    """Return the medians of the first and of the last round; NaN if one is missing."""
    ends = [values[rounds == number] for number in (1, ROUNDS)]
    first, last = (float(np.median(part)) if len(part) else float("nan") for part in ends)
    return first, last


def _memory(found: Measured) -> tuple[float, float]:
    rows = np.array(found.memory, dtype=float).reshape(-1, 2)
    return _first_and_last(rows[:, 0].astype(int), rows[:, 1])


def missed_bars(found: Measured) -> list[str]:
    """Return what is missed, in words."""
    counted = found.counted
    if not counted.any():
        return ["nothing was shown"]
    missed = []
    lag, limit = _lag_bar(found, counted)
    if lag > limit:
        missed.append(f"capture to overlay: p95 {lag:.0f} ms, the bar is {limit:.0f}")
    late = [cue for cue in found.urgent if cue.given_ms > CUE_BAR_MS]
    if late:
        missed.append(
            f"{len(late)} of {len(found.urgent)} faults and advice began after {CUE_BAR_MS:.0f} ms"
        )
    if not found.urgent:
        missed.append("no fault was heard: show more clips")
    first, last = _first_and_last(found.round[counted], found.lag_ms[counted])
    if not last <= (1 + DRIFT_BAR) * first:
        missed.append(f"latency drifts: {first:.0f} to {last:.0f} ms")
    first, last = _memory(found)
    if not last <= (1 + GROWTH_BAR) * first:
        missed.append(f"memory grows: {first:.0f} to {last:.0f} MB")
    return missed


def page(found: Measured, model: str, command: str) -> list[str]:
    """Return the lines of the result page."""
    missed = missed_bars(found)
    seconds = np.nanmax(found.sent_s) - np.nanmin(found.sent_s)
    looked_at = np.isfinite(found.begun_s)
    left_out = int(np.sum(~looked_at & np.isfinite(found.sent_s)))
    return [
        *heading("Latency of the live window", command),
        f"Sample clips at {SIZE[0]}x{SIZE[1]} and {FPS:.0f} pictures a second for "
        f"{seconds / 60:.0f} minutes, from a camera in a",
        f"process of its own; model *{model}*; overlay painted and shown in a window on a screen "
        f"of memory; {os.cpu_count()} cores,",
        f"no GPU. After {WARM_UP_S:.0f} s of warm-up the same clips are shown {ROUNDS} times, each "
        "as a set of its own.",
        f"{looked_at.sum()} pictures were looked at, {left_out} left out "
        f"({left_out / max(1, left_out + looked_at.sum()):.1%}). Speech is stood in for by silence "
        f"of {WORD_S:g} s a",
        "word. Milliseconds by the clock.",
        "",
        "All bars are held." if not missed else f"**{len(missed)} missed:**",
        "",
        *(f"- {item}" for item in missed),
        *([""] if missed else []),
        *_latency_table(found),
        f"Bars: capture to overlay at p95 no more than the inference's p95 and {OVERLAY_BAR_MS:.0f}"
        " ms (one frame interval",
        f"and 15 ms); a fault or an advice begins to sound within {CUE_BAR_MS:.0f} ms "
        f"({len(found.urgent)} were heard); the last round",
        f"is no slower by {DRIFT_BAR:.0%}, and takes no more memory by {GROWTH_BAR:.0%}, than the "
        "first. Other words wait for the one before.",
        "",
        "## Round by round",
        "",
        *_round_table(found),
        "## Clip by clip",
        "",
        *_clip_table(found),
    ]


def _latency_table(found: Measured) -> list[str]:
    counted = found.counted
    rows = [("capture to overlay", *_quantiles(found.lag_ms[counted]))]
    rows += [(name, *_quantiles(part[counted])) for name, part in found.parts_ms.items()]
    others = [cue for cue in found.cues if cue.round > 0 and cue.kind not in URGENT]
    rows += [
        (
            "a fault or advice is given, to its sound",
            *_quantiles([c.given_ms for c in found.urgent]),
        ),
        ("capture of its frame, to its sound", *_quantiles([c.frame_ms for c in found.urgent])),
        ("a count or praise is given, to its sound", *_quantiles([c.given_ms for c in others])),
    ]
    cells = [(name, *(f"{value:.1f}" for value in row)) for name, *row in rows]
    return table(("", "p50", "p95", "p99"), cells)


def _round_table(found: Measured) -> list[str]:
    rows = []
    for number in range(1, ROUNDS + 1):
        lag = found.lag_ms[found.counted & (found.round == number)]
        memory = [mb for at, mb in found.memory if at == number]
        if len(lag) and memory:
            cells = [f"{value:.0f}" for value in _quantiles(lag)[:2]]
            rows.append((number, *cells, f"{np.median(memory):.0f}"))
    return table(("round", "latency p50", "latency p95", "resident MB"), rows)


def _clip_table(found: Measured) -> list[str]:
    rows = []
    for index, name in enumerate(found.clips):
        where = found.counted & (found.clip == index)
        if not where.any():
            continue
        lag, limit = _lag_bar(found, where)
        parts = [f"{np.percentile(part[where], 95):.0f}" for part in found.parts_ms.values()]
        shown = f"{where.sum() / np.sum((found.round > 0) & (found.clip == index)):.0%}"
        rows.append((name, f"{lag:.0f}", f"{limit:.0f}", *parts, shown))
    columns = ("clip, p95", "latency", "of at most", *found.parts_ms, "pictures shown")
    return table(columns, rows)
