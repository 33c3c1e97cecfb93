"""Where the arms are: by the sides, on the chest, or overhead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from studio.body import Array, Body
from studio.turns import about, about_x, about_y, between

Position = Literal["sides", "chest", "overhead", "bar"]

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
        np.array([-0.9, 0.05, 0.35]),
        0.0,
    ),
    "overhead": (
        np.array([0.22, 0.10, 1.0]),
        np.array([-0.05, 0.10, 1.0]),
        np.array([-0.05, 0.0, 1.0]),
        30.0,
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
    """Arm position, with the slant of both arms towards the back in degrees (to meet the mat)."""

    position: Position = "sides"
    slant_deg: float = 0.0


def arm_turns(body: Body, arms: Arms, rock_deg: float = 0.0) -> dict[str, Array]:
    """Rotations of the shoulder girdle, arm and hand bones for both sides.

    ``rock_deg`` is how far the thorax has pitched up since rest; arms that lie on the mat are
    turned back by as much.
    """
    turns: dict[str, Array] = {}
    upper, fore, hand, lift_deg = _POSITIONS[arms.position]
    lying = arms.position in ("sides", "overhead")
    slant = about_x(arms.slant_deg * np.sign(-upper[2]) - rock_deg * lying)
    for side, sign in (("L", 1.0), ("R", -1.0)):
        mirror = np.array([sign, 1.0, 1.0])
        clavicle = about_y(-sign * lift_deg * 0.45)
        scapula = about_y(-sign * lift_deg * 0.55)
        turns[f"clavicle.{side}"] = clavicle
        turns[f"shoulder01.{side}"] = scapula
        carried = clavicle @ scapula
        chain = (
            ("upperarm01", "lowerarm01", slant @ upper),
            ("lowerarm01", "wrist", slant @ fore),
            ("wrist", "finger3-1", hand),
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
