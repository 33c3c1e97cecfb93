"""The room of a clip: floor, wall, mat or bar as coloured triangles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from studio.body import Array
from studio.clothes import Colour

FLOOR, WALL, MAT, BAR = 0.0, 1.0, 2.0, 3.0
MAT_SINK_M = 0.008


@dataclass(frozen=True, slots=True)
class Room:
    """Colours of a room, and what it holds.

    The wall stands ``wall_m`` behind the body, seen from the camera's ``side``. The mat's top is
    ``MAT_SINK_M`` above z = 0, so that the body sinks into it a little.
    """

    floor: Colour = (0.55, 0.42, 0.30)
    wall: Colour = (0.78, 0.78, 0.74)
    mat: Colour = (0.20, 0.36, 0.38)
    bar: Colour = (0.22, 0.22, 0.24)
    side: float = 1.0
    wall_m: float = 1.6
    has_mat: bool = True
    mat_size_m: tuple[float, float] = (0.70, 2.00)
    mat_centre_y_m: float = 0.0
    bar_height_m: float | None = None

    def triangles(self) -> Array:
        """Triangle corners (3 N, 7): position, normal, kind."""
        parts = [
            _quad([-6, -8, -0.004], [12, 0, 0], [0, 16, 0], FLOOR),
            _quad([-self.side * self.wall_m, -8, 0], [0, 16, 0], [0, 0, 6], WALL),
        ]
        if self.side < 0:
            parts[1] = _quad([self.wall_m, -8, 0], [0, 0, 6], [0, 16, 0], WALL)
        if self.has_mat:
            parts.append(self._mat())
        if self.bar_height_m is not None:
            parts += _bar(self.bar_height_m)
        return np.concatenate(parts)

    def _mat(self) -> Array:
        wide, long = self.mat_size_m
        x, y, top = -wide / 2, self.mat_centre_y_m - long / 2, MAT_SINK_M
        return np.concatenate(
            [
                _quad([x, y, top], [wide, 0, 0], [0, long, 0], MAT),
                _quad([x + wide, y, -0.004], [0, long, 0], [0, 0, top + 0.004], MAT),
                _quad([x, y, -0.004], [0, 0, top + 0.004], [0, long, 0], MAT),
                _quad([x, y, -0.004], [wide, 0, 0], [0, 0, top + 0.004], MAT),
            ]
        )


def _quad(corner: list[float], along: list[float], across: list[float], kind: float) -> Array:
    c, a, b = (np.array(v, dtype=np.float64) for v in (corner, along, across))
    normal = np.cross(a, b)
    normal /= np.linalg.norm(normal)
    points = np.stack([c, c + a, c + a + b, c, c + a + b, c + b])
    return np.concatenate([points, np.tile([*normal, kind], (6, 1))], axis=1)


def _bar(height_m: float, half_m: float = 0.6, radius_m: float = 0.016) -> list[Array]:
    """Return a pull-up bar along x at y = 0, hung from two posts."""
    ends = [np.array([sign * half_m, 0.0, height_m]) for sign in (-1.0, 1.0)]
    up = np.array([0.0, 0.0, 1.5])
    tubes = [_tube(ends[0], ends[1], radius_m)]
    return tubes + [_tube(end, end + up, 1.4 * radius_m) for end in ends]


def _tube(start: Array, end: Array, radius_m: float) -> Array:
    """Return the side of a round tube between two points."""
    axis = (end - start) / np.linalg.norm(end - start)
    across = np.array([0.0, 1.0, 0.0])
    third = np.cross(axis, across)
    angle = np.linspace(0, 2 * np.pi, 17)
    spokes = [np.cos(t) * across + np.sin(t) * third for t in angle]
    rows = []
    for a, b in pairwise(spokes):
        for point, spoke in ((start, a), (end, a), (end, b), (start, a), (end, b), (start, b)):
            rows.append([*(point + radius_m * spoke), *spoke, BAR])
    return np.array(rows)
