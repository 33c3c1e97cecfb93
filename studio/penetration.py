"""How deep a posed body's limbs go through its support or through its own trunk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from studio.body import Array, Body
from studio.contact import BENCH_END_Y_M, BENCH_WIDTH_M, support_height_m
from studio.joints import Posed, Posture

TRUNK_BONES = ("root", "pelvis", "spine", "breast", "clavicle", "shoulder01", "neck")
LIMBS = {
    "forearms": ("lowerarm",),
    "hands": ("wrist", "finger", "metacarpal"),
    "thighs": ("upperleg",),
    "shanks": ("lowerleg", "foot", "toe"),
    "head": ("head",),
}
AGAINST_TRUNK = ("forearms", "hands", "thighs")
JOINED_M = 0.14
"""Thigh so near to the trunk in the neutral pose is one piece with it, not another part."""
SAMPLE = 120
"""Points of a limb's skin that are looked at."""
NEAREST = 4


@dataclass(frozen=True)
class LimbRows:
    """Vertex numbers of the trunk and of each limb, and the trunk's triangles (F, 3)."""

    trunk: NDArray[np.int64]
    limbs: dict[str, NDArray[np.int64]]
    free: dict[str, NDArray[np.int64]]
    triangles: NDArray[np.int64]

    @classmethod
    def of(cls, body: Body) -> LimbRows:
        """Find the skin of a body's trunk and limbs by its skinning weights."""
        is_trunk = body.weight_of(*TRUNK_BONES) > 0.5
        trunk = np.flatnonzero(is_trunk)
        number = np.full(len(body.vertices_m), -1)
        number[trunk] = np.arange(len(trunk))
        inside = is_trunk[body.triangles].all(axis=1)
        limbs = {
            name: np.flatnonzero(body.weight_of(*bones) > 0.9) for name, bones in LIMBS.items()
        }
        near = cKDTree(body.vertices_m[trunk])
        free = {}
        for name in AGAINST_TRUNK:
            rows = limbs[name]
            if name == "thighs":
                rows = rows[near.query(body.vertices_m[rows])[0] > JOINED_M]
            free[name] = rows[:: max(len(rows) // SAMPLE, 1)]
        return cls(trunk, limbs, free, number[body.triangles[inside]])


def depth_in_trunk_m(body: Body, rows: LimbRows, posed: Posed, limb: str) -> float:
    """Depth of a limb's skin in the trunk; negative is the gap between them.

    What is inside is told by the solid angle of the trunk's skin, which is open at thighs, arms and
    head; the depth by the planes of its nearest points.
    """
    trunk = body.skin(posed.transforms, rows.trunk)
    points = body.skin(posed.transforms, rows.free[limb])
    distance, nearest = cKDTree(trunk).query(points, k=NEAREST)
    normals = _normals(trunk, rows.triangles)[nearest]
    planes = np.einsum("pkj,pkj->pk", points[:, None] - trunk[nearest], normals)
    maybe = np.flatnonzero(planes.min(axis=1) < 0.0)
    inside = maybe[surrounded(points[maybe], trunk, rows.triangles) > 0.5]
    if not len(inside):
        return float(-distance.min())
    return float(np.minimum(np.abs(planes[inside]).min(axis=1), distance[inside, 0]).max())


def surrounded(points: Array, surface: Array, triangles: NDArray[np.int64]) -> Array:
    """Share (P,) of the sphere around each point that a surface covers: 1 inside, 0 outside."""
    a, b, c = (surface[triangles[:, i]][None] - points[:, None] for i in range(3))
    la, lb, lc = (np.linalg.norm(side, axis=2) for side in (a, b, c))
    volume = np.einsum("pfj,pfj->pf", a, np.cross(b, c))
    below = la * lb * lc
    for one, other, length in ((a, b, lc), (b, c, la), (c, a, lb)):
        below += np.einsum("pfj,pfj->pf", one, other) * length
    share: Array = 2 * np.arctan2(volume, below).sum(axis=1) / (4 * np.pi)
    return share


def depth_in_support_m(
    body: Body, rows: LimbRows, posed: Posed, posture: Posture, limb: str
) -> float:
    """Depth of a limb's skin below its support; negative is the gap between them."""
    points = body.skin(posed.transforms, rows.limbs[limb])
    if posture.support == "bench":
        above = (points[:, 1] > BENCH_END_Y_M) & (np.abs(points[:, 0]) < BENCH_WIDTH_M / 2)
        points = points[above]
    if not len(points):
        return -np.inf
    return float(support_height_m(posture) - points[:, 2].min())


def penetration_mm(body: Body, rows: LimbRows, posed: Posed, posture: Posture) -> dict[str, float]:
    """Deepest penetration in millimetres, 0 = none: ``LIMB_support`` and ``LIMB_trunk``."""
    depths = {
        f"{limb}_support": depth_in_support_m(body, rows, posed, posture, limb) for limb in LIMBS
    }
    depths |= {f"{limb}_trunk": depth_in_trunk_m(body, rows, posed, limb) for limb in AGAINST_TRUNK}
    return {name: max(1000.0 * depth, 0.0) for name, depth in depths.items()}


def _normals(points: Array, triangles: NDArray[np.int64]) -> Array:
    """Outward unit normals (N, 3) of a surface's points."""
    a, b, c = (points[triangles[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for i in range(3):
        np.add.at(normals, triangles[:, i], face)
    unit: Array = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return unit
