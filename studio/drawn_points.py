"""The points of a truth file: where the landmarks and lumbar points fall in each picture.

Points are found on the bare body and projected by the clip's camera; whether a picture shows
them is read off its part picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from formcheck.pose.landmarks import LUMBAR_POINTS
from studio import seen
from studio.anatomy import LANDMARK_NAMES, LUMBAR_ON_BODY, Anatomy, anatomy_of
from studio.body import Array, Body
from studio.camera import Camera

CARRIERS = {"head": "head", "thorax": "spine01", "pelvis": "root"}


@dataclass(frozen=True)
class Subject:
    """The points of the person that a clip is about, and the height of what he lies on.

    ``support_m`` is the height of the support's surface in the world, None when the back has
    none (hanging, standing). ``carriers`` are the bone numbers of head, thorax and pelvis.
    """

    anatomy: Anatomy = field(repr=False)
    carriers: dict[str, int]
    support_m: float | None

    @classmethod
    def of(cls, body: Body, support_m: float | None) -> Subject:
        """Find the points of a (bare) body."""
        carriers = {name: body.index[bone] for name, bone in CARRIERS.items()}
        return cls(anatomy_of(body), carriers, support_m)

    def head_flexion_deg(self, transforms: Array) -> Array:
        """Head against thorax (N,), degrees: 0 in the neutral pose, nodding positive."""
        thorax = transforms[:, self.carriers["thorax"], :, :3]
        head = transforms[:, self.carriers["head"], :, :3]
        turn = np.einsum("nji,njk->nik", thorax, head)
        angle: Array = np.degrees(np.arctan2(turn[:, 2, 1], turn[:, 1, 1]))
        return angle

    def lumbar_m(self, transforms: Array) -> Array:
        """Lumbar points (N, 11, 3) in the world, NaN for a floor that is not there."""
        points = self.anatomy.lumbar.at(transforms)
        floor = points[:, LUMBAR_ON_BODY.index("L3")].copy()
        floor[:, 2] = np.nan if self.support_m is None else self.support_m
        ordered = dict(zip(LUMBAR_ON_BODY, np.moveaxis(points, 1, 0), strict=True))
        return np.stack([ordered.get(name, floor) for name in LUMBAR_POINTS], axis=1)

    def clearance_mm(self, transforms: Array) -> Array | None:
        """Largest gap (N,) under the skin of the low back, mm; None without a support."""
        if self.support_m is None:
            return None
        heights = self.anatomy.low_back.at(transforms)[:, :, 2]
        gap: Array = 1000.0 * np.maximum(heights.max(axis=1) - self.support_m, 0.0)
        return gap


def point_series(
    subject: Subject,
    transforms: Array,
    camera: Camera,
    pictures: Iterable[seen.Parts] | None,
) -> dict[str, Any]:
    """Points and visibility of a clip as plain lists.

    Parameters
    ----------
    transforms : array (N, B, 3, 4)
        Bone transforms of every frame.
    pictures : iterable of part pictures, one per frame, or None when they are not known.
    """
    landmarks = subject.anatomy.landmarks.at(transforms)
    points = np.concatenate([landmarks, subject.lumbar_m(transforms)], axis=1)
    pixels = camera.project(points)
    shown = None
    if pictures is not None:
        depth = (points - camera.position_m) @ camera.axes[2]
        shown = seen.seen(
            pixels,
            camera.focal_px * seen.NEAR_M / np.maximum(depth, 0.1),
            _to_camera(subject, transforms, landmarks.mean(axis=1), camera),
            seen.LANDMARKS + seen.LUMBAR,
            pictures,
        )
    split = len(LANDMARK_NAMES)
    clearance = subject.clearance_mm(transforms)
    return {
        "landmarks_px": _tracks(LANDMARK_NAMES, pixels[:, :split]),
        "landmarks_visible": _digits(LANDMARK_NAMES, shown, 0),
        "lumbar_px": _tracks(LUMBAR_POINTS, pixels[:, split:]),
        "lumbar_visible": _digits(LUMBAR_POINTS, shown, split),
        "lumbar_clearance_mm": None if clearance is None else np.round(clearance, 1).tolist(),
    }


def _to_camera(
    subject: Subject, transforms: Array, middle: Array, camera: Camera
) -> dict[str, Array]:
    """Direction to the camera (N, 3) in the frame of each carrier."""
    line = camera.position_m - middle
    line /= np.linalg.norm(line, axis=1, keepdims=True)
    return {
        name: np.einsum("nji,nj->ni", transforms[:, bone, :, :3], line)
        for name, bone in subject.carriers.items()
    }


def _tracks(names: Sequence[str], pixels: Array) -> dict[str, list[Any] | None]:
    """Return the rounded track (N, 2) of each point; None for a point that does not exist."""
    rounded = np.round(pixels, 1) + 0.0
    return {
        name: None if np.isnan(rounded[:, i]).all() else _nulls(rounded[:, i])
        for i, name in enumerate(names)
    }


def _nulls(track: Array) -> list[Any]:
    rows: list[Any] = track.tolist()
    return [row if row[0] == row[0] else None for row in rows]


def _digits(names: Sequence[str], shown: Any, first: int) -> dict[str, str] | None:
    if shown is None:
        return None
    return {
        name: "".join("1" if one else "0" for one in shown[:, first + i])
        for i, name in enumerate(names)
    }
