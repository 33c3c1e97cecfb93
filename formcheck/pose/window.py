"""A square part of a picture, turned by quarter turns, and the way back from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose

__all__ = ["Window"]

FloatArray = npt.NDArray[np.float64]
ByteImage = npt.NDArray[np.uint8]
MaskImage = npt.NDArray[np.float32]

_TURNS: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = (
    ((1, 0), (0, 1)),
    ((0, -1), (1, 0)),
    ((-1, 0), (0, -1)),
    ((0, 1), (-1, 0)),
)
"""For 0 to 3 quarter turns: ``matrix @ (x, y) of the turned`` = (x, y) of the upright vector."""

_ROTATIONS: Final = (
    -1,  # none
    cv2.ROTATE_90_COUNTERCLOCKWISE,
    cv2.ROTATE_180,
    cv2.ROTATE_90_CLOCKWISE,
)
"""What OpenCV calls 0 to 3 quarter turns counter-clockwise."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where to look: a square of the frame, which may reach beyond it, and how it is turned.

    Parameters
    ----------
    left, top : int
        Upper left corner, pixels of the frame.
    side : int
        Length of an edge, pixels.
    turns : int
        Quarter turns counter-clockwise, 0 to 3.
    """

    left: int
    top: int
    side: int
    turns: int = 0

    def cut(self, image: ByteImage) -> ByteImage:
        """Return the part (side, side, 3) of a picture (height, width, 3); black beyond it."""
        height, width = image.shape[:2]
        right, bottom = self.left + self.side, self.top + self.side
        part = image[max(self.top, 0) : max(bottom, 0), max(self.left, 0) : max(right, 0)]
        if not part.size:
            return np.zeros((self.side, self.side, 3), np.uint8)
        above, before = max(-self.top, 0), max(-self.left, 0)
        below, after = max(bottom - height, 0), max(right - width, 0)
        square: ByteImage = part
        if any((above, below, before, after)):
            # OpenCV's own: NumPy takes five times as long to pad and turn.
            square = _bytes(
                cv2.copyMakeBorder(part, above, below, before, after, cv2.BORDER_CONSTANT, value=0)
            )
        turns = self.turns % 4
        return _bytes(cv2.rotate(square, _ROTATIONS[turns])) if turns else square.copy()

    def to_frame(self, pose: PersonPose, size: tuple[int, int]) -> PersonPose:
        """Return a person found in the part, in pixels of the part, as one of the frame.

        Parameters
        ----------
        pose : PersonPose
            In the turned part.
        size : tuple of int
            Height and width of the frame, pixels.
        """
        matrix = np.array(_TURNS[self.turns % 4], dtype=np.float64)
        middle = self.side / 2
        points = (pose.landmarks_px - middle) @ matrix.T + middle + (self.left, self.top)
        world = pose.world_m.copy()
        world[:, :2] = world[:, :2] @ matrix.T
        mask = None if pose.mask is None else self._mask(pose.mask, size)
        return PersonPose(points, pose.visibility, world, mask)

    def _mask(self, mask: MaskImage, size: tuple[int, int]) -> MaskImage:
        """Return a mask of the part as one of the frame; 0 outside of the part."""
        part = np.ascontiguousarray(np.rot90(mask, -self.turns))
        square = np.asarray(cv2.resize(part, (self.side, self.side)), dtype=np.float32)
        whole = np.zeros(size, dtype=np.float32)
        top, left = max(self.top, 0), max(self.left, 0)
        bottom, right = min(self.top + self.side, size[0]), min(self.left + self.side, size[1])
        if top < bottom and left < right:
            whole[top:bottom, left:right] = square[
                top - self.top : bottom - self.top, left - self.left : right - self.left
            ]
        return whole


def _bytes(image: cv2.typing.MatLike) -> ByteImage:
    return image.astype(np.uint8, copy=False)
