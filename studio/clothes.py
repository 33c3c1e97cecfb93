"""What a person wears, and the fields on the skin that say where each garment ends.

Garments are drawn per pixel from fields that vary smoothly over the neutral body, so that hems
are straight lines and not the mesh's edges. The skin under a garment is smoothed and pushed out
by its thickness before the body is posed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from studio.body import PARTS, Array, Body

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (linear-ish RGB in 0 ... 1) and cut of what a person wears.

    ``sleeve`` and ``leg`` say how far a garment goes down the limb: 0 at the shoulder or hip,
    1 at the elbow or knee, 2 at the wrist or ankle.
    """

    skin: Colour = (0.80, 0.58, 0.46)
    hair: Colour = (0.13, 0.08, 0.05)
    shirt: Colour = (0.16, 0.32, 0.55)
    trousers: Colour = (0.10, 0.10, 0.12)
    shoes: Colour = (0.85, 0.85, 0.83)
    sleeve: float = 0.55
    leg: float = 0.75
    waist: float = 0.30
    hair_m: float = 0.010


def paint_fields(body: Body) -> Array:
    """Fields (V, 4): leg, arm, collar and hair, each a smooth function on the neutral body.

    leg: 0 at the hip joint, 1 at the knee, 2 at the ankle, -1 at the shoulder.
    arm: 0 at the shoulder joint, 1 at the elbow, 2 at the wrist; -1 away from the arms.
    collar: distance from the root of the neck in units of 0.1 m, negative below it.
    hair: positive where hair grows.
    """
    points = body.vertices_m
    heights = [body.head_m(b)[2] for b in ("foot.L", "lowerleg01.L", "upperleg01.L")]
    heights += [body.head_m("upperarm01.L")[2]]
    leg = np.interp(points[:, 2], [0.0, *heights], [2.6, 2.0, 1.0, 0.0, -1.0])
    arm = np.maximum(_along_arm(body, "L"), _along_arm(body, "R"))
    neck = body.head_m("neck01")
    collar = ((points[:, 2] - neck[2]) - 0.55 * (points[:, 1] - neck[1])) / 0.1
    return np.stack([leg, arm, collar, _hair(body)], axis=1)


