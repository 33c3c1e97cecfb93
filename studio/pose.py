"""From joint angles to a posed body: the skeleton's turns, and its support by mat or bar.

Sagittal turns are about the body's x axis. World frame: metres, z up; the mat (or the floor
under the bar) is z = 0. A supine body lies along y with its head towards +y, face up; its left
side looks towards +x.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from studio.arms import Arms, arm_turns
from studio.body import Array, Body
from studio.turns import about_x, about_y, about_z

Support = Literal["mat", "bar"]

LUMBAR_SHARE = {"spine04": 6 / 16, "spine03": 6 / 16, "spine02": 4 / 16}
THORAX_ROCK = 0.3
"""Share of the two-support rocking that the thorax follows when the pelvis rolls up."""
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
        Thorax off its support towards sitting up (mat), or leant back from upright (bar).
    """

    hip_left_deg: float = 0.0
    hip_right_deg: float = 0.0
    knee_left_deg: float = 0.0
    knee_right_deg: float = 0.0
    lordosis_deg: float = 0.0
    trunk_lift_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Posture:
    """What a clip keeps fixed: the support, the arms, the head and the set of the legs.

    ``flat_deg`` is the pitch of the thorax at rest on the mat (see ``settled``).
    """

    support: Support = "mat"
    arms: Arms = field(default_factory=Arms)
    neck_deg: float = 0.0
    flat_deg: float | None = None
    adduction_deg: float = 5.0
    toe_out_deg: float = 8.0
    plantar_deg: float = 25.0
    bar_height_m: float = 2.45


@dataclass(frozen=True, slots=True)
class Posed:
    """A posed body: bone transforms (B, 3, 4) in the world, and its sagittal orientations.

    ``thorax_deg`` and ``pelvis_deg`` are turns about world x from standing upright; lying flat
    on the back is -90, anterior (forward) positive.
    """

    transforms: Array
    thorax_deg: float
    pelvis_deg: float


@dataclass(frozen=True)
class ContactRows:
    """Vertex numbers of the skin that can touch the mat."""

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


def sagittal_turns(body: Body, angles: JointAngles, posture: Posture) -> dict[str, Array]:
    """Rotation of every moved bone for the given joint angles."""
    turns = {bone: about_x(-angles.lordosis_deg * share) for bone, share in LUMBAR_SHARE.items()}
    soft_hip, soft_knee = soft_legs_deg(body)
    hips = {"L": angles.hip_left_deg, "R": angles.hip_right_deg}
    knees = {"L": angles.knee_left_deg, "R": angles.knee_right_deg}
    for side, sign in SIDES:
        femur_pelvis = hips[side] + angles.lordosis_deg
        turns[f"upperleg01.{side}"] = (
            about_x(soft_hip - femur_pelvis)
            @ about_y(sign * posture.adduction_deg)
            @ about_z(sign * posture.toe_out_deg)
        )
        turns[f"lowerleg01.{side}"] = about_x(knees[side] - soft_knee)
        turns[f"foot.{side}"] = about_x(posture.plantar_deg)
    turns.update(_neck_turns(posture.neck_deg))
    turns.update(arm_turns(body, posture.arms))
    return turns


def _neck_turns(degrees: float) -> dict[str, Array]:
    """Return the head bent forward (+) or back, spread over the neck."""
    return {bone: about_x(degrees / 3) for bone in ("neck01", "neck02", "head")}


def pose(body: Body, rows: ContactRows, angles: JointAngles, posture: Posture) -> Posed:
    """Return the body posed and put on its support."""
    turns = sagittal_turns(body, angles, posture)
    if posture.support == "bar":
        return _hang(body, turns, angles, posture)
    return _lie(body, rows, turns, angles, posture)


