"""The pieces that the overlay is made of: sprites, panels, symbols, dashes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.checks.base import Severity, Verdict
from formcheck.outputs.overlay_style import (
    AMBER,
    GREEN,
    GREY,
    PAPER,
    VERMILLION,
    Colour,
    Image,
    Sizes,
    Typesetter,
)

__all__ = [
    "SHIFT",
    "Canvas",
    "Sprite",
    "SpriteCache",
    "blend_polygon",
    "dashed_line",
    "draw_symbol",
    "fixed_point",
    "line",
    "panel",
    "polyline",
    "warning_symbol",
]

FloatArray = npt.NDArray[np.float64]

SHIFT: Final = 4
"""Fractional bits of the coordinates given to OpenCV: motion is smooth below a pixel."""
_FAR_PX: Final = 20_000.0
_SPRITES_KEPT: Final = 96


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A translucent picture, ready to be laid on another: ``out = picture * keep / 255 + add``.

    Parameters
    ----------
    keep, add : ndarray, shape (height, width, 3), uint8
    """

    keep: Image
    add: Image

    @classmethod
    def render(cls, width: int, height: int, draw: Callable[[Image], None]) -> Sprite:
        """Return what ``draw`` paints, with its translucency.

        It is found by painting once on black and once on white, so any painting code will do.
        """
        black = np.zeros((height, width, 3), np.uint8)
        white = np.full((height, width, 3), 255, np.uint8)
        draw(black)
        draw(white)
        return cls(keep=cast(Image, cv2.subtract(white, black)), add=black)

    def lay(
        self, image: Image, left: int, top: int, start: int = 0, stop: int | None = None
    ) -> None:
        """Lay columns ``[start, stop)`` on the picture, corner at (left, top); clipped."""
        height, width = self.keep.shape[:2]
        x0, x1 = max(start, -left), min(stop if stop is not None else width, image.shape[1] - left)
        y0, y1 = max(0, -top), min(height, image.shape[0] - top)
        if x0 >= x1 or y0 >= y1:
            return
        region = image[top + y0 : top + y1, left + x0 : left + x1]
        cv2.multiply(region, self.keep[y0:y1, x0:x1], region, 1 / 255)
        cv2.add(region, self.add[y0:y1, x0:x1], region)


