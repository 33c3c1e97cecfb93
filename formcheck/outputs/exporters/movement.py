"""``--to movement``: a netCDF file that the package ``movement`` opens, with the true times."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.io import netcdf_file

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.keypoints import INDIVIDUAL, track_keypoints
from formcheck.report import Analysis

__all__ = ["Movement"]


class Movement(Exporter):
    """A poses dataset: ``position`` (time, space, keypoint, individual) and ``confidence``.

    Classic netCDF, which SciPy writes and xarray reads without further packages. Positions are
    pixels of the upright frame, y down; ``time`` holds the presentation times in seconds, which
    need not be even.
    """

    name = "movement"
    suffix = "_poses.nc"
    summary = "points in px with their true times, netCDF (movement, xarray)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the dataset."""
        track = analysis.track
        points = track_keypoints(track)
        position = points.position_px.transpose(0, 2, 1)[..., None]
        stream = io.BytesIO()
        file = netcdf_file(stream, "w", version=2)
        _coordinate(file, "time", track.time_s)
        _labels(file, "space", ("x", "y"))
        _labels(file, "keypoint", points.names)
        _labels(file, "individual", (INDIVIDUAL,))
        _variable(file, "position", ("time", "space", "keypoint", "individual"), position)
        _variable(
            file, "confidence", ("time", "keypoint", "individual"), points.confidence[..., None]
        )
        for key, text in {
            "ds_type": "poses",
            "source_software": f"formcheck {analysis.data.formcheck_version}",
            "source_file": track.source.name,
            "time_unit": "seconds",
            "position_unit": "px",
        }.items():
            setattr(file, key, text.encode())
        rate = track.fps_mean
        if np.isfinite(rate):
            file.fps = rate
        file.flush()
        return stream.getvalue()


def _coordinate(file: netcdf_file, name: str, values: npt.NDArray[np.float64]) -> None:
    file.createDimension(name, len(values))
    _variable(file, name, (name,), values)


def _variable(
    file: netcdf_file, name: str, dimensions: tuple[str, ...], values: npt.NDArray[np.float64]
) -> None:
    variable = file.createVariable(name, "f8", dimensions)
    variable[:] = values
    variable._FillValue = np.nan


def _labels(file: netcdf_file, name: str, labels: Sequence[str]) -> None:
    """Write names as characters, which is how classic netCDF holds text (CF conventions 2.2)."""
    longest = max(map(len, labels))
    file.createDimension(name, len(labels))
    file.createDimension(f"{name}_letters", longest)
    variable = file.createVariable(name, "c", (name, f"{name}_letters"))
    variable[:] = np.array([list(label.ljust(longest, "\0")) for label in labels], dtype="S1")
    variable._Encoding = b"utf-8"
