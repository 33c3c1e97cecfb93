"""The trunk-aligned crop that the lumbar network sees.

In a crop the trunk lies level, the head to the left, the chest up: x runs caudally along the line
from mid shoulder to mid hip, y (down) dorsally. All crops have one scale, so many pixels per trunk
length. Mirrored pictures give equal crops.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import Landmark

__all__ = ["CROP", "CropShape", "TrunkFrame", "cut", "trunk_frame"]

FloatArray = npt.NDArray[np.float64]
ByteImage = npt.NDArray[np.uint8]

MIN_TRUNK_PX: Final = 24.0
"""A trunk shorter than this in the picture is not cut out: nothing of a back would be left."""


@dataclass(frozen=True, slots=True)
class CropShape:
    """What a crop shows.

    Parameters
    ----------
    px_per_trunk : float
        Scale.
    head, foot : float
        How far it reaches headward from mid shoulder, and caudally from there, in trunk lengths.
    chest, back : float
        How far it reaches ventrally and dorsally from the line shoulder to hip.
    """

    px_per_trunk: float = 100.0
    head: float = 0.10
    foot: float = 1.50
    chest: float = 0.66
    back: float = 0.46

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        wide = (self.head + self.foot) * self.px_per_trunk
        return round(wide), round((self.chest + self.back) * self.px_per_trunk)

    @property
    def origin(self) -> tuple[float, float]:
        """Where mid shoulder lies in the crop, (x, y) in pixels."""
        return self.head * self.px_per_trunk, self.chest * self.px_per_trunk


CROP: Final = CropShape()
"""The crop of the network: 160 x 112 pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class TrunkFrame:
    """How crop and picture lie to each other.

    Parameters
    ----------
    to_picture : ndarray, shape (2, 3)
        From crop pixels (x, y) to picture pixels: turned, scaled, perhaps mirrored, moved.
    trunk_px : float
        Mid shoulder to mid hip in the picture.
    """

    to_picture: FloatArray
    trunk_px: float

    def in_picture(self, points: FloatArray) -> FloatArray:
        """Return crop points (..., 2) in picture pixels."""
        moved: FloatArray = points @ self.to_picture[:, :2].T + self.to_picture[:, 2]
        return moved

    def in_crop(self, points: FloatArray) -> FloatArray:
        """Return picture points (..., 2) in crop pixels."""
        back = np.linalg.inv(self.to_picture[:, :2])
        moved: FloatArray = (points - self.to_picture[:, 2]) @ back.T
        return moved

    def direction_in_picture(self, angle_deg: FloatArray) -> FloatArray:
        """Return crop directions, degrees from caudal towards dorsal, as unit vectors (..., 2)."""
        angle = np.radians(angle_deg)
        vector = np.stack([np.cos(angle), np.sin(angle)], axis=-1) @ self.to_picture[:, :2].T
        unit: FloatArray = vector / np.hypot(vector[..., :1], vector[..., 1:])
        return unit


def trunk_frame(
    landmarks_px: FloatArray, ventral: float, shape: CropShape = CROP
) -> TrunkFrame | None:
    """Return the frame of a body's trunk; None where the trunk was not seen or is too small.

    Parameters
    ----------
    landmarks_px : ndarray, shape (33, 2)
        In picture pixels, y down.
    ventral : float
        +1 where the chest lies clockwise (as seen in the picture) of the caudal direction, else
        -1. A supine body with the head to the left has its chest up: -1.
    shape : CropShape
        What the crop shows.
    """
    shoulder = landmarks_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    hip = landmarks_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    trunk_px = float(np.hypot(*(hip - shoulder)))
    if not trunk_px >= MIN_TRUNK_PX:  # also when it is NaN
        return None
    caudal = (hip - shoulder) / trunk_px
    dorsal = -ventral * np.array([-caudal[1], caudal[0]])
    scale = trunk_px / shape.px_per_trunk
    turn = scale * np.stack([caudal, dorsal], axis=1)
    return TrunkFrame(np.column_stack([turn, shoulder - turn @ shape.origin]), trunk_px)


def cut(
    image: ByteImage,
    mask: npt.NDArray[np.float32] | None,
    frame: TrunkFrame,
    shape: CropShape = CROP,
) -> ByteImage:
    """Return the crop (height, width, 4): red, green, blue and the person mask, 0 to 255.

    Parameters
    ----------
    image : ndarray, shape (H, W, 3), uint8
        Upright RGB picture.
    mask : ndarray, shape (H, W), float32, optional
        Likelihood in [0, 1] of a person; left out, that channel is 0.
    frame : TrunkFrame
        From :func:`trunk_frame`, of the same shape.
    """
    width, height = shape.size
    crop = np.zeros((height, width, 4), dtype=np.uint8)
    crop[..., :3] = _warped(image, frame, shape)
    if mask is not None:
        crop[..., 3] = np.rint(255.0 * np.clip(_warped(mask, frame, shape), 0.0, 1.0))
    return crop


def _warped(
    picture: npt.NDArray[np.generic], frame: TrunkFrame, shape: CropShape
) -> npt.NDArray[np.float32]:
    """Return what of a picture falls into the crop; large pictures are averaged, not sampled."""
    width, height = shape.size
    corners = frame.in_picture(np.array([[0, 0], [width, 0], [0, height], [width, height]], float))
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 3, picture.shape[1::-1])
    if np.any(high - low < 2):
        return np.zeros((picture.shape[2:] and (height, width, 3)) or (height, width), np.float32)
    part = np.ascontiguousarray(picture[low[1] : high[1], low[0] : high[0]])
    matrix = frame.to_picture.copy()
    matrix[:, 2] -= low
    factor = int(frame.trunk_px / shape.px_per_trunk)
    if factor > 1:
        size = (max(part.shape[1] // factor, 2), max(part.shape[0] // factor, 2))
        ratio = np.array(size) / part.shape[1::-1]
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        matrix *= ratio[:, None]
        # Pixel centres lie at halves in both pictures.
        matrix[:, 2] += 0.5 * ratio - 0.5
    warped = cv2.warpAffine(
        part,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(warped, dtype=np.float32)
