"""Where anatomical points lie on a body: MediaPipe's 33 landmarks and the lumbar points.

All are found on the neutral body from named bones and from the shape of the skin, for any
phenotype, and then move with the bones; clothes do not move them. Joint landmarks are joint
centres. Points of the spine move with the skin; ASIS, PSIS and sacrum, marks of one bone, move
with the pelvis, though the skin drawn over them also follows thigh and lumbar spine. What each
point means is told in ``studio/TRUTH.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import LUMBAR_POINTS, Landmark
from studio.body import PARTS, Array, Body
from studio.parts import Part, body_parts
from studio.skin_points import MovedPoints, on_bone, on_skin, on_vertices

LANDMARK_NAMES = tuple(mark.name.lower() for mark in Landmark)
LUMBAR_ON_BODY = tuple(name for name in LUMBAR_POINTS if name != "floor_L3")
LOW_BACK_POINTS = 7
"""Skin points between L1 and L4 on which the clearance of the low back is measured."""

LIMB_JOINTS = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "pinky": "finger5-1",
    "index": "finger2-1",
    "thumb": "finger1-3",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}
"""The bone at whose head each joint landmark lies."""

THORAX_SHARE = {"T12": 0.05, "T8": 0.42}
"""Middle of the vertebra between T12/L1 (0) and C7/T1 (1), by mean vertebral heights."""
LUMBAR_SHARE = {"L1": 0.9, "L3": 0.5, "L4": 0.3, "L5S1": 0.0}
"""Level between L5/S1 (0) and T12/L1 (1), five vertebrae of equal height."""
PELVIS_SHARE = {"PSIS": 0.82, "ASIS": 0.55, "sacrum": 0.5}
"""Level between the hip joints (0) and L5/S1 (1) in standing: ASIS 0.56 of the stature high,
PSIS some 20 mm below L5/S1 (the line between them tilts by 8 to 9 degrees), sacrum at its
third segment."""
ASIS_HALF_BREADTH = 0.068
PSIS_HALF_BREADTH = 0.026
"""Half the distance between left and right, as a share of stature."""
HEEL_SHARE = 0.4
"""Height of the heel point as a share of the ankle's."""


@dataclass(frozen=True)
class Anatomy:
    """The named points of one body.

    ``landmarks`` are named by ``LANDMARK_NAMES``, ``lumbar`` by ``LUMBAR_ON_BODY``;
    ``low_back`` runs down the dorsal mid-line from L1 to L4. ``neutral_tilt_deg`` is the
    anterior tilt of the line ASIS to PSIS in the neutral pose.
    """

    landmarks: MovedPoints
    lumbar: MovedPoints
    low_back: MovedPoints
    neutral_tilt_deg: float


def anatomy_of(body: Body) -> Anatomy:
    """Find all points on a (bare) body."""
    parts = body_parts(body)
    blends = _joints(body) | _face(body) | _feet(body, parts)
    landmarks = np.stack([blends[name] for name in LANDMARK_NAMES])
    lumbar, low_back = _spine_and_pelvis(body, parts)
    points = MovedPoints(LUMBAR_ON_BODY, np.stack([lumbar[name] for name in LUMBAR_ON_BODY]))
    neutral = dict(zip(points.names, points.neutral_m(), strict=True))
    line = neutral["ASIS"] - neutral["PSIS"]
    return Anatomy(
        MovedPoints(LANDMARK_NAMES, landmarks),
        points,
        MovedPoints(tuple(f"low_back_{i}" for i in range(LOW_BACK_POINTS)), np.stack(low_back)),
        float(np.degrees(np.arctan2(-line[2], -line[1]))),
    )


def _joints(body: Body) -> dict[str, Array]:
    return {
        f"{side}_{joint}": on_bone(body, name, body.head_m(name))
        for joint, bone in LIMB_JOINTS.items()
        for side in ("left", "right")
        for name in (f"{bone}.{side[0].upper()}",)
    }


def _tail(body: Body, bone: str) -> Array:
    return on_bone(body, bone, body.tails_m[body.index[bone]])


def _face(body: Body) -> dict[str, Array]:
    """Nose tip, eyes with the corners of their lids, ears and mouth corners."""
    x, y, _ = body.vertices_m.T
    skin = body.part == PARTS.index("head")
    blends = {"nose": _vertex(body, skin & (np.abs(x) < 0.001), y)}
    eyes = body.part == PARTS.index("eyes")
    for side, end, sign in (("left", "L", 1.0), ("right", "R", -1.0)):
        outward = sign * x
        lids = body.weight_of("orbicularis03", "orbicularis04", side=end) > 0.3
        blends[f"{side}_eye"] = _vertex(body, eyes & (outward > 0.0), y)
        blends[f"{side}_eye_inner"] = _vertex(body, lids & skin, outward)
        blends[f"{side}_eye_outer"] = _vertex(body, lids & skin, -outward)
        blends[f"mouth_{side}"] = _tail(body, f"levator05.{end}")
        ear = np.flatnonzero(skin & (outward > 0.85 * outward[skin].max()))
        blends[f"{side}_ear"] = on_vertices(body, ear.tolist(), [1.0 / len(ear)] * len(ear))
    return blends


