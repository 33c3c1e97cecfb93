"""From joint angles to a posed body on its support, and how a body settles there at rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from studio.arms import ON_TRUNK
from studio.body import Body
from studio.contact import BENCH_END_Y_M, ContactRows, hang, lie, stand, support_height_m
from studio.joints import SIDES, JointAngles, Posed, Posture, Support, joint_turns
from studio.penetration import LimbRows, depth_in_trunk_m

__all__ = [
    "ContactRows",
    "JointAngles",
    "Posed",
    "Posture",
    "Support",
    "heel_height_m",
    "hip_rest_deg",
    "pose",
    "settled",
]

HIPS_FROM_BENCH_END_M = 0.01
PRESSED_M = 0.008
SLANTS_DEG = (-60.0, -30.0, -20.0, -10.0, 0.0, 10.0, 20.0)


def pose(body: Body, rows: ContactRows, angles: JointAngles, posture: Posture) -> Posed:
    """Return the body posed and put on its support."""
    turns = joint_turns(body, angles, posture)
    if posture.support == "bar":
        return hang(body, turns, angles, posture)
    if posture.support == "stand":
        return stand(body, rows, turns, angles, posture)
    return lie(body, rows, turns, angles, posture)


def heel_height_m(body: Body, rows: ContactRows, posed: Posed, side: str) -> float:
    """Height of the lowest skin of a lower leg or foot ("L", "R") above the mat."""
    return float(body.skin(posed.transforms, rows.legs[side])[:, 2].min())


def hip_rest_deg(body: Body, rows: ContactRows, posture: Posture, knee_deg: float = 0.0) -> float:
    """Hip flexion at which both feet just touch the mat with the back in its neutral shape.

    With the knees bent the soles are flat on it.
    """
    flat = 1.0 if knee_deg else 0.0

    def heel(hip_deg: float) -> float:
        angles = JointAngles(hip_deg, hip_deg, knee_deg, knee_deg, left_flat=flat, right_flat=flat)
        posed = pose(body, rows, angles, posture)
        return min(heel_height_m(body, rows, posed, side) for side, _ in SIDES)

    return float(brentq(heel, -25.0, 40.0 + 0.6 * knee_deg, xtol=1e-3))


def settled(body: Body, rows: ContactRows, posture: Posture) -> Posture:
    """Return a lying posture with head and arms let down, and the thorax's pitch remembered.

    On a bench the hips lie at its end. Postures that do not lie are returned as they are.
    """
    if not posture.lying:
        return posture
    flat = pose(body, rows, JointAngles(), posture)
    posture = replace(posture, flat_deg=flat.thorax_deg + 90.0)
    if posture.support == "bench":
        hips_y = float(body.joint(flat.transforms, "upperleg01.L")[1])
        wanted_y = BENCH_END_Y_M + HIPS_FROM_BENCH_END_M
        posture = replace(posture, neck_y_m=posture.neck_y_m + wanted_y - hips_y)
    floor = support_height_m(posture)

    def lowest(held: Posture, skin: NDArray[np.int64]) -> float:
        posed = pose(body, rows, JointAngles(), held)
        return float(body.skin(posed.transforms, skin)[:, 2].min()) - floor

    def head_gap(neck_deg: float) -> float:
        return lowest(replace(posture, neck_deg=neck_deg), rows.head)

    posture = replace(posture, neck_deg=float(brentq(head_gap, -45.0, 45.0, xtol=1e-2)))
    if posture.arms.position in ON_TRUNK:
        return _arms_on_trunk(body, rows, posture)
    hands = np.flatnonzero(body.weight_of("lowerarm", "wrist", "finger", "metacarpal") > 0.6)

    def hand_gap(slant_deg: float) -> float:
        return lowest(_slanted(posture, slant_deg), hands)

    return _slanted(posture, float(brentq(hand_gap, -40.0, 40.0, xtol=1e-2)))


def _slanted(posture: Posture, slant_deg: float) -> Posture:
    return replace(posture, arms=replace(posture.arms, slant_deg=slant_deg))


def _arms_on_trunk(body: Body, rows: ContactRows, posture: Posture) -> Posture:
    """Let the forearms down until they or the hands press ``PRESSED_M`` into the trunk."""
    limbs = LimbRows.of(body)

    def pressed(slant_deg: float) -> float:
        posed = pose(body, rows, JointAngles(), _slanted(posture, slant_deg))
        depths = (depth_in_trunk_m(body, limbs, posed, part) for part in ("forearms", "hands"))
        return max(depths) - PRESSED_M

    lifted_deg = SLANTS_DEG[0]
    for slant_deg in SLANTS_DEG[1:]:
        if pressed(slant_deg) > 0.0:
            contact = float(brentq(pressed, lifted_deg, slant_deg, xtol=0.2))
            return _slanted(posture, contact)
        lifted_deg = slant_deg
    return _slanted(posture, lifted_deg)
