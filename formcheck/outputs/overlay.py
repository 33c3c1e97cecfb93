"""The overlay: skeleton, hip angle, repetitions, verdicts and the curve on each picture."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from formcheck.outputs.hud import AnalysisHud, Chip, HudState
from formcheck.outputs.overlay_body import draw_body, draw_hip_angle
from formcheck.outputs.overlay_parts import Canvas, draw_symbol, panel, polyline, warning_symbol
from formcheck.outputs.overlay_spine import draw_spine
from formcheck.outputs.overlay_sprite import Sprite, SpriteCache
from formcheck.outputs.overlay_strip import Strip
from formcheck.outputs.overlay_style import INK, MIST, PAPER, SKY, Image, Sizes, Typesetter
from formcheck.outputs.overlay_surface import Surface
from formcheck.outputs.texts import PHASE_WORDS
from formcheck.report import Analysis
from formcheck.video.planes import Planes

__all__ = ["HudPainter", "OverlayPainter"]

_CHIPS_SHOWN = 5
_OPACITY = 0.68

Picture = TypeVar("Picture", Image, Planes)


class OverlayPainter:
    """Paints an analysed recording.

    Parameters
    ----------
    analysis : Analysis
        The analysed clip.
    size : tuple of int
        Width and height of the pictures to paint on, in pixels; they may be scaled against the
        clip, keeping its shape.
    """

    def __init__(self, analysis: Analysis, size: tuple[int, int]) -> None:
        self._hud = AnalysisHud(analysis, scale=size[0] / max(1, analysis.track.source.width))
        self._painter = HudPainter(size)

    def paint(self, picture: Picture, frame_index: int) -> Picture:
        """Return the picture of frame ``frame_index`` painted, as :class:`HudPainter` does."""
        return self._painter.paint(picture, self._hud.state(frame_index))

    def paint_body(self, picture: Picture, frame_index: int) -> Picture:
        """Return the picture with what is drawn on the body: the first half of :meth:`paint`."""
        return self._painter.paint_body(picture, self._hud.state(frame_index))

    def paint_panels(self, painted: Picture, frame_index: int) -> Picture:
        """Paint the panels over what :meth:`paint_body` returned, and return it.

        The halves share nothing: each may have a thread of its own.
        """
        return self._painter.paint_panels(painted, self._hud.state(frame_index))


class HudPainter:
    """Paints a :class:`~formcheck.outputs.hud.HudState` on pictures of one size.

    Not to be shared by threads, except that body and panels may have one each.

    Parameters
    ----------
    size : tuple of int
        Width and height of the pictures in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._sizes = Sizes(*size)
        self._type = Typesetter()
        self._sprites = SpriteCache()
        self._strip = Strip(self._sizes, self._type, self._sprites)
        self._on_body = Typesetter(), SpriteCache()

    def paint(self, picture: Picture, state: HudState) -> Picture:
        """Return a picture painted: a copy of an RGB picture; planes themselves.

        Parameters
        ----------
        picture : ndarray, shape (height, width, 3), uint8, or Planes
            RGB; or in the colours of video, padded to even sides, for a curve that is fixed.
        state : HudState
            What is shown.
        """
        return self.paint_panels(self.paint_body(picture, state), state)

    def paint_body(self, picture: Picture, state: HudState) -> Picture:
        """Return a picture, as :meth:`paint` does, with what is drawn on the body."""
        painted = self._paintable(picture)
        floor = self._strip.top - self._sizes.px(4) if self._sizes.roomy else self._sizes.height
        if state.pose_found:
            canvas = Canvas(Surface(painted), self._sizes, *self._on_body)
            draw_body(canvas, state)
            draw_spine(canvas, state)
            draw_hip_angle(canvas, state, floor)
        return painted

    def paint_panels(self, painted: Picture, state: HudState) -> Picture:
        """Paint curve, counter, verdicts and message over what :meth:`paint_body` returned."""
        if self._sizes.roomy:
            surface = Surface(painted)
            if state.curve is not None:
                self._strip.paint(surface, state.curve, state.time_s, state.hip_flexion_deg)
            bottom = self._paint_counter(surface, state)
            right = self._paint_chips(surface, state)
            self._paint_message(surface, state, bottom, right)
        return painted

    def _paintable(self, picture: Picture) -> Picture:
        """Return what may be painted on, of a size that is checked."""
        width, height = self._sizes.width, self._sizes.height
        if isinstance(picture, Planes):
            even = (width + width % 2, height + height % 2)
            if picture.size != even:
                raise ValueError(f"expected planes of {even}, got {picture.size}")
            return picture
        expected = (height, width, 3)
        if picture.shape != expected or picture.dtype != np.uint8:
            raise ValueError(f"expected {expected} uint8, got {picture.shape} {picture.dtype}")
        return np.array(picture, order="C", copy=True)

    def _paint_counter(self, surface: Surface, state: HudState) -> int:
        """Paint the number of the repetition and its phase, top left; return the lower edge."""
        key = ("counter", state.rep, state.rep_total, state.phase)
        sprite = self._sprites.get(key, lambda: self._counter(state))
        sprite.lay(surface, self._sizes.margin, self._sizes.margin)
        return self._sizes.margin + sprite.size[1]

    def _counter(self, state: HudState) -> Sprite:
        s, t = self._sizes, self._type
        total = "" if state.rep_total is None else f" / {state.rep_total}"
        number = str(state.rep)
        widest = t.width(str(max(state.rep, state.rep_total or 0)), s.big, 800)
        words = [t.width(word, s.text, 600) for word in (*PHASE_WORDS.values(), "Ready", "Pause")]
        total_size = s.px(26, 12)
        inner = max(widest + t.width(total, total_size, 600), s.text + s.px(6, 2) + max(words))
        width = inner + 2 * s.pad
        line_big, line_text = round(s.big * 0.92), round(s.text * 1.3)
        height = 2 * s.pad + line_big + line_text - s.px(4)

        def draw(region: Image) -> None:
            panel(region, INK, _OPACITY, s.px(14, 4))
            middle = s.pad + line_big // 2 - s.px(2)
            x = t.draw(region, number, s.pad, middle, size=s.big, colour=PAPER, weight=800)
            drop = round((s.big - total_size) * 0.36)
            t.draw(region, total, x, middle + drop, size=total_size, colour=MIST, weight=600)
            row = s.pad + line_big + line_text // 2
            self._draw_phase(region, state, s.pad, row)

        return Sprite.render(width, height, draw)

    def _draw_phase(self, region: Image, state: HudState, left: int, row: int) -> None:
        """Draw an arrow up, a bar or an arrow down, and the word."""
        s = self._sizes
        shapes = {
            "raise": [[-0.38, 0.12], [0, -0.3], [0.38, 0.12]],
            "top": [[-0.38, 0.0], [0.38, 0.0]],
            "lower": [[-0.38, -0.18], [0, 0.24], [0.38, -0.18]],
        }
        word = "Pause" if state.rep else "Ready"
        if state.rep and state.rep == state.rep_total:
            word = "Done"
        if state.phase is not None:
            word = PHASE_WORDS[state.phase]
            centre = np.array([left + s.text * 0.42, row])
            polyline(region, centre + np.array(shapes[state.phase]) * s.text, (SKY, s.px(3.2)))
            left += s.text + s.px(4, 2)
        colour = PAPER if state.phase is not None else MIST
        self._type.draw(region, word, left, row, size=s.text, colour=colour, weight=600)

    def _paint_chips(self, surface: Surface, state: HudState) -> int:
        """Paint the verdicts on the last finished repetition, top right; return the left edge."""
        right = self._sizes.width - self._sizes.margin
        if not state.chips:
            return right
        key = ("chips", state.chips_title, state.chips)
        sprite = self._sprites.get(key, lambda: self._chips(state))
        left = right - sprite.size[0]
        sprite.lay(surface, left, self._sizes.margin)
        return left

    def _chips(self, state: HudState) -> Sprite:
        s, t = self._sizes, self._type
        step, radius = round(s.text * 1.62), s.text * 0.56
        indent = s.pad + round(radius * 2 + s.px(9, 4))
        space = round(self._strip.top * 0.56) - s.margin - s.pad - step
        rows = _shorten(state.chips, max(1, min(_CHIPS_SHOWN, space // step)))
        room = round(s.width * 0.5) - indent - s.pad
        texts = [t.fit(chip.text, s.text, 600, room) for chip in rows]
        title = state.chips_title
        wide = max(t.width(text, s.text, 600) for text in texts)
        width = max(indent + wide, s.pad + t.width(title, s.small, 500)) + s.pad
        head = round(s.small * 1.7)
        height = head + step * len(rows) + s.pad

        def draw(region: Image) -> None:
            panel(region, INK, _OPACITY, s.px(14, 4))
            t.draw(
                region,
                title,
                s.pad,
                round(s.pad * 0.5 + head / 2),
                size=s.small,
                colour=MIST,
                weight=500,
            )
            for i, (chip, text) in enumerate(zip(rows, texts, strict=True)):
                middle = head + round(s.pad * 0.5 + step * (i + 0.5))
                where = (s.pad + radius, middle)
                draw_symbol(region, t, (chip.verdict, chip.severity), where, radius)
                t.draw(region, text, indent, middle, size=s.text, colour=PAPER, weight=600)

        return Sprite.render(width, height, draw)

    def _paint_message(self, surface: Surface, state: HudState, above: int, right: int) -> None:
        """Say below the counter that nobody is seen, or what weakens the answers."""
        seen = state.pose_found
        text = state.warning if seen else "Not seen"
        if not text:
            return
        left, gap = self._sizes.margin, self._sizes.px(10, 3)
        room = right - gap - left
        key = ("message", text, seen, room)
        sprite = self._sprites.get(key, lambda: self._message(text, room, seen=seen))
        sprite.lay(surface, left, above + gap)

    def _message(self, text: str, room: int, *, seen: bool) -> Sprite:
        s, t = self._sizes, self._type
        size, radius = s.small, s.small * 0.6
        indent = s.pad + round(radius * 2 + s.px(8, 3))
        lines = t.wrap(text, size, 500, room - indent - s.pad, 3)
        step = round(size * 1.4)
        width = indent + max(t.width(part, size, 500) for part in lines) + s.pad
        height = step * len(lines) + s.pad

        def draw(region: Image) -> None:
            panel(region, INK, 0.74, s.px(12, 4))
            first = s.pad // 2 + step // 2
            if seen:
                warning_symbol(region, (s.pad + radius, first), radius)
            else:
                draw_symbol(region, t, ("cant_tell", "fault"), (s.pad + radius, first), radius)
            for i, part in enumerate(lines):
                t.draw(region, part, indent, first + i * step, size=size, colour=PAPER, weight=500)

        return Sprite.render(width, height, draw)


def _shorten(chips: tuple[Chip, ...], most: int) -> tuple[Chip, ...]:
    """Keep the gravest; say in the last row how many more there are."""
    if len(chips) <= most:
        return chips
    kept, rest = chips[: most - 1], chips[most - 1 :]
    words = {"pass": "passed", "cant_tell": "can\u2019t tell", "flag": "flagged"}
    return (*kept, Chip(rest[0].verdict, rest[0].severity, _more(rest, words[rest[0].verdict])))


def _more(rest: tuple[Chip, ...], word: str) -> str:
    alike = all(chip.verdict == rest[0].verdict for chip in rest)
    return f"{len(rest)} {word}" if alike else f"{len(rest)} more"
