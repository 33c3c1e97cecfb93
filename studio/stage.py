"""A performance: a motion script acted by a body on its support, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from studio.body import Array, Body
from studio.motion import Motion
from studio.pose import (
    ContactRows,
    JointAngles,
    Posed,
    Posture,
    heel_height_m,
    pose,
)

JOINTS = {
    f"{joint}_{side}": f"{bone}.{side[0].upper()}"
    for joint, bone in (
        ("shoulder", "upperarm01"),
        ("hip", "upperleg01"),
        ("knee", "lowerleg01"),
        ("ankle", "foot"),
        ("wrist", "wrist"),
    )
    for side in ("left", "right")
}
FLOOR_TOLERANCE_M = 0.0003
LEG_LENGTH_M = 0.9


@dataclass(frozen=True, slots=True)
class Instant:
    """One acted frame: the joint angles that were reached, and the posed body.

    ``joints_m`` maps the names of ``JOINTS`` and ``head`` to world points (3,).
    """

    time_s: float
    angles: JointAngles
    posed: Posed
    joints_m: dict[str, Array]


def act(body: Body, rows: ContactRows, posture: Posture, motion: Motion) -> Iterator[Instant]:
    """Every frame of a motion; legs scripted to lie stay on the mat, none goes through it."""
    for i, time_s in enumerate(motion.time_s):
        angles = JointAngles(
            hip_left_deg=float(motion.hip_left_deg[i]),
            hip_right_deg=float(motion.hip_right_deg[i]),
            knee_left_deg=float(motion.knee_left_deg[i]),
            knee_right_deg=float(motion.knee_right_deg[i]),
            lordosis_deg=float(motion.lordosis_deg[i]),
            trunk_lift_deg=float(motion.trunk_lift_deg[i]),
        )
        posed = pose(body, rows, angles, posture)
        if posture.support == "mat":
            down = (bool(motion.left_down[i]), bool(motion.right_down[i]))
            angles, posed = _on_floor(body, rows, posture, angles, posed, down=down)
        yield Instant(float(time_s), angles, posed, joints_m(body, posed))


def joints_m(body: Body, posed: Posed) -> dict[str, Array]:
    """Joint centres of a posed body in the world, by name."""
    points = {name: body.joint(posed.transforms, bone) for name, bone in JOINTS.items()}
    number = body.index["head"]
    middle = (body.heads_m[number] + body.tails_m[number]) / 2
    transform = posed.transforms[number]
    points["head"] = transform[:, :3] @ middle + transform[:, 3]
    return points


def _on_floor(
    body: Body,
    rows: ContactRows,
    posture: Posture,
    angles: JointAngles,
    posed: Posed,
    *,
    down: tuple[bool, bool],
) -> tuple[JointAngles, Posed]:
    """Turn the legs that should lie, or that went below the mat, until they touch it."""
    for _ in range(4):
        change = {}
        for side, name, lies in zip("LR", ("hip_left_deg", "hip_right_deg"), down, strict=True):
            height = heel_height_m(body, rows, posed, side)
            if height < -FLOOR_TOLERANCE_M or (lies and height > FLOOR_TOLERANCE_M):
                turn = float(np.degrees(-height / LEG_LENGTH_M))
                change[name] = getattr(angles, name) + turn
        if not change:
            break
        angles = replace(angles, **change)
        posed = pose(body, rows, angles, posture)
    return angles, posed