def _lie(
    body: Body,
    rows: ContactRows,
    turns: dict[str, Array],
    angles: JointAngles,
    posture: Posture,
) -> Posed:
    """Thoracic back and buttocks both on z = 0, and nothing of the trunk below it.

    The base of the neck stays where it is along the mat. When the pelvis rolls up, the thorax
    keeps most of its pitch and the buttocks peel off, the head stays down; with the trunk
    lifted only the lower trunk is supported.
    """
    upright_deg = -90.0 + angles.trunk_lift_deg
    root = _root(about_x(upright_deg + angles.lordosis_deg))
    transforms = body.bone_transforms(turns, root)
    thorax = body.skin(transforms, rows.thorax)
    pelvis = body.skin(transforms, rows.pelvis)
    pitch = 0.0 if angles.trunk_lift_deg else _two_supports(thorax, pelvis)
    if posture.flat_deg is not None:
        rock = THORAX_ROCK * max(pitch - posture.flat_deg, 0.0)
        pitch = min(pitch, posture.flat_deg + rock)
        turns.update(_neck_turns(posture.neck_deg - rock))
        turns.update(arm_turns(body, posture.arms, rock))
        transforms = body.bone_transforms(turns, root)
    turn = about_x(pitch)
    lowest = min(float((thorax @ turn.T)[:, 2].min()), float((pelvis @ turn.T)[:, 2].min()))
    anchor = turn @ body.joint(transforms, "spine01")
    shift = np.array([0.0, -anchor[1], -lowest])
    moved = np.empty_like(transforms)
    moved[:, :, :3] = turn @ transforms[:, :, :3]
    moved[:, :, 3] = transforms[:, :, 3] @ turn.T + shift
    thorax_deg = upright_deg + pitch
    return Posed(moved, thorax_deg, thorax_deg + angles.lordosis_deg)


def _two_supports(thorax: Array, pelvis: Array) -> float:
    """Pitch in degrees about x that brings both point sets (N, 3) down to one height."""

    def gap(pitch_deg: float) -> float:
        turn = about_x(pitch_deg)[2]
        return float((thorax @ turn).min() - (pelvis @ turn).min())

    return float(brentq(gap, -25.0, 25.0, xtol=1e-4))


def _hang(body: Body, turns: dict[str, Array], angles: JointAngles, posture: Posture) -> Posed:
    """Fists on the bar (x axis at y = 0, at the bar's height); the thorax leans as scripted."""
    thorax_deg = -angles.trunk_lift_deg
    pelvis_deg = thorax_deg + angles.lordosis_deg
    transforms = body.bone_transforms(turns, _root(about_x(pelvis_deg)))
    grip = (body.joint(transforms, "finger3-1.L") + body.joint(transforms, "finger3-1.R")) / 2
    transforms[:, :, 3] += np.array([-grip[0], -grip[1], posture.bar_height_m - grip[2]])
    return Posed(transforms, thorax_deg, pelvis_deg)


def _root(rotation: Array) -> Array:
    return np.concatenate([rotation, np.zeros((3, 1))], axis=1)


def heel_height_m(body: Body, rows: ContactRows, posed: Posed, side: str) -> float:
    """Height of the lowest skin of a lower leg or foot ("L", "R") above the mat."""
    return float(body.skin(posed.transforms, rows.legs[side])[:, 2].min())


def hip_rest_deg(body: Body, rows: ContactRows, posture: Posture) -> float:
    """Hip flexion at which both heels just touch the mat with the back in its neutral shape."""

    def heel(hip_deg: float) -> float:
        posed = pose(body, rows, JointAngles(hip_deg, hip_deg), posture)
        return min(heel_height_m(body, rows, posed, side) for side, _ in SIDES)

    return float(brentq(heel, -25.0, 40.0, xtol=1e-3))


def settled(body: Body, rows: ContactRows, posture: Posture) -> Posture:
    """Return the posture with head and arms let down on the mat, the thorax's pitch remembered."""
    flat = pose(body, rows, JointAngles(), posture)
    posture = replace(posture, flat_deg=flat.thorax_deg + 90.0)

    def lowest(held: Posture, skin: NDArray[np.int64]) -> float:
        posed = pose(body, rows, JointAngles(), held)
        return float(body.skin(posed.transforms, skin)[:, 2].min())

    def head_gap(neck_deg: float) -> float:
        return lowest(replace(posture, neck_deg=neck_deg), rows.head)

    posture = replace(posture, neck_deg=float(brentq(head_gap, -45.0, 45.0, xtol=1e-2)))
    if posture.arms.position not in ("sides", "overhead"):
        return posture
    hands = np.flatnonzero(body.weight_of("lowerarm", "wrist", "finger", "metacarpal") > 0.6)

    def hand_gap(slant_deg: float) -> float:
        return lowest(replace(posture, arms=replace(posture.arms, slant_deg=slant_deg)), hands)

    slant = float(brentq(hand_gap, -40.0, 40.0, xtol=1e-2))
    return replace(posture, arms=replace(posture.arms, slant_deg=slant))
