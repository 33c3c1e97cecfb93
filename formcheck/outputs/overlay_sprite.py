"""Translucent pictures that are painted once and laid on many frames."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Final, cast

import cv2
import numpy as np

from formcheck.outputs.overlay_style import Image
from formcheck.outputs.overlay_surface import Surface, Target, surface_of
from formcheck.video.planes import Matrix, to_planes

__all__ = ["Sprite", "SpriteCache"]

_SPRITES_KEPT: Final = 256
_BLACK: Final = np.array([16.0, 128.0, 128.0])

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
        black = np.zeros((height, width, 3), np.uint8)
        white = np.full((height, width, 3), 255, np.uint8)
        draw(black)
        draw(white)
        return cls(keep=cast(Image, cv2.subtract(white, black)), add=black)

    def lay(
        self, target: Target, left: int, top: int, start: int = 0, stop: int | None = None
    ) -> None:
        """Lay columns ``[start, stop)`` on the picture, corner at (left, top); clipped."""
        surface = surface_of(target)
        stop = self.keep.shape[1] if stop is None else stop
        for array, half, (keep, add) in self._shares(surface, left, top):
            odd = left & half
            place = (left >> half, top >> half)
            _lay(array, keep, add, place, (start + odd + half >> half, stop + odd + half >> half))

    def _shares(self, surface: Surface, left: int, top: int) -> Iterator[tuple[Image, int, _Share]]:
        """Iterate over the layers of a picture, with what of the sprite falls on each."""
        shares: tuple[_Share, ...] = ((self.keep, self.add),)
        if surface.matrix is not None:
            key = (surface.matrix, left & 1, top & 1)
            if key not in self._planes:
                self._planes[key] = self._in_planes(*key)
            shares = self._planes[key]
        for (array, half), share in zip(surface.layers, shares, strict=True):
            yield array, half, share

    def _in_planes(self, matrix: Matrix, odd_left: int, odd_top: int) -> tuple[_Share, ...]:
        """Return the sprite for planes, whose halved pixels it meets so far from their corner."""
        keep = self.keep.mean(axis=2)
        add = to_planes(matrix, self.add.astype(np.float64)) - keep[..., None] / 255 * _BLACK
        height, width = keep.shape
        room = ((odd_top, (height + odd_top) % 2), (odd_left, (width + odd_left) % 2))
        keep_half = _halved(np.pad(keep, room, constant_values=255.0))
        blue, red = (_halved(np.pad(add[..., i], room)) for i in (1, 2))
        return (_bytes(keep), _bytes(add[..., 0])), (keep_half, blue), (keep_half, red)


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


def _halved(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Image:
    """Return the means of two by two."""
    height, width = values.shape
    return _bytes(values.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)))


def _bytes(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Image:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
