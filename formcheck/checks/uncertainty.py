"""How uncertain times, speeds and angles near rest are.

Formulas, all ``[design]`` until the benchmark replaces them:

- jitter s of the smoothed hip flexion: standard deviation about a line over the rest, times a
  factor for motion; a default without rest;
- speed: sigma = s x min(1 / (sqrt(2) dt), 2 pi f / sqrt(3)): white noise through a central
  difference over two frame intervals dt, but never more than noise of the band [0, f] that the
  smoothing lets through;
- acceleration: sigma = s x min(sqrt(6) / (4 dt^2), (2 pi f)^2 / sqrt(5)), likewise;
- scale: the error of the peak stretches the whole excursion, so a speed has the relative error
  sigma_peak / excursion besides.
"""

from __future__ import annotations

import math

import numpy as np

from formcheck.checks.settings import LowAngleSettings, SpeedSettings
from formcheck.kinematics.signals import Kinematics
from formcheck.repetition import Repetition

__all__ = [
    "acceleration_sigma_dps2",
    "hip_jitter_deg",
    "low_angle_sigma_deg",
    "scale_share",
    "speed_sigma_dps",
]

# Fewer seen frames of rest than this say nothing of jitter.
MIN_REST_FRAMES = 8


def hip_jitter_deg(kinematics: Kinematics, settings: SpeedSettings) -> float:
    """Return the standard deviation of the smoothed hip flexion in motion, degrees."""
    rest = kinematics.rest
    if rest is None:
        return settings.jitter_deg
    values = kinematics.hip_flexion_deg[rest.start : rest.stop]
    time = kinematics.time_s[rest.start : rest.stop]
    seen = np.isfinite(values)
    if seen.sum() < MIN_REST_FRAMES:
        return settings.jitter_deg
    centred = time[seen] - time[seen].mean()
    spread = float(np.sum(centred**2))
    slope = float(np.sum(centred * values[seen])) / spread if spread > 0 else 0.0
    residual = values[seen] - values[seen].mean() - slope * centred
    deviation = math.sqrt(float(np.sum(residual**2)) / (len(residual) - 2))
    return max(settings.min_jitter_deg, settings.motion_factor * deviation)


def speed_sigma_dps(kinematics: Kinematics, settings: SpeedSettings) -> float:
    """Return the standard error of one hip speed from noise, degrees per second."""
    interval = kinematics.frame_interval_s
    if not interval > 0:
        return math.nan
    band = 2 * math.pi * settings.smoothing_hz / math.sqrt(3)
    return hip_jitter_deg(kinematics, settings) * min(1 / (math.sqrt(2) * interval), band)


def acceleration_sigma_dps2(kinematics: Kinematics, settings: SpeedSettings) -> float:
    """Return the standard error of one hip acceleration from noise, degrees per second squared."""
    interval = kinematics.frame_interval_s
    if not interval > 0:
        return math.nan
    band = (2 * math.pi * settings.smoothing_hz) ** 2 / math.sqrt(5)
    return hip_jitter_deg(kinematics, settings) * min(math.sqrt(6) / (4 * interval**2), band)


def scale_share(rep: Repetition) -> float:
    """Return the standard error of the peak as a share of the excursion; NaN if there is none."""
    excursion = rep.peak_deg - rep.valley_deg
    return rep.peak_sigma_deg / excursion if excursion > 0 else math.nan


def low_angle_sigma_deg(
    kinematics: Kinematics, frame: int | None, settings: LowAngleSettings
) -> float:
    """Return the standard error of the hip flexion at a frame where it is near rest, degrees.

    With a straight rest, ``zeroed_sigma_deg`` plus half of the drift of rest over the clip;
    without, the standard error of the frame itself.
    """
    rest = kinematics.rest
    if rest is not None and rest.straight:
        drift = rest.drift_deg if rest.drift_deg is not None else 0.0
        return math.hypot(settings.zeroed_sigma_deg, drift / 2)
    if frame is None or not 0 <= frame < len(kinematics):
        return math.nan
    return float(kinematics.hip_flexion_sigma_deg[frame])
