"""The scenes: what happens in each, drawn into the pictures of a clip.

Each function takes a clip, the number of a frame and its time, and returns the picture. What is to
be told of it stands in :data:`SCENES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from benchmarks.robustness.scenes_plate import ByteImage, CutOut, Plate, pasted, standing
from formcheck.pose.landmarks import Landmark

__all__ = ["SCENES", "Scene"]

_PASSER: Final = "studio_good"
_START_S: Final = 4.6
_STOP_S: Final = 7.8
"""What comes and goes does so in this time: during the second repetition."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of trouble.

    Parameters
    ----------
    what : str
        In words.
    draw : callable
        The picture of a clip's frame at a time.
    told_by : frozenset of str
        Codes of warnings or reasons, one of which must be told; empty: nothing needs to be.
    moves_subject : bool
        Whether the picture of the subject is itself moved, so that places cannot be compared.
    """

    what: str
    draw: Callable[[Plate, int, float], ByteImage]
    told_by: frozenset[str] = frozenset()
    moves_subject: bool = False


def _during(time_s: float) -> float | None:
    """Return how far the trouble is, [0, 1]; None outside of it."""
    share = (time_s - _START_S) / (_STOP_S - _START_S)
    return share if 0.0 <= share <= 1.0 else None


def _undisturbed(clip: Plate, index: int, _: float) -> ByteImage:
    return clip.images[index]


def _crossing(clip: Plate, index: int, time_s: float, *, behind: bool, height: float) -> ByteImage:
    image, share = clip.images[index], _during(time_s)
    if share is None:
        return image
    width, tall = clip.size
    person = standing(_PASSER).sized(round(height * tall))
    x = -0.1 * width + 1.2 * width * share
    bob = 0.01 * tall * abs(np.sin(20.0 * share))
    foot = tall * (0.80 if behind else 1.15) - bob
    return pasted(image, person, x, foot, clip.masks[index] if behind else None)


def _in_front(clip: Plate, index: int, time_s: float) -> ByteImage:
    return _crossing(clip, index, time_s, behind=False, height=1.05)


def _behind(clip: Plate, index: int, time_s: float) -> ByteImage:
    return _crossing(clip, index, time_s, behind=True, height=0.75)


def _beside(clip: Plate, index: int, time_s: float) -> ByteImage:
    width, tall = clip.size
    head = float(np.nanmedian(clip.points[:, Landmark.NOSE, 0]))
    x = 0.09 * width if head < width / 2 else 0.91 * width
    sway = 2.0 * np.sin(1.7 * time_s)
    person = standing(_PASSER).sized(round(0.85 * tall))
    return pasted(clip.images[index], person, x + sway, 0.97 * tall)


def _leaning(clip: Plate, index: int, time_s: float) -> ByteImage:
    """Draw a coach who bends over the belly from above, stays a second, and goes."""
    image, share = clip.images[index], _during(time_s)
    if share is None:
        return image
    tall = clip.size[1]
    hips = clip.points[index, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    in_ = float(np.clip(4.0 * min(share, 1.0 - share), 0.0, 1.0))
    coach = standing(_PASSER).sized(round(0.8 * tall), turned_deg=125.0)
    return pasted(image, coach, hips[0] - 10.0, (0.25 + 0.55 * in_) * tall)


def _pet(clip: Plate, index: int, time_s: float) -> ByteImage:
    """Draw a dark animal that walks along the floor before the legs."""
    image, share = clip.images[index].copy(), _during(time_s)
    if share is None:
        return image
    width, tall = clip.size
    unit = tall / 360.0
    x, y = int(-60 + (width + 120) * share), int(0.86 * tall)
    fur = (70, 52, 40)
    cv2.ellipse(
        image, (x, y - int(28 * unit)), (int(44 * unit), int(17 * unit)), 0, 0, 360, fur, -1
    )
    cv2.circle(image, (x + int(50 * unit), y - int(44 * unit)), int(14 * unit), fur, -1)
    for leg, phase in ((-34, 0.0), (-22, 1.6), (24, 3.1), (36, 4.7)):
        foot = (x + int((leg + 8 * np.sin(40 * share + phase)) * unit), y + int(6 * unit))
        cv2.line(image, (x + int(leg * unit), y - int(20 * unit)), foot, fur, int(8 * unit))
    return image


def _mirror(clip: Plate, index: int, _: float) -> ByteImage:
    """Draw the person once more, smaller, the other way round, as a mirror on the wall does."""
    tall = clip.size[1]
    shown = CutOut(clip.images[index], np.clip(clip.masks[index], 0.0, 1.0))
    small = shown.sized(round(0.62 * tall), flipped=True)
    return pasted(clip.images[index], small, clip.size[0] * 0.5, 0.60 * tall, clip.masks[index])


def _poster(clip: Plate, index: int, _: float) -> ByteImage:
    tall = clip.size[1]
    person = standing(_PASSER).sized(round(0.55 * tall))
    image = clip.images[index].copy()
    x, bottom = round(0.5 * clip.size[0]), round(0.60 * tall)
    corner = (x - round(0.14 * tall), bottom - round(0.58 * tall))
    frame = CutOut(np.full((8, 8, 3), 225, np.uint8), np.ones((8, 8), np.float32))
    size = (round(0.28 * tall), round(0.60 * tall))
    sheet = CutOut(
        cv2.resize(frame.image, size).astype(np.uint8), np.ones((size[1], size[0]), np.float32)
    )
    image = pasted(image, sheet, corner[0] + size[0] / 2, corner[1] + size[1], clip.masks[index])
    return pasted(image, person, x, bottom, clip.masks[index])


def _second(clip: Plate, index: int, _: float) -> ByteImage:
    """Draw a smaller one who does the same behind, half a repetition later."""
    tall = clip.size[1]
    other = (index + 40) % len(clip.images)
    shown = CutOut(clip.images[other], np.clip(clip.masks[other], 0.0, 1.0))
    small = shown.sized(round(0.70 * tall))
    return pasted(clip.images[index], small, clip.size[0] * 0.55, 0.72 * tall, clip.masks[index])


def _away(clip: Plate, index: int, time_s: float) -> ByteImage:
    return clip.room if _during(time_s) is not None else clip.images[index]


def _bumped(clip: Plate, index: int, time_s: float) -> ByteImage:
    """Move the picture as a knock on the stand does: a shake, and another view from then on."""
    after_s = time_s - _START_S
    if after_s < 0:
        return clip.images[index]
    tall = clip.size[1]
    shake = 0.03 * tall * np.exp(-6.0 * after_s)
    x = 0.07 * tall + shake * np.sin(40.0 * after_s)
    y = -0.04 * tall + shake * np.cos(33.0 * after_s)
    return _warped(clip.images[index], np.array([[1.0, 0.0, x], [0.0, 1.0, y]]))


def _zoomed(clip: Plate, index: int, time_s: float) -> ByteImage:
    scale = 1.0 + 0.3 * float(np.clip((time_s - _START_S) / 2.0, 0.0, 1.0))
    width, tall = clip.size
    shift = (0.5 * width * (1 - scale), 0.6 * tall * (1 - scale))
    return _warped(clip.images[index], np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]]))


def _warped(image: ByteImage, matrix: np.ndarray) -> ByteImage:
    size = (image.shape[1], image.shape[0])
    warped = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def _lights_off(clip: Plate, index: int, time_s: float) -> ByteImage:
    if _during(time_s) is None:
        return clip.images[index]
    rng = np.random.default_rng(index)
    dark = clip.images[index] * 0.04 + rng.normal(0.0, 3.0, clip.images[index].shape)
    return np.clip(dark, 0, 255).astype(np.uint8)


def _backlight(clip: Plate, index: int, _: float) -> ByteImage:
    mask = clip.masks[index][..., None]
    bright = np.clip(clip.images[index] * 1.6 + 60.0, 0, 255)
    silhouette = clip.images[index] * 0.10
    return (mask * silhouette + (1.0 - mask) * bright).astype(np.uint8)


def _blanket(clip: Plate, index: int, _: float) -> ByteImage:
    """Draw a striped blanket over the legs from the hips on, which goes up with them."""
    points = clip.points[index]
    image = clip.images[index].copy()
    if not np.isfinite(points).all():
        return image
    shape = np.zeros(image.shape[:2], np.uint8)
    trunk = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    trunk = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0) - trunk
    wide = max(2, round(0.5 * float(np.hypot(*trunk))))
    for side in ("LEFT", "RIGHT"):
        chain = [points[Landmark[f"{side}_{part}"]] for part in ("HIP", "KNEE", "ANKLE")]
        far = chain[-1] + 0.25 * (chain[-1] - chain[-2])
        line = np.array([*chain, far]).round().astype(np.int32)
        cv2.polylines(shape, [line], isClosed=False, color=255, thickness=wide)
    rows = np.arange(image.shape[0])[:, None] // 9 % 2 == 0
    cloth = np.where(rows[..., None], (176, 62, 70), (226, 214, 190)).astype(np.uint8)
    cloth = np.broadcast_to(cloth, image.shape)
    image[shape > 0] = cloth[shape > 0]
    return image


def _baby(clip: Plate, index: int, _: float) -> ByteImage:
    """Draw something of a baby's size on the belly."""
    points = clip.points[index]
    image = clip.images[index].copy()
    shoulders = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    hips = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    trunk = hips - shoulders
    length = float(np.hypot(*trunk))
    if not np.isfinite(length):
        return image
    up = np.array([0.0, -0.22 * length])
    body = (shoulders + 0.60 * trunk + up).round().astype(int).tolist()
    head = (shoulders + 0.22 * trunk + 1.5 * up).round().astype(int).tolist()
    axes = (round(0.36 * length), round(0.18 * length))
    cv2.ellipse(image, body, axes, 0.0, 0, 360, (236, 226, 170), -1)
    cv2.circle(image, head, round(0.16 * length), (222, 178, 150), -1)
    return image


