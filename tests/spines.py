"""Tracks with a spine of known shape, for the tests of what is made of the network's frames."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.pose.track import LUMBAR_ARRAYS, Track
from tests.stick import Stick, leg_raises, mirrored, track

__all__ = ["spine_track", "with_spine"]

FloatArray = npt.NDArray[np.float64]


def with_spine(
    made: Track,
    lordosis_deg: FloatArray,
    *,
    tilt_share: float = 1.0,
    own_deg: FloatArray | None = None,
    sigma_deg: float = 3.0,
) -> Track:
    """Return a lying track (head left, chest up in its picture) with a spine of this lordosis.

    The pelvis turns by ``tilt_share`` of the lordosis, the thorax back by the rest; ``own_deg`` is
    what the network tells as a number of its own.
    """
    n = len(made)
    own = lordosis_deg if own_deg is None else own_deg
    pelvis, thorax = tilt_share * lordosis_deg, (tilt_share - 1.0) * lordosis_deg
    hip = made.landmarks_px[:, [23, 24]].mean(axis=1)
    shoulder = made.landmarks_px[:, [11, 12]].mean(axis=1)
    along = np.sign(hip[:, 0] - shoulder[:, 0])
    # y is down, and so is the back of somebody who lies on it: dorsal is +y.
    axes = np.stack([*(_direction(angle, along) for angle in (thorax, pelvis)), _thigh(made)], 1)
    points = np.repeat(hip[:, None], len(LUMBAR_POINTS), axis=1)
    points[:, LUMBAR_POINTS.index("navel"), 1] -= 20.0
    points[:, LUMBAR_POINTS.index("L3"), 1] += 20.0
    points[:, LUMBAR_POINTS.index("ASIS")] -= 12.0 * axes[:, 1]
    arrays = {name: getattr(made, name).copy() for name in LUMBAR_ARRAYS}
    arrays |= {
        "lumbar_px": points,
        "lumbar_sigma_px": np.full((n, len(LUMBAR_POINTS)), 2.0),
        "lumbar_visible": np.full((n, len(LUMBAR_POINTS)), 0.95),
        "axes": axes,
        "axes_sigma_deg": np.full((n, 3), sigma_deg),
        "spine": np.column_stack([pelvis, own, np.full(n, 0.05)]),
        "spine_sigma": np.column_stack([np.full((n, 2), sigma_deg), np.full(n, 0.01)]),
        "in_range": np.full(n, 0.98),
        "sagitta": np.full(n, 0.02),
    }
    kept = ("time_s", "landmarks_px", "visibility", "world_m", "contour")
    return Track(source=made.source, **{name: getattr(made, name) for name in kept}, **arrays)


def spine_track(
    lordosis_deg: FloatArray, *, own_deg: FloatArray | None = None, mirrored: bool = False
) -> Track:
    """Return a still lying track of as many frames as there are values."""
    made = track(leg_raises(95.0), Stick()).window(0, len(lordosis_deg))
    made = _turned(made) if mirrored else made
    return with_spine(made, lordosis_deg, own_deg=own_deg)


def _thigh(made: Track) -> FloatArray:
    """Return the direction from the hips to the knees, as unit vectors (N, 2)."""
    line = made.landmarks_px[:, [25, 26]].mean(axis=1) - made.landmarks_px[:, [23, 24]].mean(axis=1)
    return line / np.linalg.norm(line, axis=1, keepdims=True)


def _turned(made: Track) -> Track:
    return mirrored(made)


def _direction(angle_deg: FloatArray, along: FloatArray) -> FloatArray:
    angle = np.radians(angle_deg)
    return np.stack([along * np.cos(angle), np.sin(angle)], axis=1)
