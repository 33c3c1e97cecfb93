"""Translucent pictures that are painted once and laid on many frames."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt
from cv2.typing import MatLike

from formcheck.outputs.overlay_style import Image
from formcheck.outputs.overlay_surface import Target, surface_of
from formcheck.video.planes import Matrix, to_planes

__all__ = ["Sprite", "SpriteCache"]

_SPRITES_KEPT: Final = 256
_BLACK: Final = np.array([16, 128, 128], np.float32)

FloatArray = npt.NDArray[np.float64]

_Share = tuple[Image, Image]


class Sprite:
    """A translucent picture, ready to be laid on another: ``out = picture * keep / 255 + add``.

    Parameters
    ----------
    keep, add : ndarray, shape (height, width, 3), uint8
        RGB.
    """

    def __init__(self, keep: Image, add: Image) -> None:
        self.keep, self.add = keep, add
        self._planes: dict[tuple[Matrix, int, int], tuple[_Share, ...]] = {}

    @classmethod
    def render(cls, width: int, height: int, draw: Callable[[Image], None]) -> Sprite:
        """Return what ``draw`` paints, with its translucency.

        It is found by painting once on black and once on white, so any painting code will do.
        """
        shape = (max(1, height), max(1, width), 3)
        black, white = np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8)
        draw(black)
        draw(white)
        return cls(keep=cast(Image, cv2.subtract(white, black)), add=black)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.keep.shape[:2]
        return width, height

    def lay(
        self, target: Target, left: int, top: int, start: int = 0, stop: int | None = None
    ) -> None:
        """Lay columns ``[start, stop)`` on the picture, corner at (left, top); clipped."""
        surface = surface_of(target)
        stop = self.keep.shape[1] if stop is None else stop
        shares = self._shares(surface.matrix, left & 1, top & 1)
        for (array, half), (keep, add) in zip(surface.layers, shares, strict=True):
            odd = left & half
            place = (left >> half, top >> half)
            _lay(array, keep, add, place, (start + odd + half >> half, stop + odd + half >> half))

    def _shares(self, matrix: Matrix | None, odd_left: int, odd_top: int) -> tuple[_Share, ...]:
        """Return what of the sprite falls on each layer of a picture.

        Halved pixels it meets so far from their corner.
        """
        if matrix is None:
            return ((self.keep, self.add),)
        key = (matrix, odd_left, odd_top)
        if key not in self._planes:
            self._planes[key] = self._in_planes(*key)
        return self._planes[key]

    def _in_planes(self, matrix: Matrix, odd_left: int, odd_top: int) -> tuple[_Share, ...]:
        # OpenCV's own arithmetic: sprites of numbers are made while a clip is painted.
        keep = cv2.transform(self.keep.astype(np.float32), np.full((1, 3), 1 / 3))
        add = cv2.transform(self.add.astype(np.float32), _matrix_of(matrix))
        luma, blue, red = cv2.split(add - keep[..., None] / 255 * _BLACK)
        width, height = self.size
        room = (odd_top, (height + odd_top) % 2, odd_left, (width + odd_left) % 2)
        keep_half = _halved(keep, room, 255.0)
        blue, red = _halved(blue, room, 0.0), _halved(red, room, 0.0)
        return (_bytes(keep), _bytes(luma)), (keep_half, blue), (keep_half, red)


class SpriteCache:
    """Keeps the sprites that were painted last."""

    def __init__(self) -> None:
        self._sprites: dict[Hashable, Sprite] = {}

    def get(self, key: Hashable, paint: Callable[[], Sprite]) -> Sprite:
        """Return the sprite of this key, painting it the first time."""
        sprite = self._sprites.pop(key, None)
        if sprite is None:
            sprite = paint()
            if len(self._sprites) >= _SPRITES_KEPT:
                self._sprites.pop(next(iter(self._sprites)))
        self._sprites[key] = sprite
        return sprite


def _lay(
    array: Image, keep: Image, add: Image, place: tuple[int, int], columns: tuple[int, int]
) -> None:
    left, top = place
    height, width = keep.shape[:2]
    x0, x1 = max(columns[0], -left), min(columns[1], width, array.shape[1] - left)
    y0, y1 = max(0, -top), min(height, array.shape[0] - top)
    if x0 >= x1 or y0 >= y1:
        return
    region = array[top + y0 : top + y1, left + x0 : left + x1]
    cv2.multiply(region, keep[y0:y1, x0:x1], region, 1 / 255)
    cv2.add(region, add[y0:y1, x0:x1], region)


@cache
def _matrix_of(matrix: Matrix) -> FloatArray:
    """Return what makes planes of RGB, shape (3, 4)."""
    black, *colours = to_planes(matrix, np.concatenate([np.zeros((1, 3)), np.eye(3)]))
    return np.column_stack([*(colour - black for colour in colours), black])


def _halved(values: MatLike, room: tuple[int, int, int, int], beside: float) -> Image:
    """Return the means of two by two, with so much room above, below, left and right."""
    padded = cv2.copyMakeBorder(values, *room, cv2.BORDER_CONSTANT, value=beside)
    height, width = padded.shape[:2]
    return _bytes(cv2.resize(padded, (width // 2, height // 2), interpolation=cv2.INTER_AREA))


def _bytes(values: MatLike) -> Image:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
