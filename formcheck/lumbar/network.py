"""The lumbar network: eleven points of spine and pelvis, and their angles, from a trunk crop.

Ours: trained on nothing but renders of a parametric body (``models/MODEL_CARD.md``). Runs through
OpenCV, which needs no further runtime.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import ModelError
from formcheck.lumbar.crop import CROP
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.pose.manifest import LumbarEntry, bundled_file, load_lumbar_entry

__all__ = [
    "AXES",
    "OUTPUTS",
    "VALUES",
    "VALUE_UNITS",
    "VIEW_OUTPUTS",
    "VIEW_UNIT_DEG",
    "CropReading",
    "LumbarNetwork",
    "NetworkStatus",
    "network_status",
    "reading_of",
    "require_installed",
]

FloatArray = npt.NDArray[np.float64]

AXES: Final = ("thorax_deg", "pelvis_deg", "thigh_deg")
VALUES: Final = (*AXES, "lordosis_deg", "clearance")
"""What the network tells besides points.

The axes are directions in the crop, from its x axis (caudal) towards dorsal: where the caudal axis
of that segment points, and the middle of both femora. ``lordosis_deg`` is the turn of pelvis
against thorax in the body's own sagittal plane, ``clearance`` the gap under the low back in trunk
lengths.
"""
VALUE_UNITS: Final = np.array([10.0, 10.0, 10.0, 10.0, 0.03])
"""The network's values are counted in these units."""
OUTPUTS: Final = {
    "points": 2 * len(LUMBAR_POINTS),
    "point_log_sigma": len(LUMBAR_POINTS),
    "visible": len(LUMBAR_POINTS),
    "values": len(VALUES),
    "value_log_sigma": len(VALUES),
    "in_range": 1,
}
"""Columns of the output, in order."""
VIEW_OUTPUTS: Final = {"view": 2, "view_log_sigma": 2}
"""Columns that follow in networks that tell yaw and pitch at the hips; the first one does not."""
VIEW_UNIT_DEG: Final = 10.0
"""Yaw and pitch are counted in this unit."""


def _unknown_view() -> FloatArray:
    return np.full(2, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class CropReading:
    """What the network says of one crop; standard errors are the network's own.

    Parameters
    ----------
    points : ndarray, shape (11, 2)
        Crop pixels, in the order of ``LUMBAR_POINTS``.
    point_sigma : ndarray, shape (11,)
        Crop pixels.
    visible : ndarray, shape (11,)
        Likelihood in [0, 1] that nothing lies in front of the point.
    values, value_sigma : ndarray, shape (5,)
        In the order of ``VALUES``, degrees and trunk lengths.
    in_range : float
        Likelihood in [0, 1] that the crop is of the kind that the network was trained on.
    view_deg, view_sigma_deg : ndarray, shape (2,)
        Yaw and pitch under which the trunk is seen, signs as in :mod:`formcheck.kinematics.view`;
        NaN from a network that does not tell them.
    """

    points: FloatArray
    point_sigma: FloatArray
    visible: FloatArray
    values: FloatArray
    value_sigma: FloatArray
    in_range: float
    view_deg: FloatArray = field(default_factory=_unknown_view)
    view_sigma_deg: FloatArray = field(default_factory=_unknown_view)


class LumbarNetwork:
    """Reads crops, one at a time.

    Parameters
    ----------
    path : Path, optional
        The network; left out, the one that comes with formcheck.

    Raises
    ------
    ModelError
        It is missing, damaged, or cannot be run.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path if path is not None else require_installed(network_status())
        try:
            self._net: Any = cv2.dnn.readNetFromONNX(str(self.path))
        except cv2.error as error:
            raise ModelError(
                "the lumbar network cannot be read", str(self.path), "reinstall formcheck"
            ) from error

    def read(self, crop: npt.NDArray[np.uint8]) -> CropReading:
        """Return what a crop shows.

        Parameters
        ----------
        crop : ndarray, shape (112, 160, 4), uint8
            From :func:`formcheck.lumbar.crop.cut`.
        """
        width, height = CROP.size
        if crop.shape != (height, width, 4) or crop.dtype != np.uint8:
            raise ValueError(f"expected ({height}, {width}, 4) uint8, got {crop.shape}")
        self._net.setInput(crop.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255.0))
        try:
            told = np.asarray(self._net.forward(), dtype=np.float64).ravel()
        except cv2.error as error:
            raise ModelError(
                "the lumbar network cannot be run", str(self.path), "reinstall formcheck"
            ) from error
        return reading_of(told)


def reading_of(told: FloatArray) -> CropReading:
    """Return an output row by its names, in pixels, degrees and trunk lengths.

    The network states Laplace scales b; the standard error is sqrt(2) b.

    Parameters
    ----------
    told : ndarray, shape (55,) or (59,)
        Without or with the columns of the view.
    """
    columns = OUTPUTS | VIEW_OUTPUTS if told.size > sum(OUTPUTS.values()) else OUTPUTS
    if told.shape != (sum(columns.values()),):
        raise ValueError(f"expected ({sum(columns.values())},), got {told.shape}")
    ends = np.cumsum(list(columns.values()))[:-1]
    parts = dict(zip(columns, np.split(told, ends), strict=True))
    view = {}
    if "view" in parts:
        scale = np.sqrt(2.0) * np.exp(np.clip(parts["view_log_sigma"], -4.0, 3.0))
        view = {"view_deg": VIEW_UNIT_DEG * parts["view"], "view_sigma_deg": VIEW_UNIT_DEG * scale}
    return CropReading(
        points=parts["points"].reshape(-1, 2),
        point_sigma=np.sqrt(2.0) * np.exp(np.clip(parts["point_log_sigma"], -2.0, 4.0)),
        visible=_share(parts["visible"]),
        values=parts["values"] * VALUE_UNITS,
        value_sigma=np.sqrt(2.0)
        * np.exp(np.clip(parts["value_log_sigma"], -4.0, 3.0))
        * VALUE_UNITS,
        in_range=float(_share(parts["in_range"])[0]),
        **view,
    )


def _share(logit: FloatArray) -> FloatArray:
    share: FloatArray = 1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))
    return share


@dataclass(frozen=True, slots=True)
class NetworkStatus:
    """Whether and where the network of the manifest is installed; ``path`` is None if missing."""

    entry: LumbarEntry
    state: Literal["installed", "missing", "damaged"]
    path: Path | None


def network_status() -> NetworkStatus:
    """Return the state of the network that comes with formcheck, reading the file.

    Raises
    ------
    ModelError
        The manifest is missing or damaged.
    """
    entry = load_lumbar_entry()
    path = bundled_file(entry.file)
    if path is None:
        return NetworkStatus(entry, "missing", None)
    sound = hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
    return NetworkStatus(entry, "installed" if sound else "damaged", path)


def require_installed(status: NetworkStatus) -> Path:
    """Return the path of an installed network.

    Raises
    ------
    ModelError
        It is missing or damaged.
    """
    if status.path is None:
        raise ModelError("the lumbar network is missing", status.entry.file, "reinstall formcheck")
    if status.state == "damaged":
        what = "the lumbar network is damaged, its checksum differs"
        raise ModelError(what, str(status.path), "reinstall formcheck")
    return status.path
