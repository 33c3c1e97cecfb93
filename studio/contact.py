"""The body put on what carries it: mat or bench, bar, or its own feet.

World frame: metres, z up; the floor is z = 0 (the mat's lower side too). A supine body lies along
y with its head towards +y, face up; its left side looks towards +x.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from studio.arms import arm_turns
from studio.body import Array, Body
from studio.joints import (
    SIDES,
    JointAngles,
    Posed,
    Posture,
    lumbar_turns,
    neck_turns,
)
from studio.turns import about_x

BENCH_HEIGHT_M = 0.45
BENCH_END_Y_M = -0.5
"""Where the bench ends, under the buttocks: it reaches from here towards the head."""
BENCH_WIDTH_M = 0.32
THORAX_ROCK = 0.3
"""Share of the two-support rocking that the thorax follows when the pelvis rolls up."""
WEDGE_M = 0.020
"""How much higher the buttocks lie on hands than on the mat."""


@dataclass(frozen=True)
class ContactRows:
    """Vertex numbers of the skin that can touch the support."""

    thorax: NDArray[np.int64]
    pelvis: NDArray[np.int64]
    head: NDArray[np.int64]
    legs: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, body: Body) -> ContactRows:
        """Find the contact skin of a body by its skinning weights."""
        back = body.vertices_m[:, 1] > body.head_m("spine03")[1] + 0.02
        thorax = body.weight_of("spine01", "clavicle", "shoulder01") > 0.6
        pelvis = body.weight_of("root", "pelvis", "spine05", "spine04", "upperleg01") > 0.6
        legs = {
            side: np.flatnonzero(body.weight_of("lowerleg", "foot", "toe", side=side) > 0.6)
            for side, _ in SIDES
        }
        return cls(
            thorax=np.flatnonzero(thorax & back),
            pelvis=np.flatnonzero(pelvis & back),
            head=np.flatnonzero(body.weight_of("head") > 0.9),
            legs=legs,
        )


def support_height_m(posture: Posture) -> float:
    """Height of what the trunk lies on, or the feet stand on."""
    return BENCH_HEIGHT_M if posture.support == "bench" else 0.0


def lie(
    body: Body,
    rows: ContactRows,
    turns: dict[str, Array],
    angles: JointAngles,
    posture: Posture,
) -> Posed:
    """Thoracic back and buttocks both on the support, and nothing of the trunk below it.

    The base of the neck stays where it is along the support. When the pelvis rolls up, the thorax
    keeps most of its pitch and the buttocks peel off, the head stays down. A lifted trunk bends
    up from a pelvis that stays as it lay.
    """
    lift = angles.trunk_lift_deg
    lordosis = angles.lordosis_deg + lift
    upright = _root(about_x(-90.0 + lordosis))
    turns.update(lumbar_turns(lordosis))
    transforms = body.bone_transforms(turns, upright)
    wedge = WEDGE_M if posture.arms.position == "under_hips" else 0.0
    thorax = body.skin(transforms, rows.thorax)
    pelvis = body.skin(transforms, rows.pelvis)
    pitch = _two_supports(thorax, pelvis, wedge)
    rock = 0.0
    if posture.flat_deg is not None:
        rock = THORAX_ROCK * max(pitch - posture.flat_deg, 0.0)
        pitch = min(pitch, posture.flat_deg + rock)
    turn = about_x(pitch)
    lowest = min(float((thorax @ turn.T)[:, 2].min()), float((pelvis @ turn.T)[:, 2].min()) - wedge)
    anchor = turn @ body.joint(transforms, "spine01")
    root = _root(turn @ upright[:, :3])
    root[:, 3] = (0.0, posture.neck_y_m - anchor[1], support_height_m(posture) - lowest)
    turns.update(lumbar_turns(angles.lordosis_deg))
    turns.update(neck_turns(posture.neck_deg - rock + angles.head_lift_deg))
    shoulder = body.joint(transforms, "upperarm01.L") @ turn.T + root[:, 3]
    slope = _slope_deg(body, body.bone_transforms(turns, root), float(shoulder[2])) if lift else 0.0
    turns.update(arm_turns(body, posture.arms, rock + lift - slope))
    pelvis_deg = -90.0 + lordosis + pitch
    return Posed(body.bone_transforms(turns, root), pelvis_deg - angles.lordosis_deg, pelvis_deg)


def _slope_deg(body: Body, transforms: Array, height_m: float) -> float:
    """Slope of arms whose hands stay down when the shoulders rise from ``height_m``."""
    shoulder, knuckle = (body.joint(transforms, f"{b}.L") for b in ("upperarm01", "finger3-1"))
    share = (float(shoulder[2]) - height_m) / float(np.linalg.norm(knuckle - shoulder))
    return float(np.degrees(np.arcsin(np.clip(share, -1.0, 1.0))))


def _two_supports(thorax: Array, pelvis: Array, wedge_m: float) -> float:
    """Pitch in degrees about x that brings both point sets (N, 3) down on their support."""

    def gap(pitch_deg: float) -> float:
        turn = about_x(pitch_deg)[2]
        return float((thorax @ turn).min() - (pelvis @ turn).min() + wedge_m)

    return float(brentq(gap, -25.0, 25.0, xtol=1e-4))


def hang(body: Body, turns: dict[str, Array], angles: JointAngles, posture: Posture) -> Posed:
    """Fists on the bar (x axis at y = 0, at the bar's height); the thorax leans as scripted."""
    thorax_deg = -angles.trunk_lift_deg
    pelvis_deg = thorax_deg + angles.lordosis_deg
    transforms = body.bone_transforms(turns, _root(about_x(pelvis_deg)))
    grip = (body.joint(transforms, "finger3-1.L") + body.joint(transforms, "finger3-1.R")) / 2
    transforms[:, :, 3] += np.array([-grip[0], -grip[1], posture.bar_height_m - grip[2]])
    return Posed(transforms, thorax_deg, pelvis_deg)


def stand(
    body: Body, rows: ContactRows, turns: dict[str, Array], angles: JointAngles, posture: Posture
) -> Posed:
    """Upright, the lowest skin of the feet on the floor, the pelvis above the origin."""
    del posture
    thorax_deg = -angles.trunk_lift_deg
    pelvis_deg = thorax_deg + angles.lordosis_deg
    transforms = body.bone_transforms(turns, _root(about_x(pelvis_deg)))
    lowest = min(float(body.skin(transforms, skin)[:, 2].min()) for skin in rows.legs.values())
    hips = (body.joint(transforms, "upperleg01.L") + body.joint(transforms, "upperleg01.R")) / 2
    transforms[:, :, 3] += np.array([-hips[0], -hips[1], -lowest])
    return Posed(transforms, thorax_deg, pelvis_deg)


def _root(rotation: Array) -> Array:
    return np.concatenate([rotation, np.zeros((3, 1))], axis=1)
