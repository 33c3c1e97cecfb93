"""How much higher one leg goes than the other, by the width of their outline over a repetition.

The outline of two legs is as wide as one leg and what they seem to be apart. Legs that are equally
high seem apart as well, since they lie side by side: from above the near one looks lower at rest,
and from the feet's side higher once they stand up. How that goes with their height, the view tells;
so the sign and the size of what is left come from all frames of the repetition together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.checks.motion import PEAK_WINDOW_S, around, median
from formcheck.kinematics.signals import FloatArray, Kinematics, View
from formcheck.repetition import Repetition

__all__ = ["LegGap", "leg_gap", "seems_apart_deg"]

GAPS_DEG = np.linspace(-60.0, 60.0, 241)
MISFIT_DEG = 8.0
"""A width that is farther off counts no more than this: the outline took something else in."""
EVEN_DEG = 0.02
"""By so many square degrees a gap has to fit better for each degree that it is larger."""
SURE_DEG2 = 2.0
"""By so many square degrees the gap fits better than any of the other sign where that is sure."""
FEW = 5


@dataclass(frozen=True, slots=True)
class LegGap:
    """How far the legs are apart at a peak.

    Parameters
    ----------
    near_higher_deg : float
        How much higher the near leg is; negative = lower.
    sure : bool
        Whether the sign is told, too: from square to the side both look alike.
    """

    near_higher_deg: float
    sure: bool


def leg_gap(kinematics: Kinematics, rep: Repetition, side_by_side: float) -> LegGap | None:
    """Return how far the legs are apart at the peak; None where the outline was not seen.

    The width w of the fan at height h (0 at rest, 1 at the peak) is taken for
    ``w = leg + abs(gap * h + apart(h))``; ``leg`` comes from the rest, ``apart`` is
    :func:`seems_apart_deg`. The gap that fits best over the repetition is searched on a grid.

    Parameters
    ----------
    kinematics : Kinematics
    rep : Repetition
        One in which both legs move.
    side_by_side : float
        Distance of the legs, in shares of that from the hips to where the fan is read.
    """
    fan, rest, view = kinematics.leg_fan_deg, kinematics.rest, kinematics.view
    if fan is None or rest is None or not rest.straight:
        return None
    at_rest = slice(rest.start, rest.stop)
    lying = [median(fan[at_rest, i]) for i in (0, 1)]
    top = [median(fan[around(kinematics, rep.peak, PEAK_WINDOW_S / 2), i]) for i in (0, 1)]
    seen = fan[rep.start : rep.stop + 1]
    seen = seen[np.isfinite(seen).all(axis=1)]
    if len(seen) < FEW or not np.isfinite([*lying, *top, view.yaw_deg, view.pitch_deg]).all():
        return None
    width, direction = seen.T
    height = np.clip((direction - lying[1]) / max(top[1] - lying[1], 1.0), 0.0, 1.2)
    apart = seems_apart_deg(direction, view, side_by_side)
    leg = lying[0] - abs(float(seems_apart_deg(np.array(lying[1]), view, side_by_side)))
    expected = leg + np.abs(GAPS_DEG[:, None] * height + apart)
    misfit = np.minimum(np.abs(expected - width), MISFIT_DEG) ** 2
    cost = misfit.mean(axis=1) + EVEN_DEG * np.abs(GAPS_DEG)
    gap_deg = float(GAPS_DEG[np.argmin(cost)])
    otherwise = cost[GAPS_DEG * gap_deg <= 0.0].min()
    return LegGap(gap_deg, bool(otherwise - cost.min() > SURE_DEG2))


def seems_apart_deg(direction_deg: FloatArray, view: View, side_by_side: float) -> FloatArray:
    """Return how much higher the near one of two legs looks that are equally high.

    Parameters
    ----------
    direction_deg : ndarray
        Of both legs, from caudal to ventral.
    view : View
        From where they are seen (:mod:`formcheck.kinematics.view`): the near leg is shifted by
        ``-sin(yaw)`` along the body and by ``-sin(pitch)`` across it.
    side_by_side : float
        Distance of the legs, in shares of their length.
    """
    yaw, pitch, up = np.radians(view.yaw_deg), np.radians(view.pitch_deg), np.radians(direction_deg)
    shift = -np.sin(yaw) * np.sin(up) - np.sin(pitch) * np.cos(up)
    apart: FloatArray = np.degrees(side_by_side * shift)
    return apart
