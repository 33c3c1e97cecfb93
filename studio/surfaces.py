"""Coloured triangles: quads, boxes, tubes and blobs, each with a material.

A corner is a row of ``ROW`` numbers: position 3, normal 3, colour 3, second colour 3, place on
the surface 2 (metres; 0 ... 1 for posters and windows), material 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from studio.body import Array
from studio.patterns import Colour

ROW = 15


class Material(IntEnum):
    """What a surface looks like; the numbers are those of the room's shader."""

    PLAIN = 0
    WOOD = 1
    TILE = 2
    CARPET = 3
    RUBBER = 4
    CONCRETE = 5
    PLASTER = 6
    STRIPES = 7
    BRICK = 8
    PANELS = 9
    POSTER = 10
    WINDOW = 11
    MAT = 12
    LEAVES = 13


@dataclass(frozen=True, slots=True)
class Paint:
    """Material and colours of a surface."""

    colour: Colour
    material: Material = Material.PLAIN
    second: Colour = (0.5, 0.5, 0.5)


def quad(
    corner: Sequence[float],
    along: Sequence[float],
    across: Sequence[float],
    paint: Paint,
    *,
    unit_place: bool = False,
) -> Array:
    """Corners (6, ROW) of a parallelogram; its front faces along x across.

    Its place runs along x across from the corner: in metres of the world's axes, or from 0 to 1.
    """
    c, a, b = (np.asarray(v, dtype=np.float64) for v in (corner, along, across))
    normal = np.cross(a, b)
    normal /= np.linalg.norm(normal)
    points = np.stack([c, c + a, c + a + b, c, c + a + b, c + b])
    if unit_place:
        place = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [1, 1], [0, 1]], dtype=np.float64)
    else:
        axes = [i for i in range(3) if i != int(np.argmax(np.abs(normal)))]
        place = points[:, axes]
    return rows(points, np.tile(normal, (6, 1)), place, paint)


def rows(points: Array, normals: Array, place: Array, paint: Paint) -> Array:
    """Corners (N, ROW) from positions, normals and places of one paint."""
    tail = np.tile([*paint.colour, *paint.second], (len(points), 1))
    material = np.full((len(points), 1), float(paint.material))
    return np.concatenate([points, normals, tail, place, material], axis=1)


def box(low: Sequence[float], high: Sequence[float], paint: Paint, turn_deg: float = 0.0) -> Array:
    """Six sides of a box between two corners, turned about the vertical through its middle."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    w, d, h = [x1 - x0, 0, 0], [0, y1 - y0, 0], [0, 0, z1 - z0]
    sides = np.concatenate(
        [
            quad([x0, y0, z1], w, d, paint),
            quad([x0, y0, z0], d, w, paint),
            quad([x0, y0, z0], w, h, paint),
            quad([x0, y1, z0], h, w, paint),
            quad([x0, y0, z0], h, d, paint),
            quad([x1, y0, z0], d, h, paint),
        ]
    )
    return turned(sides, turn_deg, ((x0 + x1) / 2, (y0 + y1) / 2))


def turned(corners: Array, turn_deg: float, centre: tuple[float, float]) -> Array:
    """Corners turned about the vertical through a point of the floor."""
    turn = np.radians(turn_deg)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    moved = corners.copy()
    moved[:, :2] = (corners[:, :2] - centre) @ spin + centre
    moved[:, 3:5] = corners[:, 3:5] @ spin
    return moved


def tube(start: ArrayLike, end: ArrayLike, radius_m: float, paint: Paint) -> Array:
    """Side of a round tube between two points."""
    a, b = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    axis = (b - a) / np.linalg.norm(b - a)
    across = np.cross(axis, [0.0, 1.0, 0.0] if abs(axis[1]) < 0.9 else [1.0, 0.0, 0.0])
    across /= np.linalg.norm(across)
    third = np.cross(axis, across)
    spokes = [np.cos(t) * across + np.sin(t) * third for t in np.linspace(0, 2 * np.pi, 17)]
    points, normals = [], []
    for p, q in pairwise(spokes):
        for point, spoke in ((a, p), (b, p), (b, q), (a, p), (b, q), (a, q)):
            points.append(point + radius_m * spoke)
            normals.append(spoke)
    return rows(np.array(points), np.array(normals), np.array(points)[:, 1:], paint)


def blob(centre: ArrayLike, radii_m: ArrayLike, paint: Paint) -> Array:
    """Return an ellipsoid, or a ball."""
    turn, tilt = np.linspace(0, 2 * np.pi, 21), np.linspace(0, np.pi, 12)
    grid = np.stack(
        [
            np.outer(np.sin(tilt), np.cos(turn)),
            np.outer(np.sin(tilt), np.sin(turn)),
            np.outer(np.cos(tilt), np.ones_like(turn)),
        ],
        axis=-1,
    )
    a, b, c, d = grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]
    normals = np.stack([a, b, c, a, c, d], axis=2).reshape(-1, 3)
    points = np.asarray(centre, dtype=np.float64) + normals * np.asarray(radii_m)
    return rows(points, normals, points[:, :2], paint)
