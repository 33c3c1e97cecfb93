"""What a script makes true of each repetition: its phases, and the verdict of each check.

Everything is computed from curves sampled at ``FINE_FPS``. Limits are those of MEASURES 5,
without uncertainty: the truth is exact, so a verdict is ``flag`` or ``pass``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from studio.motion import FALL_PER_S2, Array, Motion, Rep, Script, perform

FINE_FPS = 1000.0
MOVING_DEG_PER_S = 10.0
TOP_BAND_DEG = 3.0
LIMITS = {
    "under_90": 90.0,
    "back_arch": 7.5,
    "lowering_arch": 7.5,
    "swing": 250.0,
    "swing_hanging": 20.0,
    "leg_drop": 0.7,
    "trunk_lift": 20.0,
    "asymmetry": 15.0,
    "tempo_up": 90.0,
    "tempo_down": 60.0,
    "knee_bend": 25.0,
}
ARCH_MIN_S = 0.25
STRAIGHT_KNEE_DEG = 30.0
BOUNCE_DWELL_S = 0.15
BOUNCE_DEG_PER_S2 = 1500.0


def judged_hip_deg(script: Script, left: Array, right: Array) -> Array:
    """Hip flexion that a repetition is judged by: mean of both legs, or the raised one."""
    if script.exercise == "single_leg_raise":
        return np.maximum(left, right)
    mean: Array = (left + right) / 2
    return mean


def true_reps(
    script: Script, rest_deg: float, wrist_hip_deg: Array, trunk_lift_deg: Array
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
    """
    motion = perform(replace(script, fps=FINE_FPS), rest_deg)
    hip = judged_hip_deg(script, motion.hip_left_deg, motion.hip_right_deg)
    reps: list[dict[str, Any]] = []
    previous_stop = 0
    for number, (rep, edge) in enumerate(zip(script.reps, motion.edges, strict=True)):
        first, last = (round(t * FINE_FPS) for t in edge)
        phases = _phases(hip, first, min(last + 1, len(hip)))
        row = {"index": number + 1, "leg": rep.leg, **_facts(motion, hip, phases)}
        dwell_s = (phases["start"] - previous_stop) / FINE_FPS
        frames = slice(int(edge[0] * script.fps), int(np.ceil(edge[1] * script.fps)) + 1)
        row["checks"] = _checks(script, motion, hip, phases, rep)
        lift = float(trunk_lift_deg[frames].max())
        row["checks"]["trunk_lift"] = _verdict(lift, "trunk_lift", "deg")
        if script.exercise == "hanging_leg_raise":
            swing = _verdict(float(np.ptp(wrist_hip_deg[frames])), "swing_hanging", "deg")
        else:
            swing = _floor_swing(hip, phases, dwell_s)
        row["checks"]["swing"] = swing
        reps.append(row)
        previous_stop = phases["stop"]
    return reps


def _phases(hip: Array, first: int, last: int) -> dict[str, int]:
    """Sample numbers of start, top (first and last within 3 degrees), peak and stop."""
    part = hip[first:last]
    moving = np.flatnonzero(np.abs(np.gradient(part) * FINE_FPS) >= MOVING_DEG_PER_S)
    top = np.flatnonzero(part >= part.max() - TOP_BAND_DEG)
    flat = np.flatnonzero(part >= part.max() - 0.02)
    return {
        "start": first + int(moving[0]),
        "top": first + int(top[0]),
        "peak": first + int(flat[0] + flat[-1]) // 2,
        "down": first + int(top[-1]),
        "stop": first + int(moving[-1]),
    }


def _facts(motion: Motion, hip: Array, at: dict[str, int]) -> dict[str, Any]:
    span = slice(at["start"], at["stop"] + 1)
    knee = np.maximum(motion.knee_left_deg, motion.knee_right_deg)[span]
    lordosis = motion.lordosis_deg[span] - motion.lordosis_deg[0]
    speed = np.gradient(hip) * FINE_FPS
    return {
        "start_s": at["start"] / FINE_FPS,
        "peak_s": at["peak"] / FINE_FPS,
        "stop_s": at["stop"] / FINE_FPS,
        "raise_s": (at["top"] - at["start"]) / FINE_FPS,
        "top_s": (at["down"] - at["top"]) / FINE_FPS,
        "lower_s": (at["stop"] - at["down"]) / FINE_FPS,
        "peak_hip_flexion_deg": float(hip[at["peak"]]),
        "peak_knee_flexion_deg": float(knee.max()),
        "peak_up_speed_deg_per_s": float(speed[span].max()),
        "peak_down_speed_deg_per_s": float(-speed[span].min()),
        "lordosis_change_deg": float(lordosis.max()),
        "pelvic_roll_deg": float(-(motion.lordosis_deg[at["peak"]] - motion.lordosis_deg[0])),
    }


