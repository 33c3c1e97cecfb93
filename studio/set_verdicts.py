"""What a script makes true of the whole set (MEASURES 1a.8, 1a.12)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.phases import FINE_FPS, Performance
from studio.profiles import Array
from studio.script import Script

LOW_BAND_DEG = (4.0, 20.0)
OFF_FLOOR_DEG = 1.6
STILL_DEG = 5.0
STILL_S = 0.5
LOW_HOLD_S = 2.0
DRIFT_DEG = 10.0
DRIFT_END_REPS = 3
DRIFT_LEAST_REPS = 8


def true_set_checks(script: Script, rest_deg: float) -> dict[str, dict[str, Any]]:
    """Verdicts of ``low_hold`` (lying) and ``form_drift`` (at least 8 repetitions).

    Each has verdict, value, limit, unit; ``low_hold`` also ``events``, the holds of 2 s or more.
    """
    performance = Performance.of(script, rest_deg)
    checks: dict[str, dict[str, Any]] = {}
    if not performance.hanging:
        checks["low_hold"] = _low_hold(performance)
    if len(script.reps) >= DRIFT_LEAST_REPS:
        peaks = [float(performance.hip_deg(at.rep.leg)[at.peak]) for at in performance.reps()]
        fall = float(np.mean(peaks[:DRIFT_END_REPS]) - np.mean(peaks[-DRIFT_END_REPS:]))
        checks["form_drift"] = _row(fall, DRIFT_DEG, "deg")
    return checks


def _low_hold(performance: Performance) -> dict[str, Any]:
    motion = performance.motion
    hip = (motion.hip_left_deg + motion.hip_right_deg) / 2
    if performance.script.exercise == "single_leg_raise":
        hip = np.maximum(motion.hip_left_deg, motion.hip_right_deg)
    low = (hip > LOW_BAND_DEG[0]) & (hip < LOW_BAND_DEG[1])
    if performance.script.legs_lie:
        low &= hip > performance.rest_deg + OFF_FLOOR_DEG
    holds = [
        ((start + first) / FINE_FPS, (start + last - 1) / FINE_FPS)
        for start, stop in runs(low)
        for first, last in runs(still(hip[start:stop]))
    ]
    longest = max((stop - start for start, stop in holds), default=0.0)
    events = [
        {"start_s": start, "stop_s": stop} for start, stop in holds if stop - start >= LOW_HOLD_S
    ]
    return {**_row(longest, LOW_HOLD_S, "s"), "events": events}


def still(angle: Array) -> NDArray[np.bool_]:
    """Which samples (N,) lie in some half second with less than 5 degrees of motion."""
    width = round(STILL_S * FINE_FPS) + 1
    out = np.zeros(len(angle), dtype=bool)
    if len(angle) < width:
        return out
    windows = np.lib.stride_tricks.sliding_window_view(angle, width)
    calm = windows.max(axis=1) - windows.min(axis=1) < STILL_DEG
    for start, stop in runs(calm):
        out[start : stop - 1 + width] = True
    return out


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches ``[start, stop)`` where a mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _row(value: float, limit: float, unit: str) -> dict[str, Any]:
    verdict = "flag" if value >= limit else "pass"
    return {"verdict": verdict, "value": value, "limit": limit, "unit": unit}
