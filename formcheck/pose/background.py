"""The picture around the person: how bright it is, and whether the camera moves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose

__all__ = ["SmallPicture", "background_shift_px", "picture_change", "small_picture"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
SmallArray = npt.NDArray[np.float32]

_WIDTH_PX: Final = 96
_BLUR_PX: Final = 1.0  # the gradient is linear over a fraction of a pixel only if it is smooth
_MASK_LEVEL: Final = 0.1
_MIN_SIDE_PX: Final = 8
_MIN_BACKGROUND: Final = 0.2  # share of the picture that must be background
_STILL: Final = 0.01  # change of brightness below which a shift of a whole pixel is out of question
_MIN_TEXTURE: Final = 1e-2  # summed squared gradient of a picture in [0, 1]: less is an even wall


@dataclass(frozen=True, slots=True, eq=False)
class SmallPicture:
    """A frame made small, for what concerns the whole picture.

    Parameters
    ----------
    gray : ndarray, shape (h, w), float32
        Brightness in [0, 1].
    background : ndarray, shape (h, w), bool
        Where no person is, with a margin.
    scale : float
        Pixels of the frame per pixel of the small picture.
    """

    gray: SmallArray
    background: BoolArray
    scale: float


def small_picture(image: npt.NDArray[np.uint8], pose: PersonPose | None) -> SmallPicture:
    """Return a small grey copy of a frame and where its background is.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3), uint8
        Upright RGB picture.
    pose : PersonPose or None
        The person; its mask, if any, is left out of the background.
    """
    height, width = image.shape[:2]
    scale = max(1.0, width / _WIDTH_PX)
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    # Every k-th pixel first: averaging all of them would cost more than everything else here.
    step = max(1, int(scale / 2))
    few = (max(1, width // step), max(1, height // step))
    coarse = cv2.cvtColor(
        cv2.resize(image, few, interpolation=cv2.INTER_NEAREST), cv2.COLOR_RGB2GRAY
    )
    small = cv2.resize(coarse, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    gray = np.asarray(cv2.GaussianBlur(small, (0, 0), _BLUR_PX), dtype=np.float32) / np.float32(255)
    background = np.ones(gray.shape, np.bool_)
    if pose is not None and pose.mask is not None:
        person = cv2.resize(pose.mask, few, interpolation=cv2.INTER_NEAREST) > _MASK_LEVEL
        near = cv2.resize(person.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA) > 0
        background = cv2.dilate(near.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    return SmallPicture(gray, background, scale)


def background_shift_px(picture: SmallPicture, previous: SmallPicture) -> float:
    """Return how far the background has moved since the frame before, pixels of the frame.

    Whole pixels by phase correlation, the rest by least squares on the brightness gradient, which
    reads shifts of a hundredth of a pixel and lets the person's region be left out without its edge
    pulling the result to zero.

    Parameters
    ----------
    picture, previous : SmallPicture
        Two consecutive frames.

    Returns
    -------
    float
        NaN if the sizes differ, or too little background or texture is seen.
    """
    if picture.gray.shape != previous.gray.shape or min(picture.gray.shape) < _MIN_SIDE_PX:
        return float("nan")
    still = picture_change(picture, previous) < _STILL
    coarse = np.zeros(2) if still else _whole_shift(picture, previous)
    now, before = _overlap(coarse, picture.gray.shape)
    free = picture.background[now] & previous.background[before]
    if free.mean() < _MIN_BACKGROUND:
        return float("nan")
    fine = _fraction_shift(picture.gray[now], previous.gray[before], free)
    return float(np.hypot(*(coarse + fine))) * picture.scale


def picture_change(picture: SmallPicture, previous: SmallPicture) -> float:
    """Return the mean change of brightness since the frame before, in [0, 1].

    0 means the same picture again; NaN if the sizes differ.
    """
    if picture.gray.shape != previous.gray.shape:
        return float("nan")
    return float(np.abs(picture.gray - previous.gray).mean())


def _whole_shift(picture: SmallPicture, previous: SmallPicture) -> FloatArray:
    """Return the shift (x, y) in whole small pixels, by phase correlation."""
    height, width = picture.gray.shape
    free = picture.background & previous.background
    pictures = [np.where(free, p.gray - p.gray.mean(), np.float32(0)) for p in (previous, picture)]
    shift, _ = cv2.phaseCorrelate(pictures[0], pictures[1], _window(width, height))
    limit = np.array([width, height]) // 4
    return np.round(np.clip(np.nan_to_num(shift), -limit, limit))


@cache
def _window(width: int, height: int) -> npt.NDArray[np.float32]:
    return np.asarray(cv2.createHanningWindow((width, height), cv2.CV_32F), dtype=np.float32)


def _overlap(
    shift: FloatArray, shape: tuple[int, ...]
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Return the parts of this and the previous picture that show the same."""
    x, y = (int(v) for v in shift)
    height, width = shape
    now = (slice(max(y, 0), height + min(y, 0)), slice(max(x, 0), width + min(x, 0)))
    before = (slice(max(-y, 0), height + min(-y, 0)), slice(max(-x, 0), width + min(-x, 0)))
    return now, before


def _fraction_shift(now: SmallArray, before: SmallArray, free: BoolArray) -> FloatArray:
    """Return the rest of the shift (x, y) in small pixels; NaN without texture.

    Solves ``now - before = -(shift . gradient) + change of brightness`` over the background; pixels
    that the first solution leaves unexplained (somebody moves there) are left out of the second.
    """
    mean: SmallArray = (now + before) * np.float32(0.5)
    inner = (slice(2, -2), slice(2, -2))
    weights = free[inner].ravel().astype(np.float32)
    across = _derivative(mean[2:-2].T).T.ravel()
    down = _derivative(mean[:, 2:-2]).ravel()
    change = (now - before)[inner].ravel()
    columns = np.stack([-across, -down, np.ones_like(across)])
    solution = np.full(3, np.nan)
    for _ in range(2):
        weighted = columns * weights
        normal = (weighted @ columns.T).astype(np.float64)
        # The smaller eigenvalue: an even wall, or edges of one direction only, tell nothing.
        half = (normal[0, 0] + normal[1, 1]) / 2
        if half - math.hypot((normal[0, 0] - normal[1, 1]) / 2, normal[0, 1]) < _MIN_TEXTURE:
            return np.full(2, np.nan)
        solution = np.linalg.solve(normal, (weighted @ change).astype(np.float64))
        left = np.abs(change - solution.astype(np.float32) @ columns) * weights
        typical = float(left.sum() / weights.sum())
        weights = weights * (left <= max(4 * typical, 1e-3))
    return solution[:2]


def _derivative(values: SmallArray) -> SmallArray:
    """Return the slope along the first axis by five points (three read 5 % too little)."""
    near = values[3:-1] - values[1:-3]
    far = values[4:] - values[:-4]
    return np.asarray(near * (2 / 3) - far / 12, dtype=np.float32)
