"""Which points of a person a picture shows: read off the picture of body parts.

A point is seen when it lies inside the picture and the nearest surface at its pixel is of a part
that it belongs to. At the outline the pixel may show the room beside the point: then the nearest
part within ``NEAR_M`` of it decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import LUMBAR_POINTS
from studio.anatomy import LANDMARK_NAMES
from studio.body import Array
from studio.parts import OTHER_PERSON, ROOM, Part

Parts = NDArray[np.uint8]
"""Picture (H, W) of body parts: 0 the room, ``Part`` numbers, 255 another person."""

NEAR_M = 0.015
FACING = -0.2
"""Cosine to the camera under which a point on the far side of head or trunk counts as hidden."""

_LIMB_PARTS = {
    "elbow": ("UPPER_ARM", "FOREARM"),
    "wrist": ("FOREARM", "HAND"),
    "pinky": ("HAND",),
    "index": ("HAND",),
    "thumb": ("HAND",),
    "knee": ("THIGH", "SHANK"),
    "ankle": ("SHANK", "FOOT"),
    "heel": ("FOOT",),
    "foot_index": ("FOOT",),
    "shoulder": ("UPPER_ARM",),
    "hip": ("THIGH",),
}
_TORSO = {"shoulder": (Part.TRUNK,), "hip": (Part.PELVIS, Part.TRUNK)}
_THIGHS = (Part.LEFT_THIGH, Part.RIGHT_THIGH)
_OUTWARD = {
    "nose": (0.0, -1.0, 0.0),
    "eye_inner": (0.35, -0.94, 0.0),
    "eye": (0.5, -0.87, 0.0),
    "eye_outer": (0.7, -0.71, 0.0),
    "ear": (1.0, 0.0, 0.0),
    "mouth": (0.5, -0.87, 0.0),
    "shoulder": (1.0, 0.0, 0.0),
    "hip": (1.0, 0.0, 0.0),
}
"""Where the surface over a point of the left side looks in the neutral pose (body frame)."""


@dataclass(frozen=True)
class Belonging:
    """What may lie in front of a point that is seen.

    Attributes
    ----------
    always : bool array (256,)
        Part numbers that show the point whenever they are nearest.
    facing : bool array (256,)
        Part numbers that show it only when its side of the body is turned to the camera.
    outward : array (3,)
        That side, in the body frame of the neutral pose.
    carrier : {"head", "thorax", "pelvis"}
        The segment that carries ``outward``.
    """

    always: NDArray[np.bool_]
    facing: NDArray[np.bool_]
    outward: Array
    carrier: str


def _numbers(*parts: int) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(parts)] = True
    return table


def landmark_belonging(name: str) -> Belonging:
    """Belonging of one of the 33 landmarks."""
    side = "right" if "right" in name else "left"
    kind = name.removeprefix(f"{side}_").removesuffix(f"_{side}")
    outward = np.array(_OUTWARD.get(kind, (0.0, 0.0, 0.0)))
    if side == "right":
        outward[0] *= -1.0
    if kind not in _LIMB_PARTS:
        return Belonging(_numbers(), _numbers(Part.HEAD), outward, "head")
    limb = _numbers(*(Part[f"{side.upper()}_{part}"] for part in _LIMB_PARTS[kind]))
    carrier = "pelvis" if kind == "hip" else "thorax"
    return Belonging(limb, _numbers(*_TORSO.get(kind, ())), outward, carrier)


def lumbar_belonging(name: str) -> Belonging:
    """Belonging of one of the 11 lumbar points: seen unless a limb or another is in front."""
    parts: tuple[int, ...] = (Part.TRUNK, Part.PELVIS, Part.HEAD)
    if name == "HJC":
        parts += _THIGHS
    if name == "floor_L3":
        parts += (ROOM,)
    return Belonging(_numbers(*parts), _numbers(), np.zeros(3), "pelvis")


LANDMARKS = tuple(landmark_belonging(name) for name in LANDMARK_NAMES)
LUMBAR = tuple(lumbar_belonging(name) for name in LUMBAR_POINTS)


def seen(
    points_px: Array,
    reach_px: Array,
    to_camera: dict[str, Array],
    belongings: tuple[Belonging, ...],
    pictures: Iterable[Parts],
) -> NDArray[np.bool_]:
    """Tell which points (N, P) are seen.

    Parameters
    ----------
    points_px : array (N, P, 2), NaN where a point does not exist.
    reach_px : array (N, P)
        ``NEAR_M`` in pixels at the point.
    to_camera : dict of arrays (N, 3)
        Direction to the camera in the body frame, as each carrier has turned it.
    belongings : tuple, length P.
    pictures : iterable of (H, W) part pictures, one per frame; read once, in order.
    """
    shown = np.zeros(points_px.shape[:2], dtype=bool)
    cosines = np.stack([to_camera[b.carrier] @ b.outward for b in belongings], axis=1)
    for i, picture in enumerate(pictures):
        for j, belonging in enumerate(belongings):
            part = _part_at(picture, points_px[i, j], reach_px[i, j])
            if part is not None and part != OTHER_PERSON:
                faces = belonging.facing[part] and cosines[i, j] > FACING
                shown[i, j] = belonging.always[part] or faces
    return shown


def _part_at(picture: Parts, point_px: Array, reach_px: float) -> int | None:
    """Part at a point, or nearest to it within reach when it falls on the room."""
    height, width = picture.shape
    x, y = float(point_px[0]), float(point_px[1])
    if not (0.0 <= x < width and 0.0 <= y < height):
        return None
    part = int(picture[int(y), int(x)])
    if part != ROOM:
        return part
    reach = int(np.ceil(reach_px))
    left, top = max(int(x) - reach, 0), max(int(y) - reach, 0)
    window = picture[top : int(y) + reach + 1, left : int(x) + reach + 1]
    rows, columns = np.nonzero(window)
    if not len(rows):
        return ROOM
    gap = np.hypot(rows + top + 0.5 - y, columns + left + 0.5 - x)
    best = int(gap.argmin())
    return int(window[rows[best], columns[best]]) if gap[best] <= reach_px + 1.0 else ROOM
