"""Points fixed to a body that move with its bones, and where a line meets the skin.

A point of the skin lies on a triangle and moves as that triangle's vertices are skinned, a
joint moves with one bone. Both are linear in the bone transforms, so a point is kept as one
row of ``blend`` per bone and all points of a clip are found by one product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.body import Array, Body

_EDGE = 1e-6
"""How far outside a triangle, as a share of it, a line still counts as meeting it."""


@dataclass(frozen=True)
class MovedPoints:
    """Points of a body that move with its bones.

    Attributes
    ----------
    names : tuple of str, length P.
    blend : array (P, B, 4)
        Weight of each bone times the neutral point in homogeneous coordinates, metres.
    """

    names: tuple[str, ...]
    blend: Array

    def __post_init__(self) -> None:
        """Check that names and rows belong together."""
        if self.blend.ndim != 3 or self.blend.shape[::2] != (len(self.names), 4):
            raise ValueError(f"expected ({len(self.names)}, B, 4), got {self.blend.shape}")

    def at(self, transforms: Array) -> Array:
        """World points (N, P, 3), metres, for bone transforms (N, B, 3, 4)."""
        moved: Array = np.einsum("nbij,pbj->npi", transforms, self.blend, optimize=True)
        return moved

    def neutral_m(self) -> Array:
        """Points (P, 3) of the neutral pose."""
        points: Array = self.blend[:, :, :3].sum(axis=1)
        return points


def on_bone(body: Body, bone: str, point_m: Array) -> Array:
    """Blend (B, 4) of a neutral point (3,) that moves with one bone."""
    blend = np.zeros((len(body.bones), 4))
    blend[body.index[bone]] = [*point_m, 1.0]
    return blend


def on_vertices(body: Body, rows: Sequence[int], shares: Sequence[float]) -> Array:
    """Blend (B, 4) of the mean of some vertices with the given shares."""
    points = np.concatenate([body.vertices_m[list(rows)], np.ones((len(rows), 1))], axis=1)
    weights = body.weights[list(rows)].toarray() * np.asarray(shares)[:, None]
    blend: Array = weights.T @ points
    return blend


def on_skin(
    body: Body,
    x_m: float,
    z_m: float,
    side: Literal["back", "front"],
    triangles: NDArray[np.int32],
) -> Array:
    """Blend (B, 4) of the skin point met first from behind or from before at (x, z).

    ``triangles`` (F, 3) are those of the skin that may be met; the line runs along y through
    the neutral body.
    """
    corners = body.vertices_m[triangles]
    a, b, c = (corners[:, i][:, [0, 2]] for i in range(3))
    ab, ac, ap = b - a, c - a, np.array([x_m, z_m]) - a
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    safe = np.where(np.abs(area) > 1e-12, area, np.nan)
    second = (ap[:, 0] * ac[:, 1] - ap[:, 1] * ac[:, 0]) / safe
    third = (ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / safe
    shares = np.stack([1.0 - second - third, second, third], axis=1)
    met = np.flatnonzero((shares >= -_EDGE).all(axis=1))
    if not len(met):
        raise ValueError(f"no skin at x {x_m:.3f} m, z {z_m:.3f} m")
    depth = (shares[met] * corners[met][:, :, 1]).sum(axis=1)
    best = met[depth.argmax() if side == "back" else depth.argmin()]
    return on_vertices(body, triangles[best].tolist(), shares[best].tolist())
