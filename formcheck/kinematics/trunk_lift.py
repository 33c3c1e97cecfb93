"""How far the thorax has turned since rest: shoulders off the floor, or leaning under a bar.

Hanging, the line from mid shoulder to mid hip turns with the body. Lying, that line tells less
than it seems: the hip joint rises and falls with the pelvis, which rolls as the legs go up, so that
the line turns back while the thorax turns forward. What is left is mended by the height of the
shoulders above their place at rest and by the usual share of the legs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median, unwrap_deg
from formcheck.kinematics.signals import Rest

__all__ = ["TrunkLiftSettings", "lying_lift_deg", "trunk_turn_deg"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrunkLiftSettings:
    """Weights of the lying trunk's lift, a linear fit to rendered people with exact truth.

    Parameters
    ----------
    line_share : float
        Degrees per degree that the trunk's line turned.
    rise_deg : float
        Degrees per trunk length that the shoulders rose; the thorax turns about its lower end, half
        a trunk away: 1 / 0.5 radian would be 115.
    leg_share : float
        Degrees per degree of leg elevation: the pelvis carries the hip joint headward and the
        thorax rocks along.
    """

    line_share: float = 0.32
    rise_deg: float = 84.0
    leg_share: float = 0.042


def trunk_turn_deg(trunk_deg: FloatArray, rest: Rest | None) -> FloatArray:
    """Return the rotation (N,) of the trunk's line since rest, shoulders to the knees positive.

    The caudal direction turns the other way round: clockwise when the shoulders come up.
    """
    start = 0.0 if rest is None else known_median(trunk_deg[rest.start : rest.stop])
    return -unwrap_deg(trunk_deg - np.nan_to_num(start), -180.0)


def lying_lift_deg(
    turn_deg: FloatArray,
    shoulder_rise: FloatArray,
    leg_deg: FloatArray,
    rest: Rest | None,
    settings: TrunkLiftSettings | None = None,
) -> FloatArray:
    """Return the lift (N,) of a lying person's thorax since rest.

    Parameters
    ----------
    turn_deg : ndarray, shape (N,)
        Rotation of the trunk's line, see :func:`trunk_turn_deg`.
    shoulder_rise : ndarray, shape (N,)
        Ventral place of mid shoulder in trunk lengths.
    leg_deg : ndarray, shape (N,)
        Raw flexion of the higher leg.
    rest : Rest or None
        Without one the line's turn is all there is.
    """
    if rest is None:
        return turn_deg
    settings = settings or TrunkLiftSettings()
    still = slice(rest.start, rest.stop)
    rise = shoulder_rise - known_median(shoulder_rise[still])
    leg = leg_deg - known_median(leg_deg[still])
    lift: FloatArray = (
        settings.line_share * turn_deg + settings.rise_deg * rise + settings.leg_share * leg
    )
    return lift
