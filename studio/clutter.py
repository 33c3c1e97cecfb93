"""Things that stand about in a room: boxes, balls, shelves, plants, dumbbells, chairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.body import Array
from studio.patterns import Colour
from studio.surfaces import Material, Paint, blob, box, tube

Random = np.random.Generator


def clutter(
    seed: int, *, behind: int, beside: int, front: int, side: float, wall_m: float
) -> list[Array]:
    """Corners of randomly placed things, other ones for each seed.

    ``behind``: between the body and the wall; ``beside``: beyond head and feet, never towards
    the camera; ``front``: low things between body and camera.
    """
    random = np.random.default_rng(seed)
    parts: list[Array] = []
    for _ in range(behind):
        deep = random.uniform(0.75, max(wall_m - 0.25, 0.8))
        parts.append(_thing(random, -side * deep, random.uniform(-2.4, 1.6)))
    for _ in range(beside):
        end = random.uniform(1.4, 2.0) if random.random() < 0.5 else random.uniform(-2.7, -2.0)
        parts.append(_thing(random, -side * random.uniform(-0.1, 0.6), end))
    for _ in range(front):
        x, y = side * random.uniform(0.55, 0.8), random.uniform(-1.6, 0.6)
        parts.append(_LOW[random.integers(len(_LOW))](random, x, y))
    return parts


def _colour(random: Random) -> Colour:
    grey = random.uniform(0.08, 0.85)
    hue = random.uniform(-0.35, 0.35, 3) * (random.random() < 0.6)
    r, g, b = np.clip(grey + hue, 0.03, 0.95)
    return (float(r), float(g), float(b))


def _thing(random: Random, x: float, y: float) -> Array:
    return _ALL[random.integers(len(_ALL))](random, x, y)


def _box(random: Random, x: float, y: float) -> Array:
    w, d, h = (float(random.uniform(0.12, top)) for top in (0.30, 0.30, 0.6))
    paint = Paint(_colour(random), Material.CONCRETE)
    return box([x - w, y - d, 0], [x + w, y + d, h], paint, random.uniform(-40, 40))


def _ball(random: Random, x: float, y: float) -> Array:
    radius = random.choice([0.11, 0.14, 0.32])
    return blob([x, y, radius], [radius] * 3, Paint(_colour(random)))


def _shelf(random: Random, x: float, y: float) -> Array:
    paint = Paint(_colour(random), Material.WOOD)
    width, height, deep = random.uniform(0.3, 0.6), random.uniform(0.8, 1.9), 0.16
    parts = [
        box([x - deep, y + s * width - 0.012, 0], [x + deep, y + s * width + 0.012, height], paint)
        for s in (-1.0, 1.0)
    ]
    for level in np.arange(0.06, height, 0.36):
        parts.append(box([x - deep, y - width, level], [x + deep, y + width, level + 0.025], paint))
        along = y - width + 0.05
        while along < y + width - 0.12:
            w, h = random.uniform(0.03, 0.12), random.uniform(0.12, 0.28)
            inner = Paint(_colour(random))
            parts.append(
                box([x - 0.1, along, level + 0.02], [x + 0.1, along + w, level + h], inner)
            )
            along += w + random.choice([0.005, 0.005, 0.15])
    return np.concatenate(parts)


def _plant(random: Random, x: float, y: float) -> Array:
    pot = random.uniform(0.10, 0.16)
    parts = [box([x - pot, y - pot, 0], [x + pot, y + pot, 2 * pot], Paint(_colour(random)), 20.0)]
    dark = float(random.uniform(0.12, 0.3))
    leaf = Paint((dark * 0.6, dark, dark * 0.45), Material.LEAVES, (0.25, 0.5, 0.2))
    height = random.uniform(0.5, 1.1)
    for _ in range(6):
        at = np.array([x, y, height]) + random.normal(0.0, [0.10, 0.10, 0.16])
        parts.append(blob(at, random.uniform(0.08, 0.17, 3), leaf))
    parts.append(tube([x, y, pot], [x, y, height], 0.012, Paint((0.25, 0.18, 0.1))))
    return np.concatenate(parts)


def _dumbbell(random: Random, x: float, y: float) -> Array:
    turn, r = random.uniform(0, np.pi), random.uniform(0.05, 0.09)
    along = 0.13 * np.array([np.cos(turn), np.sin(turn), 0.0])
    middle, metal = np.array([x, y, r]), Paint((0.5, 0.5, 0.52))
    weight = Paint(_colour(random))
    parts = [tube(middle - along, middle + along, 0.016, metal)]
    for sign in (-1.0, 1.0):
        parts.append(blob(middle + sign * along, [r, r, r], weight))
    return np.concatenate(parts)


def _chair(random: Random, x: float, y: float) -> Array:
    paint, seat, half = Paint(_colour(random), Material.WOOD), random.uniform(0.42, 0.48), 0.2
    away = random.choice([-1.0, 1.0])
    parts = [box([x - half, y - half, seat - 0.03], [x + half, y + half, seat], paint)]
    for sx in (-1.0, 1.0):
        for sy in (-1.0, 1.0):
            top = seat + (0.45 if sy == away else 0.0)
            foot = [x + sx * (half - 0.02), y + sy * (half - 0.02)]
            parts.append(tube([*foot, 0.0], [*foot, top], 0.016, paint))
    back = sorted([y + away * (half - 0.035), y + away * half])
    high = [seat + 0.2, seat + 0.45]
    parts.append(box([x - half, back[0], high[0]], [x + half, back[1], high[1]], paint))
    return np.concatenate(parts)


def _bottle(random: Random, x: float, y: float) -> Array:
    paint, r = Paint(_colour(random)), random.uniform(0.03, 0.04)
    body = tube([x, y, 0.0], [x, y, 0.2], r, paint)
    return np.concatenate([body, blob([x, y, 0.2], [r, r, 0.05], paint)])


_LOW: tuple[Callable[[Random, float, float], Array], ...] = (_dumbbell, _bottle)
_ALL: tuple[Callable[[Random, float, float], Array], ...] = (
    _box,
    _ball,
    _shelf,
    _plant,
    _dumbbell,
    _chair,
    _bottle,
)
