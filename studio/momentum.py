"""Momentum in a scripted repetition: thrown, kicked, bounced, dropped (MEASURES 5.4, 5.5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.phases import FINE_FPS, Performance, Phases
from studio.profiles import FALL_PER_S2, Array

PEAK_DEG_PER_S = 250.0
KICK_TIME_SHARE = 0.30
KICK_RATIO = 2.3
KICK_LEAST_DEG_PER_S = 170.0
BOUNCE_S = 0.15
BOUNCE_DEG_PER_S2 = 1500.0
BOUNCE_BAND_DEG = 3.0
BOUNCE_AROUND_S = 0.1
BENT_KNEE_DEG = 30.0
FOLDED_KNEE_DEG = 120.0
FALL_BAND_DEG = (15.0, 60.0)
FALL_BELOW_TOP_DEG = 10.0
LEAST_FALL_S = 0.05


def floor_swing(performance: Performance, at: Phases, previous: Phases | None) -> dict[str, Any]:
    """Facts of momentum of a lying raise, and whether any of them is beyond its limit.

    Parameters
    ----------
    previous : Phases or None
        The repetition before in which the same leg moved.
    """
    hip = performance.hip_deg(at.rep.leg)
    speed = np.gradient(hip) * FINE_FPS
    rising = speed[at.start : max(at.top, at.start + 1)]
    seconds = max(at.top - at.start, 1) / FINE_FPS
    peak = float(rising.max())
    share = float(np.argmax(rising)) / FINE_FPS / seconds
    ratio = peak / max(float(hip[at.peak] - hip[at.start]) / seconds, 1e-6)
    kick = share < KICK_TIME_SHARE and ratio >= KICK_RATIO and peak >= KICK_LEAST_DEG_PER_S
    row = {
        "value": peak,
        "limit": PEAK_DEG_PER_S,
        "unit": "deg/s",
        "kick": kick,
        "kick_time_share": share,
        "kick_ratio": ratio,
        "bounce": False,
    }
    if previous is not None:
        dwell_s, jolt = bottom_between(hip, previous.peak, at.peak)
        row |= {
            "bounce": dwell_s < BOUNCE_S and jolt >= BOUNCE_DEG_PER_S2,
            "bottom_s": dwell_s,
            "bottom_deg_per_s2": jolt,
        }
    flagged = peak >= PEAK_DEG_PER_S or kick or row["bounce"]
    return {"verdict": "flag" if flagged else "pass", **row}


def bottom_between(hip: Array, start: int, stop: int) -> tuple[float, float]:
    """Seconds within 3 degrees of the lowest angle between two peaks, and the jolt around it."""
    bottom = start + int(np.argmin(hip[start:stop]))
    above = np.flatnonzero(hip[start:stop] > hip[bottom] + BOUNCE_BAND_DEG) + start
    before, after = above[above < bottom], above[above > bottom]
    first = before[-1] + 1 if len(before) else start
    last = after[0] - 1 if len(after) else stop - 1
    width = round(BOUNCE_AROUND_S * FINE_FPS)
    around = hip[max(bottom - width, 0) : bottom + width + 1]
    jolt = np.abs(np.gradient(np.gradient(around))).max() * FINE_FPS**2
    return (last - first) / FINE_FPS, float(jolt)


def fall_ratio(hip: Array, down: int, stop: int, knee_deg: float = 0.0) -> float:
    """Lowering speed against the free fall of the legs, median over 15 to 60 degrees.

    Bent legs are a shorter pendulum. NaN when the knees are folded, or when the lowering hardly
    passes that stretch.
    """
    angle = hip[down : stop + 1]
    speed = -np.gradient(angle) * FINE_FPS
    high = min(FALL_BAND_DEG[1], float(angle.max()) - FALL_BELOW_TOP_DEG)
    band = (angle > FALL_BAND_DEG[0]) & (angle < high)
    if knee_deg > FOLDED_KNEE_DEG or np.count_nonzero(band) < LEAST_FALL_S * FINE_FPS:
        return float("nan")
    shorter = np.cos(np.radians(knee_deg / 2)) if knee_deg >= BENT_KNEE_DEG else 1.0
    top = np.sin(np.radians(min(float(angle.max()), 90.0)))
    height = top - np.sin(np.radians(angle[band]))
    free = np.degrees(np.sqrt(2 * FALL_PER_S2 / shorter * height))
    return float(np.median(speed[band] / free))
