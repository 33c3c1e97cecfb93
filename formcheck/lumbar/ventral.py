"""Which way the chest points, frame by frame: the crop must have it up.

The same four witnesses as in :mod:`formcheck.kinematics.sagittal`, which decides for a whole clip;
here they are summed up as the frames come, so that a live session can cut its crops at once.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark

__all__ = ["VentralSense", "chest_clockwise", "middle"]

FloatArray = npt.NDArray[np.float64]

MEMORY: Final = 0.98
"""Share of the sum that a frame leaves to the next: about fifty frames are remembered."""
SURE: Final = 0.5
"""A lying body whose witnesses add up to less than this is taken to be on its back [design]."""


class VentralSense:
    """Sums up, over frames, on which side of the trunk the chest lies."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._weight = 0.0

    def feel(self, pose: PersonPose) -> float:
        """Take a frame; return +1 where the chest lies clockwise of the caudal direction, else -1.

        Clockwise as seen in the picture.
        """
        points = pose.landmarks_px
        told = float(chest_clockwise(points, pose.visibility, pose.world_m))
        self._sum = MEMORY * self._sum + told
        self._weight = MEMORY * self._weight + 1.0
        mean = self._sum / self._weight
        caudal = middle(points, "HIP") - middle(points, "SHOULDER")
        if abs(caudal[0]) > abs(caudal[1]) and abs(mean) < SURE:
            # On the back: the chest is above. Clockwise of rightward is downward.
            return -1.0 if caudal[0] > 0 else 1.0
        return 1.0 if mean > 0 else -1.0


def chest_clockwise(
    landmarks_px: FloatArray, visibility: FloatArray, world_m: FloatArray
) -> FloatArray:
    """Return the sum of what speaks for clockwise (+) or counter-clockwise (-), up to 3.5.

    Parameters
    ----------
    landmarks_px, visibility, world_m : ndarray, shapes (..., 33, 2), (..., 33) and (..., 33, 3)
        Of one frame or of many.
    """
    points = landmarks_px
    trunk = middle(points, "HIP") - middle(points, "SHOULDER")
    face = points[..., Landmark.NOSE, :] - middle(points, "EAR")
    shank = middle(points, "ANKLE") - middle(points, "KNEE")
    toes = middle(points, "FOOT_INDEX") - middle(points, "HEEL")
    parts = ("SHOULDER", "HIP", "KNEE", "ANKLE")
    left, right = (
        np.mean([visibility[..., Landmark[f"{side}_{part}"]] for part in parts], axis=0)
        for side in ("LEFT", "RIGHT")
    )
    line = sum(
        world_m[..., Landmark[f"RIGHT_{part}"], 2] - world_m[..., Landmark[f"LEFT_{part}"], 2]
        for part in ("SHOULDER", "HIP")
    )
    # A near right side means that the chest lies counter-clockwise of the caudal direction.
    signs = (np.sign(line), 0.5 * np.sign(left - right), _turn(trunk, face), _turn(shank, toes))
    total: FloatArray = np.nansum(np.stack(np.broadcast_arrays(*signs)), axis=0)
    return total


def _turn(first: FloatArray, second: FloatArray) -> FloatArray:
    """+1 when the second vector lies clockwise of the first as seen (y down), else -1."""
    turn: FloatArray = np.sign(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])
    return turn


def middle(points: FloatArray, part: str) -> FloatArray:
    """Return the place (..., 2) between the left and the right point of a part, of (..., 33, 2)."""
    place: FloatArray = 0.5 * (
        points[..., Landmark[f"LEFT_{part}"], :] + points[..., Landmark[f"RIGHT_{part}"], :]
    )
    return place
