"""The clip that every exporter writes: uneven times, gaps, lumbar points, a name with a blank."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from formcheck.analysis import analyse
from formcheck.pose.landmarks import LUMBAR_POINTS, Landmark
from formcheck.report import Analysis
from tests import stick

GAP = slice(40, 52)
"""Frames in which nobody was found."""
HIDDEN = (slice(100, 110), Landmark.RIGHT_WRIST)
"""Frames in which one landmark was not seen."""


@cache
def clip() -> Analysis:
    """Return two leg raises at an uneven frame rate."""
    motion, duration_s = stick.leg_raises(80.0, 60.0)
    steps = np.tile([0.030, 0.036, 0.034], int(duration_s / 0.1) + 1)
    time_s = np.concatenate([[0.0], np.cumsum(steps)])
    time_s = time_s[time_s < duration_s]
    track = stick.track(motion, stick.Stick(name="leg raises.mp4", jitter_px=0.4), time_s=time_s)
    arrays = {
        name: np.array(getattr(track, name)) for name in ("landmarks_px", "visibility", "world_m")
    }
    noise = np.random.default_rng(7)
    lumbar = 300 + 10 * noise.standard_normal((len(time_s), len(LUMBAR_POINTS), 2))
    lumbar[60:] = np.nan
    for array in (*arrays.values(), lumbar):
        array[GAP] = np.nan
    for array in arrays.values():
        array[HIDDEN] = np.nan
    return analyse(
        replace(
            track,
            **arrays,
            lumbar_px=lumbar,
            lumbar_sigma_px=np.where(np.isfinite(lumbar[..., 0]), 2.0, np.nan),
        )
    )


@cache
def nobody() -> Analysis:
    """Return a clip of four frames in which nobody was ever seen."""
    track = stick.track(stick.still(), time_s=np.arange(4) / 30)
    unseen = np.full_like(track.landmarks_px, np.nan)
    world = np.full_like(track.world_m, np.nan)
    return analyse(replace(track, landmarks_px=unseen, world_m=world))
