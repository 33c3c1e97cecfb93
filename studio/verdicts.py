"""What a script makes true: phases and verdicts of each repetition, and those of the set.

Everything is computed from curves sampled at ``FINE_FPS``. Definitions and limits are those of
MEASURES 5 and 1b, without uncertainty: the truth is exact, so a verdict is ``flag`` or ``pass``.
A check that has no meaning for a repetition (or a set) is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.momentum import fall_ratio, floor_swing
from studio.motion import Array
from studio.phases import FINE_FPS, Performance, Phases
from studio.script import Script
from studio.set_verdicts import true_set_checks

__all__ = ["LIMITS", "fall_ratio", "judged_hip_deg", "true_reps", "true_set_checks"]

LIMITS = {
    "under_90": 90.0,
    "back_arch": 7.5,
    "lowering_arch": 7.5,
    "swing_hanging": 20.0,
    "leg_drop": 0.7,
    "trunk_lift": 20.0,
    "asymmetry": 15.0,
    "tempo_up": 90.0,
    "tempo_down": 60.0,
    "knee_bend": 25.0,
    "incomplete_lowering": 15.0,
}
BEHIND_LIMIT_DEG = -10.0
BEHIND_TAIL_S = 0.5
LOWERING_TAIL_S = 1.0
CRUNCH_DEG = 10.0
ARCH_MIN_S = 0.25
STEADY_S = 0.15


def judged_hip_deg(script: Script, left: Array, right: Array) -> Array:
    """Hip flexion that a repetition is judged by: mean of both legs, or the raised one."""
    if script.exercise == "single_leg_raise":
        return np.maximum(left, right)
    mean: Array = (left + right) / 2
    return mean


def true_reps(
    script: Script,
    rest_deg: float,
    wrist_hip_deg: Array,
    trunk_lift_deg: Array,
    time_s: Array | None = None,
) -> list[dict[str, Any]]:
    """Facts and verdicts of every repetition.

    Parameters
    ----------
    rest_deg : float
        Hip flexion with the legs down.
    wrist_hip_deg : array (N,)
        Sagittal direction of the line from wrists to hips at the clip's frames.
    trunk_lift_deg : array (N,)
        Lift of the thorax since rest at the clip's frames.
    time_s : array (N,), optional
        When those frames are; at ``script.fps`` if left out.
    """
    if not script.reps:
        return []
    performance = Performance.of(script, rest_deg)
    frames_s = np.arange(len(trunk_lift_deg)) / script.fps if time_s is None else time_s
    fine_s = performance.motion.time_s
    line = np.interp(fine_s, frames_s, wrist_hip_deg)
    lift = np.interp(fine_s, frames_s, trunk_lift_deg)
    phases = performance.reps()
    rows = []
    for number, at in enumerate(phases):
        before = [other for other in phases[:number] if at.shares_leg(other)]
        after = [other for other in phases[number + 1 :] if at.shares_leg(other)]
        previous = before[-1] if before else None
        following = after[0] if after else None
        row = {"index": number + 1, "leg": at.rep.leg, **_facts(performance, at)}
        row["checks"] = _leg_checks(performance, at, following) | _back_checks(performance, at)
        if performance.hanging:
            row["checks"]["swing"] = _hanging_swing(performance, at, following, line)
        else:
            row["checks"]["under_90"] = _height(performance, at, float(lift[at.peak]))
            row["checks"]["trunk_lift"] = _verdict(_highest(lift[at.span]), "trunk_lift", "deg")
            row["checks"]["swing"] = floor_swing(performance, at, previous)
        rows.append(row)
    return rows


def _facts(performance: Performance, at: Phases) -> dict[str, Any]:
    hip, lordosis = performance.hip_deg(at.rep.leg), performance.lordosis_change_deg
    speed = np.gradient(hip)[at.span] * FINE_FPS
    return {
        "start_s": at.start / FINE_FPS,
        "peak_s": at.peak / FINE_FPS,
        "stop_s": at.stop / FINE_FPS,
        "raise_s": (at.top - at.start) / FINE_FPS,
        "top_s": (at.down - at.top) / FINE_FPS,
        "lower_s": (at.stop - at.down) / FINE_FPS,
        "peak_hip_flexion_deg": float(hip[at.peak]),
        "peak_knee_flexion_deg": float(performance.knee_deg(at.rep.leg)[at.span].max()),
        "peak_up_speed_deg_per_s": float(speed.max()),
        "peak_down_speed_deg_per_s": float(-speed.min()),
        "lordosis_change_deg": float(lordosis[at.span].max()),
        "pelvic_roll_deg": float(-lordosis[at.peak]),
    }


def _leg_checks(
    performance: Performance, at: Phases, following: Phases | None
) -> dict[str, dict[str, Any]]:
    hip, knee = performance.hip_deg(at.rep.leg), performance.knee_deg(at.rep.leg)
    checks = {
        "under_90": _verdict(float(hip[at.peak]), "under_90", "deg", below=True),
        "tempo": _tempo(hip, at),
        "knee_bend": _verdict(
            _highest(knee[at.span]) + _highest(-knee[at.span]), "knee_bend", "deg"
        ),
    }
    if at.rep.leg == "both":
        motion = performance.motion
        uneven = abs(float(motion.hip_left_deg[at.peak] - motion.hip_right_deg[at.peak]))
        checks["asymmetry"] = _verdict(uneven, "asymmetry", "deg")
    if performance.rest_deg < LIMITS["incomplete_lowering"]:
        stop = following.top if following else at.stop + round(LOWERING_TAIL_S * FINE_FPS)
        lowest = -_highest(-hip[at.down : max(stop, at.stop)])
        checks["incomplete_lowering"] = _verdict(lowest, "incomplete_lowering", "deg")
    ratio = fall_ratio(hip, at.down, at.stop, float(np.median(knee[at.lowering])))
    if not performance.hanging and np.isfinite(ratio):
        checks["leg_drop"] = _verdict(ratio, "leg_drop", "1")
    return checks


def _tempo(hip: Array, at: Phases) -> dict[str, Any]:
    """Mean speeds of raise and lowering; the first is the value."""
    peak, low = float(hip[at.peak]), float(hip[at.lowering].min())
    up = (peak - float(hip[at.start])) / max((at.top - at.start) / FINE_FPS, 1e-3)
    down = (peak - low) / max((at.stop - at.down) / FINE_FPS, 1e-3)
    row = _verdict(up, "tempo_up", "deg/s")
    row |= {"down_value": down, "down_limit": LIMITS["tempo_down"]}
    if down > LIMITS["tempo_down"]:
        row["verdict"] = "flag"
    return row


def _back_checks(performance: Performance, at: Phases) -> dict[str, dict[str, Any]]:
    lordosis = performance.lordosis_change_deg
    return {
        "back_arch": _verdict(_sustained(lordosis[at.span]), "back_arch", "deg"),
        "lowering_arch": _verdict(_sustained(lordosis[at.lowering]), "lowering_arch", "deg"),
    }


def _height(performance: Performance, at: Phases, lift_deg: float) -> dict[str, Any]:
    """Peak of a lying repetition; with the trunk up a crunch must not earn 90 degrees."""
    hip = float(performance.hip_deg(at.rep.leg)[at.peak])
    value = min(hip, hip - lift_deg) if lift_deg > CRUNCH_DEG else hip
    return _verdict(value, "under_90", "deg", below=True)


def _hanging_swing(
    performance: Performance, at: Phases, following: Phases | None, line_deg: Array
) -> dict[str, Any]:
    """Swing of the line from wrists to hips, and legs behind the trunk until the next rep."""
    line = line_deg[at.span]
    row = _verdict(_highest(line) + _highest(-line), "swing_hanging", "deg")
    stop = following.start if following else at.stop + round(BEHIND_TAIL_S * FINE_FPS)
    lowest = -_highest(-performance.hip_deg(at.rep.leg)[at.start : max(stop, at.stop)])
    row |= {"lowest_deg": lowest, "legs_behind": lowest < BEHIND_LIMIT_DEG}
    if row["legs_behind"]:
        row["verdict"] = "flag"
    return row


def _verdict(value: float, name: str, unit: str, below: bool = False) -> dict[str, Any]:
    limit = LIMITS[name]
    bad = value < limit if below else value >= limit
    return {"verdict": "flag" if bad else "pass", "value": value, "limit": limit, "unit": unit}


def _highest(curve: Array) -> float:
    """Median over the 0.15 s around the largest value, cut at the ends."""
    at, half = int(np.argmax(curve)), round(STEADY_S / 2 * FINE_FPS)
    return float(np.median(curve[max(at - half, 0) : at + half + 1]))


def _sustained(curve: Array) -> float:
    """Largest value that the curve keeps for ``ARCH_MIN_S``."""
    width = int(ARCH_MIN_S * FINE_FPS)
    if len(curve) <= width:
        return float(curve.min())
    windows = np.lib.stride_tricks.sliding_window_view(curve, width)
    return float(windows.min(axis=1).max())
