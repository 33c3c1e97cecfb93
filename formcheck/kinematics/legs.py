"""Both legs' hip flexion and the thorax's lift: segments in, angles out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import direction_deg, known_median, length
from formcheck.kinematics.hip_flexion import (
    Directions,
    FlexionSettings,
    LegFlexion,
    hanging_rest_deg,
    leg_flexion,
    lying_rest_deg,
)
from formcheck.kinematics.joining import joined_knees, joined_legs, joined_lift_deg
from formcheck.kinematics.outline import legs_outline
from formcheck.kinematics.sagittal import SagittalFrame
from formcheck.kinematics.segment_axes import SegmentAxes
from formcheck.kinematics.segments import Segments
from formcheck.kinematics.settings import KinematicsSettings
from formcheck.kinematics.signals import Rest, View
from formcheck.kinematics.smoothing import SmoothingSettings, zero_phase
from formcheck.kinematics.trunk_lift import lying_lift_deg, trunk_turn_deg
from formcheck.kinematics.view import rectify

__all__ = ["Legs", "directions_of", "measure_legs"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Both legs over frames.

    Parameters
    ----------
    left, right : LegFlexion
        Each leg.
    lift_deg : ndarray, shape (N,)
        Of the thorax since rest.
    gap_deg : ndarray, shape (N,)
        Angle between the legs by their outline.
    fan_deg : ndarray, shape (N, 2)
        Width and direction of that outline's fan.
    """

    left: LegFlexion
    right: LegFlexion
    lift_deg: FloatArray
    gap_deg: FloatArray
    fan_deg: FloatArray


def directions_of(
    segments: Segments, frame: SagittalFrame, view: View, settings: SmoothingSettings
) -> tuple[Directions, Directions]:
    """Return the directions of trunk and leg, left and right, rectified where it helps."""

    def direction(vectors: FloatArray) -> FloatArray:
        return direction_deg(rectify(frame.turn(vectors), view))

    trunk = direction(zero_phase(segments.time_s, segments.trunk, settings.trunk_hz))
    left, right = (
        Directions(
            trunk=trunk,
            thigh=direction(segments["knee"][:, leg] - segments["hip"][:, leg]),
            shank=direction(segments["ankle"][:, leg] - segments["knee"][:, leg]),
        )
        for leg in (0, 1)
    )
    return left, right


def measure_legs(
    segments: Segments,
    frame: SagittalFrame,
    view: View,
    rest: Rest | None,
    axes: SegmentAxes | None,
    settings: KinematicsSettings,
) -> Legs:
    """Return the hip flexion of each leg, the thorax's lift, and the angle between the legs.

    Parameters
    ----------
    segments : Segments
        Cleaned points of the clip, pixels, y up.
    frame : SagittalFrame
        Which way is caudal and ventral.
    view : View
        What is undone where it says so.
    rest : Rest or None
        From which turns are counted; only one with straight knees zeroes the hip angle.
    axes : SegmentAxes or None
        What the lumbar network tells of thorax and thighs; None where no network read the clip.
    settings : KinematicsSettings
        The numbers of the room.
    """
    frames = None if rest is None or not rest.straight else slice(rest.start, rest.stop)
    both = directions_of(segments, frame, view, settings.smoothing)
    lift = _thorax_lift(segments, frame, view, rest, both, settings)
    if axes is not None and rest is not None and frame.posture != "hanging":
        lift = joined_lift_deg(segments.time_s, lift, axes, rest, settings.joining)
    apart = both[0].raw_flexion_deg - both[1].raw_flexion_deg
    # Whether the legs part at all the outline tells even of a leg that went astray.
    parted, outline = (
        legs_outline(direction_deg(rectify(frame.turn(edges), view)), apart, frames)
        for edges in (segments.leg_edges, segments.sure_leg_edges)
    )
    rest_deg = _rest_deg(both, frame, frames, settings.flexion)
    left, right = (
        leg_flexion(
            directions,
            seen,
            frames,
            rest_deg,
            _trunk_turn_deg(directions, lift, frame, rest, settings.flexion),
            _noise_deg(segments),
            settings.flexion,
            _interval_s(segments.time_s),
        )
        for directions, seen in zip(both, (outline.left_deg, outline.right_deg), strict=True)
    )
    if axes is not None:
        if frames is not None:
            thighs = (both[0].thigh, both[1].thigh)
            left, right = joined_knees(
                segments.time_s, left, right, thighs, axes, frames, settings.joining
            )
        hanging_rest = frames if frame.posture == "hanging" else None
        left, right = joined_legs(
            segments.time_s, left, right, axes, settings.joining, hanging_rest
        )
    return Legs(
        _possible(left, settings),
        _possible(right, settings),
        lift,
        parted.gap_deg,
        parted.fan_deg,
    )


