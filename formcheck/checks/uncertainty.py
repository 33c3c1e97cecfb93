"""How uncertain times, speeds and angles near rest are.

Formulas, all ``[design]`` until the benchmark replaces them:

- speed: an angle of standard deviation s gives s x min(1 / (sqrt(2) dt), 2 pi f / sqrt(3)): white
  noise through a central difference over two frame intervals dt, but never more than noise of the
  band [0, f] that the smoothing lets through. s is ``jitter_deg`` without rest. With one, the
  robust scatter of the speed in it, times a factor for motion, counts; ``min_jitter_deg`` gives the
  floor, since a still picture says little of a moving one;
- acceleration: likewise with s x min(sqrt(6) / (4 dt^2), (2 pi f)^2 / sqrt(5));
- the ends of a phase: a smooth movement over the excursion E in the time t, E (1 - cos(pi x)) / 2,
  sets out and comes to rest with the acceleration pi^2 E / (2 t^2); noise s of the speed moves the
  moment at which it passes a threshold by s over that, at either end. s is the scatter of rest as
  it is, for the legs hardly move then;
- scale: the error of the peak stretches the whole excursion, so a speed has the relative error
  sigma_peak / excursion besides.
"""

from __future__ import annotations

import math

import numpy as np

from formcheck.checks.motion import derivative
from formcheck.checks.settings import LowAngleSettings, SpeedSettings
from formcheck.kinematics.signals import FloatArray, Kinematics
from formcheck.repetition import Repetition

__all__ = [
    "acceleration_sigma_dps2",
    "low_angle_sigma_deg",
    "phase_ends_sigma_s",
    "scale_share",
    "speed_sigma_dps",
]

# Fewer seen frames of rest than this say nothing of noise.
MIN_REST_FRAMES = 8
# Standard deviation of a normal distribution over its median absolute deviation.
SD_PER_MAD = 1.4826


def speed_sigma_dps(kinematics: Kinematics, settings: SpeedSettings) -> float:
    """Return the standard error of one hip speed from noise, degrees per second."""
    return _noise(kinematics, settings, 1, _speed_per_deg(kinematics, settings))


def acceleration_sigma_dps2(kinematics: Kinematics, settings: SpeedSettings) -> float:
    """Return the standard error of one hip acceleration from noise, degrees per second squared."""
    interval = kinematics.frame_interval_s
    if not interval > 0:
        return math.nan
    band = (2 * math.pi * settings.smoothing_hz) ** 2 / math.sqrt(5)
    return _noise(kinematics, settings, 2, min(math.sqrt(6) / (4 * interval**2), band))


def phase_ends_sigma_s(
    kinematics: Kinematics, excursion_deg: float, time_s: float, settings: SpeedSettings
) -> float:
    """Return the standard error that noise gives the time from the start of a phase to its end."""
    noise_dps = _scatter_at_rest(kinematics, 1)
    if math.isnan(noise_dps):
        noise_dps = settings.jitter_deg * _speed_per_deg(kinematics, settings)
    start_dps2 = math.pi**2 * excursion_deg / (2 * time_s**2)
    return math.sqrt(2) * noise_dps / start_dps2


def _speed_per_deg(kinematics: Kinematics, settings: SpeedSettings) -> float:
    """Return the noise of a speed that a degree of noise in the angle gives; NaN if unknown."""
    interval = kinematics.frame_interval_s
    if not interval > 0:
        return math.nan
    band = 2 * math.pi * settings.smoothing_hz / math.sqrt(3)
    return min(1 / (math.sqrt(2) * interval), band)


def _noise(kinematics: Kinematics, settings: SpeedSettings, order: int, per_deg: float) -> float:
    """Return the noise of a derivative: seen at rest, or from the angle's and ``per_deg``."""
    seen = _scatter_at_rest(kinematics, order)
    if math.isnan(seen):
        return settings.jitter_deg * per_deg
    return max(settings.min_jitter_deg * per_deg, settings.motion_factor * seen)


def _scatter_at_rest(kinematics: Kinematics, order: int) -> float:
    """Return the scatter of the hip flexion's derivative at rest; NaN where none was seen."""
    rest = kinematics.rest
    if rest is None:
        return math.nan
    frames = slice(rest.start, rest.stop)
    signal = kinematics.hip_flexion_deg
    for _ in range(order):
        values = derivative(kinematics, signal, frames)
        signal = np.full(len(kinematics), np.nan)
        signal[frames] = values
    seen = values[np.isfinite(values)]
    return _scatter(seen) if len(seen) >= MIN_REST_FRAMES else math.nan


def _scatter(values: FloatArray) -> float:
    """Return a standard deviation that the first frames of a raise do not move."""
    return SD_PER_MAD * float(np.median(np.abs(values - np.median(values))))


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
