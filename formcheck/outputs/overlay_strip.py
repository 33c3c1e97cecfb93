"""The strip at the bottom: hip flexion over time, the 90 degree line and the play head."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.outputs.hud import HudCurve
from formcheck.outputs.overlay_parts import dashed_line, draw_symbol, line, panel, polyline
from formcheck.outputs.overlay_sprite import Sprite, SpriteCache
from formcheck.outputs.overlay_style import (
    GREY,
    INK,
    MIST,
    PAPER,
    SKY,
    YELLOW,
    Colour,
    Image,
    Sizes,
    Typesetter,
)
from formcheck.outputs.overlay_surface import Surface

__all__ = ["Strip"]

FloatArray = npt.NDArray[np.float64]
Value = TypeVar("Value", float, FloatArray)

_DIM: Colour = (108, 118, 130)
_BAND: Colour = (52, 66, 84)


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where times and angles lie within the strip, pixels."""

    left: float
    right: float
    top: float
    bottom: float
    start_s: float
    stop_s: float
    low_deg: float
    high_deg: float

    def x(self, time_s: Value) -> Value:
        span = max(self.stop_s - self.start_s, 1e-6)
        return self.left + (time_s - self.start_s) / span * (self.right - self.left)

    def y(self, value_deg: Value) -> Value:
        share = (value_deg - self.low_deg) / (self.high_deg - self.low_deg)
        return self.bottom - share * (self.bottom - self.top)


class Strip:
    """Paints the strip; a fixed curve is drawn once and only laid on afterwards.

    Parameters
    ----------
    sizes : Sizes
        Of the picture.
    type_ : Typesetter
    sprites : SpriteCache
    """

    def __init__(self, sizes: Sizes, type_: Typesetter, sprites: SpriteCache) -> None:
        self._sizes, self._type, self._sprites = sizes, type_, sprites
        self.left = sizes.margin
        self.width = max(8, sizes.width - 2 * sizes.margin)
        self.height = min(sizes.strip_height, max(8, sizes.height // 3))
        self.top = sizes.height - sizes.margin - self.height
        self._measured: HudCurve | None = None
        self._fixed: HudCurve | None = None
        self._low, self._high = -5.0, 110.0
        self._layers: tuple[Sprite, Sprite] | None = None

    def paint(self, surface: Surface, curve: HudCurve, time_s: float, value_deg: float) -> None:
        """Paint the strip with the play head at ``time_s``; a curve that grows, on RGB only."""
        axes = self._axes(curve)
        head = min(max(axes.left, axes.x(time_s)), axes.right)
        if curve.fixed:
            past, future = self._layers_of(curve, axes)
            cut = round(head)
            past.lay(surface, self.left, self.top, 0, cut)
            future.lay(surface, self.left, self.top, cut)
        else:
            ground = self._sprites.get("strip", lambda: self._render(self._ground))
            ground.lay(surface, self.left, self.top)
            rows = slice(self.top, self.top + self.height)
            region = surface.rgb[rows, self.left : self.left + self.width]
            self._draw_curve(region, curve, axes, bright=True)
        self._play_head(surface, axes, head, value_deg)

    def _axes(self, curve: HudCurve) -> _Axes:
        if curve is not self._measured:
            seen = curve.value_deg[np.isfinite(curve.value_deg)]
            self._low = min(-5.0, float(seen.min())) if seen.size else -5.0
            self._high = max(110.0, float(seen.max()) + 5) if seen.size else 110.0
            self._measured = curve
        pad = self._sizes.px(7, 2)
        return _Axes(
            left=float(self._label_width()),
            right=float(self.width - self._sizes.pad),
            top=float(pad),
            bottom=float(self.height - pad),
            start_s=curve.start_s,
            stop_s=curve.stop_s,
            low_deg=self._low,
            high_deg=self._high,
        )

    def _label_width(self) -> int:
        return self._type.width("90\u00b0", self._sizes.small, 500) + 2 * self._sizes.px(8, 3)

    def _render(self, draw: Callable[[Image], None]) -> Sprite:
        return Sprite.render(self.width, self.height, draw)

    def _ground(self, region: Image) -> None:
        panel(region, INK, 0.68, self._sizes.px(12, 4))

    def _layers_of(self, curve: HudCurve, axes: _Axes) -> tuple[Sprite, Sprite]:
        if self._layers is None or curve is not self._fixed:

            def draw(region: Image, *, bright: bool) -> None:
                self._ground(region)
                self._draw_curve(region, curve, axes, bright=bright)

            self._layers = (
                self._render(partial(draw, bright=True)),
                self._render(partial(draw, bright=False)),
            )
            self._fixed = curve
        return self._layers

    def _draw_curve(self, region: Image, curve: HudCurve, axes: _Axes, *, bright: bool) -> None:
        """Draw bands, 90 line, curve and, on the part that has passed, the verdicts."""
        for span in curve.spans:
            x0, x1 = int(axes.x(span.start_s)), int(axes.x(span.stop_s))
            x0, x1 = max(x0, int(axes.left)), min(x1, int(axes.right))
            band = region[int(axes.top) : int(axes.bottom), x0:x1]
            if band.size:
                shade = np.full_like(band, _BAND)
                cv2.addWeighted(band, 0.45, shade, 0.55, 0, band)
        row = axes.y(90.0)
        start, stop = np.array([axes.left, row]), np.array([axes.right, row])
        colour = MIST if bright else GREY
        pen = self._sizes.px(1.2)
        dashed_line(region, start, stop, (colour, pen), dash=self._sizes.px(6, 2))
        left = self._sizes.px(8, 3)
        self._type.draw(
            region, "90\u00b0", left, round(row), size=self._sizes.small, colour=MIST, weight=500
        )
        pen = self._sizes.px(2.6)
        for run in _runs(curve, axes):
            polyline(region, run, (SKY if bright else _DIM, pen))
        if bright:
            self._draw_verdicts(region, curve, axes)

    def _draw_verdicts(self, region: Image, curve: HudCurve, axes: _Axes) -> None:
        radius = float(self._sizes.px(8.5, 4))
        for span in curve.spans:
            x0, x1 = axes.x(span.start_s), axes.x(span.stop_s)
            if span.verdict is None or x1 - x0 < 3 * radius:
                continue
            centre = (x1 - radius * 1.5, axes.top + radius * 1.4)
            draw_symbol(region, self._type, (span.verdict, "fault"), centre, radius)

    def _play_head(self, surface: Surface, axes: _Axes, head: float, value_deg: float) -> None:
        x = self.left + head
        top, bottom = np.array([x, self.top + axes.top]), np.array([x, self.top + axes.bottom])
        line(surface, top, bottom, (PAPER, self._sizes.px(1.6)))
        if math.isfinite(value_deg):
            row = min(max(0.0, axes.y(value_deg)), float(self.height))
            dot = np.array([x, self.top + row])
            line(surface, dot, dot, (INK, self._sizes.px(13, 5)), (YELLOW, self._sizes.px(9, 3)))


def _runs(curve: HudCurve, axes: _Axes) -> list[FloatArray]:
    """Split the curve where it was not seen, thinned to about two points a pixel."""
    values = curve.value_deg
    step = max(1, int(len(values) / max(1.0, 2 * (axes.right - axes.left))))
    points = np.stack([axes.x(curve.time_s), axes.y(values)], axis=1)[::step]
    seen = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
    return [points[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
