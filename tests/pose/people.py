"""Drawn people for the tests of this folder: landmarks in pixels, with or without a mask."""

from __future__ import annotations

import math

import cv2
import numpy as np

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark

__all__ = ["person"]

_ALONG = {  # distance from the hips towards the head, trunk lengths
    "HIP": 0.0,
    "SHOULDER": 1.0,
    "EAR": 1.3,
}


def person(
    x: float,
    y: float,
    *,
    trunk: float = 100.0,
    head_deg: float = 180.0,
    legs_deg: float = 0.0,
    arms_up: bool = False,
    size: tuple[int, int] | None = None,
) -> PersonPose:
    """A stick figure with its hips at (x, y).

    ``head_deg`` is the direction hips to head, ``legs_deg`` hips to feet, degrees counter-clockwise
    from image right. With ``size`` (height, width) a mask is drawn.
    """
    hips = np.array([x, y])
    up = _unit(head_deg) * trunk
    down = _unit(legs_deg) * trunk
    points = np.tile(hips + 1.3 * up, (LANDMARK_COUNT, 1))
    for side in ("LEFT", "RIGHT"):
        for part, share in _ALONG.items():
            points[Landmark[f"{side}_{part}"]] = hips + share * up
        for part, share in (("KNEE", 0.8), ("ANKLE", 1.6), ("HEEL", 1.65), ("FOOT_INDEX", 1.7)):
            points[Landmark[f"{side}_{part}"]] = hips + share * down
        for part, share in (("ELBOW", 0.5), ("WRIST", 1.0), ("PINKY", 1.1), ("INDEX", 1.1)):
            points[Landmark[f"{side}_{part}"]] = hips + (1 + (share if arms_up else -share)) * up
    mask = None if size is None else _mask(points, trunk, size)
    return PersonPose(points, np.ones(LANDMARK_COUNT), np.zeros((LANDMARK_COUNT, 3)), mask)


def _unit(angle_deg: float) -> np.ndarray:
    return np.array([math.cos(math.radians(angle_deg)), -math.sin(math.radians(angle_deg))])


def _mask(points: np.ndarray, trunk: float, size: tuple[int, int]) -> np.ndarray:
    mask = np.zeros(size, np.float32)
    path = [Landmark.NOSE, Landmark.LEFT_HIP, Landmark.LEFT_FOOT_INDEX]
    cv2.polylines(mask, [points[path].round().astype(np.int32)], False, 1.0, round(0.3 * trunk))
    return mask
