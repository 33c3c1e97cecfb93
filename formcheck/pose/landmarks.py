"""Names, order and skeleton of the 33 body landmarks, and of the 11 lumbar points.

The order is that of MediaPipe's pose landmarker (BlazePose GHUM). Left and right are the person's.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Final, Literal

__all__ = [
    "LANDMARK_COUNT",
    "LUMBAR_POINTS",
    "SKELETON",
    "Landmark",
    "Side",
    "opposite",
    "side_landmark",
]

Side = Literal["left", "right"]


class Landmark(IntEnum):
    """The 33 landmarks; the value is the row in every ``(33, ...)`` array."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


LANDMARK_COUNT: Final = len(Landmark)

LUMBAR_POINTS: Final = (
    "T8",
    "T12",
    "L1",
    "L3",
    "L5S1",
    "sacrum",
    "PSIS",
    "ASIS",
    "HJC",
    "navel",
    "floor_L3",
)
"""The lumbar points in the order of every ``(11, ...)`` array."""


def opposite(side: Side) -> Side:
    """Return the other body side.

    >>> opposite("left")
    'right'
    """
    return "right" if side == "left" else "left"


@cache
def side_landmark(side: Side, part: str) -> Landmark:
    """Return the landmark of one body side by its part.

    >>> side_landmark("left", "hip").name
    'LEFT_HIP'
    """
    return Landmark[f"{side}_{part}".upper()]


def _side_bones(side: Side) -> tuple[tuple[Landmark, Landmark], ...]:
    parts = (
        ("shoulder", "hip"),
        ("shoulder", "elbow"),
        ("elbow", "wrist"),
        ("hip", "knee"),
        ("knee", "ankle"),
        ("ankle", "heel"),
        ("heel", "foot_index"),
        ("ankle", "foot_index"),
    )
    return tuple((side_landmark(side, a), side_landmark(side, b)) for a, b in parts)


SKELETON: Final[dict[Side, tuple[tuple[Landmark, Landmark], ...]]] = {
    "left": _side_bones("left"),
    "right": _side_bones("right"),
}
"""The bones of each body side, as pairs of landmarks."""
