"""The three signs of momentum on the floor: peak speed, kick, bounce (MEASURES 5.4)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.checks.base import Scene
from formcheck.checks.measured import Measured, Words, all_of
from formcheck.checks.motion import (
    around,
    begins_unseen,
    derivative,
    frame_time,
    leg_flexion,
    previous_rep,
)
from formcheck.checks.uncertainty import acceleration_sigma_dps2, scale_share, speed_sigma_dps
from formcheck.kinematics.signals import FloatArray
from formcheck.repetition import Repetition

if TYPE_CHECKING:
    from formcheck.checks.swing import SwingSettings

__all__ = ["floor_details", "floor_measures"]

SLOWLY = "start slowly from a still bottom and let the hips do the work"
# Fewer frames than this do not show where in a raise the speed peaks.
MIN_RAISE_FRAMES = 4


def floor_measures(rep: Repetition, scene: Scene, settings: SwingSettings) -> dict[str, Measured]:
    """Return the criteria by name: ``peak_speed``, ``kick`` and, after another rep, ``bounce``."""
    kinematics = scene.kinematics
    angle = leg_flexion(kinematics, rep.leg)
    speed = derivative(kinematics, angle, slice(rep.start, rep.top_start))
    measures = {
        "peak_speed": _peak_speed(rep, scene, speed, settings.peak_limit_dps, settings),
        "kick": _kick(rep, scene, speed, settings),
    }
    previous = previous_rep(rep, scene.reps)
    if previous is not None:
        measures["bounce"] = _bounce(previous, rep, scene, settings)
    return measures


def floor_details(measures: dict[str, Measured]) -> dict[str, Any]:
    """Return value and verdict of every criterion."""
    return {
        name: {"value": item.value, "limit": item.limit, "unit": item.unit, "verdict": item.verdict}
        for name, item in measures.items()
    }


def _peak_speed(
    rep: Repetition, scene: Scene, speed: FloatArray, limit: float, settings: SwingSettings
) -> Measured:
    """Peak speed of the raise; U = k sqrt(sigma_noise^2 + (scale error x speed)^2)."""
    value, at_s = math.nan, math.nan
    if np.isfinite(speed).any():
        index = int(np.nanargmax(speed))
        value, at_s = float(speed[index]), frame_time(scene.kinematics, rep.start + index)
    noise = speed_sigma_dps(scene.kinematics, settings)
    uncertainty = settings.k * math.hypot(noise, scale_share(rep) * value)
    return Measured(
        value=value,
        limit=limit,
        uncertainty=uncertainty,
        bad_when="above",
        unit="deg/s",
        at_s=at_s,
        flagged=Words(
            "thrown_up", f"Raised at up to {value:.0f}°/s (±{uncertainty:.0f}): a throw.", SLOWLY
        ),
        near=Words(
            "near_limit",
            f"raised at up to {value:.0f}°/s: about {limit:.0f}, too close to call",
            SLOWLY,
        ),
    )


def _kick(rep: Repetition, scene: Scene, speed: FloatArray, settings: SwingSettings) -> Measured:
    """Early and high peak of speed; all three of share, ratio and least speed are needed.

    The share of time is as uncertain as one frame and the stretch in which the speed cannot be told
    from its peak; the ratio as the peak's noise and one frame of the raise.
    """
    fast_enough = _peak_speed(rep, scene, speed, settings.kick_min_dps, settings)
    peak, at_s, time = fast_enough.value, fast_enough.at_s, rep.raise_s
    share = ratio = share_u = ratio_u = math.nan
    seen = time > 0 and not begins_unseen(scene.kinematics, rep)
    if seen and len(speed) >= MIN_RAISE_FRAMES and math.isfinite(peak):
        noise = settings.k * speed_sigma_dps(scene.kinematics, settings)
        frame_share = scene.kinematics.frame_interval_s / time
        plateau = float(np.mean(speed >= peak - noise)) / 2
        share, share_u = (at_s - rep.start_s) / time, math.hypot(frame_share, plateau)
        mean = (rep.peak_deg - rep.valley_deg) / time
        if mean > 0 and peak > 0:
            ratio, ratio_u = peak / mean, peak / mean * math.hypot(noise / peak, frame_share)
    said = f"Kicked: fastest after {100 * share:.0f} % of the raise, {ratio:.1f} times its mean."
    flagged = Words("kicked", said, SLOWLY)
    near = Words("near_limit", "the raise may have been kicked: too close to call", SLOWLY)
    early = Measured(
        share, settings.kick_time_share, share_u, "below", "share", at_s, flagged, near
    )
    peaked = Measured(ratio, settings.kick_ratio, ratio_u, "above", "ratio", at_s, flagged, near)
    return all_of((peaked, early, replace(fast_enough, flagged=flagged, near=near)))


def _bounce(
    previous: Repetition, rep: Repetition, scene: Scene, settings: SwingSettings
) -> Measured:
    """Short dwell and high acceleration at the bottom between two repetitions."""
    between = leg_flexion(scene.kinematics, rep.leg)[previous.peak : rep.peak]
    bottom = _UNSEEN
    if scene.fps_mean >= settings.bounce_min_fps and np.isfinite(between).any():
        frame = previous.peak + int(np.nanargmin(between))
        bottom = _bottom((previous.peak, rep.peak), frame, rep, scene, settings)
    said = f"Bounced off the bottom: only {bottom.dwell_s:.2f} s there."
    flagged = Words("bounced", said, "pause at the bottom")
    near = Words(
        "near_limit",
        "the bottom may have been a bounce: too close to call",
        "pause at the bottom for a moment",
    )
    unknown = Words(
        "bounce_not_measured",
        "the turn at the bottom was not seen well enough",
        f"film with at least {max(30.0, settings.bounce_min_fps):g} frames per second",
    )
    short = Measured(
        value=bottom.dwell_s,
        limit=settings.bounce_dwell_s,
        uncertainty=bottom.dwell_u_s,
        bad_when="below",
        unit="s",
        at_s=bottom.at_s,
        flagged=flagged,
        near=near,
        unknown=unknown,
    )
    sharp = Measured(
        value=bottom.turn_dps2,
        limit=settings.bounce_dps2,
        uncertainty=bottom.turn_u_dps2,
        bad_when="above",
        unit="deg/s2",
        at_s=bottom.at_s,
        flagged=flagged,
        near=near,
        unknown=unknown,
    )
    return all_of((short, sharp))


@dataclass(frozen=True, slots=True)
class _Bottom:
    """The turn between two repetitions: when, how long it took, how sharp it was; NaN = unseen."""

    at_s: float
    dwell_s: float
    dwell_u_s: float
    turn_dps2: float
    turn_u_dps2: float


_UNSEEN = _Bottom(math.nan, math.nan, math.nan, math.nan, math.nan)


def _bottom(
    span: tuple[int, int], frame: int, rep: Repetition, scene: Scene, settings: SwingSettings
) -> _Bottom:
    """Return what is known of the turn at a frame, between the peaks of a span."""
    kinematics = scene.kinematics
    angle = leg_flexion(kinematics, rep.leg)
    window = around(kinematics, frame, settings.bounce_window_s)
    wide = slice(max(0, window.start - 2), window.stop + 2)
    speed = np.full(len(angle), math.nan)
    speed[wide] = derivative(kinematics, angle, wide)
    slope = np.abs(derivative(kinematics, speed, window))
    seen = slope.size > 0 and bool(np.isfinite(slope).all())
    noise_dps2 = acceleration_sigma_dps2(kinematics, settings)
    return _Bottom(
        at_s=frame_time(kinematics, frame),
        dwell_s=_dwell_s(kinematics.time_s, angle, span, frame, settings.bounce_band_deg),
        # Both ends are interpolated between frames: half a frame each.
        dwell_u_s=kinematics.frame_interval_s / math.sqrt(2),
        turn_dps2=float(slope.max()) if seen else math.nan,
        turn_u_dps2=settings.k * noise_dps2 if seen else math.nan,
    )


def _dwell_s(
    time: FloatArray, angle: FloatArray, span: tuple[int, int], bottom: int, band_deg: float
) -> float:
    """Return how long the angle stays within a band above its lowest; NaN if a gap ends it."""
    start, stop = span
    level = angle[bottom] + band_deg
    first, last = bottom, bottom
    while first > start and angle[first - 1] <= level:
        first -= 1
    while last + 1 < stop and angle[last + 1] <= level:
        last += 1
    if (
        first == start
        or last + 1 >= stop
        or not np.isfinite([angle[first - 1], angle[last + 1]]).all()
    ):
        return math.nan
    down = np.interp(level, [angle[first], angle[first - 1]], [time[first], time[first - 1]])
    up = np.interp(level, [angle[last], angle[last + 1]], [time[last], time[last + 1]])
    return float(up - down)
