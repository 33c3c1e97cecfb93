"""The spine and the pelvis on the picture: drawn curve, its uncertainty, flat reference."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.outputs.hud import HudState
from formcheck.outputs.hud_spine import HudSpine
from formcheck.outputs.overlay_parts import Canvas, blend_polygon, dashed_line, polyline
from formcheck.outputs.overlay_style import GREEN, GREY, INK, PAPER, VERMILLION, Colour
from formcheck.pose.landmarks import LUMBAR_POINTS

__all__ = ["draw_spine", "spine_curve"]

FloatArray = npt.NDArray[np.float64]

DORSAL: Final = ("T8", "T12", "L1", "L3", "L5S1", "PSIS", "sacrum")
"""The points of the back, from the head down."""
PELVIS: Final = ("ASIS", "PSIS", "HJC")
_DORSAL_ROWS: Final = [LUMBAR_POINTS.index(name) for name in DORSAL]
_PELVIS_ROWS: Final = [LUMBAR_POINTS.index(name) for name in PELVIS]
_STEPS: Final = 24
_KNOTS: Final = 50


def spine_curve(points: FloatArray, sigma: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a smooth curve (K, 2) down the back through its points, and its sigma (K,).

    Parameters
    ----------
    points : ndarray, shape (11, 2)
        In the order of ``LUMBAR_POINTS``.
    sigma : ndarray, shape (11,)
        Standard errors of the points.
    """
    dorsal = points[_DORSAL_ROWS]
    places = dorsal.tolist()
    way = list(accumulate(map(math.dist, places, places[1:]), initial=0.0))
    unit = max(way[-1], 1e-6) / _KNOTS
    weights = _weights(*(i + round(part / unit) for i, part in enumerate(way)))
    curve: FloatArray = weights @ dorsal
    return curve, np.maximum(weights @ sigma[_DORSAL_ROWS], 0.0)


@lru_cache(maxsize=512)
def _weights(*knots: int) -> FloatArray:
    """Return the points' weights (K, points) in a natural cubic spline with such knots.

    A spline is linear in its points: what takes half a millisecond is done once for all backs of
    one proportion, to a fiftieth of their length.
    """
    from scipy.interpolate import CubicSpline

    spline = CubicSpline(knots, np.eye(len(knots)), bc_type="natural")
    weights: FloatArray = spline(np.linspace(knots[0], knots[-1], _STEPS))
    return weights


def draw_spine(canvas: Canvas, state: HudState) -> None:
    """Draw the back, the band of its standard error, the flat line under it and the pelvis.

    Green within the limit, red beyond, grey where an arm hides the low back and it is a guess.
    """
    spine = state.spine
    if spine is None or not np.isfinite(spine.points_px).all():
        return
    surface, sizes = canvas.surface, canvas.sizes
    colour = _colour(spine)
    curve, sigma = spine_curve(spine.points_px, spine.sigma_px)
    blend_polygon(surface, _band(curve, sigma), colour, 0.25)
    width = sizes.px(2)
    pens = (INK, width + sizes.px(2)), (PAPER, width)
    dashed_line(surface, curve[0], curve[-1], *pens, dash=sizes.px(6, 3))
    corners = spine.points_px[_PELVIS_ROWS]
    blend_polygon(surface, corners, colour, 0.22)
    polyline(surface, corners, (INK, sizes.px(3.6, 2)), (colour, sizes.px(2)), closed=True)
    polyline(surface, curve, (INK, sizes.px(7, 3)), (colour, sizes.px(4.2, 2)))


def _band(curve: FloatArray, sigma: FloatArray) -> FloatArray:
    """Return the outline (2 K, 2) of what lies within sigma (K,) of a curve (K, 2)."""
    across = np.empty_like(curve)
    np.subtract(curve[2:], curve[:-2], out=across[1:-1])
    across[0], across[-1] = curve[1] - curve[0], curve[-1] - curve[-2]
    x, y = across.T
    across = np.array([-y, x]) * (sigma / np.maximum(np.hypot(x, y), 1e-6))
    return np.concatenate([curve + across.T, (curve - across.T)[::-1]])


def _colour(spine: HudSpine) -> Colour:
    if not spine.seen:
        return GREY
    return VERMILLION if spine.arched else GREEN
