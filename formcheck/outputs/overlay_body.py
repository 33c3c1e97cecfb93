"""The skeleton and the hip angle on the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.outputs.hud import HudState
from formcheck.outputs.overlay_parts import Canvas, blend_polygon, dashed_line, panel, polyline
from formcheck.outputs.overlay_sprite import Sprite
from formcheck.outputs.overlay_style import (
    GREY,
    INK,
    MIST,
    PAPER,
    SKY,
    YELLOW,
    Colour,
    Image,
    Typesetter,
)
from formcheck.outputs.overlay_surface import fixed_point
from formcheck.pose.landmarks import SKELETON, Landmark, Side, opposite, side_landmark

__all__ = ["HipArc", "draw_body", "draw_hip_angle", "hip_arc", "turn"]

FloatArray = npt.NDArray[np.float64]

SEEN: Final = 0.5
"""Visibility from which a landmark of the near side is drawn as seen."""
FAINTLY_SEEN: Final = 0.2


@lru_cache(maxsize=64)
def _bones(
    near: Side, leg: Side, faint: bytes, sure: bytes
) -> tuple[tuple[npt.NDArray[np.int_], Colour, float], ...]:
    """Return the bones to draw, the lowest first: ends (bones, 2), colour and width.

    What is seen of a body seldom changes, so they are found once. ``faint`` and ``sure`` tell of
    each landmark, a byte, whether it is seen so well.
    """
    judged = (
        (side_landmark(near, "shoulder"), side_landmark(near, "hip")),
        (side_landmark(leg, "hip"), side_landmark(leg, "knee")),
    )
    found = (
        (_side_bones(opposite(near)), faint, GREY, 1.6),
        (_side_bones(near), faint, MIST, 1.6),
        (_side_bones(near), sure, PAPER, 3.6),
        (judged, sure, SKY, 4.6),
    )
    shown = (
        ([ends for ends in bones if seen[ends[0]] and seen[ends[1]]], colour, width)
        for bones, seen, colour, width in found
    )
    return tuple((np.array(ends), colour, width) for ends, colour, width in shown if ends)


def _side_bones(side: Side) -> tuple[tuple[Landmark, Landmark], ...]:
    return (*SKELETON[side], (side_landmark(side, "shoulder"), side_landmark(side, "ear")))


@cache
def _joints(near: Side, leg: Side) -> tuple[tuple[Landmark, Colour, float], ...]:
    """Return the landmarks that get a disc, with its colour and radius."""
    judged = (side_landmark(near, "shoulder"), *(side_landmark(leg, p) for p in ("hip", "knee")))
    others = (side_landmark(near, part) for part in ("ankle", "elbow", "wrist"))
    return (*((joint, SKY, 5.5) for joint in judged), *((joint, PAPER, 4.0) for joint in others))


@dataclass(frozen=True, slots=True, eq=False)
class HipArc:
    """Geometry of the drawn angle, pixels, y down.

    Parameters
    ----------
    hip : ndarray, shape (2,)
        The vertex.
    caudal : ndarray, shape (2,)
        Unit vector along the trunk towards the feet: where the thigh is at 0 degrees.
    angle_deg : float
        Drawn angle from there to the thigh, flexion positive, in [-60, 300).
    sign : int
        +1 when flexion turns counter-clockwise on the screen (the right side faces the camera).
    thigh_px, trunk_px : float
        Lengths.
    """

    hip: FloatArray
    caudal: FloatArray
    angle_deg: float
    sign: int
    thigh_px: float
    trunk_px: float

    def direction(self, flexion_deg: float | FloatArray) -> FloatArray:
        """Return the unit vector(s), shape (..., 2), at a hip flexion."""
        return turn(self.caudal, self.sign * flexion_deg)


def turn(vector: FloatArray, angle_deg: float | FloatArray) -> FloatArray:
    """Return a vector (x right, y down) turned counter-clockwise as seen on the screen.

    >>> turn(np.array([1.0, 0.0]), 90).round(6).tolist()
    [0.0, -1.0]
    """
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    x, y = vector.tolist()
    return np.array([x * cosine + y * sine, y * cosine - x * sine]).T


def hip_arc(state: HudState) -> HipArc | None:
    """Return the angle to draw, or None when trunk or thigh are not seen.

    The trunk line is that of the near side; the thigh is the judged one.
    """
    if state.side is None:
        return None
    points = state.landmarks_px
    leg: Side = state.side if state.leg == "both" else state.leg
    shoulder = points[side_landmark(state.side, "shoulder")]
    near_hip = points[side_landmark(state.side, "hip")]
    hip, knee = points[side_landmark(leg, "hip")], points[side_landmark(leg, "knee")]
    trunk, thigh = near_hip - shoulder, knee - hip
    trunk_px, thigh_px = math.hypot(*trunk.tolist()), math.hypot(*thigh.tolist())
    if not min(trunk_px, thigh_px) >= 2:
        return None
    sign = 1 if state.side == "right" else -1
    cross = float(trunk[1] * thigh[0] - trunk[0] * thigh[1])
    angle = sign * math.degrees(math.atan2(cross, float(trunk @ thigh)))
    if angle < -60:
        angle += 360
    return HipArc(hip, trunk / trunk_px, angle, sign, thigh_px, trunk_px)


def draw_body(canvas: Canvas, state: HudState) -> None:
    """Draw the skeleton: far side thin and grey, near side white, what is judged in blue."""
    surface, sizes = canvas.surface, canvas.sizes
    near: Side = state.side or "right"
    leg: Side = near if state.leg == "both" else state.leg
    places = fixed_point(state.landmarks_px)
    placed = np.isfinite(state.landmarks_px).all(axis=1)
    # Whose visibility is not known counts as seen.
    faint, sure = (placed & ~(state.visibility < least) for least in (FAINTLY_SEEN, SEEN))
    for bones, colour, length in _bones(near, leg, faint.tobytes(), sure.tobytes()):
        width = sizes.px(length)
        surface.polylines(places[bones], ((INK, width + sizes.px(2.4)), (colour, width)))
    for joint, colour, length in _joints(near, leg):
        if sure[joint]:
            radius = sizes.px(length)
            surface.disc(places[joint], ((INK, radius + sizes.px(1.6)), (colour, radius)))


def draw_hip_angle(canvas: Canvas, state: HudState, floor: int) -> None:
    """Draw trunk line, 90 degree mark, arc and the number in it.

    Parameters
    ----------
    canvas : Canvas
    state : HudState
    floor : int
        Row below which the number must not be written (the curve is there).
    """
    arc = hip_arc(state)
    if arc is None or not math.isfinite(state.hip_flexion_deg):
        return
    surface, sizes = canvas.surface, canvas.sizes
    shorter = min(arc.thigh_px, arc.trunk_px)
    radius = min(max(0.42 * shorter, float(sizes.px(18, 6))), float(sizes.px(130)))
    steps = np.linspace(0.0, arc.angle_deg, max(2, int(abs(arc.angle_deg) / 4) + 2))
    rim = arc.hip + radius * arc.direction(steps)
    blend_polygon(surface, np.concatenate([arc.hip[None], rim]), YELLOW, 0.28)
    reach = max(arc.thigh_px, radius * 1.6)
    dash, width = sizes.px(8, 3), sizes.px(2)
    pens = (INK, width + sizes.px(2)), (PAPER, width)
    upright = arc.direction(90.0)
    for ray, length in ((arc.caudal, radius * 1.5), (upright, reach)):
        start, stop = arc.hip + sizes.px(9, 3) * ray, arc.hip + length * ray
        dashed_line(surface, start, stop, *pens, dash=dash)
    polyline(surface, rim, (INK, sizes.px(5.5, 2)), (YELLOW, sizes.px(3)))
    if sizes.roomy:
        mark = arc.hip + (reach + sizes.px(15, 8)) * upright
        _label(canvas, mark, floor, ("90\u00b0", ""), sizes.small)
        _number(canvas, state, floor, arc, radius)


def _number(canvas: Canvas, state: HudState, floor: int, arc: HipArc, radius: float) -> None:
    """Write the angle in the arc; while that is narrow, behind the thigh, never across it."""
    text = f"{_whole(state.hip_flexion_deg)}\u00b0"
    sigma = state.hip_flexion_sigma_deg
    extra = f"\u00b1{_whole(sigma)}\u00b0" if math.isfinite(sigma) else ""
    size = canvas.sizes.px(27, 12)
    half = canvas.type_.width(text + extra, size, 700) * 0.5
    direction = arc.direction(min(arc.angle_deg / 2, arc.angle_deg - 36))
    away = max(radius, half * 1.15) + half * abs(direction[0]) + size * 0.8 * abs(direction[1])
    _label(canvas, arc.hip + away * direction, floor, (text, extra), size)


def _label(
    canvas: Canvas, centre: FloatArray, floor: int, words: tuple[str, str], size: int
) -> None:
    """Write a text, and a smaller extra, on a dark pill that stays within the picture."""
    sprite = canvas.sprites.get(("label", *words, size), lambda: _pill(canvas.type_, words, size))
    width, height = sprite.size
    x, y = centre.tolist()
    left = min(max(0, round(x - width / 2)), max(0, canvas.sizes.width - width))
    top = min(max(0, round(y - height / 2)), max(0, floor - height))
    sprite.lay(canvas.surface, left, top)


def _pill(type_: Typesetter, words: tuple[str, str], size: int) -> Sprite:
    text, extra = words
    small = max(9, round(size * 0.62))
    gap = round(size * 0.18) if extra else 0
    wide = type_.width(text, size, 700) + gap + (type_.width(extra, small, 500) if extra else 0)
    width, height = wide + round(size * 0.8), round(size * 1.35)

    def draw(region: Image) -> None:
        panel(region, INK, 0.66, height // 2)
        left, middle = round(size * 0.4), height // 2
        stop = type_.draw(region, text, left, middle, size=size, colour=PAPER, weight=700)
        lower = middle + round((size - small) * 0.36)
        type_.draw(region, extra, stop + gap, lower, size=small, colour=MIST, weight=500)

    return Sprite.render(width, height, draw)


def _whole(value: float) -> str:
    text = f"{value:.0f}"
    return "0" if text == "-0" else text