class SpriteCache:
    """Keeps the sprites that were painted last."""

    def __init__(self) -> None:
        self._sprites: dict[Hashable, Sprite] = {}

    def get(self, key: Hashable, width: int, height: int, draw: Callable[[Image], None]) -> Sprite:
        """Return the sprite of this key, painting it the first time."""
        sprite = self._sprites.pop(key, None)
        if sprite is None:
            sprite = Sprite.render(max(1, width), max(1, height), draw)
            if len(self._sprites) >= _SPRITES_KEPT:
                self._sprites.pop(next(iter(self._sprites)))
        self._sprites[key] = sprite
        return sprite


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The picture that is painted on, with the tools.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3), uint8
        RGB; painted in place.
    sizes : Sizes
    type_ : Typesetter
    sprites : SpriteCache
    """

    image: Image
    sizes: Sizes
    type_: Typesetter
    sprites: SpriteCache


def panel(image: Image, colour: Colour, opacity: float, radius: int) -> None:
    """Fill the whole picture with a translucent rounded rectangle (used within sprites)."""
    height, width = image.shape[:2]
    radius = min(radius, height // 2, width // 2)
    mask = np.zeros((height * 4, width * 4), np.uint8)
    right, bottom, r = width * 4 - 1, height * 4 - 1, radius * 4
    cv2.rectangle(mask, (r, 0), (right - r, bottom), 255, -1)
    cv2.rectangle(mask, (0, r), (right, bottom - r), 255, -1)
    for x in (r, right - r):
        for y in (r, bottom - r):
            cv2.circle(mask, (x, y), r, 255, -1)
    small = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
    share = (small.astype(np.float32) * (opacity / 255))[..., None]
    image[:] = np.rint(image * (1 - share) + np.array(colour, np.float32) * share).astype(np.uint8)


def fixed_point(points: FloatArray) -> npt.NDArray[np.int32]:
    """Return points (..., 2) in pixels as the fixed-point numbers that OpenCV takes."""
    near: FloatArray = np.minimum(np.maximum(points, -_FAR_PX), _FAR_PX)
    fixed: npt.NDArray[np.int32] = np.rint(near * (1 << SHIFT)).astype(np.int32)
    return fixed


def line(image: Image, start: FloatArray, stop: FloatArray, colour: Colour, width: int) -> None:
    """Draw an antialiased line between two points in pixels."""
    (x0, y0), (x1, y1) = fixed_point(np.array([start, stop])).tolist()
    cv2.line(image, (x0, y0), (x1, y1), colour, width, cv2.LINE_AA, SHIFT)


def polyline(
    image: Image, points: FloatArray, colour: Colour, width: int, *, closed: bool = False
) -> None:
    """Draw antialiased lines through points (K, 2) in pixels."""
    if len(points) > 1:
        cv2.polylines(image, [fixed_point(points)], closed, colour, width, cv2.LINE_AA, SHIFT)


def dashed_line(
    image: Image,
    start: FloatArray,
    stop: FloatArray,
    pens: Sequence[tuple[Colour, int]],
    dash: float,
) -> None:
    """Draw a dashed line with each pen (colour, width) in turn, the lowest first.

    ``dash`` is the length of a dash, and of a gap, in pixels.
    """
    along = stop - start
    length = float(np.hypot(along[0], along[1]))
    if not np.isfinite(length) or length < 1:
        return
    count = min(60, max(1, round((length / dash + 1) / 2)))
    ends = np.arange(2 * count)[:, None] * (along / (2 * count - 1))
    dashes = list(fixed_point(start + ends).reshape(count, 2, 2))
    for colour, width in pens:
        cv2.polylines(image, dashes, False, colour, width, cv2.LINE_AA, SHIFT)


def blend_polygon(image: Image, points: FloatArray, colour: Colour, opacity: float) -> None:
    """Fill a polygon (K, 2) translucently, touching only the pixels around it."""
    height, width = image.shape[:2]
    low = np.clip(np.floor(points.min(axis=0)) - 1, 0, (width, height)).astype(int)
    high = np.clip(np.ceil(points.max(axis=0)) + 2, 0, (width, height)).astype(int)
    if (high <= low).any():
        return
    region = image[low[1] : high[1], low[0] : high[0]]
    painted = region.copy()
    cv2.fillPoly(painted, [fixed_point(points - low)], colour, cv2.LINE_AA, SHIFT)
    cv2.addWeighted(painted, opacity, region, 1 - opacity, 0, region)


def draw_symbol(
    image: Image,
    type_: Typesetter,
    mark: tuple[Verdict, Severity],
    centre: tuple[float, float],
    radius: float,
) -> None:
    """Draw a verdict: cross in an octagon, exclamation mark in a triangle, tick, question mark.

    A flagged fault is an octagon, a flagged advice a triangle, a pass a disc, an open question a
    ring: the shape alone tells them apart.
    """
    verdict, severity = mark
    middle = np.array(centre)
    width = max(1, round(radius * 0.22))
    if verdict == "flag" and severity == "fault":
        _disc(image, middle, radius * 1.06, VERMILLION, corners=8)
        arm = radius * 0.4
        for dx, dy in ((arm, arm), (arm, -arm)):
            offset = np.array([dx, dy])
            line(image, middle - offset, middle + offset, PAPER, width)
    elif verdict == "flag":
        warning_symbol(image, centre, radius)
    elif verdict == "pass":
        _disc(image, middle, radius, GREEN)
        tick = np.array([[-0.45, 0.02], [-0.12, 0.36], [0.46, -0.32]])
        polyline(image, middle + tick * radius, PAPER, width)
    else:
        _disc(image, middle, radius, GREY)
        _disc(image, middle, radius - max(1.0, radius * 0.2), (44, 50, 58))
        size = max(9, round(radius * 1.6))
        left = round(centre[0] - type_.width("?", size, 800) / 2)
        type_.draw(image, "?", left, round(centre[1]), size=size, colour=PAPER, weight=800)


def warning_symbol(image: Image, centre: tuple[float, float], radius: float) -> None:
    """Draw an exclamation mark in a triangle."""
    middle = np.array(centre)
    corners = np.array([[0.0, -1.02], [1.08, 0.86], [-1.08, 0.86]]) * radius
    cv2.fillPoly(image, [fixed_point(middle + corners)], AMBER, cv2.LINE_AA, SHIFT)
    dark = (30, 24, 8)
    top, low = np.array([0, -0.4 * radius]), np.array([0, 0.25 * radius])
    line(image, middle + top, middle + low, dark, max(1, round(radius * 0.24)))
    _disc(image, middle + np.array([0, 0.58 * radius]), max(0.7, radius * 0.14), dark)


def _disc(
    image: Image, centre: FloatArray, radius: float, colour: Colour, corners: int = 32
) -> None:
    turns = (np.arange(corners) + 0.5) * (2 * np.pi / corners)
    rim = np.stack([np.cos(turns), np.sin(turns)], axis=1) * radius
    cv2.fillPoly(image, [fixed_point(centre + rim)], colour, cv2.LINE_AA, SHIFT)
