"""Colours, sizes and type of the overlay.

Colours are RGB and come from the palette of Okabe and Ito, which people with any kind of colour
vision can tell apart; every meaning also has a shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = [
    "AMBER",
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "MIST",
    "PAPER",
    "SKY",
    "VERMILLION",
    "YELLOW",
    "Colour",
    "Image",
    "Sizes",
    "Typesetter",
]

Image = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

INK: Final[Colour] = (16, 20, 26)
PAPER: Final[Colour] = (255, 255, 255)
MIST: Final[Colour] = (196, 204, 214)
GREY: Final[Colour] = (138, 147, 158)
AMBER: Final[Colour] = (230, 159, 0)
SKY: Final[Colour] = (86, 180, 233)
GREEN: Final[Colour] = (0, 158, 115)
YELLOW: Final[Colour] = (240, 228, 66)
BLUE: Final[Colour] = (0, 114, 178)
VERMILLION: Final[Colour] = (213, 94, 0)

_REFERENCE_PX = 540
_CAP_HEIGHT = 0.72
"""Height of a capital letter of the built-in font, in its size."""


@dataclass(frozen=True)
class Sizes:
    """Lengths in pixels, all from the smaller side of the picture.

    Parameters
    ----------
    width, height : int
        Size of the picture.
    """

    width: int
    height: int

    @cached_property
    def unit(self) -> float:
        """One pixel of a picture whose smaller side has 540."""
        return min(self.width, self.height) / _REFERENCE_PX

    @cached_property
    def roomy(self) -> bool:
        """Whether there is room for panels and words."""
        return min(self.width, self.height) >= 120

    def px(self, length: float, least: int = 1) -> int:
        """Return a length of the reference picture in pixels, at least ``least``."""
        return max(least, round(length * self.unit))

    @cached_property
    def margin(self) -> int:
        """Distance of panels from the edge."""
        return self.px(14, 4)

    @cached_property
    def pad(self) -> int:
        """Distance of words from the edge of their panel."""
        return self.px(12, 4)

    @cached_property
    def text(self) -> int:
        """Type size of words."""
        return self.px(19, 10)

    @cached_property
    def small(self) -> int:
        """Type size of remarks."""
        return self.px(15, 9)

    @cached_property
    def big(self) -> int:
        """Type size of the repetition counter."""
        return self.px(46, 18)

    @cached_property
    def strip_height(self) -> int:
        """Height of the curve at the bottom."""
        return self.px(68, 26)


class Typesetter:
    """Sets antialiased type with the font that OpenCV brings along."""

    def __init__(self) -> None:
        self._font = cv2.FontFace("sans")
        self._widths: dict[tuple[str, int, int], int] = {}

    def width(self, text: str, size: int, weight: int = 400) -> int:
        """Return the width of a line of text in pixels."""
        key = (text, size, weight)
        if key not in self._widths:
            if len(self._widths) > 1024:
                self._widths.clear()
            box = cv2.getTextSize((0, 0), text, (0, 0), self._font, size, weight)
            self._widths[key] = int(box[2])
        return self._widths[key]

    def draw(
        self,
        image: Image,
        text: str,
        left: int,
        middle: int,
        *,
        size: int,
        colour: Colour,
        weight: int = 400,
    ) -> int:
        """Draw a line whose capitals are centred on the row ``middle``; return where it ends."""
        baseline = round(middle + size * _CAP_HEIGHT / 2)
        cv2.putText(image, text, (left, baseline), colour, self._font, size, weight)
        return left + self.width(text, size, weight)

    def fit(self, text: str, size: int, weight: int, room: int) -> str:
        """Return the text, cut with an ellipsis if it is wider than ``room``."""
        if self.width(text, size, weight) <= room:
            return text
        while text and self.width(text + "\u2026", size, weight) > room:
            text = text[:-1]
        return text.rstrip() + "\u2026"

    def wrap(self, text: str, size: int, weight: int, room: int, most: int) -> list[str]:
        """Return the text in at most ``most`` lines of at most ``room`` pixels."""
        lines: list[str] = []
        words = text.split()
        while words and len(lines) < most - 1:
            taken = 1
            while taken < len(words) and (
                self.width(" ".join(words[: taken + 1]), size, weight) <= room
            ):
                taken += 1
            lines.append(self.fit(" ".join(words[:taken]), size, weight, room))
            words = words[taken:]
        if words:
            lines.append(self.fit(" ".join(words), size, weight, room))
        return lines
