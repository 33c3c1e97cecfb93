"""Pelvic tilt and lumbar lordosis over the frames of a clip, and their change since rest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import direction_deg, known_median, unwrap_deg, y_up
from formcheck.kinematics.sagittal import SagittalFrame
from formcheck.kinematics.signals import Rest, Spine, View
from formcheck.kinematics.smoothing import fill_gaps, hampel, zero_phase
from formcheck.kinematics.view import rectify
from formcheck.lumbar.fusion import LumbarSettings, lumbar_state
from formcheck.pose.track import Track

__all__ = ["SpineSettings", "measure_spine"]

FloatArray = npt.NDArray[np.float64]

_PELVIS = 1
_FEW = 3
"""Fewer frames of rest than this say nothing of it."""


@dataclass(frozen=True, slots=True)
class SpineSettings:
    """How the network's frames become curves.

    Parameters
    ----------
    cutoff_hz : float
        Low-pass of the curves (MEASURES 4.6).
    fill_s : float
        Longest gap that is bridged.
    lordosis_gain, tilt_gain : float
        What a change since rest is multiplied by: a network that is unsure says too little
        (``benchmarks.back_numbers``).
    lordosis_sigma_scale, tilt_sigma_scale : float
        What the network's stated standard errors are multiplied by to be those of a change, which
        leaves out what all frames of a person share (the same).
    lumbar : LumbarSettings
        When a frame counts.
    """

    cutoff_hz: float = 2.5
    fill_s: float = 0.35
    lordosis_gain: float = 1.0
    tilt_gain: float = 1.0
    lordosis_sigma_scale: float = 0.50
    tilt_sigma_scale: float = 0.58
    lumbar: LumbarSettings = field(default_factory=LumbarSettings)


def measure_spine(
    track: Track,
    frame: SagittalFrame,
    view: View,
    rest: Rest | None,
    settings: SpineSettings | None = None,
) -> Spine | None:
    """Return the spine of a track; None where no network read it.

    Lying, the pelvic tilt is the pelvis' own turn since rest; hanging it is that against the
    thorax, since the whole body swings (MEASURES 4.3).
    """
    settings = settings or SpineSettings()
    state = lumbar_state(track, settings.lumbar)
    if not state.told.any():
        return None
    usable = state.known_kind

    def curve(values: FloatArray) -> FloatArray:
        known = hampel(np.where(usable, values, np.nan))
        return zero_phase(
            track.time_s, fill_gaps(track.time_s, known, settings.fill_s), settings.cutoff_hz
        )

    def direction(axis: FloatArray) -> FloatArray:
        turned = rectify(frame.turn(y_up(axis)), view)
        # Degrees towards ventral from the caudal direction, which is 0: never near the seam.
        return curve(unwrap_deg(direction_deg(turned), -180.0))

    pelvis, thorax = direction(state.pelvis_axis), direction(state.thorax_axis)
    lordosis = curve(state.lordosis_deg)
    tilt = thorax - pelvis if frame.posture == "hanging" else -pelvis
    return Spine(
        lordosis_deg=lordosis,
        lordosis_change_deg=settings.lordosis_gain * _change(lordosis, rest),
        lordosis_sigma_deg=settings.lordosis_sigma_scale * curve(state.lordosis_sigma_deg),
        pelvic_tilt_deg=tilt,
        pelvic_tilt_change_deg=settings.tilt_gain * _change(tilt, rest),
        pelvic_tilt_sigma_deg=settings.tilt_sigma_scale * curve(state.axis_sigma_deg[:, _PELVIS]),
        clearance=curve(state.clearance),
        waist_seen=np.where(state.told, state.waist_seen, np.nan),
        in_range=state.in_range,
        rest_lordosis_deg=_at_rest(lordosis, rest),
        kind=state.kind,
    )


def _at_rest(values: FloatArray, rest: Rest | None) -> float:
    if rest is None:
        return float("nan")
    still = values[rest.start : rest.stop]
    return known_median(still) if np.isfinite(still).sum() >= _FEW else float("nan")


def _change(values: FloatArray, rest: Rest | None) -> FloatArray:
    change: FloatArray = values - _at_rest(values, rest)
    return change
