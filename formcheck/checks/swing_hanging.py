"""The two signs of momentum on the bar: the body swings, the legs swing behind (MEASURES 5.4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.checks.base import Scene
from formcheck.checks.measured import Measured, Words
from formcheck.checks.motion import (
    following_rep,
    frame_time,
    leg_flexion,
    steady_extreme,
    until_time,
)
from formcheck.checks.uncertainty import low_angle_sigma_deg
from formcheck.repetition import Repetition

if TYPE_CHECKING:
    from formcheck.checks.swing import SwingSettings

__all__ = ["hanging_details", "hanging_measures"]

STILL = "hang still before each repetition, shoulders pulled down, and lower slowly"
MIN_FRAMES_FOR_CORRELATION = 8


def hanging_measures(rep: Repetition, scene: Scene, settings: SwingSettings) -> dict[str, Measured]:
    """Return the criteria by name: ``body_swing`` and ``legs_behind``."""
    return {
        "body_swing": _body_swing(rep, scene, settings),
        "legs_behind": _legs_behind(rep, scene, settings),
    }


def hanging_details(
    rep: Repetition, scene: Scene, measures: dict[str, Measured], settings: SwingSettings
) -> dict[str, Any]:
    """Return the numbers of the criteria, what is told below the limits, and the phase lock."""
    swing, lowest = measures["body_swing"].value, measures["legs_behind"].value
    correlation = _correlation(rep, scene)
    return {
        "swing_deg": swing,
        "swing_warn": swing > settings.hang_warn_deg,
        "lowest_flexion_deg": lowest,
        "behind_warn": lowest < settings.behind_warn_deg,
        "phase_correlation": correlation,
        "in_phase": abs(correlation) > settings.phase_lock,
    }


def _body_swing(rep: Repetition, scene: Scene, settings: SwingSettings) -> Measured:
    """Peak to peak of the line from wrists to hips; U = k sqrt(2) sigma of one angle."""
    kinematics = scene.kinematics
    high, at_high = steady_extreme(kinematics, kinematics.hang_angle_deg, rep.frames, "max")
    low, _ = steady_extreme(kinematics, kinematics.hang_angle_deg, rep.frames, "min")
    value, limit = high - low, settings.hang_limit_deg
    return Measured(
        value=value,
        limit=limit,
        uncertainty=settings.k * math.sqrt(2) * settings.hang_sigma_deg,
        bad_when="above",
        unit="deg",
        at_s=frame_time(kinematics, at_high),
        flagged=Words("body_swings", f"The body swung through {value:.0f}°.", STILL),
        near=Words(
            "near_limit",
            f"the body swung through {value:.0f}°: about {limit:.0f}°, too close to call",
            STILL,
        ),
    )


def _legs_behind(rep: Repetition, scene: Scene, settings: SwingSettings) -> Measured:
    """Lowest hip flexion from the start of the repetition to that of the next one."""
    kinematics = scene.kinematics
    following = following_rep(rep, scene.reps)
    if following is not None:
        stop = following.start
    else:
        stop = until_time(kinematics, rep.stop_s + settings.tail_s)
    window = slice(rep.start, max(rep.stop, stop))
    angle = leg_flexion(kinematics, rep.leg)
    value, frame = steady_extreme(kinematics, angle, window, "min")
    limit = settings.behind_limit_deg
    return Measured(
        value=value,
        limit=limit,
        uncertainty=settings.k * low_angle_sigma_deg(kinematics, frame, settings),
        bad_when="below",
        unit="deg",
        at_s=frame_time(kinematics, frame),
        flagged=Words("legs_swing_behind", f"The legs swung {-value:.0f}° behind.", STILL),
        near=Words(
            "near_limit",
            f"the legs swung to {value:.0f}°: about {limit:.0f}°, too close to call",
            STILL,
        ),
    )


def _correlation(rep: Repetition, scene: Scene) -> float:
    """Return the correlation of the line's angle with the hip flexion; NaN if either is still."""
    line = scene.kinematics.hang_angle_deg[rep.frames]
    hip = leg_flexion(scene.kinematics, rep.leg)[rep.frames]
    seen = np.isfinite(line) & np.isfinite(hip)
    if seen.sum() < MIN_FRAMES_FOR_CORRELATION:
        return math.nan
    line, hip = line[seen] - line[seen].mean(), hip[seen] - hip[seen].mean()
    norm = float(np.sqrt(np.sum(line**2) * np.sum(hip**2)))
    return float(np.sum(line * hip)) / norm if norm > 1e-9 else math.nan
