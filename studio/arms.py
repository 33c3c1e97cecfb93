"""Where the arms are: by the sides, on or under the trunk, overhead, or on the bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from studio.body import Array, Body
from studio.turns import about, about_x, about_y, between

Position = Literal["sides", "chest", "overhead", "bar", "under_hips", "waist", "folded_high"]

LYING = ("sides", "overhead", "under_hips")
ON_TRUNK = ("chest", "folded_high", "waist")
CROSSED = ("chest", "folded_high")
CROSSING_DEG = 7.0
"""How much higher the right forearm lies, over the left one."""
FORWARD = np.array([0.0, -1.0, 0.0])

_POSITIONS: dict[str, tuple[Array, Array, Array, float]] = {
    # upper arm, forearm, hand (left arm; x outward, y backward, z headward), girdle lift
    "sides": (
        np.array([0.34, 0.10, -1.0]),
        np.array([0.10, 0.06, -1.0]),
        np.array([0.05, 0.0, -1.0]),
        0.0,
    ),
    "chest": (
        np.array([0.42, -0.30, -1.0]),
        np.array([-0.88, -0.42, 0.42]),
        np.array([-0.9, 0.06, 0.35]),
        0.0,
    ),
    "overhead": (
        np.array([0.22, 0.10, 1.0]),
        np.array([-0.05, 0.10, 1.0]),
        np.array([-0.05, 0.0, 1.0]),
        30.0,
    ),
    "under_hips": (
        np.array([0.26, 0.14, -1.0]),
        np.array([-0.40, 0.10, -1.0]),
        np.array([-0.15, 0.02, -1.0]),
        0.0,
    ),
    "waist": (
        np.array([0.80, 0.06, -0.66]),
        np.array([-0.78, -0.34, -0.38]),
        np.array([-0.66, -0.22, -0.60]),
        0.0,
    ),
    "folded_high": (
        np.array([0.30, -0.40, -0.88]),
        np.array([-0.66, -0.20, 0.74]),
        np.array([-0.72, 0.14, 0.66]),
        0.0,
    ),
    "bar": (
        np.array([0.20, 0.0, 1.0]),
        np.array([0.05, -0.04, 1.0]),
        np.array([0.0, -0.1, 1.0]),
        34.0,
    ),
}


@dataclass(frozen=True, slots=True)
class Arms:
    """Arm position, with the slant of both arms towards the back in degrees.

    It lets arms that lie down meet the mat, and forearms on the trunk rest on its skin.
    """

    position: Position = "sides"
    slant_deg: float = 0.0


def arm_turns(body: Body, arms: Arms, rock_deg: float = 0.0) -> dict[str, Array]:
    """Rotations of the shoulder girdle, arm and hand bones for both sides.

    ``rock_deg`` is how far the thorax has pitched up since rest; arms that lie on the mat are
    turned back by as much.
    """
    turns: dict[str, Array] = {}
    upper, fore, hand, lift_deg = _POSITIONS[arms.position]
    on_trunk = arms.position in ON_TRUNK
    level = about_x(-rock_deg * (arms.position in LYING))
    slant = level @ about_x(arms.slant_deg * np.sign(-upper[2]))
    for side, sign in (("L", 1.0), ("R", -1.0)):
        mirror = np.array([sign, 1.0, 1.0])
        clavicle = about_y(-sign * lift_deg * 0.45)
        scapula = about_y(-sign * lift_deg * 0.55)
        turns[f"clavicle.{side}"] = clavicle
        turns[f"shoulder01.{side}"] = scapula
        carried = clavicle @ scapula
        arm, forearm, fingers = slant @ upper, slant @ fore, level @ hand
        if on_trunk:
            over = CROSSING_DEG if sign < 0 and arms.position in CROSSED else 0.0
            off = about(np.cross(fore, FORWARD), over - arms.slant_deg)
            arm, forearm = upper, off @ fore
        chain = (
            ("upperarm01", "lowerarm01", arm),
            ("lowerarm01", "wrist", forearm),
            ("wrist", "finger3-1", fingers),
        )
        for bone, following, direction in chain:
            along = body.head_m(f"{following}.{side}") - body.head_m(f"{bone}.{side}")
            turn = between(along, carried.T @ (direction * mirror))
            turns[f"{bone}.{side}"] = turn
            carried = carried @ turn
        if arms.position == "bar":
            turns.update(_fist(body, side))
    return turns


def _fist(body: Body, side: str, curl_deg: float = 68.0) -> dict[str, Array]:
    """Fingers closed round a bar: each joint turned about the line of the knuckles."""
    knuckles = body.head_m(f"finger2-1.{side}") - body.head_m(f"finger5-1.{side}")
    finger = body.tails_m[body.index[f"finger3-3.{side}"]] - body.head_m(f"finger3-1.{side}")
    thumb = body.tails_m[body.index[f"finger1-3.{side}"]] - body.head_m(f"finger3-1.{side}")
    closing = [about(knuckles, sign * 40.0) @ finger for sign in (1.0, -1.0)]
    nearer = np.argmin([np.linalg.norm(thumb - tip) for tip in closing])
    bend = about(knuckles, curl_deg * (1.0 if nearer == 0 else -1.0))
    return {f"finger{n}-{joint}.{side}": bend for n in (2, 3, 4, 5) for joint in (1, 2, 3)}
