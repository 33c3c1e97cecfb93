"""A curve over time as the page draws it: lines, bands and ticks in a stretched SVG.

The drawing is made here and not by a script: it needs none to be seen, prints as lines, takes its
colours from the style sheet, and weighs a hundredth of a drawing library.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.outputs.tables import Cell

__all__ = ["CURVE_POINTS", "Curve", "Mark", "Tick", "merged", "place", "thinned", "ticks"]

FloatArray = npt.NDArray[np.float64]

CURVE_POINTS: Final = 6000
"""Most points of a curve in the page; longer clips are thinned, keeping lows and highs."""

_PER_SECOND: Final = 100  # drawing units: whole numbers make short paths
_PER_UNIT: Final = 10
_TOGETHER_S: Final = 0.2  # marks nearer than this are one mark
_STEPS: Final = (1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 300, 600, 1200, 3600)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis, and the value or the time where it stands."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault to be marked on a curve: when, how grave, and what it says."""

    at_s: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values over time with their standard errors, and the range that is shown.

    Parameters
    ----------
    name : str
        Short, for the page's script and style.
    title, hint : str
        What it is, and how to read its sign.
    time_s : ndarray, shape (N,)
        Times of the frames that are drawn.
    duration_s : float
        What the drawing spans in time.
    values, sigma : sequence of float or None, length N
        None = not seen. ``sigma`` is empty where none is known.
    low, high : float
        What the drawing spans in height.
    step : float
        Between two labels.
    limit : float or None
        Drawn as a dashed line.
    marks : tuple of Mark
        Faults that show in this curve.
    """

    name: str
    title: str
    hint: str
    time_s: FloatArray
    duration_s: float
    values: Sequence[Cell]
    sigma: Sequence[Cell]
    low: float
    high: float
    step: float
    limit: float | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything of it was seen."""
        return any(value is not None for value in self.values)

    @property
    def width(self) -> int:
        """Width of the drawing in its own units."""
        return self.across(self.duration_s)

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return round((self.high - self.low) * _PER_UNIT)

    @property
    def line(self) -> str:
        """The curve as an SVG path, interrupted where nothing was seen."""
        return "".join(
            "M" + "L".join(f"{x} {y}" for x, y in zip(xs, ys, strict=True))
            for xs, ys, _ in self._runs()
        )

    @property
    def band(self) -> str:
        """The band of one standard error as an SVG path."""
        parts = []
        for xs, ys, errors in self._runs():
            if not errors:
                continue
            upper = [f"{x} {y - e}" for x, y, e in zip(xs, ys, errors, strict=True)]
            lower = [f"{x} {y + e}" for x, y, e in zip(xs, ys, errors, strict=True)]
            parts.append("M" + "L".join([*upper, *reversed(lower)]) + "Z")
        return "".join(parts)

    @property
    def labels(self) -> tuple[Tick, ...]:
        """Labels of the vertical axis."""
        first = math.ceil(self.low / self.step)
        last = math.floor(self.high / self.step)
        values = [number * self.step for number in range(first, last + 1)]
        return tuple(Tick(v, f"{v:g}\u00b0".replace("-", "\u2212")) for v in values)

    def across(self, seconds: float) -> int:
        """Return where a time stands in the drawing's units."""
        return round(seconds * _PER_SECOND)

    def down(self, value: float) -> int:
        """Return where a value stands in the drawing's units."""
        return round((self.high - value) * _PER_UNIT)

    def top(self, value: float) -> float:
        """Return where a value stands, in percent from the top."""
        return round(100 * (self.high - value) / (self.high - self.low), 2)

    def top_at(self, seconds: float) -> float:
        """Return where the curve is at a time, in percent from the top; half-way if not seen."""
        value = self.values[int(np.abs(self.time_s - seconds).argmin())]
        return self.top(value) if isinstance(value, float) else 50.0

    def _runs(self) -> list[tuple[list[int], list[int], list[int]]]:
        """Return the stretches that were seen: places across, down, and the error."""
        runs: list[tuple[list[int], list[int], list[int]]] = []
        sigma = self.sigma or [None] * len(self.values)
        broken = True
        for t, value, error in zip(self.time_s.tolist(), self.values, sigma, strict=True):
            if not isinstance(value, float):
                broken = True
                continue
            if broken:
                runs.append(([], [], []))
                broken = False
            xs, ys, errors = runs[-1]
            xs.append(self.across(t))
            ys.append(self.down(value))
            if self.sigma:
                errors.append(round(error * _PER_UNIT) if isinstance(error, float) else 0)
        return runs


def place(seconds: float, duration_s: float) -> float:
    """Return where a time stands, in percent from the left."""
    return round(100 * min(max(seconds / duration_s, 0.0), 1.0), 3)


def ticks(duration_s: float, most: int = 10) -> tuple[Tick, ...]:
    """Return the labels of the axis of time.

    >>> [tick.text for tick in ticks(9.0)]
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9 s']
    >>> [tick.text for tick in ticks(300.0)][-2:]
    ['4:30', '5:00']
    """
    step = next((s for s in _STEPS if duration_s / s <= most), _STEPS[-1])
    times = [number * step for number in range(int(duration_s // step) + 1)]
    if duration_s >= 120:
        return tuple(Tick(t, f"{t // 60}:{t % 60:02d}") for t in times)
    words = [str(t) for t in times]
    words[-1] += " s"
    return tuple(Tick(t, word) for t, word in zip(times, words, strict=True))


def thinned(values: FloatArray, most: int = CURVE_POINTS) -> npt.NDArray[np.int_]:
    """Return the frames to keep: all, or the lowest and highest of each of equal stretches."""
    count = len(values)
    if count <= most:
        return np.arange(count)
    edges = np.linspace(0, count, most // 2 + 1).astype(int)
    kept = set()
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = values[start:stop]
        seen = np.flatnonzero(np.isfinite(part))
        if seen.size:
            kept |= {start + int(seen[part[seen].argmin()]), start + int(seen[part[seen].argmax()])}
        if seen.size < stop - start:
            kept.add(start + int(np.flatnonzero(~np.isfinite(part))[0]))
    return np.array(sorted(kept))


def merged(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return marks in the order of time; those at one moment become one, the gravest kind wins."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.at_s):
        if found and mark.at_s - found[-1].at_s < _TOGETHER_S:
            last = found[-1]
            kind = "flag" if "flag" in (last.kind, mark.kind) else last.kind
            found[-1] = Mark(last.at_s, kind, f"{last.words}; {mark.words}")
        else:
            found.append(mark)
    return tuple(found)
