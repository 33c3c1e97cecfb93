"""A sample clip taken apart: its pictures, where the person is, the empty room, and cut-outs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.samples import SAMPLES
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.file import VideoFile
from formcheck.video.frame import Frame, SourceInfo

__all__ = ["ByteImage", "CutOut", "Plate", "pasted", "plate", "standing"]

ByteImage = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
FloatImage = npt.NDArray[np.float32]

_SECONDS: Final = 11.2


@dataclass(frozen=True, slots=True, eq=False)
class CutOut:
    """A person without the room around: RGB and how much of each pixel is the person, [0, 1]."""

    image: ByteImage
    alpha: FloatImage

    def sized(self, height: int, *, turned_deg: float = 0.0, flipped: bool = False) -> CutOut:
        """Return the person so many pixels tall, turned (counter-clockwise), or mirrored."""
        scale = height / self.image.shape[0]
        size = (max(2, round(self.image.shape[1] * scale)), height)
        image = cv2.resize(self.image, size, interpolation=cv2.INTER_AREA)
        alpha = cv2.resize(self.alpha, size, interpolation=cv2.INTER_AREA)
        if flipped:
            image, alpha = image[:, ::-1], alpha[:, ::-1]
        if turned_deg:
            image, alpha = (_turned(part, turned_deg) for part in (image, alpha))
        return CutOut(np.ascontiguousarray(image, np.uint8), np.ascontiguousarray(alpha))


def _turned(image: npt.NDArray[np.generic], degrees: float) -> npt.NDArray[np.generic]:
    height, width = image.shape[:2]
    side = int(np.hypot(height, width)) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    turned: npt.NDArray[np.generic] = cv2.warpAffine(image, matrix, (side, side))  # type: ignore[call-overload]
    return turned


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """One clip: frames, masks and landmarks of its person, and the empty room.

    Parameters
    ----------
    name : str
    info : SourceInfo
    times_s : list of float
    images : list of ndarray, shape (height, width, 3)
    masks : list of ndarray, shape (height, width), float32
        Of the person, [0, 1].
    points : ndarray, shape (N, 33, 2)
        Landmarks, pixels; NaN = not seen.
    room : ndarray, shape (height, width, 3)
        Nobody in it.
    """

    name: str
    info: SourceInfo
    times_s: list[float]
    images: list[ByteImage]
    masks: list[FloatImage]
    points: FloatArray
    room: ByteImage

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.info.width, self.info.height


@cache
def plate(name: str, seconds: float = _SECONDS) -> Plate:
    """Return the beginning of a sample clip, taken apart."""
    times, images, masks, points = [], [], [], []
    with VideoFile(SAMPLES / f"{name}.mp4") as source, MediaPipeBackend("full") as backend:
        for frame in source:
            if frame.time_s > seconds:
                break
            people = backend.detect(frame)
            mask = people[0].mask if people else None
            shape = frame.image.shape[:2]
            times.append(frame.time_s)
            images.append(frame.image)
            masks.append(mask if mask is not None else np.zeros(shape, np.float32))
            points.append(people[0].landmarks_px if people else np.full((33, 2), np.nan))
        info = source.info
    return Plate(name, info, times, images, masks, np.array(points), _room(images, masks))


def _room(images: list[ByteImage], masks: list[FloatImage]) -> ByteImage:
    """Return the median of what is not the person; the rest is filled from around."""
    some = range(0, len(images), max(1, len(images) // 40))
    stack = np.array([images[i] for i in some], np.float32)
    grown = np.ones((15, 15), np.uint8)
    covered = np.array([cv2.dilate((masks[i] > 0.1).astype(np.uint8), grown) for i in some]) > 0
    stack[covered] = np.nan
    always = covered.all(axis=0)
    stack[:, always] = 0.0
    room = np.nanmedian(stack, axis=0).astype(np.uint8)
    filled = cv2.inpaint(room, always.astype(np.uint8), 5.0, cv2.INPAINT_TELEA)
    return np.asarray(filled, np.uint8)


@cache
def standing(name: str) -> CutOut:
    """Return somebody who stands upright: a lying person at rest, turned, head up."""
    clip = plate(name, 0.5)
    image, mask = clip.images[-1], clip.masks[-1]
    head_left = clip.points[-1, 0, 0] < clip.points[-1, 23, 0]
    turn = cv2.ROTATE_90_CLOCKWISE if head_left else cv2.ROTATE_90_COUNTERCLOCKWISE
    image, mask = cv2.rotate(image, turn), cv2.rotate(mask, turn)
    ys, xs = np.nonzero(mask > 0.5)
    box = (slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1))
    return CutOut(
        np.ascontiguousarray(image[box]),
        np.clip((mask[box] - 0.3) / 0.4, 0.0, 1.0).astype(np.float32),
    )


def pasted(
    image: ByteImage, cut: CutOut, x: float, y: float, behind: FloatImage | None = None
) -> ByteImage:
    """Return the picture with a cut-out, its middle at ``x`` and its lower edge at ``y``.

    Parameters
    ----------
    image : ndarray
    cut : CutOut
    x, y : float
        Pixels; may lie outside.
    behind : ndarray, shape (height, width), optional
        Who stands in front of it: the mask of the person.
    """
    height, width = cut.image.shape[:2]
    left, top = round(x - width / 2), round(y - height)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, image.shape[1]), min(top + height, image.shape[0])
    if x0 >= x1 or y0 >= y1:
        return image
    there = (slice(y0, y1), slice(x0, x1))
    here = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    alpha = cut.alpha[here][..., None]
    if behind is not None:
        alpha = alpha * (1.0 - np.clip(behind[there], 0.0, 1.0))[..., None]
    out = image.copy()
    out[there] = (alpha * cut.image[here] + (1.0 - alpha) * image[there]).astype(np.uint8)
    return out


def frame_of(clip: Plate, index: int, image: ByteImage) -> Frame:
    """Return a composed picture as a frame of the clip."""
    return Frame(index, clip.times_s[index], image)
