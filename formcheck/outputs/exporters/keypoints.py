"""The points of a track under their names, as tools for tracked points want them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import LUMBAR_POINTS, Landmark
from formcheck.pose.track import Track

__all__ = ["INDIVIDUAL", "LANDMARK_NAMES", "Keypoints", "number_text", "track_keypoints"]

FloatArray = npt.NDArray[np.float64]

INDIVIDUAL = "person"
"""What formats with room for several call the one that was followed."""

LANDMARK_NAMES = tuple(landmark.name.lower() for landmark in Landmark)
"""The 33 landmarks as MediaPipe's documentation writes them."""


@dataclass(frozen=True, slots=True, eq=False)
class Keypoints:
    """Named points over N frames; NaN = not seen.

    Parameters
    ----------
    names : tuple of str, length K
    position_px : ndarray, shape (N, K, 2)
        Pixels of the upright frame, x right, y down.
    confidence : ndarray, shape (N, K)
        Visibility in [0, 1]; NaN for lumbar points, whose error is known in pixels instead.
    """

    names: tuple[str, ...]
    position_px: FloatArray
    confidence: FloatArray


def track_keypoints(track: Track) -> Keypoints:
    """Return the 33 landmarks, and the lumbar points (``lumbar_L1`` ...) if any was ever seen."""
    names, position = LANDMARK_NAMES, track.landmarks_px
    confidence = np.where(np.isfinite(position[..., 0]), track.visibility, np.nan)
    if np.isfinite(track.lumbar_px).any():
        names = (*names, *(f"lumbar_{name}" for name in LUMBAR_POINTS))
        position = np.concatenate([position, track.lumbar_px], axis=1)
        unknown = np.full(track.lumbar_sigma_px.shape, np.nan)
        confidence = np.concatenate([confidence, unknown], axis=1)
    return Keypoints(names, position, confidence)


def number_text(value: float) -> str:
    """Return a number with six decimals; nothing where it is not known.

    >>> number_text(1.5), number_text(float("nan"))
    ('1.500000', '')
    """
    return f"{value:.6f}" if math.isfinite(value) else ""