_PEOPLE: Final = frozenset({"several_persons", "another_person"})

SCENES: Final[dict[str, Scene]] = {
    "undisturbed": Scene("nothing", _undisturbed),
    "in_front": Scene("somebody crosses in front", _in_front, _PEOPLE),
    "behind": Scene("somebody crosses behind", _behind, _PEOPLE),
    "beside": Scene("a coach stands at the head", _beside, _PEOPLE),
    "leaning": Scene("a coach bends over the belly", _leaning, _PEOPLE | {"view_disturbed"}),
    "second": Scene("a second, smaller one does leg raises behind", _second, _PEOPLE),
    "mirror": Scene("a mirror on the wall", _mirror, _PEOPLE),
    "poster": Scene("a poster of a person on the wall", _poster, _PEOPLE),
    "pet": Scene("an animal walks before the legs", _pet),
    "away": Scene("the person leaves and comes back", _away, frozenset({"person_often_lost"})),
    "bumped": Scene(
        "the camera is knocked",
        _bumped,
        frozenset({"camera_moves", "view_disturbed"}),
        moves_subject=True,
    ),
    "zoomed": Scene(
        "the camera zooms in",
        _zoomed,
        frozenset({"camera_moves", "view_disturbed"}),
        moves_subject=True,
    ),
    "lights_off": Scene("the light goes off and on", _lights_off, frozenset({"too_dark"})),
    "backlight": Scene("only the outline is seen against a window", _backlight),
    "blanket": Scene("a blanket over the legs", _blanket),
    "baby": Scene("a baby on the belly", _baby),
}
"""By name. Where nothing needs to be told, no false repetition and no wrong verdict is enough."""
