"""Curves over time that motion scripts are made of: smooth moves, free fall, stillness, wobble."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEP_S = 0.001
FALL_PER_S2 = 9.81 * 0.447 / (0.56**2 * 0.9)
"""k of MEASURES 5.5 for legs of 0.9 m: a free straight leg turns at sqrt(2 k (sin a - sin b))."""
BRAKE_DEG_PER_S2 = 7000.0
WOBBLE_HZ = (0.15, 1.3)
WOBBLE_WAVES = 12


def min_jerk(start: float, end: float, duration_s: float) -> Array:
    """Smoothest curve from ``start`` to ``end``, a sample per ``STEP_S``, the end left out.

    The peak speed is 1.875 times the mean speed.
    """
    u: Array = np.arange(round(duration_s / STEP_S), dtype=np.float64) * STEP_S / duration_s
    curve: Array = start + (end - start) * u**3 * (10 - 15 * u + 6 * u**2)
    return curve


def free_fall(start: float, end: float) -> Array:
    """Legs let go at ``start`` degrees that fall and are caught just before ``end``.

    The speed follows the free fall of MEASURES 5.5 with a tenth of the energy lost, plus the
    start that brings the legs over the vertical.
    """
    top = np.sin(np.radians(min(start, 90.0)))
    angle, out = start, [start]
    while angle > end + 0.05 and len(out) < 5000:
        gained = max(2 * FALL_PER_S2 * (top - np.sin(np.radians(min(angle, 90.0)))), 0.0)
        eased = 2 * 250.0 * min(start - angle + 0.02, 16.0)
        speed = np.sqrt(0.9 * np.degrees(np.sqrt(gained)) ** 2 + eased)
        speed = min(speed, np.sqrt(2 * BRAKE_DEG_PER_S2 * max(angle - end, 0.0)) + 1.0)
        angle -= float(speed) * STEP_S
        out.append(angle)
    return np.array(out[:-1])


def hold(value: float, duration_s: float) -> Array:
    """Constant curve, a sample per ``STEP_S``."""
    return np.full(max(round(duration_s / STEP_S), 0), value)


def smooth_step(share: Array) -> Array:
    """0 up to 0, 1 from 1, smooth in between."""
    u = np.clip(share, 0.0, 1.0)
    curve: Array = u**2 * (3 - 2 * u)
    return curve


def wobble(time_s: Array, seed: int, channel: int) -> Array:
    """Unsteadiness (N,) of standard deviation 1 in the band ``WOBBLE_HZ``.

    A sum of sines: a function of time alone, whatever the sampling.
    """
    rng = np.random.default_rng([seed, channel])
    rate = rng.uniform(*WOBBLE_HZ, WOBBLE_WAVES)
    phase = rng.uniform(0.0, 2 * np.pi, WOBBLE_WAVES)
    size = np.sqrt(1.0 / rate)
    size *= np.sqrt(2.0 / np.sum(size**2))
    waves: Array = np.zeros_like(time_s)
    for each in zip(size, rate, phase, strict=True):
        waves += each[0] * np.sin(2 * np.pi * each[1] * time_s + each[2])
    return waves
