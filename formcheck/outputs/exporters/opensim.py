"""The text formats of OpenSim: marker files (TRC) and storage files (MOT, STO).

Sources: OpenSim documentation, "Marker (.trc) Files", "Motion (.mot) Files" and "Storage (.sto)
Files". Numbers that are not known are written as ``nan``, which OpenSim, pandas and readers that
split at blanks all take for NaN; an empty cell would shift columns in the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["marker_name", "storage_text", "trc_text"]

FloatArray = npt.NDArray[np.float64]


def marker_name(name: str) -> str:
    """Return a landmark's name as the marker sets of Pose2Sim and Sports2D write it.

    Source: ``Markers_BlazePose.xml`` of Pose2Sim 0.10, which has 25 of the 33; the others follow
    its style. Lumbar points keep their names.

    >>> [marker_name(name) for name in ("nose", "left_hip", "right_foot_index", "mouth_left")]
    ['Nose', 'LHip', 'RBigToe', 'LMouth']
    >>> marker_name("lumbar_L5S1")
    'lumbar_L5S1'
    """
    words = name.replace("foot_index", "big_toe").split("_")
    if words[0] == "lumbar":
        return name
    side = next((word[0].upper() for word in words if word in ("left", "right")), "")
    return side + "".join(word.capitalize() for word in words if word not in ("left", "right"))


def trc_text(
    name: str,
    units: str,
    rate_hz: float,
    time_s: FloatArray,
    markers: Sequence[str],
    position: FloatArray,
) -> str:
    """Return a marker file.

    Parameters
    ----------
    name : str
        File name to mention in the first line.
    units : str
        Of the positions, such as ``m``.
    rate_hz : float
        Mean rate, for the header; the column ``Time`` holds the true times.
    time_s : ndarray, shape (N,)
    markers : sequence of str, length K
    position : ndarray, shape (N, K, 3)
        x, y, z; NaN = not seen.
    """
    count, rate = len(time_s), f"{rate_hz:.6f}" if np.isfinite(rate_hz) else "1.000000"
    keys = "DataRate CameraRate NumFrames NumMarkers Units OrigDataRate OrigDataStartFrame"
    values = [rate, rate, str(count), str(len(markers)), units, rate, "1", str(count)]
    axes = [f"{axis}{i}" for i in range(1, len(markers) + 1) for axis in "XYZ"]
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{_one_word(name)}",
        "\t".join([*keys.split(), "OrigNumFrames"]),
        "\t".join(values),
        "Frame#\tTime\t" + "\t\t\t".join(markers) + "\t\t",
        "\t\t" + "\t".join(axes),
        "",
    ]
    flat = position.reshape(count, -1).tolist()
    for i, (time, row) in enumerate(zip(time_s.tolist(), flat, strict=True), start=1):
        lines.append("\t".join([str(i), f"{time:.6f}", *(f"{value:.6f}" for value in row)]))
    return "\n".join(lines) + "\n"


def storage_text(
    name: str, time_s: FloatArray, columns: Mapping[str, FloatArray], *, note: str = ""
) -> str:
    """Return a storage file of version 1 with angles in degrees.

    Parameters
    ----------
    name : str
        First line: what the file is about.
    time_s : ndarray, shape (N,)
    columns : mapping of str to ndarray, shape (N,)
        Column names (no blanks) and values; NaN = not seen.
    note : str
        One more line of the header, for people.
    """
    lines = [
        _one_word(name),
        "version=1",
        f"nRows={len(time_s)}",
        f"nColumns={len(columns) + 1}",
        "inDegrees=yes",
        *([note] if note else []),
        "endheader",
        "\t".join(["time", *columns]),
    ]
    for row in np.column_stack([time_s, *columns.values()]).tolist():
        lines.append("\t".join(f"{value:.6f}" for value in row))
    return "\n".join(lines) + "\n"


def _one_word(name: str) -> str:
    """Return a name without blanks or control characters, which end a cell of these formats."""
    return "".join(c if c.isprintable() and not c.isspace() else "_" for c in name) or "clip"
