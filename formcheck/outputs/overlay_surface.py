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

__all__ = ["Surface", "Target", "fixed_point", "surface_of"]

FloatArray = npt.NDArray[np.float64]
FixedArray = npt.NDArray[np.int32]

SHIFT: Final = 4
"""Fractional bits of the coordinates given to OpenCV: motion is smooth below a pixel."""
_FAR_PX: Final = 20_000.0
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
            luma, blue, red = picture.each
            self.matrix, self.layers = picture.matrix, ((luma, 0), (blue, 1), (red, 1))
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

    def polylines(
        self, points: FixedArray, colour: Colour, width: int, *, closed: bool = False
    ) -> None:
        """Draw antialiased lines, each through the points of one row (lines, points, 2)."""
        for array, half, ink in self._inked(colour):
            lines, pen = list(points - half * _HALF_PX), (width + half) >> half
            kind = cv2.LINE_AA if pen == 1 else _edge(half)
            cv2.polylines(array, lines, closed, ink, pen, kind, SHIFT + half)

    def disc(self, centre: FixedArray, radius_px: int, colour: Colour) -> None:
        """Fill an antialiased circle about a point (2,)."""
        for array, half, ink in self._inked(colour):
            x, y = (centre - half * _HALF_PX).tolist()
            radius = radius_px << SHIFT
            cv2.circle(array, (x, y), radius, ink, -1, _edge(half), SHIFT + half)

    def polygon(self, points: FixedArray, colour: Colour) -> None:
        """Fill an antialiased polygon (points, 2)."""
        for array, half, ink in self._inked(colour):
            cv2.fillPoly(array, [points - half * _HALF_PX], ink, _edge(half), SHIFT + half)

    def blend(self, points: FixedArray, colour: Colour, opacity: float) -> None:
        """Fill a polygon (points, 2) translucently, touching only the pixels around it."""
        low, high = points.min(axis=0), points.max(axis=0)
        for array, half, ink in self._inked(colour):
            shift, moved = SHIFT + half, half * _HALF_PX
            height, width = array.shape[:2]
            x0, y0 = (max(0, (v - moved >> shift) - 1) for v in low.tolist())
            x1, y1 = ((v - moved >> shift) + 3 for v in high.tolist())
            x1, y1 = min(x1, width), min(y1, height)
            if x0 >= x1 or y0 >= y1:
                continue
            region = array[y0:y1, x0:x1]
            painted = region.copy()
            corner = np.array([(x0 << shift) + moved, (y0 << shift) + moved], np.int32)
            cv2.fillPoly(painted, [points - corner], ink, _edge(half), shift)
            cv2.addWeighted(painted, opacity, region, 1 - opacity, 0, region)

    def _inked(self, colour: Colour) -> Iterator[tuple[Image, int, tuple[int, ...]]]:
        """Iterate over the layers with the colour as each has it."""
        inks = (colour,) if self.matrix is None else _inks(self.matrix, colour)
        for (array, half), ink in zip(self.layers, inks, strict=True):
            yield array, half, ink


Target = Image | Surface
"""What a stroke may fall on."""


def surface_of(target: Target) -> Surface:
    """Return the surface that strokes fall on."""
    return target if isinstance(target, Surface) else Surface(target)


def fixed_point(points: FloatArray) -> FixedArray:
    """Return points (..., 2) in pixels as the fixed-point numbers that OpenCV takes."""
    near: FloatArray = np.minimum(np.maximum(points, -_FAR_PX), _FAR_PX)
    fixed: FixedArray = np.rint(near * (1 << SHIFT)).astype(np.int32)
    return fixed


def _edge(half: int) -> int:
    """Return how edges are drawn on a layer.

    Colour differences, which the eye and video see at half the size, need no smooth ones: those
    would take as long as the brightness.
    """
    return cv2.LINE_8 if half else cv2.LINE_AA


@lru_cache(maxsize=64)
def _inks(matrix: Matrix, colour: Colour) -> tuple[tuple[int, ...], ...]:
    planes = to_planes(matrix, np.array(colour, np.float64))
    return tuple((int(value),) for value in np.rint(planes))
