"""The parts of the body by number: whose skin is whose, for pictures of parts and visibility.

In a picture of parts 0 is the room and ``OTHER_PERSON`` another body; the parts of the person
that the clip is about are numbered from 1.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from studio.body import Array, Body

ROOM = 0
OTHER_PERSON = 255


class Part(IntEnum):
    """Number of a body part; left and right are the person's."""

    HEAD = 1
    TRUNK = 2
    PELVIS = 3
    LEFT_UPPER_ARM = 4
    LEFT_FOREARM = 5
    LEFT_HAND = 6
    RIGHT_UPPER_ARM = 7
    RIGHT_FOREARM = 8
    RIGHT_HAND = 9
    LEFT_THIGH = 10
    LEFT_SHANK = 11
    LEFT_FOOT = 12
    RIGHT_THIGH = 13
    RIGHT_SHANK = 14
    RIGHT_FOOT = 15


_LIMB_BONES = {
    "upperarm01": "UPPER_ARM",
    "lowerarm01": "FOREARM",
    "wrist": "HAND",
    "upperleg01": "THIGH",
    "lowerleg01": "SHANK",
    "foot": "FOOT",
}
_FIRST_BONES = {"root": Part.PELVIS, "spine04": Part.TRUNK, "neck01": Part.HEAD} | {
    f"{bone}.{side[0]}": Part[f"{side}_{part}"]
    for bone, part in _LIMB_BONES.items()
    for side in ("LEFT", "RIGHT")
}
"""Where each part begins; a bone not named here is of its parent's part."""

FOLD_SLOPE = 0.6
"""Buttock and thigh part in a plane through the hip joint, this much lower behind than before."""


def bone_parts(body: Body) -> NDArray[np.uint8]:
    """Part number of every bone (B,)."""
    parts = np.zeros(len(body.bones), dtype=np.uint8)
    for i, (name, parent) in enumerate(zip(body.bones, body.parents, strict=True)):
        parts[i] = _FIRST_BONES.get(name, Part.PELVIS if parent < 0 else parts[parent])
    return parts


def body_parts(body: Body) -> NDArray[np.uint8]:
    """Part number (``Part``) of every vertex (V,): of the bones that move it most.

    Shoes and cloth count as what they cover. The upper thigh bone also moves the buttock: what
    lies above and behind the hip joint is pelvis.
    """
    of_bone = bone_parts(body)
    share = np.stack(
        [np.asarray(body.weights[:, of_bone == part].sum(axis=1)).ravel() for part in Part], axis=1
    )
    parts: NDArray[np.uint8] = np.array(list(Part), dtype=np.uint8)[share.argmax(axis=1)]
    for side, thigh in (("L", Part.LEFT_THIGH), ("R", Part.RIGHT_THIGH)):
        above: Array = body.vertices_m - body.head_m(f"upperleg01.{side}")
        parts[(parts == thigh) & (above[:, 2] > -FOLD_SLOPE * above[:, 1])] = Part.PELVIS
    return parts
