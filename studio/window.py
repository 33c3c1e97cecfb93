"""The part of a picture that bodies cover, so that only it need be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.body import Array
from studio.cloth import Points

STEPS = 4
MARGIN_PX = 2
NEAR_M = 0.3
"""A body that comes nearer to the lens than this gets the whole picture."""


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a picture of ``full`` (width, height) pixels; y counts down from the top."""

    left: int
    top: int
    width: int
    height: int
    full: tuple[int, int]

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    def clip_matrix(self, clip: Array) -> Array:
        """Return the clip matrix that fills the window with what ``clip`` puts there."""
        wide, high = self.full[0] / self.width, self.full[1] / self.height
        cut = np.diag([wide, high, 1.0, 1.0])
        cut[0, 3] = wide * (1.0 - 2.0 * self.left / self.full[0]) - 1.0
        cut[1, 3] = high * (1.0 - 2.0 * self.top / self.full[1]) - 1.0
        return cut @ clip


def window_of(points: Sequence[Points], clip: Array, full: tuple[int, int]) -> Window | None:
    """Return the window around bodies with the given points (N, 3), or None when none is in view.

    Its size is one of ``STEPS`` widths and heights, so that few targets serve all windows.
    """
    lows, highs = [], []
    for body in points:
        matrix = clip.astype(np.float32)
        place = matrix[:, :3] @ np.ascontiguousarray(body.T) + matrix[:, 3:]
        if float(place[3].min()) < NEAR_M:
            return Window(0, 0, *full, full)
        seen = place[:2] / place[3]
        lows.append(seen.min(axis=1))
        highs.append(seen.max(axis=1))
    if not lows:
        return None
    spans = []
    for axis, pixels in enumerate(full):
        low = int((min(low[axis] for low in lows) + 1.0) / 2.0 * pixels) - MARGIN_PX
        high = int((max(high[axis] for high in highs) + 1.0) / 2.0 * pixels) + MARGIN_PX + 1
        low, high = max(low, 0), min(high, pixels)
        if low >= high:
            return None
        step = -(-pixels // STEPS)
        size = min(-(-(high - low) // step) * step, pixels)
        spans.append((min(low, pixels - size), size))
    (left, width), (top, height) = spans
    return Window(left, top, width, height, full)
