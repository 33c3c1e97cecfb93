"""The shadow that bodies throw on the still picture of a room, per pixel of that picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.body import Array
from studio.cloth import HeightOf

Grey = NDArray[np.float32]

CELL_M = 0.02
LOW_M = (-4.0, -5.0)
CELLS = (400, 500)
REACH_M = 0.16
"""Height above the support at which a body takes 1/e of the sky from the spot below it."""
CONTACT = 0.78
FLOOR_TOLERANCE_M = 0.06
UNDER = 0.4
"""Share of that darkness on the floor under a bench that the body lies on."""
SILHOUETTE_PX = 256


class ContactShade:
    """How dark a spot of the floor gets from what lies on it or is just above it.

    Parameters
    ----------
    place : float array (H, W, 4)
        World point of every pixel of the empty room; the last is 1 where the surface faces up.
    support : callable
        Height of the support at points of the floor.
    """

    def __init__(self, place: Grey, support: HeightOf) -> None:
        self._support = support
        x, y, z, up = (np.ascontiguousarray(place[..., i]) for i in range(4))
        on_floor = z < FLOOR_TOLERANCE_M
        top = support(x.ravel(), y.ravel()).reshape(x.shape)
        under = on_floor & (top > FLOOR_TOLERANCE_M)
        on_support = np.where(under, UNDER, on_floor | (np.abs(z - top) < FLOOR_TOLERANCE_M))
        inside = (x > LOW_M[0]) & (x < -LOW_M[0]) & (y > LOW_M[1]) & (y < -LOW_M[1])
        self._strength = (CONTACT * up * on_support * inside).astype(np.float32)
        seen = np.flatnonzero(self._strength.max(axis=1) > 0)
        self._rows = slice(int(seen[0]), int(seen[-1]) + 1) if len(seen) else slice(0, 0)
        self._strength = self._strength[self._rows]
        self._floor_strength = self._strength * on_floor[self._rows]
        column = (x[self._rows] - LOW_M[0]) / CELL_M - 0.5
        row = (y[self._rows] - LOW_M[1]) / CELL_M - 0.5
        self._maps: tuple[Any, Any] = (
            cv2.convertMaps(column, row, cv2.CV_16SC2) if column.size else (column, row)
        )
        self._grid = np.zeros((CELLS[1], CELLS[0]), dtype=np.float32)

    def shade(self, light: Grey, points: Grey) -> None:
        """Darken ``light`` (H, W) in place for points (N, 3) on the surfaces of the bodies."""
        base = np.maximum(self._support(points[:, 0], points[:, 1]), 0.0)
        base[base < FLOOR_TOLERANCE_M] = 0.0
        self._darken(light, points, np.clip(points[:, 2] - base, 0.0, None), self._strength)

    def shade_floor(self, light: Grey, points: Grey) -> None:
        """Darken the floor alone in ``light`` (H, W), for points (N, 3) of what stands on it."""
        self._darken(light, points, np.clip(points[:, 2], 0.0, None), self._floor_strength)

    def _darken(self, light: Grey, points: Grey, height_m: Grey, strength: Grey) -> None:
        if strength.size == 0 or len(points) == 0:
            return
        window = self._fill(points, height_m)
        if window is None:
            return
        dark = cv2.remap(self._grid, *self._maps, cv2.INTER_LINEAR)
        light[self._rows] *= 1.0 - strength * np.minimum(dark, 1.0)
        self._grid[window] = 0.0

    def _fill(self, points: Grey, height: Grey) -> tuple[slice, slice] | None:
        """Write the blurred nearness of the points into the grid; the window written to."""
        column = ((points[:, 0] - LOW_M[0]) / CELL_M).astype(np.int32)
        row = ((points[:, 1] - LOW_M[1]) / CELL_M).astype(np.int32)
        pad = 16
        kept = (column >= pad) & (column < CELLS[0] - pad) & (row >= pad) & (row < CELLS[1] - pad)
        kept &= height < 5 * REACH_M
        if not kept.any():
            return None
        column, row, height = column[kept], row[kept], height[kept]
        left, top = int(column.min()) - pad, int(row.min()) - pad
        shape = (int(row.max()) + pad + 1 - top, int(column.max()) + pad + 1 - left)
        near: Any = np.zeros(shape, dtype=np.float32)
        np.maximum.at(near, (row - top, column - left), np.exp(-height / REACH_M))
        near = cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
        soft = 0.5 * cv2.GaussianBlur(near, (0, 0), 0.9) + 0.6 * cv2.GaussianBlur(near, (0, 0), 3.0)
        window = (slice(top, top + shape[0]), slice(left, left + shape[1]))
        self._grid[window] = soft
        return window


class CastShade:
    """The shadow in the direct light, from the bodies' silhouette as the lamp sees it.

    Parameters
    ----------
    place : float array (H, W, 4)
        World point of every pixel of the empty room.
    share : float array (H, W)
        Share of the direct light that the shadow takes there.
    axes : array (3, 3)
        Rows: right, up and forward of the lamp.
    """

    def __init__(self, place: Grey, share: Grey, axes: Array, softness_m: float) -> None:
        seen = place[..., :3] @ axes[:2].T.astype(np.float32)
        self._right = np.ascontiguousarray(seen[..., 0])
        self._up = np.ascontiguousarray(seen[..., 1])
        self._share, self._axes, self._softness_m = share, axes, softness_m

    def shade(self, light: Grey, covered: Grey, centre: Array, half_m: float) -> None:
        """Darken ``light`` (H, W) in place.

        ``covered`` (N, N) is 1 where the lamp sees a body, in a square of ``half_m`` around
        ``centre``, the first row lowest.
        """
        small = cv2.resize(covered, (SILHOUETTE_PX, SILHOUETTE_PX), interpolation=cv2.INTER_AREA)
        small[0] = small[-1] = small[:, 0] = small[:, -1] = 0.0
        per_m = SILHOUETTE_PX / (2 * half_m)
        soft = cv2.GaussianBlur(small, (0, 0), max(self._softness_m * per_m, 0.7))
        right, up = (float(v) for v in self._axes[:2] @ centre)
        column = (self._right - (right - half_m)) * np.float32(per_m) - np.float32(0.5)
        row = (self._up - (up - half_m)) * np.float32(per_m) - np.float32(0.5)
        shadow = cv2.remap(soft, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        light *= 1.0 - self._share * shadow
