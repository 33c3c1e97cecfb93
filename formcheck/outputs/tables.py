"""The numbers frame by frame: ``frames.csv``, and the same as columns."""

from __future__ import annotations

import csv
import importlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from formcheck.errors import FormcheckError, OutputError
from formcheck.outputs.columns import FRAME_COLUMNS
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.report import Analysis
from formcheck.reps import rep_columns

__all__ = [
    "FRAME_COLUMNS",
    "Cell",
    "FramesTable",
    "cells",
    "frames_table",
    "rounded",
    "write_frames_csv",
]

FloatArray = npt.NDArray[np.float64]
Cell = int | float | str | None

_DIGITS: Final = {"time_s": 6, "lumbar_clearance_trunks": 4}
_ANGLE_DIGITS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class FramesTable(Mapping[str, list[Cell]]):
    """Columns over the frames of a clip; None = not seen. A mapping from name to column.

    Parameters
    ----------
    columns : dict of str to list
        One list per name in :data:`FRAME_COLUMNS`, each as long as the clip has frames.
    """

    columns: dict[str, list[Cell]]

    def __getitem__(self, name: str) -> list[Cell]:
        """Return one column."""
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the columns."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.columns)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Iterate over the frames."""
        return zip(*self.columns.values(), strict=True)

    # Any: pandas is optional, so its types are not at hand.
    def to_pandas(self) -> Any:
        """Return a ``pandas.DataFrame``; not seen becomes NaN or <NA>.

        Raises
        ------
        FormcheckError
            When pandas is not installed.
        """
        try:
            pandas = importlib.import_module("pandas")
        except ImportError as error:
            raise FormcheckError(
                "pandas is not installed",
                "FramesTable.to_pandas",
                "install it with `pip install formcheck[pandas]`",
            ) from error
        frame = pandas.DataFrame(self.columns)
        kinds = {"frame": "int64", "pose_found": "int64", "rep": "Int64", "phase": "string"}
        return frame.astype({name: kinds.get(name, "float64") for name in self.columns})


def frames_table(analysis: Analysis) -> FramesTable:
    """Return the numbers of every frame as columns.

    Angles in degrees, times in seconds from the first frame; pelvic tilt and lordosis are None
    where nothing read the spine, and their changes also where there is no rest.
    """
    kinematics, track = analysis.kinematics, analysis.track
    if len(kinematics) != len(track):
        raise ValueError(f"kinematics: expected {len(track)} frames, got {len(kinematics)}")
    nothing = np.full(len(track), np.nan)
    spine = kinematics.spine
    rep, phase = rep_columns(len(track), analysis.reps)
    values: dict[str, FloatArray] = {
        "time_s": track.time_s,
        "hip_flexion_deg": kinematics.hip_flexion_deg,
        "hip_flexion_sigma_deg": kinematics.hip_flexion_sigma_deg,
        "hip_flexion_left_deg": kinematics.hip_flexion_left_deg,
        "hip_flexion_right_deg": kinematics.hip_flexion_right_deg,
        "knee_flexion_deg": kinematics.knee_flexion_deg,
        "pelvic_tilt_change_deg": nothing if spine is None else spine.pelvic_tilt_change_deg,
        "pelvic_tilt_sigma_deg": nothing if spine is None else spine.pelvic_tilt_sigma_deg,
        "lordosis_deg": nothing if spine is None else spine.lordosis_deg,
        "lordosis_change_deg": nothing if spine is None else spine.lordosis_change_deg,
        "lordosis_sigma_deg": nothing if spine is None else spine.lordosis_sigma_deg,
        "trunk_lift_deg": kinematics.trunk_lift_deg,
        "lumbar_clearance_trunks": nothing if spine is None else spine.clearance,
        "waist_seen": nothing if spine is None else spine.waist_seen,
    }
    for i, name in enumerate(LUMBAR_POINTS):
        values[f"{name}_x_px"], values[f"{name}_y_px"] = track.lumbar_px[:, i].T
        values[f"{name}_sigma_px"] = track.lumbar_sigma_px[:, i]
    columns: dict[str, list[Cell]] = {name: cells(array) for name, array in values.items()}
    columns["frame"] = list(range(len(track)))
    columns["pose_found"] = [int(found) for found in kinematics.pose_found]
    columns["rep"] = [index or None for index in rep.tolist()]
    columns["phase"] = [name or None for name in phase]
    return FramesTable({name: columns[name] for name in FRAME_COLUMNS})


def write_frames_csv(path: Path, analysis: Analysis) -> None:
    """Write ``frames.csv``: UTF-8, comma, full stop; times 6 and angles 2 decimals."""
    table = frames_table(analysis)
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(table)
            digits = [_digits(name) for name in table]
            for row in table.rows():
                writer.writerow(map(_text, row, digits))
    except OSError as error:
        raise OutputError.of(error, str(path), "the table of frames cannot be written") from error


def rounded(name: str, cell: Cell) -> Cell:
    """Return a cell of a column as ``frames.csv`` has it."""
    if not isinstance(cell, float):
        return cell
    value = round(cell, _digits(name))
    return value if value else 0.0


def _digits(name: str) -> int:
    return _DIGITS.get(name, _ANGLE_DIGITS)


def cells(array: FloatArray) -> list[Cell]:
    """Return the values of a column (N,), None where one is not known."""
    return [value if math.isfinite(value) else None for value in array.tolist()]


def _text(cell: Cell, digits: int) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{cell:.{digits}f}"
        return text.lstrip("-") if float(text) == 0 else text
    return str(cell)