def _vertex(body: Body, among: NDArray[np.bool_], least: Array) -> Array:
    """Blend of the vertex that has the least of something among some vertices."""
    rows = np.flatnonzero(among)
    return on_vertices(body, [int(rows[least[rows].argmin()])], [1.0])


def _feet(body: Body, parts: NDArray[np.uint8]) -> dict[str, Array]:
    """Back of the heel, and tip of the second toe."""
    blends = {}
    for side in ("left", "right"):
        end = side[0].upper()
        ankle = body.head_m(f"foot.{end}")
        foot = _skin_of(body, parts, Part[f"{side.upper()}_FOOT"])
        blends[f"{side}_heel"] = on_skin(body, ankle[0], HEEL_SHARE * ankle[2], "back", foot)
        blends[f"{side}_foot_index"] = _tail(body, f"toe2-3.{end}")
    return blends


def _skin_of(body: Body, parts: NDArray[np.uint8], *wanted: Part) -> NDArray[np.int32]:
    """Triangles all of whose corners are of the wanted parts."""
    triangles: NDArray[np.int32] = body.triangles[
        np.isin(parts, wanted)[body.triangles].all(axis=1)
    ]
    return triangles


def _spine_and_pelvis(body: Body, parts: NDArray[np.uint8]) -> tuple[dict[str, Array], list[Array]]:
    """Blends of the lumbar points and of the low back between L1 and L4."""
    skin = _skin_of(body, parts, Part.TRUNK, Part.PELVIS, Part.LEFT_THIGH, Part.RIGHT_THIGH)
    hips = [body.head_m(f"upperleg01.{side}") for side in "LR"]
    hip_z = float(np.mean(hips, axis=0)[2])
    l5s1, t12l1, c7t1 = (float(body.head_m(b)[2]) for b in ("spine04", "spine02", "neck01"))
    levels = {name: t12l1 + share * (c7t1 - t12l1) for name, share in THORAX_SHARE.items()}
    levels |= {name: l5s1 + share * (t12l1 - l5s1) for name, share in LUMBAR_SHARE.items()}
    levels |= {name: hip_z + share * (l5s1 - hip_z) for name, share in PELVIS_SHARE.items()}
    stature = float(np.ptp(body.vertices_m[:, 2]))
    asis, psis = ASIS_HALF_BREADTH * stature, PSIS_HALF_BREADTH * stature
    blends = {
        name: on_skin(body, 0.0, levels[name], "back", skin)
        for name in ("T8", "T12", "L1", "L3", "L5S1", "sacrum")
    }
    blends["PSIS"] = _both([on_skin(body, x, levels["PSIS"], "back", skin) for x in (-psis, psis)])
    blends["ASIS"] = _both([on_skin(body, x, levels["ASIS"], "front", skin) for x in (-asis, asis)])
    for name in PELVIS_SHARE:
        blends[name] = on_bone(body, body.bones[0], blends[name][:, :3].sum(axis=0))
    blends["HJC"] = _both(
        [on_bone(body, f"upperleg01.{side}", hip) for side, hip in zip("LR", hips, strict=True)]
    )
    blends["navel"] = on_skin(body, 0.0, _navel_z(body, parts, l5s1, t12l1), "front", skin)
    heights = np.linspace(levels["L1"], levels["L4"], LOW_BACK_POINTS)
    return blends, [on_skin(body, 0.0, float(z), "back", skin) for z in heights]


def _both(blends: list[Array]) -> Array:
    mean: Array = np.mean(blends, axis=0)
    return mean


def _navel_z(body: Body, parts: NDArray[np.uint8], low_m: float, high_m: float) -> float:
    """Height of the navel: where the belly's mid-line has its vertices closest together."""
    x, y, z = body.vertices_m.T
    belly = np.isin(parts, (Part.TRUNK, Part.PELVIS)) & (np.abs(x) < 0.001)
    belly &= (y < body.head_m("spine04")[1]) & (z > low_m) & (z < high_m)
    line = np.sort(z[belly])
    return float(line[2:-2][np.argmin(line[4:] - line[:-4])])
