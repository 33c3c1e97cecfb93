"""The fan of the legs from the person mask: the outer edges of both legs, seen from the hips.

Of two legs side by side a pose network finds one and guesses the other one beside it, so that legs
at different heights are drawn together. The silhouette shows both. Arcs are laid round the middle
of the hips between 60 and 95 % of the legs' length; where the mask ends on them, below and above
the legs, are the edges of the fan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark

__all__ = ["LegFanSettings", "leg_fan"]

FloatArray = npt.NDArray[np.float64]

_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
_ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]


@dataclass(frozen=True, slots=True)
class LegFanSettings:
    """How the fan is read.

    Parameters
    ----------
    arcs : int
        Arcs across the legs.
    start, stop : float
        Where they lie, in shares of hip to ankle: nearer are hands and belly, farther the feet.
    margin_deg : float
        How far an arc reaches beyond the outer landmarks.
    step_deg : float
        Distance of samples; the edge is interpolated between them.
    level : float
        Mask value at the outline.
    offset_deg : float
        So far inside of the outer landmarks the edge is sought as well.
    min_arcs : int
        Fewer arcs with both edges give NaN.
    """

    arcs: int = 8
    start: float = 0.6
    stop: float = 0.95
    margin_deg: float = 30.0
    step_deg: float = 1.0
    level: float = 0.5
    offset_deg: float = 12.0
    min_arcs: int = 4


def leg_fan(pose: PersonPose, settings: LegFanSettings | None = None) -> FloatArray:
    """Return the directions of the fan's two edges from the hips.

    Returns
    -------
    ndarray, shape (2, 2)
        Unit vectors (x, y) in image axes (y down), the edge that comes first when turning from x
        to y and the other one; NaN without a mask or where an edge lies outside of the picture.
    """
    settings = settings or LegFanSettings()
    nothing = np.full((2, 2), np.nan)
    points = pose.landmarks_px
    origin = points[_HIPS].mean(axis=0)
    legs = 0.5 * (points[_KNEES] + points[_ANKLES]) - origin
    length_px = float(np.hypot(*(points[_ANKLES] - origin).T).max())
    if pose.mask is None or not (np.isfinite(legs).all() and length_px > 0):
        return nothing
    angles = np.arctan2(legs[:, 1], legs[:, 0])
    apart = (angles[1] - angles[0] + np.pi) % (2 * np.pi) - np.pi
    first, last = (angles[0], angles[0] + apart) if apart >= 0 else (angles[0] + apart, angles[0])
    radii, outward = _layout(settings)
    from_leg = np.concatenate([first - outward, last + outward]).reshape(2, -1)
    where = origin + length_px * radii[:, None, None, None] * _unit(from_leg)
    values = _sampled(pose.mask, where)
    steps = _outline(values, settings)
    known = np.isfinite(steps).all(axis=1)
    if known.sum() < settings.min_arcs:
        return nothing
    edge = np.median(steps[known], axis=0) * np.radians(settings.step_deg)
    start = -np.radians(settings.offset_deg)
    return _unit(np.array([first - (start + edge[0]), last + (start + edge[1])]))


def _unit(angles: FloatArray) -> FloatArray:
    """Return unit vectors (..., 2) of directions in radians."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _sampled(mask: npt.NDArray[np.float32], where: FloatArray) -> FloatArray:
    """Return the mask at points (..., 2); beyond the picture 1: no edge is seen there."""
    flat = where.astype(np.float32).reshape(1, -1, 2)
    values = cv2.remap(
        mask,
        flat[..., 0],
        flat[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=1.0,
    )
    return np.asarray(values, dtype=np.float64).reshape(where.shape[:-1])


def _outline(values: FloatArray, settings: LegFanSettings) -> FloatArray:
    """Return where the mask ends for good along the last axis, in samples; NaN if it never does.

    A gap on the way is the one between the legs, where the landmarks may lie as well.
    """
    inside = values >= settings.level
    last = inside.shape[-1] - 1 - inside[..., ::-1].argmax(axis=-1)
    found = inside.any(axis=-1) & (last < inside.shape[-1] - 1)
    end = np.minimum(last + 1, inside.shape[-1] - 1)
    before = np.take_along_axis(values, last[..., None], axis=-1)[..., 0]
    behind = np.take_along_axis(values, end[..., None], axis=-1)[..., 0]
    fall = np.where(before > behind, before - behind, np.nan)
    return np.where(found, last + (before - settings.level) / fall, np.nan)


@cache
def _layout(settings: LegFanSettings) -> tuple[FloatArray, FloatArray]:
    """Return the radii in shares of the legs' length, and the angles outward in radians."""
    outward = np.arange(-settings.offset_deg, settings.margin_deg, settings.step_deg)
    return np.linspace(settings.start, settings.stop, settings.arcs), np.radians(outward)
