"""Pelvic tilt and lumbar lordosis over the frames of a clip, and their change since rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median
from formcheck.kinematics.segment_axes import CurveSettings, SegmentAxes, curve
from formcheck.kinematics.signals import Posture, Rest, Spine
from formcheck.kinematics.smoothing import zero_phase
from formcheck.lumbar.fusion import LumbarState

__all__ = ["SpineSettings", "measure_spine"]

FloatArray = npt.NDArray[np.float64]

_PELVIS = 1
_FEW = 3
"""Fewer frames of rest than this say nothing of it."""


@dataclass(frozen=True, slots=True)
class SpineSettings:
    """What is made of the curves.

    Parameters
    ----------
    tilt_hz : float
        Low-pass of the tilt: the pelvis turns more slowly than the legs.
    lordosis_gain, tilt_gain : float
        What a change since rest is multiplied by: a network that is unsure says too little
        (``benchmarks.back_numbers``).
    lordosis_share, ilium_share : float
        Weights in the turn of the pelvis against the thorax: of the lordosis beside the axes of
        both, and of the line from the ASIS to the hip joint beside these two.
    lordosis_sigma_scale, tilt_sigma_scale : float
        What the network's stated standard errors are multiplied by to be those of a change, which
        leaves out what all frames of a person share (the same).
    """

    tilt_hz: float = 1.3
    lordosis_gain: float = 1.0
    tilt_gain: float = 1.0
    lordosis_share: float = 0.5
    ilium_share: float = 0.2
    lordosis_sigma_scale: float = 0.61
    tilt_sigma_scale: float = 0.61


def measure_spine(
    time_s: FloatArray,
    state: LumbarState,
    axes: SegmentAxes,
    posture: Posture,
    rest: Rest | None,
    curves: CurveSettings,
    settings: SpineSettings | None = None,
) -> Spine:
    """Return the spine of a clip.

    Lying, the pelvic tilt is the pelvis' own turn since rest; hanging it is that against the
    thorax, since the whole body swings (MEASURES 4.3).
    """
    settings = settings or SpineSettings()

    def smooth(values: FloatArray) -> FloatArray:
        return curve(time_s, values, state, curves)

    lordosis = smooth(state.lordosis_deg)
    # Against the thorax the pelvis is told by both axes, as the lordosis, and by its own points.
    tilt = _joined(axes.thorax_deg - axes.pelvis_deg, lordosis, settings.lordosis_share)
    by_points = -axes.ilium_turn_deg
    by_points -= known_median(by_points - tilt)  # its zero is nobody's
    tilt = _joined(tilt, by_points, settings.ilium_share)
    if posture != "hanging":
        tilt = tilt - axes.thorax_deg
    tilt = zero_phase(time_s, tilt, settings.tilt_hz)
    return Spine(
        lordosis_deg=lordosis,
        lordosis_change_deg=settings.lordosis_gain * _change(lordosis, rest),
        lordosis_sigma_deg=settings.lordosis_sigma_scale * smooth(state.lordosis_sigma_deg),
        pelvic_tilt_deg=tilt,
        pelvic_tilt_change_deg=settings.tilt_gain * _change(tilt, rest),
        pelvic_tilt_sigma_deg=settings.tilt_sigma_scale * smooth(state.axis_sigma_deg[:, _PELVIS]),
        clearance=smooth(state.clearance),
        waist_seen=np.where(state.told, state.waist_seen, np.nan),
        in_range=state.in_range,
        rest_lordosis_deg=_at_rest(lordosis, rest),
        kind=state.kind,
    )


def _joined(one: FloatArray, other: FloatArray, share: float) -> FloatArray:
    joined: FloatArray = one + share * (other - one)
    return joined


def _at_rest(values: FloatArray, rest: Rest | None) -> float:
    if rest is None:
        return float("nan")
    still = values[rest.start : rest.stop]
    return known_median(still) if np.isfinite(still).sum() >= _FEW else float("nan")


def _change(values: FloatArray, rest: Rest | None) -> FloatArray:
    change: FloatArray = values - _at_rest(values, rest)
    return change
