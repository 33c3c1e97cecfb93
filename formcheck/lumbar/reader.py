"""From a picture and the landmarks in it to the lumbar points, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.contour import dorsal_sagitta
from formcheck.lumbar.crop import CROP, TrunkFrame, cut, trunk_frame
from formcheck.lumbar.network import AXES, VALUES, CropReading, LumbarNetwork
from formcheck.lumbar.ventral import VentralSense
from formcheck.pose.backend import PersonPose
from formcheck.pose.track import LumbarRow

__all__ = ["LumbarReader", "Seen", "in_picture"]

_PELVIS, _LORDOSIS, _CLEARANCE = (
    VALUES.index(name) for name in ("pelvis_deg", "lordosis_deg", "clearance")
)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the network is shown of a frame.

    Parameters
    ----------
    crop : ndarray, shape (112, 160, 4), uint8
        From :func:`formcheck.lumbar.crop.cut`.
    frame : TrunkFrame
        How it lies in the picture.
    sagitta : float
        Of the mask's dorsal contour, in trunk lengths; NaN = no mask.
    """

    crop: npt.NDArray[np.uint8]
    frame: TrunkFrame
    sagitta: float


class LumbarReader:
    """Reads frame after frame; remembers which way the chest points, nothing else.

    Parameters
    ----------
    network : LumbarNetwork, optional
        Left out, the one that comes with formcheck.

    Raises
    ------
    ModelError
        The network is missing or damaged.
    """

    def __init__(self, network: LumbarNetwork | None = None) -> None:
        self._network = network if network is not None else LumbarNetwork()
        self._ventral = VentralSense()

    def read(self, image: npt.NDArray[np.uint8], pose: PersonPose | None) -> LumbarRow | None:
        """Return what a frame shows of the low back; None where no trunk was found.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            Upright RGB picture.
        pose : PersonPose or None
            The subject.
        """
        seen = self.look(image, pose)
        return None if seen is None else self.tell(seen)

    def look(self, image: npt.NDArray[np.uint8], pose: PersonPose | None) -> Seen | None:
        """Return the part of a frame that the network is shown; None where there is no trunk."""
        if pose is None:
            return None
        frame = trunk_frame(pose.landmarks_px, self._ventral.feel(pose))
        if frame is None:
            return None
        crop = cut(image, pose.mask, frame)
        sagitta = dorsal_sagitta(crop[..., 3]) if pose.mask is not None else math.nan
        return Seen(crop, frame, sagitta)

    def tell(self, seen: Seen) -> LumbarRow:
        """Return what the network makes of it."""
        return in_picture(self._network.read(seen.crop), seen.frame, seen.sagitta)


def in_picture(reading: CropReading, frame: TrunkFrame, sagitta: float = math.nan) -> LumbarRow:
    """Return a crop's reading in the picture: pixels, and directions as they are seen.

    The pelvic tilt of a lying body is against the picture's horizontal, of an upright one against
    the thorax, which swings with it (MEASURES 4.3).
    """
    scale = frame.trunk_px / CROP.px_per_trunk
    axes = frame.direction_in_picture(reading.values[: len(AXES)])
    caudal = frame.to_picture[:, 0]
    tilt = reading.values[_LORDOSIS]
    if abs(caudal[0]) > abs(caudal[1]):
        tilt = reading.values[_PELVIS] - _level_deg(frame)
    return LumbarRow(
        lumbar_px=frame.in_picture(reading.points),
        lumbar_sigma_px=scale * reading.point_sigma,
        lumbar_visible=reading.visible,
        axes=axes,
        axes_sigma_deg=reading.value_sigma[: len(AXES)],
        spine=np.array([tilt, reading.values[_LORDOSIS], reading.values[_CLEARANCE]]),
        spine_sigma=reading.value_sigma[[_PELVIS, _LORDOSIS, _CLEARANCE]],
        hip_view_deg=reading.view_deg,
        in_range=reading.in_range,
        sagitta=sagitta,
    )


def _level_deg(frame: TrunkFrame) -> float:
    """Return the direction in the crop of the picture's horizontal, taken caudally."""
    caudal = frame.to_picture[:, 0]
    level = np.linalg.inv(frame.to_picture[:, :2]) @ np.array([np.sign(caudal[0]), 0.0])
    return float(np.degrees(np.arctan2(level[1], level[0])))
