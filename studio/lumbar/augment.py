"""Stored crops varied for training: moved, turned, recoloured, partly covered; and made wrong.

All on stored crops of ``studio.lumbar.crops.STORED``; what comes out has the size of the network's.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.lumbar.crop import CROP
from studio.body import Array
from studio.lumbar.crops import STORED

__all__ = ["Varied", "plain", "spoilt", "varied"]

Random = np.random.Generator
Crop = npt.NDArray[np.uint8]

OFFSET_PX = np.array(STORED.origin) - np.array(CROP.origin)
ANGLES = slice(0, 3)
"""Those of the values that turn with the crop."""


@dataclass(frozen=True, slots=True)
class Varied:
    """A crop (112, 160, 4) with the truth that belongs to it."""

    crop: Crop
    points: Array
    visible: Array
    values: Array


def plain(crop: Crop, points: Array, visible: Array, values: Array) -> Varied:
    """Return the middle of a stored crop, as the product would cut it."""
    width, height = CROP.size
    x, y = np.rint(OFFSET_PX).astype(int)
    return Varied(crop[y : y + height, x : x + width], points - OFFSET_PX, visible, values)


def varied(
    crop: Crop, points: Array, visible: Array, values: Array, random: Random, strength: float = 1.0
) -> Varied:
    """Return a stored crop as another landmark error, camera and light would have given it."""
    width, height = CROP.size
    turn_deg = float(np.clip(random.normal(0.0, 4.0), -9.0, 9.0)) * strength
    scale = float(np.exp(np.clip(random.normal(0.0, 0.05), -0.1, 0.1) * strength))
    shift = np.clip(random.normal(0.0, 4.0, 2), -9.0, 9.0) * strength
    middle = np.array([width, height]) / 2
    angle = np.radians(turn_deg)
    rotation = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    start = middle + OFFSET_PX
    matrix = np.column_stack([rotation, middle + shift - rotation @ start])
    moved = cv2.warpAffine(
        crop, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    points = points @ rotation.T + matrix[:, 2]
    values = values.copy()
    values[ANGLES] += turn_deg
    values[4] *= scale
    visible = visible.copy()
    picture = _recoloured(moved[..., :3].astype(np.float32), random)
    mask = _other_mask(moved[..., 3], random)
    if random.random() < 0.15:
        _cover(picture, mask, points, visible, random)
    out = np.dstack([np.clip(picture, 0, 255).astype(np.uint8), mask])
    return Varied(out, points, visible, values)


def spoilt(item: Varied, other: Varied, random: Random) -> Crop:
    """Return a crop of something that the network must not judge.

    Turned round (a body taken for one lying the other way), upside down (prone, or the wrong side
    up), on end, squeezed (seen from the front or back), with another person across, or of nobody.
    """
    crop, kind = item.crop, int(random.integers(6))
    height, width = crop.shape[:2]
    if kind == 0:
        return np.ascontiguousarray(crop[::-1, ::-1])
    if kind == 1:
        return np.ascontiguousarray(crop[::-1])
    if kind == 2:
        turned = np.rot90(crop, 1 if random.random() < 0.5 else 3)
        return np.asarray(cv2.resize(np.ascontiguousarray(turned), (width, height)), np.uint8)
    if kind == 3:
        narrow = int(width * random.uniform(0.3, 0.55))
        band = cv2.resize(crop, (narrow, height))
        wide = cv2.copyMakeBorder(
            band,
            0,
            0,
            (width - narrow) // 2,
            width - narrow - (width - narrow) // 2,
            cv2.BORDER_REPLICATE,
        )
        return np.asarray(cv2.resize(wide, (width, height)), dtype=np.uint8)
    if kind == 4:
        turned = np.rot90(other.crop, int(random.integers(1, 4)))
        guest = np.asarray(cv2.resize(np.ascontiguousarray(turned), (width, height)))
        over = guest[..., 3:].astype(np.float32) / 255.0
        mixed = over * guest + (1.0 - over) * crop
        return np.asarray(mixed, dtype=np.uint8)
    grey = random.uniform(0, 255, 3)
    empty = crop.copy()
    empty[..., :3] = np.where(crop[..., 3:] > 60, grey, crop[..., :3]).astype(np.uint8)
    empty[..., :3] = cv2.GaussianBlur(empty[..., :3], (0, 0), 9.0)
    empty[..., 3] = cv2.GaussianBlur(empty[..., 3], (0, 0), 15.0)
    return empty


def _recoloured(picture: npt.NDArray[np.float32], random: Random) -> npt.NDArray[np.float32]:
    mean = picture.mean()
    gains = np.exp(random.normal(0.0, 0.08, 3) + random.normal(0.0, 0.2)).astype(np.float32)
    picture = ((picture - mean) * np.float32(np.exp(random.normal(0.0, 0.2))) + mean) * gains
    if random.random() < 0.5:
        gamma = float(np.exp(random.normal(0.0, 0.25)))
        picture = np.float32(255.0) * np.power(np.clip(picture, 0, 255) / np.float32(255.0), gamma)
    if random.random() < 0.15:
        grey = picture.mean(axis=2, keepdims=True)
        picture = grey + (picture - grey) * np.float32(random.uniform(0.0, 0.6))
    if random.random() < 0.15:
        picture = picture[..., random.permutation(3)]
    if random.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.6))
    elif random.random() < 0.3:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.0)
        picture = picture + np.float32(random.uniform(0.2, 1.2)) * (picture - soft)
    if random.random() < 0.6:
        noise = random.standard_normal(picture.shape, dtype=np.float32)
        picture = picture + np.float32(random.uniform(1.0, 12.0)) * noise
    return np.ascontiguousarray(picture, dtype=np.float32)


def _other_mask(mask: Crop, random: Random) -> Crop:
    chance = random.random()
    if chance < 0.12:
        return np.zeros_like(mask)
    if chance < 0.35:
        soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), random.uniform(1.0, 4.0))
        moved = 127.0 + (soft - 127.0 - random.normal(0.0, 25.0)) * random.uniform(0.8, 2.0)
        return np.clip(moved, 0, 255).astype(np.uint8)
    return mask


def _cover(
    picture: npt.NDArray[np.float32], mask: Crop, points: Array, visible: Array, random: Random
) -> None:
    """Hide a patch of the crop behind some object; what lies there is no longer visible."""
    height, width = mask.shape
    wide, high = int(random.uniform(10, 60)), int(random.uniform(10, 45))
    x, y = int(random.integers(-10, width - 10)), int(random.integers(height // 3, height - 5))
    left, top = max(x, 0), max(y, 0)
    part = picture[top : y + high, left : x + wide]
    part[:] = random.uniform(0, 255, 3) + random.normal(0.0, 8.0, part.shape)
    mask[top : y + high, left : x + wide] = 0 if random.random() < 0.6 else 255
    inside = (points[:, 0] >= left) & (points[:, 0] < x + wide)
    inside &= (points[:, 1] >= top) & (points[:, 1] < y + high)
    visible[inside] = 0.0
