"""Loose cloth on a posed body: it hangs, lies flat on what supports the body, and folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.body import Array, Body

Points = NDArray[np.float32]
HeightOf = Callable[[Points, Points], Points]
"""Height of the support (N,) under points with the given x (N,) and y (N,)."""

LIFT_M = 0.003


@dataclass(frozen=True)
class Cloth:
    """The vertices ``rows`` (N,) that cloth covers loosely, and their ``slack_m`` (N,).

    ``slack_m`` is how far the cloth may stand off the skin there; its folds are in it.
    """

    rows: NDArray[np.int64]
    slack_m: Points


def cloth_of(body: Body, slack_m: Array, seed: int) -> Cloth | None:
    """Return the loose cloth of a neutral body from the slack (V,) of its skin, with folds."""
    rows = np.flatnonzero(slack_m > 1e-4)
    if len(rows) == 0:
        return None
    folds = 1.0 + 0.30 * _folds(body.vertices_m[rows], seed)
    return Cloth(rows, (slack_m[rows] * folds).astype(np.float32))


def _folds(points: Array, seed: int) -> Array:
    """Smooth folds (N,) within -1 ... 1: a few crooked waves, other ones for each seed."""
    random = np.random.default_rng(seed)
    total = np.zeros(len(points))
    for _ in range(3):
        along = random.normal(size=3)
        along *= random.uniform(28.0, 55.0) / np.linalg.norm(along)
        across = random.normal(size=3) * 9.0
        bend, start = random.uniform(0.6, 1.8), random.uniform(0.0, 2 * np.pi)
        total += np.sin(points @ along + bend * np.sin(points @ across) + start)
    shaped: Array = np.tanh(total)
    return shaped


def drape(cloth: Cloth, skin: Points, normals: Points, support: HeightOf) -> Points:
    """Return the skin (V, 3) in the world with its loose cloth hung by gravity.

    What faces up rests on the body, what faces sideways sags, what faces down hangs until it
    lies on the support and spreads there.
    """
    points, normal = skin[cloth.rows], normals[cloth.rows]
    up = normal[:, 2]
    level = np.sqrt(np.clip(1.0 - up * up, 0.0, 1.0))
    outward = cloth.slack_m * (0.12 + 0.63 * np.clip(0.55 - 0.75 * up, 0.0, 1.0))
    moved = points + outward[:, None] * normal
    moved[:, 2] -= cloth.slack_m * (0.35 * level + 0.5 * np.clip(-up, 0.0, 1.0))
    ground = np.minimum(support(moved[:, 0], moved[:, 1]) + LIFT_M, points[:, 2])
    under = np.clip(ground - moved[:, 2], 0.0, None)
    moved[:, :2] += (0.6 * under * level)[:, None] * normal[:, :2]
    moved[:, 2] += under
    hung = skin.copy()
    hung[cloth.rows] = moved
    return hung
