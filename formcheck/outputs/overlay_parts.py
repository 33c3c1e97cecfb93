"""The pieces that the overlay is made of: panels, symbols, dashes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.checks.base import Severity, Verdict
from formcheck.outputs.overlay_sprite import SpriteCache
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
from formcheck.outputs.overlay_surface import (
    SHIFT,
    Pen,
    Surface,
    Target,
    fixed_point,
    surface_of,
)

__all__ = [
    "Canvas",
    "blend_polygon",
    "dashed_line",
    "draw_symbol",
    "line",
    "panel",
    "polyline",
    "warning_symbol",
]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The picture that is painted on, with the tools.

    Parameters
    ----------
    surface : Surface
        Painted in place.
    sizes : Sizes
    type_ : Typesetter
    sprites : SpriteCache
    """

    surface: Surface
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


def line(target: Target, start: FloatArray, stop: FloatArray, *pens: Pen) -> None:
    """Draw an antialiased line between two points in pixels, with each pen, the lowest first."""
    surface_of(target).polylines(fixed_point(np.array([[start, stop]])), pens)


def polyline(target: Target, points: FloatArray, *pens: Pen, closed: bool = False) -> None:
    """Draw antialiased lines through points (K, 2) in pixels, with each pen, the lowest first."""
    if len(points) > 1:
        surface_of(target).polylines(fixed_point(points)[None], pens, closed=closed)


def dashed_line(
    target: Target, start: FloatArray, stop: FloatArray, *pens: Pen, dash: float
) -> None:
    """Draw a dashed line with each pen, the lowest first.

    ``dash`` is the length of a dash, and of a gap, in pixels.
    """
    along = stop - start
    length = math.hypot(*along.tolist())
    if not math.isfinite(length) or length < 1:
        return
    count = min(60, max(1, round((length / dash + 1) / 2)))
    ends = np.arange(2 * count)[:, None] * (along / (2 * count - 1))
    surface_of(target).polylines(fixed_point(start + ends).reshape(count, 2, 2), pens)


def blend_polygon(target: Target, points: FloatArray, colour: Colour, opacity: float) -> None:
    """Fill a polygon (K, 2) translucently, touching only the pixels around it."""
    surface_of(target).blend(fixed_point(points), colour, opacity)


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
            line(image, middle - offset, middle + offset, (PAPER, width))
    elif verdict == "flag":
        warning_symbol(image, centre, radius)
    elif verdict == "pass":
        _disc(image, middle, radius, GREEN)
        tick = np.array([[-0.45, 0.02], [-0.12, 0.36], [0.46, -0.32]])
        polyline(image, middle + tick * radius, (PAPER, width))
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
    line(image, middle + top, middle + low, (dark, max(1, round(radius * 0.24))))
    _disc(image, middle + np.array([0, 0.58 * radius]), max(0.7, radius * 0.14), dark)


def _disc(
    image: Image, centre: FloatArray, radius: float, colour: Colour, corners: int = 32
) -> None:
    turns = (np.arange(corners) + 0.5) * (2 * np.pi / corners)
    rim = np.stack([np.cos(turns), np.sin(turns)], axis=1) * radius
    cv2.fillPoly(image, [fixed_point(centre + rim)], colour, cv2.LINE_AA, SHIFT)
