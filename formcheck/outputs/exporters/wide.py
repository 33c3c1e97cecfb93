"""One wide table: the columns of frames.csv, then every point that was seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from formcheck.outputs.exporters.keypoints import LANDMARK_NAMES
from formcheck.outputs.tables import Cell, cells, frames_table
from formcheck.pose.track import Track
from formcheck.report import Analysis

__all__ = ["wide_table"]

FloatArray = npt.NDArray[np.float64]


def wide_table(analysis: Analysis) -> dict[str, list[Cell]]:
    """Return columns over the frames of a clip; None = not seen.

    After those of ``frames.csv``, lumbar points among them: ``LANDMARK_x_px``, ``LANDMARK_y_px``
    (pixels of the upright frame, y down) and ``LANDMARK_visibility`` for the 33 landmarks.
    """
    columns = {name: list(column) for name, column in frames_table(analysis).items()}
    columns |= {name: cells(values) for name, values in _points(analysis.track).items()}
    return columns


def _points(track: Track) -> dict[str, FloatArray]:
    columns: dict[str, FloatArray] = {}
    for i, name in enumerate(LANDMARK_NAMES):
        columns[f"{name}_x_px"] = track.landmarks_px[:, i, 0]
        columns[f"{name}_y_px"] = track.landmarks_px[:, i, 1]
        columns[f"{name}_visibility"] = track.visibility[:, i]
    return columns
