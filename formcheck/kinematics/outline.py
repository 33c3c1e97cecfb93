"""The legs' outline as a protractor: the fan from the hips to its two edges (``pose/leg_fan.py``).

The middle of the fan turns as the two legs do in the mean, and it widens by the angle between them.
Neither needs a knee or an ankle landmark, of which those of the far leg are mostly guesses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median, unwrap_deg
from formcheck.kinematics.hip_flexion import since_rest_deg

__all__ = ["Outline", "OutlineSettings", "legs_outline"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OutlineSettings:
    """How the fan is shared out.

    Parameters
    ----------
    sure_deg : float
        Difference of the legs by their landmarks from which it is sure which one is higher.
    """

    sure_deg: float = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Angles of the legs' outline over frames, shape (N,), degrees; NaN = not seen.

    Parameters
    ----------
    left_deg, right_deg : ndarray
        Rotation since rest of each leg.
    gap_deg : ndarray
        Angle between the legs, from how much the fan is wider than at rest.
    fan_deg : ndarray, shape (N, 2)
        Width of the fan, and the direction of its middle in the sagittal frame.
    """

    left_deg: FloatArray
    right_deg: FloatArray
    gap_deg: FloatArray
    fan_deg: FloatArray


def legs_outline(
    edges_deg: FloatArray,
    left_above_right_deg: FloatArray,
    rest: slice | None,
    settings: OutlineSettings | None = None,
) -> Outline:
    """Return what the fan tells of each leg.

    Parameters
    ----------
    edges_deg : ndarray, shape (N, 2)
        Directions of the two edges in the sagittal frame, in any order.
    left_above_right_deg : ndarray, shape (N,)
        How much higher the left leg is by its landmarks; only its sign and certainty count.
    rest : slice or None
        Frames with both legs down; without it nothing is known.
    """
    settings = settings or OutlineSettings()
    width = unwrap_deg(edges_deg[:, 1] - edges_deg[:, 0], -180.0)
    direction = unwrap_deg(edges_deg[:, 0] + 0.5 * width, -180.0)
    fan = np.stack([np.abs(width), direction], axis=1)
    if rest is None:
        nothing = np.full(len(edges_deg), np.nan)
        return Outline(nothing, nothing, nothing, fan)
    middle = since_rest_deg(direction, rest)
    gap = np.abs(width) - known_median(np.abs(width[rest]))
    share = np.clip(np.nan_to_num(left_above_right_deg) / settings.sure_deg, -1.0, 1.0)
    half = 0.5 * share * np.maximum(gap, 0.0)
    return Outline(middle + half, middle - half, gap, fan)
