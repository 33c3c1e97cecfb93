"""The still baseline with the legs down (MEASURES 4.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.signals import Rest

__all__ = ["RestSettings", "find_rest"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RestSettings:
    """When the legs count as still and down.

    Parameters
    ----------
    dur_s : float
        Shortest rest.
    longest_s : float
        A longer stillness is cut here: the baseline should be one breath or two, not a nap.
    max_sd_deg, max_drift_deg : float
        Largest standard deviation, and largest difference of the two halves' means.
    max_abs_deg : float
        Raw hip flexion beyond this is no legs-down position.
    above_lowest_deg : float
        Raw hip flexion may exceed that of the clip's lowest still stretch by this [design].
    straight_deg : float
        Knees count as straight below this flexion.
    """

    dur_s: float = 1.0
    longest_s: float = 3.0
    max_sd_deg: float = 2.5
    max_drift_deg: float = 2.5
    max_abs_deg: float = 30.0
    above_lowest_deg: float = 10.0
    straight_deg: float = 15.0


def find_rest(
    time_s: FloatArray,
    hip_flexion_deg: FloatArray,
    knee_flexion_deg: FloatArray,
    usable: BoolArray,
    settings: RestSettings | None = None,
    *,
    usual_deg: float | None = None,
) -> Rest | None:
    """Return the first stretch of a second or more in which the legs are still and down.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    hip_flexion_deg : ndarray, shape (N,)
        Raw thigh-trunk angle, smoothed at 2 Hz.
    knee_flexion_deg : ndarray, shape (N,)
        Raw knee flexion.
    usable : ndarray of bool, shape (N,)
        Frames in the posture of the exercise (not while standing or sitting down).
    usual_deg : float, optional
        Hanging: raw angle of legs that hang straight. Nothing supports them, so that the lowest
        stillness may be a swing behind the trunk: one near the usual angle is the rest.
    """
    settings = settings or RestSettings()
    seen = usable & np.isfinite(hip_flexion_deg)
    if seen.sum() < 3:
        return None
    low = seen & (np.abs(hip_flexion_deg) < settings.max_abs_deg)
    still = _still_windows(time_s, hip_flexion_deg, low, settings)
    if not still:
        return None
    levels = [float(np.median(hip_flexion_deg[start:stop])) for start, stop in still]
    # A still six-inch hold is higher than where the legs lie.
    base = min(levels)
    if usual_deg is not None:
        base = min(levels, key=lambda level: abs(level - usual_deg))
    within = settings.above_lowest_deg
    down = [i for i, level in enumerate(levels) if base - within < level < base + within]
    start, stop = still[down[0]]
    drift_deg = levels[down[-1]] - levels[down[0]] if len(down) > 1 else None
    knee = knee_flexion_deg[start:stop]
    knee = knee[np.isfinite(knee)]
    straight = bool(len(knee) and np.median(knee) < settings.straight_deg)
    return Rest(
        start, stop, float(time_s[start]), float(time_s[stop - 1]), straight, drift_deg=drift_deg
    )


def _still_windows(
    time_s: FloatArray, angle_deg: FloatArray, low: BoolArray, settings: RestSettings
) -> list[tuple[int, int]]:
    """Return the still stretches ``[start, stop)``, each at least ``dur_s`` long, in order."""
    n = len(time_s)
    # One frame interval of grace: a second at 30 fps is 30 frames whose times span 0.967 s.
    # A computer that is far too slow gives one a second: two of them are needed all the same.
    grace_s = min(float(np.median(np.diff(time_s))), 0.5 * settings.dur_s) if n > 1 else 0.0
    ends = np.searchsorted(time_s, time_s + settings.dur_s - grace_s - 1e-9)
    blocked = np.concatenate([[0], np.cumsum(~low)])
    windows: list[tuple[int, int]] = []
    start = 0
    while start < n:
        stop = int(ends[start]) + 1
        if stop > n:
            break
        if blocked[stop] > blocked[start]:
            # Jump behind the last frame that spoils every window that holds it.
            start = start + int(np.flatnonzero(~low[start:stop])[-1]) + 1
            continue
        if not _still(angle_deg[start:stop], settings):
            start += 1
            continue
        longest = int(np.searchsorted(time_s, time_s[start] + settings.longest_s))
        while stop < longest and low[stop] and _still(angle_deg[start : stop + 1], settings):
            stop += 1
        windows.append((start, stop))
        start = stop
    return windows


def _still(angle_deg: FloatArray, settings: RestSettings) -> bool:
    half = len(angle_deg) // 2
    if half == 0:
        return False  # one frame, however long it is shown, tells of no stillness
    drift = abs(float(np.mean(angle_deg[half:]) - np.mean(angle_deg[:half])))
    return float(np.std(angle_deg)) < settings.max_sd_deg and drift < settings.max_drift_deg
