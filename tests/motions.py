"""Motions of the stick figure: true angles over time, in degrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Motion", "Pose", "keyframes", "leg_raises", "still", "times"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """Angles over frames in degrees; a number holds for all frames."""

    hip_left: FloatArray | float = 0.0
    hip_right: FloatArray | float = 0.0
    knee: FloatArray | float = 0.0
    knee_right: FloatArray | float | None = None  # as the left if left out
    trunk_lift: FloatArray | float = 0.0  # lying: the thorax comes up, the pelvis stays
    sit_up: FloatArray | float = 0.0  # lying: the whole trunk comes up about the hips
    swing: FloatArray | float = 0.0  # hanging: the whole body about the bar, hips forward
    bridge: FloatArray | float = 0.0  # lying: the hips come up about the shoulders, feet stay


Motion = Callable[[FloatArray], Pose]


def times(duration_s: float, fps: float = 30.0) -> FloatArray:
    """Return presentation times at a constant rate."""
    return np.arange(round(duration_s * fps)) / fps


def keyframes(points: Sequence[tuple[float, float]]) -> Callable[[FloatArray], FloatArray]:
    """Return an angle over time through (time, angle) points, minimum jerk in between."""
    at, angle = np.array(points, dtype=float).T

    def of(time_s: FloatArray) -> FloatArray:
        i = np.clip(np.searchsorted(at, time_s, side="right") - 1, 0, len(at) - 2)
        u = np.clip((time_s - at[i]) / (at[i + 1] - at[i]), 0.0, 1.0)
        share = u**3 * (10 - 15 * u + 6 * u * u)
        result: FloatArray = angle[i] + (angle[i + 1] - angle[i]) * share
        return result

    return of


def leg_raises(
    *peaks: float,
    rest_s: float = 2.0,
    raise_s: float = 1.5,
    hold_s: float = 0.4,
    lower_s: float = 2.0,
    pause_s: float = 0.8,
    low: float = 0.0,
    leg: Literal["both", "left", "right", "alternating"] = "both",
    **others: float,
) -> tuple[Motion, float]:
    """Return a set of raises and its duration; ``others`` are constant angles of :class:`Pose`."""
    now = rest_s
    points: dict[str, list[tuple[float, float]]] = {"left": [(0.0, 0.0)], "right": [(0.0, 0.0)]}
    start = 0.0
    for i, peak in enumerate(peaks):
        end = now + raise_s + hold_s + lower_s
        last = low if i + 1 < len(peaks) else 0.0
        for side, made in points.items():
            turn = ("left", "right")[i % 2]
            if leg in ("both", side) or (leg == "alternating" and turn == side):
                up = now + raise_s
                made += [(now, start), (up, peak), (up + hold_s, peak), (end, last)]
        start, now = last, end + pause_s
    duration_s = now + rest_s
    left, right = (keyframes([*points[side], (duration_s, 0.0)]) for side in ("left", "right"))

    def motion(time_s: FloatArray) -> Pose:
        return Pose(hip_left=left(time_s), hip_right=right(time_s), **others)

    return motion, duration_s


def still(**angles: float) -> Motion:
    """Return a motion in which nothing moves."""
    return lambda time_s: Pose(**{name: np.full_like(time_s, v) for name, v in angles.items()})
