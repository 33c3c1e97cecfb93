"""The moments at which an open shutter sees a scene: more of them the faster something moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studio.body import Array
from studio.camera import Camera

STEP_PX = 4.0
"""Way of the fastest joint between two sub-frames; shorter steps look alike."""
MOST = 12


def moving_px_per_s(points_m: Array, times_s: Array, camera: Camera) -> Array:
    """Speed (N,) in the picture of the fastest of some points (N, P, 3); 0 where none is seen."""
    if len(times_s) < 2:
        return np.zeros(len(times_s))
    steps = np.diff(camera.project(points_m), axis=0)
    fastest = np.nan_to_num(np.linalg.norm(steps, axis=2)).max(axis=1) / np.diff(times_s)
    either: Array = np.maximum(np.append(fastest, 0.0), np.insert(fastest, 0, 0.0))
    return either


def sub_frames(speed_px_per_s: Array, shutter_s: float) -> NDArray[np.int64]:
    """Return the number (N,) of sub-frames that make up each frame, 1 where nothing moves."""
    steps = np.ceil(speed_px_per_s * shutter_s / STEP_PX)
    return np.clip(steps, 1, MOST).astype(np.int64)


def open_times_s(times_s: Array, counts: Sequence[int], shutter_s: float) -> list[Array]:
    """Return the times of the sub-frames of each frame, evenly about the frame's own time."""
    return [
        time_s + shutter_s * ((np.arange(count) + 0.5) / count - 0.5)
        for time_s, count in zip(times_s.tolist(), counts, strict=True)
    ]
