"""The room of a clip: floor, walls, mat, bench or bar, and clutter, as coloured triangles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.body import Array
from studio.clutter import clutter
from studio.contact import BENCH_END_Y_M, BENCH_HEIGHT_M, BENCH_WIDTH_M
from studio.light import Light
from studio.patterns import Colour
from studio.surfaces import Material, Paint, box, quad, tube

FloorKind = Literal["wood", "tile", "carpet", "rubber", "concrete"]
WallKind = Literal["plain", "stripes", "brick", "panels"]

MAT_SINK_M = 0.008
FLOOR_M = -0.004
BENCH_TOP_M = BENCH_HEIGHT_M
_FLOORS = {
    "wood": Material.WOOD,
    "tile": Material.TILE,
    "carpet": Material.CARPET,
    "rubber": Material.RUBBER,
    "concrete": Material.CONCRETE,
}
_WALLS = {
    "plain": Material.PLASTER,
    "stripes": Material.STRIPES,
    "brick": Material.BRICK,
    "panels": Material.PANELS,
}


@dataclass(frozen=True, slots=True)
class Room:
    """Colours of a room, and what it holds; equal rooms give equal pictures.

    Attributes
    ----------
    side : float
        The camera's side (+1: +x); the wall stands ``wall_m`` behind the body, seen from there.
    floor_second, wall_second : colour
        Joints of tiles and bricks, specks of rubber, every other stripe.
    mat_size_m, mat_centre_y_m : float
        Width (x) and length (y) of the mat; its top is ``MAT_SINK_M`` above z = 0, so that the
        body sinks into it a little. Without mat the body lies on the floor.
    bench_top_m : float or None
        Height of a bench that reaches along ``bench_y_m``; its pad is drawn ``MAT_SINK_M`` higher.
    bar_height_m : float or None
        Height of a pull-up bar along x at y = 0.
    posters, has_window : int, bool
        Pictures and a window on the wall, placed by ``seed``.
    corner_y_m : float or None
        A second wall across the room at this y (beyond head or feet).
    clutter_behind, clutter_beside, clutter_front : int
        How many things stand between body and wall, beyond head and feet, and (low ones) between
        camera and body; all placed by ``seed``.
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
    floor_kind: FloorKind = "wood"
    floor_second: Colour = (0.30, 0.29, 0.28)
    wall_kind: WallKind = "plain"
    wall_second: Colour = (0.60, 0.60, 0.58)
    skirting: Colour = (0.90, 0.89, 0.87)
    bench: Colour = (0.12, 0.12, 0.13)
    bench_top_m: float | None = None
    bench_y_m: tuple[float, float] = (BENCH_END_Y_M, 0.75)
    bench_width_m: float = BENCH_WIDTH_M
    posters: int = 0
    has_window: bool = False
    corner_y_m: float | None = None
    clutter_behind: int = 0
    clutter_beside: int = 0
    clutter_front: int = 0
    seed: int = 0
    light: Light = field(default_factory=Light)

    def shell(self) -> Array:
        """Triangle corners of what throws no shadow: floor, walls and what hangs flat on them."""
        floor = Paint(self.floor, _FLOORS[self.floor_kind], self.floor_second)
        parts = [quad([-8, -8, FLOOR_M], [16, 0, 0], [0, 16, 0], floor)]
        parts += self._wall([-self.side * self.wall_m, 0.0], along_y=True, facing=self.side)
        if self.corner_y_m is not None:
            facing = -float(np.sign(self.corner_y_m))
            parts += self._wall([0.0, self.corner_y_m], along_y=False, facing=facing)
        parts += self._on_wall()
        if self.has_mat:
            parts.append(self._mat())
        return np.concatenate(parts)

    def things(self) -> Array:
        """Triangle corners (N, ROW) of what stands in the room and throws shadows."""
        parts = [np.zeros((0, self._mat().shape[1]))]
        if self.bar_height_m is not None:
            parts += _bar(self.bar_height_m, Paint(self.bar))
        if self.bench_top_m is not None:
            parts += self._bench(self.bench_top_m + MAT_SINK_M)
        parts += clutter(
            self.seed,
            behind=self.clutter_behind,
            beside=self.clutter_beside,
            front=self.clutter_front,
            side=self.side,
            wall_m=self.wall_m,
        )
        return np.concatenate(parts)

    def support_m(self, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
        """Height (N,) of bench, mat or floor at points of the floor."""
        height = np.full_like(x, FLOOR_M)
        wide, long = self.mat_size_m
        if self.has_mat:
            on = (np.abs(x) < wide / 2) & (np.abs(y - self.mat_centre_y_m) < long / 2)
            height[on] = MAT_SINK_M
        if self.bench_top_m is not None:
            low, high = self.bench_y_m
            on = (np.abs(x) < self.bench_width_m / 2) & (y > low) & (y < high)
            height[on] = self.bench_top_m + MAT_SINK_M
        return height

    def _wall(self, at: list[float], *, along_y: bool, facing: float) -> list[Array]:
        wall = Paint(self.wall, _WALLS[self.wall_kind], self.wall_second)
        along = [0.0, 16.0, 0.0] if along_y else [16.0, 0.0, 0.0]
        start = [at[0], -8.0] if along_y else [-8.0, at[1]]
        forward = facing * np.array([1.0, 0.0, 0.0] if along_y else [0.0, 1.0, 0.0])
        parts = []
        for height, out, paint in ((6.0, 0.0, wall), (0.09, 0.006, Paint(self.skirting))):
            corner = [start[0] + out * forward[0], start[1] + out * forward[1], FLOOR_M]
            up = [0.0, 0.0, height]
            faces_front = float(np.cross(along, up) @ forward) > 0
            sides = (along, up) if faces_front else (up, along)
            parts.append(quad(corner, *sides, paint))
        return parts

    def _on_wall(self) -> list[Array]:
        """Posters and a window, flat on the wall behind the body."""
        random = np.random.default_rng(self.seed + 7919)
        x, parts = -self.side * (self.wall_m - 0.004), []
        places = [(Material.POSTER, *random.uniform(0.3, 0.8, 2)) for _ in range(self.posters)]
        if self.has_window:
            places.append((Material.WINDOW, random.uniform(0.8, 1.4), random.uniform(0.9, 1.3)))
        for material, wide, high in places:
            left, low = random.uniform(-2.6, 1.8), random.uniform(0.35, 1.2)
            colours = random.uniform(0.05, 0.95, (2, 3))
            if material is Material.WINDOW:
                colours = np.array([[0.93, 0.96, 1.0], [0.55, 0.62, 0.52]])
            first, second = (tuple(map(float, c)) for c in colours)
            paint = Paint(first, material, second)  # type: ignore[arg-type]
            start = left if self.side > 0 else left + wide
            parts.append(
                quad(
                    [x, start, low], [0, self.side * wide, 0], [0, 0, high], paint, unit_place=True
                )
            )
        return parts

    def _mat(self) -> Array:
        wide, long = self.mat_size_m
        x, y = -wide / 2, self.mat_centre_y_m - long / 2
        mat = Paint(self.mat, Material.MAT)
        return box([x, y, FLOOR_M], [x + wide, y + long, MAT_SINK_M], mat)

    def _bench(self, top_m: float) -> list[Array]:
        """Return a padded board on two frames."""
        half, (low, high) = self.bench_width_m / 2, self.bench_y_m
        pad, steel = Paint(self.bench, Material.MAT), Paint(self.bar)
        parts = [box([-half, low, top_m - 0.07], [half, high, top_m], pad)]
        for y in (low + 0.16, high - 0.16):
            parts.append(tube([0, y, 0.03], [0, y, top_m - 0.06], 0.03, steel))
            parts.append(box([-0.25, y - 0.03, FLOOR_M], [0.25, y + 0.03, 0.04], steel))
        parts.append(box([-0.025, low + 0.16, 0.12], [0.025, high - 0.16, 0.17], steel))
        return parts


def _bar(
    height_m: float, paint: Paint, half_m: float = 0.6, radius_m: float = 0.016
) -> list[Array]:
    """Return a pull-up bar along x at y = 0, hung from two posts."""
    ends = [np.array([sign * half_m, 0.0, height_m]) for sign in (-1.0, 1.0)]
    up = np.array([0.0, 0.0, 1.5])
    tubes = [tube(ends[0], ends[1], radius_m, paint)]
    return tubes + [tube(end, end + up, 1.4 * radius_m, paint) for end in ends]
