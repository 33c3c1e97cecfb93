"""Plane geometry on image points, the only place where the image's y axis is turned up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["angle_between_deg", "direction_deg", "known_median", "length", "unwrap_deg", "y_up"]

FloatArray = npt.NDArray[np.float64]


def y_up(points_px: FloatArray) -> FloatArray:
    """Return image points or vectors (..., 2) with y pointing up.

    >>> y_up(np.array([1.0, 2.0]))
    array([ 1., -2.])
    """
    turned: FloatArray = points_px * np.array([1.0, -1.0])
    return turned


def direction_deg(vectors: FloatArray) -> FloatArray:
    """Return the direction of y-up vectors (..., 2) in degrees in (-180, 180], counter-clockwise.

    A vector of no length has no direction: NaN.

    >>> direction_deg(np.array([0.0, 2.0]))
    np.float64(90.0)
    """
    angle = np.degrees(np.arctan2(vectors[..., 1], vectors[..., 0]))
    missing: FloatArray = np.where(np.all(vectors == 0, axis=-1), np.nan, angle)[()]
    return missing


def angle_between_deg(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the signed angle from ``first`` to ``second`` (..., 2), y up, in (-180, 180].

    Counter-clockwise is positive.

    >>> angle_between_deg(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    np.float64(90.0)
    """
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    dot = np.sum(first * second, axis=-1)
    angle: FloatArray = np.degrees(np.arctan2(cross, dot))
    return angle


def length(vectors: FloatArray) -> FloatArray:
    """Return the length of vectors (..., 2)."""
    norm: FloatArray = np.hypot(vectors[..., 0], vectors[..., 1])
    return norm


def unwrap_deg(angle_deg: FloatArray, low_deg: float = -60.0) -> FloatArray:
    """Return angles moved by full turns into ``[low_deg, low_deg + 360)``.

    Hip flexion is kept on -60 ... 300 degrees so that legs past the head do not fold at 180
    (MEASURES 4.2).

    >>> unwrap_deg(np.array([-170.0, 30.0, -20.0]))
    array([190.,  30., -20.])
    """
    wrapped: FloatArray = (angle_deg - low_deg) % 360.0 + low_deg
    return wrapped


def known_median(values: FloatArray) -> float:
    """Return the median of what was seen of ``values`` (N,); NaN when nothing was.

    >>> known_median(np.array([1.0, np.nan, 3.0]))
    2.0
    """
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else float("nan")
