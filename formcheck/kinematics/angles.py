"""From a track to angles over frames: the door of this room."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.both_legs import HIDDEN_VISIBILITY, judged_of, knee_share, raised_share
from formcheck.kinematics.geometry import (
    angle_between_deg,
    direction_deg,
    known_median,
    length,
    unwrap_deg,
    y_up,
)
from formcheck.kinematics.leg_identity import with_legs_untangled
from formcheck.kinematics.legs import directions_of, measure_legs
from formcheck.kinematics.rest import find_rest
from formcheck.kinematics.sagittal import SagittalFrame, find_sagittal_frame, frame_postures
from formcheck.kinematics.segment_axes import segment_axes
from formcheck.kinematics.segments import Segments, smooth_segments
from formcheck.kinematics.settings import KinematicsSettings
from formcheck.kinematics.signals import Kinematics, Rest, View
from formcheck.kinematics.smoothing import zero_phase
from formcheck.kinematics.spine import measure_spine
from formcheck.kinematics.view import estimate_view, view_sigma_deg
from formcheck.lumbar.fusion import lumbar_state
from formcheck.pose.landmarks import Side, side_landmark
from formcheck.pose.track import Track

__all__ = ["measure"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SIDES: tuple[Side, Side] = ("left", "right")
BORDER_SHARE = 0.02
"""A point this near to the picture's edge may be cut off (MEASURES section 6)."""


def measure(track: Track, settings: KinematicsSettings | None = None) -> Kinematics:
    """Return the angles of a track.

    A clip in which nobody was found gives arrays of NaN and the posture ``unknown``.
    """
    settings = settings or KinematicsSettings()
    track = with_legs_untangled(track)
    segments = smooth_segments(track, settings.smoothing)
    frame = find_sagittal_frame(segments)
    lying, hanging = frame_postures(segments)
    usable = {"lying": lying, "hanging": hanging}.get(frame.posture, np.zeros(len(track), bool))
    if frame.chest_up is False:
        # Prone, flexion and extension change places: that is none of the postures.
        usable = np.zeros_like(usable)
    unseen_view = View(0.0, 0.0, 0.0, 0.0, rectified=False)
    rest = _find_rest(segments, frame, unseen_view, usable, settings)
    baseline = usable if rest is None else _frames(rest, len(track))
    state = lumbar_state(track, settings.curves.lumbar)
    told = state.hip_view_deg[usable & state.known_kind]
    network = np.array([known_median(column) for column in told.T])
    view = estimate_view(segments, frame, baseline, settings.view, network)
    if view.rectified:
        rest = _find_rest(segments, frame, view, usable, settings)
    axes = (
        segment_axes(track.time_s, state, frame, view, settings.curves)
        if state.told.any()
        else None
    )
    legs = measure_legs(segments, frame, view, rest, axes, settings)
    left, right = legs.left, legs.right
    seen = 0.5 * (segments.visibility["knee"] + segments.visibility["ankle"])
    weight = raised_share(left.flexion_deg, right.flexion_deg, legs.gap_deg, seen)
    elevation = judged_of(left.elevation_deg, right.elevation_deg, weight)
    judged = judged_of(left.flexion_deg, right.flexion_deg, weight)
    sigma = judged_of(left.sigma_deg, right.sigma_deg, weight)
    turned = {part: frame.turn(segments[part]) for part in ("ear", "shoulder", "wrist", "hip")}
    hanging_clip = frame.posture == "hanging"
    nothing = np.full(len(track), np.nan)
    ankle_rise, ankle_rises = _ankle_rise(segments, rest)
    return Kinematics(
        time_s=track.time_s,
        pose_found=track.pose_found,
        hip_flexion_deg=judged,
        hip_flexion_sigma_deg=np.hypot(sigma, view_sigma_deg(judged, view)),
        hip_flexion_left_deg=left.flexion_deg,
        hip_flexion_right_deg=right.flexion_deg,
        knee_flexion_deg=judged_of(left.knee_deg, right.knee_deg, knee_share(weight, frame.side)),
        knee_flexion_left_deg=left.knee_deg,
        knee_flexion_right_deg=right.knee_deg,
        leg_elevation_deg=nothing if hanging_clip else elevation,
        trunk_lift_deg=legs.lift_deg,
        hang_angle_deg=_hang_angle(turned) if hanging_clip else nothing,
        head_flexion_deg=_head_flexion(turned, rest),
        ankle_rise=ankle_rise,
        hip_shift=_hip_shift(segments, rest),
        near_visibility=_near_visibility(segments, frame.side),
        knee_visibility=segments.visibility["knee"],
        ankle_visibility=segments.visibility["ankle"],
        at_border=_at_border(segments, track),
        posture=frame.posture,
        side=frame.side,
        view=view,
        rest=rest,
        trunk_length_px=segments.trunk_length_px,
        hands_under_hips=_hands_under_hips(track, segments, frame, rest),
        estimator_spread_deg=judged_of(left.spread_deg, right.spread_deg, weight),
        in_posture=usable,
        chest_up=frame.chest_up,
        ankle_rises=ankle_rises,
        leg_gap_deg=legs.gap_deg,
        leg_fan_deg=legs.fan_deg,
        leg_lengths_px=_leg_lengths_px(segments),
        spine=None
        if axes is None
        else measure_spine(
            track.time_s, state, axes, frame.posture, rest, settings.curves, settings.spine
        ),
    )


