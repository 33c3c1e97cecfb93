"""Small measures of a signal over frames that several checks share. NaN in, NaN out."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median
from formcheck.kinematics.signals import BoolArray, FloatArray, Kinematics
from formcheck.repetition import Leg, Repetition

__all__ = [
    "around",
    "begins_unseen",
    "derivative",
    "ends_unseen",
    "following_rep",
    "frame_time",
    "leg_flexion",
    "leg_knee",
    "median",
    "previous_rep",
    "runs",
    "steady_extreme",
    "steady_value",
    "unseen_share",
    "until_time",
]

# MEASURES 4.6: a peak is the median over the 0.15 s around the maximum, not the maximum.
PEAK_WINDOW_S = 0.15


def leg_flexion(kinematics: Kinematics, leg: Leg) -> FloatArray:
    """Return the hip flexion that a repetition of this leg is judged by."""
    return {
        "both": kinematics.hip_flexion_deg,
        "left": kinematics.hip_flexion_left_deg,
        "right": kinematics.hip_flexion_right_deg,
    }[leg]


def leg_knee(kinematics: Kinematics, leg: Leg) -> FloatArray:
    """Return the knee flexion that a repetition of this leg is judged by."""
    return {
        "both": kinematics.knee_flexion_deg,
        "left": kinematics.knee_flexion_left_deg,
        "right": kinematics.knee_flexion_right_deg,
    }[leg]


def following_rep(rep: Repetition, reps: tuple[Repetition, ...]) -> Repetition | None:
    """Return the next repetition in which the same leg moves."""
    later = [other for other in reps if other.index > rep.index and _shares_leg(rep, other)]
    return min(later, key=lambda other: other.index, default=None)


def previous_rep(rep: Repetition, reps: tuple[Repetition, ...]) -> Repetition | None:
    """Return the last repetition before in which the same leg moved."""
    earlier = [other for other in reps if other.index < rep.index and _shares_leg(rep, other)]
    return max(earlier, key=lambda other: other.index, default=None)


def _shares_leg(rep: Repetition, other: Repetition) -> bool:
    return "both" in (rep.leg, other.leg) or rep.leg == other.leg


def median(values: npt.ArrayLike) -> float:
    """Return the median of what is seen; NaN if nothing is."""
    return known_median(np.asarray(values, dtype=float))


def unseen_share(values: FloatArray) -> float:
    """Return the share of NaN; 1 for no values at all."""
    return float(np.mean(~np.isfinite(values))) if values.size else 1.0


def frame_time(kinematics: Kinematics, frame: int | None) -> float:
    """Return the time of a frame in seconds; NaN if there is none."""
    if frame is None or not 0 <= frame < len(kinematics):
        return float("nan")
    return float(kinematics.time_s[frame])


def until_time(kinematics: Kinematics, time_s: float) -> int:
    """Return the first frame that is not before a time."""
    return int(np.searchsorted(kinematics.time_s, time_s))


def around(kinematics: Kinematics, frame: int, half_s: float) -> slice:
    """Return the frames within ``half_s`` seconds of a frame, itself included."""
    if not 0 <= frame < len(kinematics):
        return slice(0, 0)
    time = kinematics.time_s
    slack = 1e-6
    start = np.searchsorted(time, time[frame] - half_s - slack)
    stop = np.searchsorted(time, time[frame] + half_s + slack, side="right")
    return slice(int(start), int(stop))


def steady_value(kinematics: Kinematics, values: FloatArray, frame: int) -> float:
    """Return the median over the 0.15 s around a frame."""
    return median(values[around(kinematics, frame, PEAK_WINDOW_S / 2)])


def steady_extreme(
    kinematics: Kinematics, values: FloatArray, frames: slice, kind: Literal["max", "min"]
) -> tuple[float, int | None]:
    """Return the median over the 0.15 s around the extreme of a stretch, and the extreme's frame.

    The window is cut at the stretch's ends.
    """
    part = values[frames]
    seen = np.isfinite(part)
    if not seen.any():
        return float("nan"), None
    start = range(len(values))[frames].start
    frame = start + int(np.nanargmax(part) if kind == "max" else np.nanargmin(part))
    window = around(kinematics, frame, PEAK_WINDOW_S / 2)
    low, high = max(window.start, start), min(window.stop, start + len(part))
    return median(values[low:high]), frame


def begins_unseen(kinematics: Kinematics, rep: Repetition) -> bool:
    """Return whether the leg was not seen before the raise: then it may have begun earlier.

    A leg that is seen at rest first begins its raise later than in the first frame that shows it.
    """
    before = leg_flexion(kinematics, rep.leg)[: rep.start]
    return rep.start == 0 or not np.isfinite(before[-1])


def ends_unseen(kinematics: Kinematics, rep: Repetition, still_dps: float = 15.0) -> bool:
    """Return whether the leg was still on its way down in the last frame that shows it.

    A repetition ends where the leg is slower than 10 degrees per second, or where nothing more is
    seen; the last difference of a signal tells of half a frame before, when it was faster.
    """
    angle = leg_flexion(kinematics, rep.leg)
    if rep.stop < len(angle) and np.isfinite(angle[rep.stop]):
        return False
    last = slice(max(rep.stop - 2, 0), rep.stop)
    fall, passed_s = np.diff(angle[last]), np.diff(kinematics.time_s[last])
    return not (len(fall) > 0 and abs(fall[0]) <= still_dps * passed_s[0])


def derivative(kinematics: Kinematics, values: FloatArray, frames: slice) -> FloatArray:
    """Return d(values)/dt over a stretch by central difference; NaN where it is not known."""
    start, stop, _ = frames.indices(len(values))
    stop = max(start, stop)
    low, high = max(0, start - 1), min(len(values), stop + 1)
    if high - low < 2:
        return np.full(stop - start, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.gradient(values[low:high], kinematics.time_s[low:high])
    part = np.asarray(slope[start - low : stop - low], dtype=float)
    return np.where(np.isfinite(part), part, np.nan)


def runs(mask: BoolArray) -> list[tuple[int, int]]:
    """Return the stretches ``[start, stop)`` where a mask is true.

    Examples
    --------
    >>> import numpy as np
    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]