def _along_arm(body: Body, side: str) -> Array:
    joints = [body.head_m(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist")]
    best = np.full(len(body.vertices_m), -1.0)
    nearest = np.full(len(body.vertices_m), np.inf)
    for number, (start, end) in enumerate(pairwise(joints)):
        axis = end - start
        share = (body.vertices_m - start) @ axis / (axis @ axis)
        low, high = (-0.6 if number == 0 else 0.0), (1.0 if number == 0 else 2.0)
        share = np.clip(share, low, high)
        gap = np.linalg.norm(body.vertices_m - (start + share[:, None] * axis), axis=1)
        closer = gap < nearest
        best[closer] = (number + share)[closer]
        nearest[closer] = gap[closer]
    held = body.weight_of("upperarm", "lowerarm", "wrist", "finger", "metacarpal", side=side)
    return np.where(held > 0.5, best, -1.0 + held)


def _hair(body: Body) -> Array:
    """Positive on the scalp: above and behind a slanted line from brow to nape, off the ears."""
    head = body.head_m("head")
    top = body.vertices_m[:, 2].max()
    scale = top - head[2]
    height = (body.vertices_m[:, 2] - head[2]) / scale
    back = (body.vertices_m[:, 1] - head[1]) / scale
    field = height - np.interp(
        back, [-0.75, -0.35, -0.05, 0.15, 0.6], [0.70, 0.60, 0.42, 0.05, -0.25]
    )
    skull = body.weight_of("head", "neck03") > 0.5
    return np.where(skull & (body.part != PARTS.index("eyes")), field, -1.0)


@dataclass(frozen=True)
class Dressed:
    """A dressed body, ready to be skinned and drawn.

    ``fields`` (V, 4) are those of ``paint_fields``; ``marks`` (V, 2) tell eyes and lips.
    """

    body: Body
    fields: Array
    marks: Array


def dress(body: Body, look: Look) -> Dressed:
    """Return the body in its clothes: skin smoothed and pushed out by hair and cloth, shoes on."""
    fields = paint_fields(body)
    eyes = (body.part == PARTS.index("eyes")).astype(np.float64)
    marks = np.stack([eyes, body.weight_of("oris")], axis=1)
    clothed = replace(body, vertices_m=_clothed_skin(body, look, fields))
    fields = paint_fields(clothed)
    for side in ("L", "R"):
        clothed, fields, marks = _with_shoe(clothed, fields, marks, side)
    return Dressed(clothed, fields, marks)


def _clothed_skin(body: Body, look: Look, fields: Array) -> Array:
    leg, arm, collar, hair = fields.T
    limb = _ramp(-0.5 - arm, 0.2)
    shirt = _ramp(0.1 - look.waist - leg, 0.15) * _ramp(look.sleeve - arm, 0.2)
    shirt *= _ramp(-collar, 0.4)
    trousers = _ramp(leg + look.waist + 0.2, 0.2) * _ramp(look.leg - leg, 0.1) * limb
    scalp = _ramp(hair, 0.15)
    smooth = _neighbours(body)
    points = body.vertices_m.copy()
    for part, rounds in ((shirt, 14), (trousers, 4), (scalp, 4)):
        for _ in range(rounds):
            points += 0.6 * part[:, None] * (smooth @ points - points)
    thickness = np.maximum.reduce([0.005 * shirt, 0.005 * trousers, look.hair_m * scalp])
    for _ in range(2):
        thickness = 0.5 * thickness + 0.5 * (smooth @ thickness)
    pushed: Array = points + vertex_normals(points, body.triangles) * thickness[:, None]
    return pushed


def _with_shoe(body: Body, fields: Array, marks: Array, side: str) -> tuple[Body, Array, Array]:
    """Return the body with a shoe: the rounded hull of the foot, moving with the foot bone."""
    import trimesh

    foot = (body.weight_of("foot", "toe", side=side) > 0.5) & (fields[:, 0] > 1.95)
    hull = trimesh.convex.convex_hull(body.vertices_m[foot]).subdivide_to_size(0.012)
    trimesh.smoothing.filter_laplacian(hull, lamb=0.5, iterations=4)
    points = hull.vertices + 0.005 * hull.vertex_normals
    points[:, 2] = np.maximum(points[:, 2], 0.0)
    weights = sparse.csr_matrix(
        (np.ones(len(points)), ([*range(len(points))], [body.index[f"foot.{side}"]] * len(points))),
        shape=(len(points), len(body.bones)),
    )
    heights = [0.0, body.head_m("foot.L")[2]]
    shoe = np.full((len(points), 4), -1.0)
    shoe[:, 0] = np.maximum(np.interp(points[:, 2], heights, [2.6, 2.0]), 1.94)
    grown = replace(
        body,
        vertices_m=np.concatenate([body.vertices_m, points]),
        triangles=np.concatenate([body.triangles, hull.faces + len(body.vertices_m)]),
        part=np.concatenate([body.part, np.full(len(points), PARTS.index("foot"))]),
        weights=sparse.csr_matrix(sparse.vstack([body.weights, weights])),
    )
    marks = np.concatenate([marks, np.zeros((len(points), 2))])
    return grown, np.concatenate([fields, shoe]), marks


def _ramp(field: Array, width: float) -> Array:
    """0 where ``field`` is negative, rising to 1 over ``width``."""
    ramp: Array = np.clip(field / width, 0.0, 1.0)
    return ramp


def _neighbours(body: Body) -> sparse.csr_matrix:
    """Mean of the neighbouring vertices, as a sparse matrix (V, V)."""
    tri = body.triangles
    rows = np.concatenate([tri[:, i] for i in (0, 1, 2, 1, 2, 0)])
    cols = np.concatenate([tri[:, i] for i in (1, 2, 0, 0, 1, 2)])
    count = len(body.vertices_m)
    links = sparse.csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(count, count))
    links.data[:] = 1.0
    degree = np.maximum(np.asarray(links.sum(axis=1)).ravel(), 1.0)
    return sparse.csr_matrix(sparse.diags(1.0 / degree) @ links)


def vertex_normals(points: Array, triangles: NDArray[np.int32]) -> Array:
    """Return unit normals (V, 3), the area-weighted mean of the triangles around each vertex."""
    a, b, c = (points[triangles[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for i in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(triangles[:, i], face[:, axis], len(points))
    length = np.linalg.norm(total, axis=1, keepdims=True)
    unit: Array = total / np.maximum(length, 1e-12)
    return unit
