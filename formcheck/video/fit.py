"""Bring pictures to the size of the first one without changing any angle in them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["fitted"]

_Image = npt.NDArray[np.uint8]


def fitted(image: _Image, size: tuple[int, int]) -> _Image:
    """Return an RGB picture of the given width and height, black where the shapes differ.

    Width and height are scaled alike: a picture that is stretched has other angles.
    """
    width, height = size
    if image.shape[:2] == (height, width):
        return image
    scale = min(width / image.shape[1], height / image.shape[0])
    wide = min(width, max(1, round(scale * image.shape[1])))
    high = min(height, max(1, round(scale * image.shape[0])))
    left, top = (width - wide) // 2, (height - high) // 2
    result = np.zeros((height, width, 3), np.uint8)
    result[top : top + high, left : left + wide] = cv2.resize(
        image, (wide, high), interpolation=cv2.INTER_AREA
    )
    return result