def _checks(
    script: Script, motion: Motion, hip: Array, at: dict[str, int], rep: Rep
) -> dict[str, dict[str, Any]]:
    """Verdicts of the checks that the curves alone decide."""
    span = slice(at["start"], at["stop"] + 1)
    climb = float(hip[at["peak"]] - hip[at["start"]])
    up = climb / max((at["top"] - at["start"]) / FINE_FPS, 1e-3)
    down = climb / max((at["stop"] - at["down"]) / FINE_FPS, 1e-3)
    knee = np.maximum(motion.knee_left_deg, motion.knee_right_deg)[span]
    lordosis = motion.lordosis_deg - motion.lordosis_deg[0]
    uneven = abs(motion.hip_left_deg[at["peak"]] - motion.hip_right_deg[at["peak"]])
    checks = {
        "under_90": _verdict(float(hip[at["peak"]]), "under_90", "deg", below=True),
        "back_arch": _verdict(_sustained(lordosis[span]), "back_arch", "deg"),
        "lowering_arch": _verdict(
            _sustained(lordosis[at["down"] : at["stop"] + 1]), "lowering_arch", "deg"
        ),
        "tempo": {
            **_verdict(up, "tempo_up", "deg/s"),
            "down_value": down,
            "down_limit": LIMITS["tempo_down"],
        },
        "knee_bend": _verdict(float(np.ptp(knee)), "knee_bend", "deg"),
    }
    if down > LIMITS["tempo_down"]:
        checks["tempo"]["verdict"] = "flag"
    if rep.leg == "both":
        checks["asymmetry"] = _verdict(float(uneven), "asymmetry", "deg")
    if script.exercise != "hanging_leg_raise" and knee.max() < STRAIGHT_KNEE_DEG:
        checks["leg_drop"] = _verdict(fall_ratio(hip, at["down"], at["stop"]), "leg_drop", "1")
    return checks


def _verdict(value: float, name: str, unit: str, below: bool = False) -> dict[str, Any]:
    limit = LIMITS[name]
    bad = value < limit if below else value >= limit
    return {"verdict": "flag" if bad else "pass", "value": value, "limit": limit, "unit": unit}


def _sustained(curve: Array) -> float:
    """Largest value that the curve keeps for ``ARCH_MIN_S``."""
    width = int(ARCH_MIN_S * FINE_FPS)
    if len(curve) <= width:
        return float(curve.min())
    windows = np.lib.stride_tricks.sliding_window_view(curve, width)
    return float(windows.min(axis=1).max())


def _floor_swing(hip: Array, at: dict[str, int], dwell_s: float) -> dict[str, Any]:
    speed = np.gradient(hip) * FINE_FPS
    turn = slice(max(at["start"] - 100, 0), at["start"] + 100)
    jolt = float(np.abs(np.gradient(speed[turn]) * FINE_FPS).max())
    bounce = dwell_s < BOUNCE_DWELL_S and jolt > BOUNCE_DEG_PER_S2
    row = _verdict(float(speed[at["start"] : at["top"] + 1].max()), "swing", "deg/s")
    row["bounce"] = bounce
    if bounce:
        row["verdict"] = "flag"
    return row


def fall_ratio(hip: Array, down: int, stop: int) -> float:
    """Lowering speed against the free fall of straight legs, median over 15 to 60 degrees."""
    angle = hip[down : stop + 1]
    speed = -np.gradient(angle) * FINE_FPS
    top = np.sin(np.radians(min(float(angle.max()), 90.0)))
    band = (angle > 15.0) & (angle < 60.0) & (angle < angle.max() - 10.0)
    free = np.degrees(np.sqrt(2 * FALL_PER_S2 * (top - np.sin(np.radians(angle[band])))))
    return float(np.median(speed[band] / free))
