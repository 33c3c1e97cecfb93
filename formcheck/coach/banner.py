"""The band below the live picture: the count, one line to read from three metres, and the keys."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from formcheck.coach.cue import CueKind
from formcheck.outputs.overlay_style import (
    AMBER,
    BLUE,
    GREEN,
    INK,
    MIST,
    PAPER,
    VERMILLION,
    Colour,
    Image,
    Sizes,
    Typesetter,
)

__all__ = ["KEYS", "Banner", "BannerPainter", "fit_line"]

KEYS: Final = "space pause   r new set   m mute   q quit"

_COLOURS: Final[dict[CueKind, Colour]] = {
    "fault": VERMILLION,
    "advice": AMBER,
    "praise": GREEN,
    "remedy": BLUE,
    "setup": BLUE,
}
_WEIGHT = 750
_LEADING = 1.08
_CARD_LEADING = 1.35
_LEAST_PX = 9


@dataclass(frozen=True, slots=True)
class Banner:
    """What the band says.

    Parameters
    ----------
    line : str
        The cue; empty if there is none.
    kind : str
        Kind of the cue, which gives the colour.
    count : int or None
        Repetitions; None before the set began.
    note : str
        Small, beside the keys: what is off, how many frames were left out.
    card : tuple of str
        A summary to be shown over the picture, its first line large; empty as a rule.
    """

    line: str = ""
    kind: CueKind = "announce"
    count: int | None = None
    note: str = ""
    card: tuple[str, ...] = ()


class BannerPainter:
    """Paints the band for pictures of one size; the last one is kept while nothing changes.

    The note may change with every picture, where frames are left out; the large line, whose size is
    dear to find, is painted once.

    Letters of the line are as large as the band allows: at 3 m a letter should be 15 mm high
    (distance / 200), which is a tenth of a laptop's screen.

    Parameters
    ----------
    size : tuple of int
        Width and height of the pictures in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._sizes = Sizes(*size)
        self._type = Typesetter()
        self._large: tuple[Banner, Image] | None = None
        self._last: tuple[Banner, Image] | None = None

    @property
    def height(self) -> int:
        """Height of the band in pixels."""
        return self._sizes.px(150, 40)

    def below(self, image: Image, banner: Banner) -> Image:
        """Return the RGB picture (height, width, 3) with the band below it, a copy."""
        large = replace(banner, note="", card=())
        if self._large is None or self._large[0] != large:
            self._large, self._last = (large, self._paint(large)), None
        if self._last is None or self._last[0].note != banner.note:
            self._last = (banner, self._with_note(self._large[1], banner.note))
        if banner.card:
            image = self._with_card(image, banner.card)
        return np.concatenate([image, self._last[1]])

    def _with_card(self, image: Image, lines: tuple[str, ...]) -> Image:
        """Return the picture, dimmed, with the lines of a summary over it."""
        s, t = self._sizes, self._type
        dimmed = (image // 5).astype(np.uint8)
        room = s.width - 2 * s.margin
        high = 0.92 * len(image)
        size, head = fit_line(t, lines[0], room, round(0.28 * high))
        head_high = _CARD_LEADING * size * len(head)
        rest = round((high - head_high) / (_CARD_LEADING * max(len(lines) - 1, 1)))
        rest = min(rest, round(0.62 * size))
        rows = [(line, size, PAPER, _WEIGHT) for line in head]
        rows += [(t.fit(line, rest, 500, room), rest, MIST, 500) for line in lines[1:]]
        row = (len(image) - _CARD_LEADING * sum(size for _, size, _, _ in rows)) / 2
        for line, size, colour, weight in rows:
            middle = round(row + 0.5 * _CARD_LEADING * size)
            t.draw(dimmed, line, s.margin, middle, size=size, colour=colour, weight=weight)
            row += _CARD_LEADING * size
        return dimmed

    def _paint(self, banner: Banner) -> Image:
        s, t = self._sizes, self._type
        band = np.empty((self.height, s.width, 3), np.uint8)
        band[:] = _COLOURS.get(banner.kind, INK) if banner.line else INK
        foot = s.px(28, 10)
        band[-foot:] = INK
        room_high = self.height - foot
        left = s.margin
        if banner.count is not None:
            size = round(room_high * 0.86)
            box = t.width(str(banner.count), size, 800) + 2 * s.pad
            band[:room_high, :box] = INK
            t.draw(
                band,
                str(banner.count),
                s.pad,
                room_high // 2,
                size=size,
                colour=PAPER,
                weight=800,
            )
            left = box + s.pad
        self._paint_line(band, banner.line, left, room_high)
        row = self.height - foot // 2
        t.draw(band, KEYS, s.pad, row, size=s.small, colour=MIST, weight=500)
        return band

    def _with_note(self, band: Image, note: str) -> Image:
        """Return the band with a note at the foot, right; a copy if there is one."""
        if not note:
            return band
        s, t = self._sizes, self._type
        band = band.copy()
        note = t.fit(note, s.small, 600, s.width // 2)
        left = s.width - s.pad - t.width(note, s.small, 600)
        row = self.height - s.px(28, 10) // 2
        t.draw(band, note, left, row, size=s.small, colour=AMBER, weight=600)
        return band

    def _paint_line(self, band: Image, text: str, left: int, room_high: int) -> None:
        s, t = self._sizes, self._type
        if not text:
            return
        # Capitals and descenders keep off the edges.
        size, lines = fit_line(t, text, s.width - left - s.pad, round(room_high * 0.92))
        step = round(size * _LEADING)
        first = (room_high - step * (len(lines) - 1)) // 2
        for i, line in enumerate(lines):
            row = first + i * step
            t.draw(band, line, left, row, size=size, colour=PAPER, weight=_WEIGHT)


def fit_line(type_: Typesetter, text: str, room: int, high: int) -> tuple[int, list[str]]:
    """Return type size and lines: as large as it goes into ``room`` by ``high`` pixels, whole."""

    def lines_at(size: int) -> list[str]:
        return type_.wrap(text, size, _WEIGHT, room, max(1, int(high / (size * _LEADING))))

    # A text that fits in one size fits in all smaller ones.
    sizes = range(round(high * 0.62), _LEAST_PX, -1)
    place = bisect_left(sizes, True, key=lambda size: " ".join(lines_at(size)) == text)
    if place < len(sizes):
        return sizes[place], lines_at(sizes[place])
    return _LEAST_PX, type_.wrap(text, _LEAST_PX, _WEIGHT, room, 4)
