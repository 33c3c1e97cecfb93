"""What the overlay is painted on: an RGB picture, or the planes of one, by the same strokes.

A picture that is decoded, painted and encoded again stays in the colours of video: going to RGB and
back would cost as much as the painting. A stroke then falls on three arrays, on two of them at half
the size, with colours brought to theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.outputs.overlay_style import Colour, Image
from formcheck.video.planes import Matrix, Planes, to_planes

__all__ = ["Pen", "Surface", "Target", "fixed_point", "surface_of"]

FloatArray = npt.NDArray[np.float64]
FixedArray = npt.NDArray[np.int32]

Pen = tuple[Colour, int]
"""Colour, and width in pixels."""

SHIFT: Final = 4
"""Fractional bits of the coordinates given to OpenCV: motion is smooth below a pixel."""
_FAR_PX: Final = 20_000.0
_HALVES: Final = (0, 1, 1)  # how often brightness, blue and red are halved
_HALF_PX: Final = 1 << (SHIFT - 1)  # pixel 0 of a halved layer lies between pixels 0 and 1


class Surface:
    """A picture with the strokes that fall on it, in place.

    Parameters
    ----------
    picture : ndarray, shape (height, width, 3), uint8, or Planes
        RGB, or in the colours of video.
    """

    def __init__(self, picture: Image | Planes) -> None:
        self._picture = picture
        self.matrix: Matrix | None = None
        """Of planes; None for RGB."""
        self.layers: tuple[tuple[Image, int], ...]
        """The arrays, and how often each is halved (0 or 1)."""
        if isinstance(picture, Planes):
            self.matrix = picture.matrix
            self.layers = tuple(zip(picture.each, _HALVES, strict=True))
        else:
            self.layers = ((picture, 0),)

    @property
    def rgb(self) -> Image:
        """The RGB picture.

        Raises
        ------
        ValueError
            There are planes only.
        """
        if isinstance(self._picture, Planes):
            raise ValueError("expected an RGB picture, got planes")
        return self._picture

    def polylines(self, points: FixedArray, pens: tuple[Pen, ...], *, closed: bool = False) -> None:
        """Draw antialiased lines, each through the points of one row (lines, points, 2).

        They are drawn with each pen in turn, the lowest first.
        """
        whole = list(points)
        halved = list(points - _HALF_PX) if self.matrix is not None else whole
        strokes = _strokes(self.matrix, pens)
        for (array, half), strokes_here in zip(self.layers, strokes, strict=True):
            lines, shift = halved if half else whole, SHIFT + half
            for ink, pen, edge in strokes_here:
                cv2.polylines(array, lines, closed, ink, pen, edge, shift)

    def disc(self, centre: FixedArray, pens: tuple[Pen, ...]) -> None:
        """Fill antialiased circles about a point (2,), with pens whose width is the radius."""
        x, y = centre.tolist()
        for colour, radius_px in pens:
            for array, half, ink in self._inked(colour):
                place, moved = radius_px << SHIFT, half * _HALF_PX
                where = (x - moved, y - moved)
                cv2.circle(array, where, place, ink, -1, _edge(half), SHIFT + half)

    def blend(self, points: FixedArray, colour: Colour, opacity: float) -> None:
        """Fill a polygon (points, 2) translucently, touching only the pixels around it."""
        left, top, width, height = cv2.boundingRect(points)
        for array, half, ink in self._inked(colour):
            shift, moved = SHIFT + half, half * _HALF_PX
            x0, y0 = max(0, (left - moved >> shift) - 1), max(0, (top - moved >> shift) - 1)
            x1, y1 = (
                (left + width - 1 - moved >> shift) + 3,
                (top + height - 1 - moved >> shift) + 3,
            )
            region = array[y0 : max(y0, y1), x0 : max(x0, x1)]
            if not region.size:
                continue
            painted = region.copy()
            corner = (-(x0 << shift) - moved, -(y0 << shift) - moved)
            cv2.fillPoly(painted, [points], ink, _edge(half), shift, corner)
            cv2.addWeighted(painted, opacity, region, 1 - opacity, 0, region)

    def _inked(self, colour: Colour) -> Iterator[tuple[Image, int, tuple[int, ...]]]:
        """Iterate over the layers with the colour as each has it."""
        for (array, half), ink in zip(self.layers, _inks(self.matrix, colour), strict=True):
            yield array, half, ink


Target = Image | Surface
"""What a stroke may fall on."""


def surface_of(target: Target) -> Surface:
    """Return the surface that strokes fall on."""
    return target if isinstance(target, Surface) else Surface(target)


def fixed_point(points: FloatArray) -> FixedArray:
    """Return points (..., 2) in pixels as the fixed-point numbers that OpenCV takes.

    What is not known (NaN) is far away.
    """
    near: FloatArray = np.fmin(np.fmax(points, -_FAR_PX), _FAR_PX)
    fixed: FixedArray = np.rint(near * (1 << SHIFT)).astype(np.int32)
    return fixed


def _edge(half: int) -> int:
    """Return how edges are drawn on a layer.

    Colour differences, which the eye and video see at half the size, need no smooth ones: those
    would take as long as the brightness.
    """
    return cv2.LINE_8 if half else cv2.LINE_AA


@lru_cache(maxsize=64)
def _inks(matrix: Matrix | None, colour: Colour) -> tuple[tuple[int, ...], ...]:
    """Return the colour as each layer has it."""
    if matrix is None:
        return (colour,)
    planes = to_planes(matrix, np.array(colour, np.float64))
    return tuple((int(value),) for value in np.rint(planes))


@lru_cache(maxsize=256)
def _strokes(
    matrix: Matrix | None, pens: tuple[Pen, ...]
) -> tuple[tuple[tuple[tuple[int, ...], int, int], ...], ...]:
    """Return the pens of each layer: ink, width in its pixels, and how edges are drawn."""
    layers = []
    for i, half in enumerate(_HALVES if matrix is not None else (0,)):
        widths = [(width + half) >> half for _, width in pens]
        inks = [_inks(matrix, colour)[i] for colour, _ in pens]
        edges = [cv2.LINE_AA if width == 1 else _edge(half) for width in widths]
        layers.append(tuple(zip(inks, widths, edges, strict=True)))
    return tuple(layers)
