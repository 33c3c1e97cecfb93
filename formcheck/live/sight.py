"""What a look at the last seconds tells of body and camera, for the set-up before a set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.sagittal import SagittalFrame
from formcheck.kinematics.signals import Kinematics, Posture
from formcheck.lumbar.fusion import LumbarSettings
from formcheck.pose.track import Track

__all__ = ["Sight", "look"]

FloatArray = npt.NDArray[np.float64]

_WAIST_SEEN = LumbarSettings().min_waist_seen
"""Mean likelihood of a free waist below which it is hidden, as in the report's warning."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """How the person lies or hangs before the camera; renewed about twice a second.

    Parameters
    ----------
    posture : {"lying", "hanging", "unknown"}
    chest_up : bool or None
        False when prone; None when it can't be told.
    out_of_plane_deg : float
        Line of sight off the side view; NaN = not known.
    trunk_px : float
        Length of the trunk in the picture; NaN = not known.
    ventral : ndarray, shape (2,)
        Unit vector in the picture (y down) to which straight legs go when raised to 90 degrees.
    brightness : float
        Mean of the picture in [0, 1].
    waist_hidden : bool
        Whether an arm hides the low back; False where nothing reads it.
    rest_start_s, rest_stop_s : float
        The stillness with the legs down; NaN while there was none.
    rest_straight : bool
        Whether the knees were straight in it.
    width, height : int
        Of the picture, pixels.
    """

    posture: Posture
    chest_up: bool | None
    out_of_plane_deg: float
    trunk_px: float
    ventral: FloatArray
    brightness: float
    waist_hidden: bool
    rest_start_s: float
    rest_stop_s: float
    rest_straight: bool
    width: int
    height: int


def look(track: Track, body: SagittalFrame, kinematics: Kinematics | None) -> Sight:
    """Return what the frames of a track tell; ``kinematics`` is None in no known posture."""
    nan = float("nan")
    rest = kinematics.rest if kinematics is not None else None
    spine = kinematics.spine if kinematics is not None else None
    brightness = track.feature("brightness")
    waist = spine.waist_seen[np.isfinite(spine.waist_seen)] if spine is not None else np.empty(0)
    return Sight(
        posture=body.posture,
        chest_up=body.chest_up,
        out_of_plane_deg=kinematics.view.out_of_plane_deg if kinematics is not None else nan,
        trunk_px=kinematics.trunk_length_px if kinematics is not None else nan,
        ventral=body.matrix[1] * [1.0, -1.0],
        brightness=float(brightness[-1]) if len(brightness) else nan,
        waist_hidden=bool(len(waist) and np.median(waist) < _WAIST_SEEN),
        rest_start_s=rest.start_s if rest is not None else nan,
        rest_stop_s=rest.stop_s if rest is not None else nan,
        rest_straight=rest.straight if rest is not None else True,
        width=track.source.width,
        height=track.source.height,
    )
