"""Thorax, pelvis and thighs as the lumbar network sees them, as curves in the sagittal frame.

Landmarks are joints; the hip's creeps along the body as the legs go up, and the line from shoulder
to hip turns with the pelvis. The network tells the segments themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import direction_deg, unwrap_deg, y_up
from formcheck.kinematics.sagittal import SagittalFrame
from formcheck.kinematics.signals import View
from formcheck.kinematics.smoothing import fill_gaps, hampel, zero_phase
from formcheck.kinematics.view import rectify
from formcheck.lumbar.fusion import LumbarSettings, LumbarState

__all__ = ["CurveSettings", "SegmentAxes", "curve", "segment_axes"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CurveSettings:
    """How the network's frames become curves.

    Parameters
    ----------
    cutoff_hz : float
        Low-pass of the curves (MEASURES 4.6).
    fill_s : float
        Longest gap that is bridged.
    max_across_deg : float
        A thorax that is turned farther than this from where it lies or hangs was misread; the
        farthest that one is lifted or swings is about 45 [design].
    lumbar : LumbarSettings
        When a frame counts.
    """

    cutoff_hz: float = 2.5
    fill_s: float = 0.35
    max_across_deg: float = 75.0
    lumbar: LumbarSettings = field(default_factory=LumbarSettings)


@dataclass(frozen=True, slots=True, eq=False)
class SegmentAxes:
    """Directions over frames, shape (N,), degrees from caudal to ventral; NaN = not told.

    Parameters
    ----------
    thorax_deg, pelvis_deg : ndarray
        Where the caudal axis of the segment points.
    thigh_deg : ndarray
        Middle of both femora, from the hips to the knees. Against the thorax it is the hip flexion,
        with the same zero: the body's straight neutral pose.
    ilium_turn_deg : ndarray
        Where the hip joint lies from the ASIS, against the thorax and as the picture shows it: it
        turns with the pelvis (on ``back_fit`` rectifying makes it worse).
    """

    thorax_deg: FloatArray
    pelvis_deg: FloatArray
    thigh_deg: FloatArray
    ilium_turn_deg: FloatArray


def curve(
    time_s: FloatArray, values: FloatArray, state: LumbarState, settings: CurveSettings
) -> FloatArray:
    """Return what the network told over frames (N,) without outliers, gaps and noise.

    Frames of no known kind are left out.
    """
    known = hampel(np.where(state.known_kind, values, np.nan))
    return zero_phase(time_s, fill_gaps(time_s, known, settings.fill_s), settings.cutoff_hz)


def segment_axes(
    time_s: FloatArray,
    state: LumbarState,
    frame: SagittalFrame,
    view: View,
    settings: CurveSettings,
) -> SegmentAxes:
    """Return the axes of a clip, rectified where that helps.

    Where the thorax lies across, the crop did: landmarks may have head and feet changed over in the
    first frames of a clip, and nothing that was read in such a crop is a direction of this body.
    """
    seen = [
        frame.turn(y_up(line))
        for line in (state.thorax_axis, state.pelvis_axis, state.thigh_axis, state.ilium_line)
    ]
    thorax, pelvis, thigh = (
        unwrap_deg(direction_deg(rectify(line, view)), -180.0) for line in seen[:3]
    )
    ilium = unwrap_deg(direction_deg(seen[3]) - direction_deg(seen[0]), -180.0)
    with np.errstate(invalid="ignore"):
        along = np.abs(thorax) <= settings.max_across_deg
    return SegmentAxes(
        *(
            curve(time_s, np.where(along, read, np.nan), state, settings)
            for read in (thorax, pelvis, thigh, ilium)
        )
    )
