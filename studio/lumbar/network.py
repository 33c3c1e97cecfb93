"""The lumbar network: a small residual encoder, points by soft-argmax, values beside them.

Input (N, 4, 112, 160): the crop of ``formcheck.lumbar.crop``, channels in 0 ... 1. What a row of
the output holds is told in ``formcheck.lumbar.network``; with ``view`` it tells yaw and pitch, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from formcheck.lumbar.crop import CROP
from formcheck.lumbar.network import OUTPUTS, VIEW_OUTPUTS
from formcheck.pose.landmarks import LUMBAR_POINTS

__all__ = ["LumbarNet", "split"]

POINTS = len(LUMBAR_POINTS)
GRID = 4
"""Pixels of the crop per cell of the heat maps."""


def split(output: Any) -> dict[str, Any]:
    """Return the named parts of output rows (N, sum of ``OUTPUTS``, perhaps ``VIEW_OUTPUTS``)."""
    parts, start = {}, 0
    columns = OUTPUTS if output.shape[1] == sum(OUTPUTS.values()) else OUTPUTS | VIEW_OUTPUTS
    for name, count in columns.items():
        parts[name] = output[:, start : start + count]
        start += count
    return parts


def _conv(inside: int, out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)
    )


class _Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _conv(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.second(self.first(x)))


class LumbarNet(nn.Module):
    """See the module."""

    def __init__(
        self, channels: tuple[int, int, int] = (32, 64, 128), *, view: bool = True
    ) -> None:
        super().__init__()
        columns = OUTPUTS | VIEW_OUTPUTS if view else OUTPUTS
        first, second, third = channels
        self.stem = nn.Sequential(
            nn.Conv2d(4, first, 6, GRID, 1, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(inplace=True),
        )
        self.fine = _Block(first)
        self.middle = nn.Sequential(_conv(first, second, 2), _Block(second), _Block(second))
        self.coarse = nn.Sequential(_conv(second, third, 2), _Block(third), _Block(third))
        self.up_coarse = nn.Conv2d(third, second, 1)
        self.up_middle = nn.Conv2d(second, first, 1)
        self.joined = _conv(first, first)
        self.heat = nn.Conv2d(first, POINTS, 1)
        width, height = CROP.size
        self.flat = nn.Sequential(_conv(third, 24), nn.Flatten())
        cells = 24 * (height // 16) * (width // 16)
        self.hidden = nn.Sequential(
            nn.Linear(cells + 2 * POINTS, 160), nn.ReLU(inplace=True), nn.Dropout(0.1)
        )
        self.told = nn.Linear(160, sum(columns.values()) - columns["points"])
        across, down = np.meshgrid(np.arange(width // GRID), np.arange(height // GRID))
        place = np.stack([across.ravel(), down.ravel()], axis=1) * GRID + (GRID - 1) / 2
        self.register_buffer("place", torch.tensor(place, dtype=torch.float32))
        self.register_buffer("size", torch.tensor([float(width), float(height)]))

    def forward(self, crop: torch.Tensor) -> torch.Tensor:
        """Return the output rows of some crops."""
        fine = self.fine(self.stem(crop))
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        middle = middle + nn.functional.interpolate(
            self.up_coarse(coarse), scale_factor=2.0, mode="nearest"
        )
        fine = fine + nn.functional.interpolate(
            self.up_middle(middle), scale_factor=2.0, mode="nearest"
        )
        heat = self.heat(self.joined(fine)).flatten(2)
        points = torch.softmax(heat, dim=2) @ self.place
        told = self.told(
            self.hidden(torch.cat([self.flat(coarse), (points / self.size - 0.5).flatten(1)], 1))
        )
        return torch.cat([points.flatten(1), told], dim=1)
