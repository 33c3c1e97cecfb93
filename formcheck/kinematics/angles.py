"""From a track to angles over frames: the door of this room."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from formcheck.kinematics.hip_flexion import (
    Directions,
    FlexionSettings,
    LegFlexion,
    hanging_rest_deg,
    leg_flexion,
    lying_rest_deg,
)
from formcheck.kinematics.leg_identity import with_legs_untangled
from formcheck.kinematics.outline import legs_outline
from formcheck.kinematics.rest import RestSettings, find_rest
from formcheck.kinematics.sagittal import SagittalFrame, find_sagittal_frame, frame_postures
from formcheck.kinematics.segments import Segments, smooth_segments
from formcheck.kinematics.signals import Kinematics, Rest, View
from formcheck.kinematics.smoothing import SmoothingSettings, zero_phase
from formcheck.kinematics.spine import SpineSettings, measure_spine
from formcheck.kinematics.trunk_lift import TrunkLiftSettings, lying_lift_deg, trunk_turn_deg
from formcheck.kinematics.view import ViewSettings, estimate_view, rectify, view_sigma_deg
from formcheck.pose.landmarks import Side, side_landmark
from formcheck.pose.track import Track

__all__ = ["KinematicsSettings", "measure"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SIDES: tuple[Side, Side] = ("left", "right")
BORDER_SHARE = 0.02
"""A point this near to the picture's edge may be cut off (MEASURES section 6)."""


@dataclass(frozen=True, slots=True)
class KinematicsSettings:
    """All numbers of the room, each in the file that uses it."""

    smoothing: SmoothingSettings = field(default_factory=SmoothingSettings)
    view: ViewSettings = field(default_factory=ViewSettings)
    rest: RestSettings = field(default_factory=RestSettings)
    flexion: FlexionSettings = field(default_factory=FlexionSettings)
    trunk_lift: TrunkLiftSettings = field(default_factory=TrunkLiftSettings)
    spine: SpineSettings = field(default_factory=SpineSettings)


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
    view = estimate_view(segments, frame, baseline, settings.view)
    if view.rectified:
        rest = _find_rest(segments, frame, view, usable, settings)
    legs, trunk_lift, leg_gap = _legs(segments, frame, view, rest, settings)
    left, right = legs["left"], legs["right"]
    seen = 0.5 * (segments.visibility["knee"] + segments.visibility["ankle"])
    weight = raised_share(left.flexion_deg, right.flexion_deg, leg_gap, seen)
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
        trunk_lift_deg=trunk_lift,
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
        leg_gap_deg=leg_gap,
        leg_lengths_px=_leg_lengths_px(segments),
        spine=measure_spine(track, frame, view, rest, settings.spine),
    )


def _frames(rest: Rest, n: int) -> BoolArray:
    mask = np.zeros(n, dtype=bool)
    mask[rest.start : rest.stop] = True
    return mask


def _directions(
    segments: Segments, frame: SagittalFrame, view: View, leg: int, settings: SmoothingSettings
) -> Directions:
    """Return the directions of trunk and one leg (0 left, 1 right), rectified where it helps."""

    def direction(vectors: FloatArray) -> FloatArray:
        return direction_deg(rectify(frame.turn(vectors), view))

    trunk = zero_phase(segments.time_s, segments.trunk, settings.trunk_hz)
    return Directions(
        trunk=direction(trunk),
        thigh=direction(segments["knee"][:, leg] - segments["hip"][:, leg]),
        shank=direction(segments["ankle"][:, leg] - segments["knee"][:, leg]),
    )


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
    both = [_directions(segments, frame, view, leg, settings.smoothing) for leg in (0, 1)]
    flexion = 0.5 * (both[0].raw_flexion_deg + both[1].raw_flexion_deg)
    slow = zero_phase(segments.time_s, flexion, settings.smoothing.rest_hz)
    knee = 0.5 * (both[0].knee_flexion_deg + both[1].knee_flexion_deg)
    usual_deg = settings.flexion.population_offset_deg if frame.posture == "hanging" else None
    return find_rest(segments.time_s, slow, knee, usable, settings.rest, usual_deg=usual_deg)


def _legs(
    segments: Segments,
    frame: SagittalFrame,
    view: View,
    rest: Rest | None,
    settings: KinematicsSettings,
) -> tuple[dict[Side, LegFlexion], FloatArray, FloatArray]:
    """Return the hip flexion of each leg, the thorax's lift, and the angle between the legs."""
    frames = None if rest is None or not rest.straight else slice(rest.start, rest.stop)
    noise_deg = float(np.degrees(segments.noise_px / max(segments.trunk_length_px, 1.0)))
    noise_deg = 0.0 if np.isnan(noise_deg) else noise_deg
    both = [_directions(segments, frame, view, i, settings.smoothing) for i in (0, 1)]
    lift = _thorax_lift(segments, frame, view, rest, both, settings)
    edges = direction_deg(rectify(frame.turn(segments.leg_edges), view))
    apart = both[0].raw_flexion_deg - both[1].raw_flexion_deg
    outline = legs_outline(edges, apart, frames)
    rest_deg = _rest_deg(both, frame, frames, settings.flexion)
    legs: dict[Side, LegFlexion] = {}
    for side, directions, seen in zip(
        SIDES, both, (outline.left_deg, outline.right_deg), strict=True
    ):
        turn = -lift
        if frame.posture == "hanging":
            raised = directions.raw_flexion_deg - _at_rest(directions.raw_flexion_deg, rest)
            turn = turn - settings.flexion.hip_travel * raised
        turn = np.nan_to_num(turn, nan=0.0)
        legs[side] = leg_flexion(
            directions,
            seen,
            frames,
            rest_deg,
            turn,
            noise_deg,
            settings.flexion,
            _interval_s(segments.time_s),
        )
    return legs, lift, outline.gap_deg


def _interval_s(time_s: FloatArray) -> float:
    return float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0


def _at_rest(values: FloatArray, rest: Rest | None) -> float:
    """Return the median at rest; 0 without one."""
    still = 0.0 if rest is None else known_median(values[rest.start : rest.stop])
    return 0.0 if np.isnan(still) else still


def _rest_deg(
    legs: list[Directions], frame: SagittalFrame, rest: slice | None, settings: FlexionSettings
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
    legs: list[Directions],
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