def _frames(rest: Rest, n: int) -> BoolArray:
    mask = np.zeros(n, dtype=bool)
    mask[rest.start : rest.stop] = True
    return mask


def _find_rest(
    segments: Segments,
    frame: SagittalFrame,
    view: View,
    usable: BoolArray,
    settings: KinematicsSettings,
) -> Rest | None:
    """Return the rest by the mean raw hip flexion of both legs."""
    if frame.posture == "unknown":
        return None
    both = directions_of(segments, frame, view, settings.smoothing)
    flexion = 0.5 * (both[0].raw_flexion_deg + both[1].raw_flexion_deg)
    slow = zero_phase(segments.time_s, flexion, settings.smoothing.rest_hz)
    knee = 0.5 * (both[0].knee_flexion_deg + both[1].knee_flexion_deg)
    usual_deg = settings.flexion.population_offset_deg if frame.posture == "hanging" else None
    return find_rest(segments.time_s, slow, knee, usable, settings.rest, usual_deg=usual_deg)


def _hang_angle(turned: dict[str, FloatArray]) -> FloatArray:
    return direction_deg(np.mean(turned["hip"] - turned["wrist"], axis=1))


def _head_flexion(turned: dict[str, FloatArray], rest: Rest | None) -> FloatArray:
    trunk = np.mean(turned["shoulder"] - turned["hip"], axis=1)
    neck = np.mean(turned["ear"] - turned["shoulder"], axis=1)
    nod = -angle_between_deg(trunk, neck)
    if rest is None:
        return np.full_like(nod, np.nan)
    return unwrap_deg(nod - known_median(nod[rest.start : rest.stop]), -180.0)


def _ankle_rise(segments: Segments, rest: Rest | None) -> tuple[FloatArray, FloatArray]:
    """Return the height of the higher ankle, and of each, above the support in trunk lengths.

    The support is where the ankles are at rest; without a rest, their lowest place (percentile 5).
    """
    height = segments["ankle"][..., 1]
    highest = np.where(np.isnan(height).all(axis=1), np.nan, np.fmax(height[:, 0], height[:, 1]))
    base = highest if rest is None else highest[rest.start : rest.stop]
    base = base[np.isfinite(base)]
    if len(base) == 0:
        return np.full_like(highest, np.nan), np.full_like(height, np.nan)
    level = np.percentile(base, 5) if rest is None else np.median(base)
    size = segments.trunk_length_px
    return (highest - level) / size, (height - level) / size


def _leg_lengths_px(segments: Segments) -> FloatArray:
    thigh, shank = (
        length(segments[end] - segments[start])
        for start, end in (("hip", "knee"), ("knee", "ankle"))
    )
    legs: FloatArray = thigh + shank
    return legs


def _hip_shift(segments: Segments, rest: Rest | None) -> FloatArray:
    hip = segments.middle("hip")
    if rest is None:
        return np.full(len(hip), np.nan)
    at_rest = hip[rest.start : rest.stop]
    at_rest = at_rest[np.isfinite(at_rest).all(axis=1)]
    if len(at_rest) == 0:
        return np.full(len(hip), np.nan)
    shift: FloatArray = length(hip - np.median(at_rest, axis=0)) / segments.trunk_length_px
    return shift


def _near_visibility(segments: Segments, side: Side) -> FloatArray:
    column = SIDES.index(side)
    near = [segments.visibility[part][:, column] for part in ("shoulder", "hip", "knee")]
    lowest: FloatArray = np.min(near, axis=0)
    return lowest


def _at_border(segments: Segments, track: Track) -> BoolArray:
    points = np.concatenate([segments["knee"], segments["ankle"]], axis=1)
    x = points[..., 0] / max(track.source.width, 1)
    y = -points[..., 1] / max(track.source.height, 1)
    with np.errstate(invalid="ignore"):
        inside = (x > BORDER_SHARE) & (x < 1 - BORDER_SHARE)
        inside &= (y > BORDER_SHARE) & (y < 1 - BORDER_SHARE)
    cut: BoolArray = np.any(~inside & np.isfinite(x), axis=1)
    return cut


def _hands_under_hips(
    track: Track, segments: Segments, frame: SagittalFrame, rest: Rest | None
) -> bool:
    """Return whether the near wrist is hidden within a quarter trunk of the hip, dorsally.

    MEASURES 1a.16. A wrist that lies beside the hips in full view is not under them. Where it is
    hidden the backend's guess of its place is taken, which the segments leave out.
    """
    if rest is None:
        return False
    near = SIDES.index(frame.side)
    at_rest = slice(rest.start, rest.stop)
    wrist = y_up(track.landmarks_px[at_rest, side_landmark(frame.side, "wrist")])
    offset = frame.turn(wrist - segments["hip"][at_rest, near])
    hidden = np.median(segments.visibility["wrist"][at_rest, near]) < HIDDEN_VISIBILITY
    offset = offset[np.isfinite(offset).all(axis=1)]
    if len(offset) == 0 or not hidden:
        return False
    middle = np.median(offset, axis=0)
    return bool(length(middle) < 0.25 * segments.trunk_length_px and middle[1] < 0)