def _possible(leg: LegFlexion, settings: KinematicsSettings) -> LegFlexion:
    """Return a leg without the frames in which it would lie behind the trunk."""
    folded = leg.flexion_deg > settings.flexion.most_deg
    flexion, knee = (np.where(folded, np.nan, seen) for seen in (leg.flexion_deg, leg.knee_deg))
    return replace(leg, flexion_deg=flexion, knee_deg=knee)


def _trunk_turn_deg(
    directions: Directions,
    lift_deg: FloatArray,
    frame: SagittalFrame,
    rest: Rest | None,
    settings: FlexionSettings,
) -> FloatArray:
    """Return the turn of the thorax (N,) that is taken out of a leg's."""
    turn = -lift_deg
    if frame.posture == "hanging":
        raised = directions.raw_flexion_deg - _at_rest(directions.raw_flexion_deg, rest)
        turn = turn - settings.hip_travel * raised
    return np.nan_to_num(turn, nan=0.0)


def _noise_deg(segments: Segments) -> float:
    noise_deg = float(np.degrees(segments.noise_px / max(segments.trunk_length_px, 1.0)))
    return 0.0 if np.isnan(noise_deg) else noise_deg


def _interval_s(time_s: FloatArray) -> float:
    return float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0


def _at_rest(values: FloatArray, rest: Rest | None) -> float:
    """Return the median at rest; 0 without one."""
    still = 0.0 if rest is None else known_median(values[rest.start : rest.stop])
    return 0.0 if np.isnan(still) else still


def _rest_deg(
    legs: tuple[Directions, Directions],
    frame: SagittalFrame,
    rest: slice | None,
    settings: FlexionSettings,
) -> float:
    """Return the mean hip flexion of both legs at rest; 0 without one."""
    if rest is None:
        return 0.0
    trunk = legs[0].trunk[rest]
    if frame.posture == "hanging":
        return hanging_rest_deg(0.5 * (legs[0].thigh + legs[1].thigh)[rest] - trunk, settings)
    return lying_rest_deg(0.5 * (legs[0].shank + legs[1].shank)[rest] - trunk, settings)


def _thorax_lift(
    segments: Segments,
    frame: SagittalFrame,
    view: View,
    rest: Rest | None,
    legs: tuple[Directions, Directions],
    settings: KinematicsSettings,
) -> FloatArray:
    turn = trunk_turn_deg(legs[0].trunk, rest)
    if frame.posture == "hanging" or rest is None:
        return turn
    shoulders = rectify(frame.turn(segments.middle("shoulder")), view)[:, 1]
    # The rectified rise goes with the rectified trunk: an oblique view shortens it.
    trunk = np.nanmedian(length(rectify(frame.turn(segments.trunk), view)))
    rise = zero_phase(segments.time_s, shoulders, settings.smoothing.trunk_hz) / trunk
    higher = np.fmax(legs[0].raw_flexion_deg, legs[1].raw_flexion_deg)
    return lying_lift_deg(turn, rise, higher, rest, settings.trunk_lift)
