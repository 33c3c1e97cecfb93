"""Joint angles and what a clip keeps fixed, and the turns of the bones that they make.

Sagittal turns are about the body's x axis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from studio.arms import Arms, arm_turns
from studio.body import Array, Body
from studio.turns import about_x, about_y, about_z

Support = Literal["mat", "bench", "bar", "stand"]

LUMBAR_SHARE = {"spine04": 6 / 16, "spine03": 6 / 16, "spine02": 4 / 16}
NECK = ("neck01", "neck02", "head")
SIDES = (("L", 1.0), ("R", -1.0))


@dataclass(frozen=True, slots=True)
class JointAngles:
    """Joint angles of one frame, in degrees; 0 everywhere is the body's straight neutral pose.

    Attributes
    ----------
    hip_left_deg, hip_right_deg : float
        Thigh against the axis fixed to the thorax, flexion positive, not folded.
    knee_left_deg, knee_right_deg : float
        Flexion positive.
    lordosis_deg : float
        Extension of the thorax against the pelvis, arched positive.
    trunk_lift_deg : float
        Thorax off its support towards sitting up (lying), or leant back from upright (bar).
    head_lift_deg : float
        Head bent forward beyond the posture's.
    left_flat, right_flat : float
        From 0, the foot as the posture sets it, to 1, the sole level with the mat or floor.
    """

    hip_left_deg: float = 0.0
    hip_right_deg: float = 0.0
    knee_left_deg: float = 0.0
    knee_right_deg: float = 0.0
    lordosis_deg: float = 0.0
    trunk_lift_deg: float = 0.0
    head_lift_deg: float = 0.0
    left_flat: float = 0.0
    right_flat: float = 0.0


@dataclass(frozen=True, slots=True)
class Posture:
    """What a clip keeps fixed: the support, the arms, the head and the set of the legs.

    ``flat_deg`` is the pitch of the thorax at rest on its support, ``neck_y_m`` where the base of
    the neck lies along it (see ``studio.pose.settled``).
    """

    support: Support = "mat"
    arms: Arms = field(default_factory=Arms)
    neck_deg: float = 0.0
    flat_deg: float | None = None
    adduction_deg: float = 5.0
    toe_out_deg: float = 8.0
    plantar_deg: float = 25.0
    bar_height_m: float = 2.45
    neck_y_m: float = 0.0

    @property
    def lying(self) -> bool:
        """Whether the trunk lies on a level support."""
        return self.support in ("mat", "bench")


@dataclass(frozen=True, slots=True)
class Posed:
    """A posed body: bone transforms (B, 3, 4) in the world, and its sagittal orientations.

    ``thorax_deg`` and ``pelvis_deg`` are turns about world x from standing upright; lying flat
    on the back is -90, anterior (forward) positive.
    """

    transforms: Array
    thorax_deg: float
    pelvis_deg: float


def soft_legs_deg(body: Body) -> tuple[float, float]:
    """Return how far hip and knee of the body model are flexed as it stands, in degrees.

    The model stands with soft knees. Its straight neutral pose has hip, knee and ankle in one
    line, which runs where the line from hip to ankle ran.
    """
    hip, knee, ankle = (body.head_m(f"{b}.L") for b in ("upperleg01", "lowerleg01", "foot"))

    def forward_deg(start: Array, end: Array) -> float:
        return float(np.degrees(np.arctan2(start[1] - end[1], start[2] - end[2])))

    thigh, shank = forward_deg(hip, knee), forward_deg(knee, ankle)
    return thigh - forward_deg(hip, ankle), thigh - shank


def joint_turns(body: Body, angles: JointAngles, posture: Posture) -> dict[str, Array]:
    """Rotation of every moved bone for the given joint angles."""
    turns = lumbar_turns(angles.lordosis_deg)
    soft_hip, soft_knee = soft_legs_deg(body)
    legs = {
        "L": (angles.hip_left_deg, angles.knee_left_deg, angles.left_flat),
        "R": (angles.hip_right_deg, angles.knee_right_deg, angles.right_flat),
    }
    thorax_deg = -90.0 + (posture.flat_deg or 0.0) if posture.lying else 0.0
    for side, sign in SIDES:
        hip, knee, flat = legs[side]
        turns[f"upperleg01.{side}"] = (
            about_x(soft_hip - hip - angles.lordosis_deg)
            @ about_y(sign * posture.adduction_deg)
            @ about_z(sign * posture.toe_out_deg)
        )
        turns[f"lowerleg01.{side}"] = about_x(knee - soft_knee)
        level_deg = hip - knee - thorax_deg - soft_hip + soft_knee
        plantar_deg = (1.0 - flat) * posture.plantar_deg + flat * level_deg
        turns[f"foot.{side}"] = about_x(plantar_deg)
    turns.update(neck_turns(posture.neck_deg + angles.head_lift_deg))
    turns.update(arm_turns(body, posture.arms))
    return turns


def lumbar_turns(lordosis_deg: float) -> dict[str, Array]:
    """Lordosis shared out over the lumbar joints."""
    return {bone: about_x(-lordosis_deg * share) for bone, share in LUMBAR_SHARE.items()}


def neck_turns(degrees: float) -> dict[str, Array]:
    """Return the head bent forward (+) or back, spread over the neck."""
    return {bone: about_x(degrees / len(NECK)) for bone in NECK}
