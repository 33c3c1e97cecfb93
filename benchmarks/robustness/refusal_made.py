"""Clips made worse step by step: what each step does to a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import Landmark

__all__ = ["STEPS", "Spot", "Step"]

ByteImage = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where the person lies in a clip: the medians of the undisturbed landmarks.

    Parameters
    ----------
    points : ndarray, shape (33, 2)
        At rest, pixels.
    """

    points: FloatArray

    @property
    def hips(self) -> FloatArray:
        """Middle of the hips."""
        return np.asarray(self.points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0))

    @property
    def shoulders(self) -> FloatArray:
        """Middle of the shoulders."""
        marks = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
        return np.asarray(self.points[marks].mean(axis=0))

    @property
    def knees(self) -> FloatArray:
        """Middle of the knees."""
        return np.asarray(self.points[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]].mean(axis=0))

    @property
    def trunk_px(self) -> float:
        """Length of the trunk."""
        return float(np.hypot(*(self.hips - self.shoulders)))


@dataclass(frozen=True, slots=True)
class Step:
    """One way to make a clip worse, by so much.

    Parameters
    ----------
    kind : str
        Which way.
    much : float
        In its own unit: pixels, a share, degrees.
    draw : callable
        Takes the picture, its number, and where the person is.
    """

    kind: str
    much: float
    draw: Callable[[ByteImage, int, Spot], ByteImage]

    @property
    def name(self) -> str:
        """Fit for a file name."""
        return f"{self.kind}_{self.much:g}"


def _blur(much: float, image: ByteImage, _: int, __: Spot) -> ByteImage:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), much), np.uint8)


def _dark(much: float, image: ByteImage, index: int, __: Spot) -> ByteImage:
    """Take light away; what the sensor adds of its own stays."""
    rng = np.random.default_rng(index)
    grain = rng.normal(0.0, 2.5, image.shape)
    return np.clip(image * much + grain, 0, 255).astype(np.uint8)


def _noise(much: float, image: ByteImage, index: int, __: Spot) -> ByteImage:
    rng = np.random.default_rng(index)
    return np.clip(image + rng.normal(0.0, much, image.shape), 0, 255).astype(np.uint8)


def _coarse(much: float, image: ByteImage, _: int, __: Spot) -> ByteImage:
    height, width = image.shape[:2]
    few = cv2.resize(
        image, (round(width * much), round(height * much)), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _covered(image: ByteImage, middle: FloatArray, side_px: float) -> ByteImage:
    """Put a box of cardboard before a place."""
    half = np.array([side_px / 2, side_px / 2])
    (x0, y0), (x1, y1) = (middle - half).astype(int), (middle + half).astype(int)
    image = image.copy()
    cv2.rectangle(image, (int(x0), int(y0)), (int(x1), int(y1)), (150, 118, 84), -1)
    cv2.rectangle(image, (int(x0), int(y0)), (int(x1), int(y1)), (96, 72, 48), 2)
    return image


def _waist(much: float, image: ByteImage, _: int, spot: Spot) -> ByteImage:
    middle = spot.hips + 0.35 * (spot.shoulders - spot.hips)
    return _covered(image, middle, much * spot.trunk_px)


def _legs(much: float, image: ByteImage, _: int, spot: Spot) -> ByteImage:
    return _covered(image, spot.hips + 0.6 * (spot.knees - spot.hips), much * spot.trunk_px)


def _turned(much: float, image: ByteImage, _: int, spot: Spot) -> ByteImage:
    """Show the picture's plane as a camera does that was moved round the person."""
    height, width = image.shape[:2]
    focal = 1.2 * width
    angle = np.radians(much)
    turn = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    centre = (spot.hips + spot.shoulders) / 2
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    plane = np.column_stack([corners - centre, np.zeros(4)])
    seen = plane @ turn.T + (0, 0, focal)
    shown = seen[:, :2] * focal / seen[:, 2:] + centre
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), shown.astype(np.float32))
    warped = cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


_LADDERS: Final = (
    ("dark", _dark, (0.3, 0.1, 0.04)),
    ("blur", _blur, (2.0, 4.0, 8.0)),
    ("noise", _noise, (15.0, 35.0, 70.0)),
    ("coarse", _coarse, (0.5, 0.3, 0.2)),
    ("waist_covered", _waist, (0.3, 0.6)),
    ("legs_covered", _legs, (0.3, 0.6)),
    ("turned", _turned, (15.0, 30.0, 45.0)),
)

STEPS: Final = {
    step.name: step
    for kind, draw, ladder in _LADDERS
    for step in (Step(kind, much, partial(draw, much)) for much in ladder)
}
"""All steps by name, each kind from bad to worse."""
