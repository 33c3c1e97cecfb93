"""Turn stored pictures upright: rotation and mirroring (display matrix), square pixels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.buffer import Buffer

from formcheck.video.planes import Planes, matrix_of

__all__ = ["Orientation", "Upright", "square_size"]

_WIDEST_PIXEL = 4.0  # a pixel more than four times as wide as high (or high as wide) is an error


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture is turned to stand upright: transpose first, then the flips.

    Parameters
    ----------
    transpose : bool
        Rows become columns.
    flip_x, flip_y : bool
        Left and right, top and bottom change places, after the transposition.
    """

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def from_matrix(cls, matrix: Sequence[int]) -> Orientation:
        """Return the nearest of the eight orientations to a container's display matrix.

        Parameters
        ----------
        matrix : sequence of 9 int
            ``a b u c d v x y w``: the point (x, y), y down, is shown at (ax + cy, bx + dy).

        Raises
        ------
        ValueError
            If there are not nine numbers.
        """
        if len(matrix) != 9:
            raise ValueError(f"expected 9 numbers, got {len(matrix)}")
        a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(transpose=True, flip_x=c < 0, flip_y=b < 0)
        return cls(flip_x=a < 0, flip_y=d < 0)

    @classmethod
    def of_picture(cls, picture: av.VideoFrame) -> Orientation:
        """Return the orientation that a decoded picture carries; upright if it carries none."""
        side_data = cast(Mapping[str, Buffer], picture.side_data)  # the stub names one kind only
        try:
            matrix = bytes(side_data["DISPLAYMATRIX"])
        except KeyError:
            return cls()
        return cls.from_matrix(np.frombuffer(matrix, np.int32).tolist())

    @property
    def rotation_deg(self) -> int:
        """Clockwise rotation, 0, 90, 180 or 270, to which a mirroring left-right may follow."""
        mirrored = self.flip_x != self.flip_y if not self.transpose else self.flip_x == self.flip_y
        across = self.flip_x != mirrored
        if self.transpose:
            return 90 if across else 270
        return 180 if across else 0

    def apply(self, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Return the upright picture, C-contiguous.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3) or (height, width), uint8
            Picture as stored.
        """
        if self.transpose:
            image = cv2.transpose(image).astype(np.uint8, copy=False)
        if self.flip_x or self.flip_y:
            code = -1 if self.flip_x and self.flip_y else (1 if self.flip_x else 0)
            image = cv2.flip(image, code).astype(np.uint8, copy=False)
        return np.ascontiguousarray(image)


def square_size(width: int, height: int, pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Return the size at which the stored pixels are square; never smaller than stored.

    Parameters
    ----------
    width, height : int
        Stored size, pixels.
    pixel_aspect : Fraction or None
        Width over height of one stored pixel; unknown, zero and absurd values mean square.

    Examples
    --------
    >>> square_size(720, 576, Fraction(64, 45))
    (1024, 576)
    """
    ratio = float(pixel_aspect) if pixel_aspect else 1.0
    if not 1.0 / _WIDEST_PIXEL <= ratio <= _WIDEST_PIXEL:
        return width, height
    if ratio >= 1.0:
        return math.floor(width * ratio + 0.5), height
    return width, math.floor(height / ratio + 0.5)


class Upright:
    """Make upright RGB pictures of one size, with square pixels, from decoded ones.

    Parameters
    ----------
    first : VideoFrame
        The first picture: every later one is brought to its size and orientation.
    pixel_aspect : Fraction or None
        Width over height of a stored pixel, as the stream says.
    """

    def __init__(self, first: av.VideoFrame, pixel_aspect: Fraction | None) -> None:
        self._stored_size = (first.width, first.height)
        self._square_size = square_size(first.width, first.height, pixel_aspect)
        self._orientation = Orientation.of_picture(first)
        self.matrix = matrix_of(first)
        """That of the planes."""
        self.resized = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright pictures, pixels."""
        width, height = self._square_size
        return (height, width) if self._orientation.transpose else (width, height)

    @property
    def rotation_deg(self) -> int:
        """Clockwise rotation that is applied: 0, 90, 180 or 270."""
        return self._orientation.rotation_deg

    def rgb(self, picture: av.VideoFrame) -> npt.NDArray[np.uint8]:
        """Return a picture as an upright image, shape (height, width, 3), uint8, C-contiguous."""
        if (picture.width, picture.height) != self._stored_size:
            self.resized += 1
        width, height = self._square_size
        # One thread: splitting a picture among several costs more than it saves (docs/speed.md).
        rgb = picture.reformat(width=width, height=height, format="rgb24", threads=1)
        return self._orientation.apply(rgb.to_ndarray().astype(np.uint8, copy=False))

    def planes(self, picture: av.VideoFrame) -> Planes:
        """Return a picture as upright planes, padded by one pixel where a side is odd."""
        plain = (picture.width, picture.height) == self._stored_size == self._square_size
        if plain and not picture.width % 2 and not picture.height % 2:
            if self._orientation == Orientation():
                return Planes.of_picture(picture, self.matrix)  # copied once, not twice
            return Planes.of_picture(picture, self.matrix, self._orientation.apply)
        return Planes.of_rgb(self.rgb(picture), self.matrix)
