"""Paint people out of a picture, so that the next search finds somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import SKELETON, Landmark

__all__ = ["is_remnant", "paint_out", "region_of"]

ByteImage = npt.NDArray[np.uint8]

_SIDE_PX: Final = 240  # longer side of the region; inpainting at this size takes 3 ms
_MASK_LEVEL: Final = 0.3
_MARGIN: Final = 0.02  # of the longer side: what the mask leaves of the person is found again
_LIMB_WIDTH: Final = 0.4  # in trunk lengths, where there is no mask
_RADIUS_PX: Final = 3.0


def region_of(people: Sequence[PersonPose], size: tuple[int, int]) -> ByteImage:
    """Return where the people are, in a small picture.

    Parameters
    ----------
    people : sequence of PersonPose
        Landmarks in pixels of the frame.
    size : tuple of int
        Height and width of the frame, pixels.

    Returns
    -------
    ndarray, shape (h, w), uint8
        1 on the people and a margin around them, else 0; the longer side is at most 240.
    """
    scale = min(1.0, _SIDE_PX / max(size))
    height, width = (max(1, round(side * scale)) for side in size)
    region = np.zeros((height, width), np.uint8)
    for person in people:
        if person.mask is not None:
            small = cv2.resize(person.mask, (width, height), interpolation=cv2.INTER_AREA)
            region |= (small > _MASK_LEVEL).astype(np.uint8)
        else:
            _draw_limbs(region, person, scale)
    margin = max(1, round(_MARGIN * max(height, width)))
    grown = cv2.dilate(region, np.ones((3, 3), np.uint8), iterations=margin)
    return np.asarray(grown, dtype=np.uint8)


def paint_out(image: ByteImage, region: ByteImage) -> ByteImage:
    """Return a copy of the picture with a region filled from its surroundings.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3), uint8
        The picture.
    region : ndarray, shape (h, w), uint8
        As :func:`region_of` gives it; not 0 where the picture shall be filled.
    """
    height, width = image.shape[:2]
    small_size = (region.shape[1], region.shape[0])
    small = cv2.resize(image, small_size, interpolation=cv2.INTER_AREA)
    filled = cv2.resize(cv2.inpaint(small, region, _RADIUS_PX, cv2.INPAINT_TELEA), (width, height))
    inside = cv2.resize(region, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.where(inside[..., None] > 0, filled, image).astype(np.uint8, copy=False)


def is_remnant(person: PersonPose, region: ByteImage, size: tuple[int, int]) -> bool:
    """Return whether a person was "found" mostly where somebody had been painted out.

    Parameters
    ----------
    person : PersonPose
        What was found in the painted picture.
    region : ndarray, shape (h, w), uint8
        What was painted out.
    size : tuple of int
        Height and width of the frame, pixels.
    """
    limbs = sorted({mark for side in SKELETON.values() for bone in side for mark in bone})
    points = person.landmarks_px[limbs] * (region.shape[1] / size[1], region.shape[0] / size[0])
    points = points[np.isfinite(points).all(axis=1)].astype(int)
    inside = ((points >= 0) & (points < (region.shape[1], region.shape[0]))).all(axis=1)
    hits = region[points[inside, 1], points[inside, 0]] > 0
    return len(points) == 0 or float(hits.sum()) / len(points) > 0.5


def _draw_limbs(region: ByteImage, person: PersonPose, scale: float) -> None:
    """Draw thick limbs, trunk and head of a person without a mask."""
    points = np.nan_to_num(person.landmarks_px * scale, nan=-1e3).round().astype(int)
    shoulders = person.landmarks_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    hips = person.landmarks_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    trunk_px = float(np.hypot(*(hips - shoulders))) * scale
    width = max(1, round(_LIMB_WIDTH * trunk_px)) if trunk_px > 0 else 1
    for side in SKELETON.values():
        for start, stop in side:
            cv2.line(region, points[start].tolist(), points[stop].tolist(), 1, width)
    cv2.circle(region, points[Landmark.NOSE].tolist(), width, 1, -1)
