"""Hair: where it grows, and the pieces of mesh of longer hair."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.body import PARTS, Array, Body
from studio.mesh import rounded_hull

HairStyle = Literal["short", "bald", "bun", "long", "spread"]
HAIR_EDGE_M = 0.02


def hair_field(body: Body) -> Array:
    """Positive (V,) on the scalp: above and behind a slanted line from brow to nape."""
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


def hair_piece(body: Body, style: HairStyle) -> tuple[Array, NDArray[np.int32]] | None:
    """Vertices and triangles of the hair that stands off the scalp; none for short hair.

    ``long`` hangs behind the neck of an upright person; ``spread`` lies about the crown of a
    person on the back.
    """
    if style in ("short", "bald"):
        return None
    points, field = body.vertices_m, hair_field(body)
    scalp = points[field > 0.0]
    top, back, middle = scalp[:, 2].max(), scalp[:, 1].max(), body.head_m("head")[1]
    if style == "bun":
        centre = np.array([0.0, middle + 0.035, top + 0.012])
        return rounded_hull(centre + _ball(0.036), edge_m=HAIR_EDGE_M, grow_m=0.004)
    if style == "long":
        neck = body.head_m("neck01")
        ends = [(x, back - 0.045 + y, neck[2] - 0.02) for x in (-0.09, 0.09) for y in (0.0, 0.05)]
        ends.append((0.0, back + 0.01, neck[2] - 0.08))
        around = scalp[scalp[:, 1] > middle + 0.03]
    else:
        ends = [(x, back - 0.004, top + z) for x, z in _FAN]
        ends += [(x, back - 0.03, top + 0.5 * z) for x, z in _FAN]
        around = scalp[scalp[:, 1] > middle + 0.05]
    return rounded_hull(np.concatenate([around, np.array(ends)]), edge_m=HAIR_EDGE_M, grow_m=0.008)


_FAN = ((-0.13, -0.02), (-0.10, 0.07), (0.0, 0.11), (0.08, 0.09), (0.14, 0.0), (0.12, -0.09))


def _ball(radius_m: float) -> Array:
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    rows = [
        np.stack([np.cos(turn) * np.sin(t), np.sin(turn) * np.sin(t), 0 * turn + np.cos(t)], axis=1)
        for t in np.linspace(0.1, np.pi - 0.1, 7)
    ]
    return radius_m * np.concatenate(rows)
