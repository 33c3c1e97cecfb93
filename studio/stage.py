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
    hip_rest_deg,
    pose,
    settled,
)
from studio.script import Script

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
LEAST_LEVER_M = 0.3


@dataclass(frozen=True, slots=True)
class Instant:
    """One acted frame: the joint angles that were reached, and the posed body.

    ``joints_m`` maps the names of ``JOINTS`` and ``head`` to world points (3,).
    """

    time_s: float
    angles: JointAngles
    posed: Posed
    joints_m: dict[str, Array]


def ready(body: Body, rows: ContactRows, posture: Posture, script: Script) -> tuple[Posture, float]:
    """Return the posture settled on its support, and the hip flexion at rest of a script."""
    posture = settled(body, rows, posture)
    if script.rest_hip_deg is not None:
        return posture, script.rest_hip_deg
    if posture.support != "mat":
        return posture, 0.0
    return posture, hip_rest_deg(body, rows, posture, script.rest_knee_deg)


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
            head_lift_deg=float(motion.head_lift_deg[i]),
            left_flat=float(motion.left_flat[i]),
            right_flat=float(motion.right_flat[i]),
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
                lever = max(_foot_lever_m(body, rows, posed, side), LEAST_LEVER_M)
                turn = float(np.degrees(-height / lever))
                change[name] = getattr(angles, name) + turn
        if not change:
            break
        angles = replace(angles, **change)
        posed = pose(body, rows, angles, posture)
    return angles, posed


def _foot_lever_m(body: Body, rows: ContactRows, posed: Posed, side: str) -> float:
    """Distance along the mat from a hip to the lowest skin of its lower leg or foot."""
    skin = body.skin(posed.transforms, rows.legs[side])
    hip = body.joint(posed.transforms, f"upperleg01.{side}")
    return float(hip[1] - skin[np.argmin(skin[:, 2]), 1])
