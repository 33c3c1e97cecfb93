"""The dorsal contour of the person mask: how hollow the low back is (MEASURES 4.4).

Arms and loose cloth form the contour as much as the back does, so it is no more than a witness: it
is kept beside what the network tells, and the benchmark holds both against the truth.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.crop import CROP, CropShape

__all__ = ["dorsal_sagitta"]

FloatArray = npt.NDArray[np.float64]

BUTTOCK: Final = (-0.10, 0.15)
THORAX: Final = (0.45, 0.85)
WAIST: Final = (0.10, 0.60)
"""Stretches of the trunk, from the hip (0) to the shoulder (1), in trunk lengths (MEASURES 4.4)."""
LEVEL: Final = 127.5


def dorsal_sagitta(mask: npt.NDArray[np.uint8], shape: CropShape = CROP) -> float:
    """Return the largest distance of the dorsal contour from its chord, in trunk lengths.

    The chord runs from the most dorsal point of the buttocks to the most dorsal one of the thorax;
    a hollow back is positive. NaN where the contour is not closed below.

    Parameters
    ----------
    mask : ndarray, shape (height, width), uint8
        Person mask of a crop, 0 to 255.
    shape : CropShape
        What the crop shows.
    """
    edge = _lower_edge(mask)
    scale, (left, _) = shape.px_per_trunk, shape.origin
    along = 1.0 - (np.arange(mask.shape[1], dtype=np.float64) + 0.5 - left) / scale
    buttock, thorax = (_most_dorsal(edge, along, part) for part in (BUTTOCK, THORAX))
    if buttock is None or thorax is None:
        return float("nan")
    chord = np.interp(np.arange(len(edge)), [thorax, buttock], [edge[thorax], edge[buttock]])
    inside = (along >= WAIST[0]) & (along <= WAIST[1]) & np.isfinite(edge)
    inside &= (np.arange(len(edge)) > thorax) & (np.arange(len(edge)) < buttock)
    if not inside.any():
        return float("nan")
    slope = (edge[buttock] - edge[thorax]) / (buttock - thorax)
    gap = (chord - edge)[inside] / np.hypot(1.0, slope)
    return float(gap.max() / scale)


def _lower_edge(mask: npt.NDArray[np.uint8]) -> FloatArray:
    """Return the row (W,) where each column of the mask ends below, with its fraction."""
    inside = mask >= LEVEL
    height = mask.shape[0]
    last = height - 1 - inside[::-1].argmax(axis=0)
    found = inside.any(axis=0) & (last < height - 1)
    columns = np.arange(mask.shape[1])
    upper = mask[last, columns].astype(np.float64)
    lower = mask[np.minimum(last + 1, height - 1), columns].astype(np.float64)
    part = (upper - LEVEL) / np.maximum(upper - lower, 1.0)
    return np.where(found, last + 0.5 + np.clip(part, 0.0, 1.0), np.nan)


def _most_dorsal(edge: FloatArray, along: FloatArray, part: tuple[float, float]) -> int | None:
    """Return the column where the contour lies lowest within a stretch of the trunk."""
    there = np.where((along >= part[0]) & (along <= part[1]), edge, np.nan)
    return int(np.nanargmax(there)) if np.isfinite(there).any() else None
