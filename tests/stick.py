"""Stick figures with exact truth: tracks by forward kinematics in a sagittal plane, seen in 3-D.

The body lives in (caudal, ventral, far): far points away from a camera that stands square to it. A
scaled orthographic camera with yaw and pitch then makes image points and metric points of it. The
landmarks and the outline err as the settings say they do in the mean, so that what is measured is
exact: the trunk line is turned, hanging by ``-population_offset_deg``, lying so far that legs at 0
are read as lying at 0 (:func:`lying_offset_deg`); a lying trunk's line turns with thorax and legs
by what :class:`TrunkLiftSettings` undoes; the outline turns less than the legs by
``outline_gain`` and lags behind bent knees; a lying body's metric points turn by
a part of the yaw only; and a hanging one seems to turn the chest to the camera.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.hip_flexion import FlexionSettings
from formcheck.kinematics.trunk_lift import TrunkLiftSettings
from formcheck.kinematics.view import ViewSettings
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark, Side
from formcheck.pose.track import CONTOUR_FEATURES, Track
from formcheck.video.frame import SourceInfo
from tests.motions import Motion, Pose, keyframes, leg_raises, still, times

__all__ = [
    "Motion",
    "Pose",
    "Stick",
    "joined",
    "keyframes",
    "leg_raises",
    "lying_offset_deg",
    "mirrored",
    "scaled",
    "seen_in",
    "still",
    "times",
    "track",
]

FloatArray = npt.NDArray[np.float64]
TRUNK_M, THIGH_M, SHANK_M, ARM_M = 0.50, 0.42, 0.42, 0.55
SHOULDERS_M, HIPS_M = 0.72 * TRUNK_M, 0.36 * TRUNK_M
FLEXION = FlexionSettings()
LIFT = TrunkLiftSettings()
VIEW = ViewSettings()
OUTLINE_MARGIN_DEG = 6.0
"""The legs' outline lies so far beyond a leg's own line."""


@dataclass(frozen=True)
class Stick:
    """How the figure lies or hangs, and how it is filmed."""

    posture: Literal["lying", "hanging", "standing", "sitting"] = "lying"
    near: Side = "right"
    chest_up: bool = True
    yaw_deg: float = 0.0  # lying: feet away from the camera; hanging: chest away
    pitch_deg: float = 0.0  # the camera looks down
    roll_deg: float = 0.0  # the picture turned counter-clockwise
    px_per_m: float = 300.0
    size: tuple[int, int] = (1280, 720)
    hip_px: tuple[float, float] | None = None  # image place of the mid hip in the first frame
    offset_deg: float | None = None  # of the trunk line; the posture's own if left out
    arms: Literal["overhead", "sides"] = "overhead"
    visibility: tuple[float, float] = (0.99, 0.80)  # near, far
    jitter_px: float = 0.0
    seed: int = 0
    outline: bool = True  # whether the legs' outline is seen
    name: str = "stick.mp4"

    @property
    def trunk_offset_deg(self) -> float:
        """How far the trunk line is turned by the landmarks' error."""
        if self.offset_deg is not None:
            return self.offset_deg
        return lying_offset_deg() if self.posture == "lying" else -FLEXION.population_offset_deg


def lying_offset_deg() -> float:
    """Return the trunk line's offset of a person whose legs lie at 0 and are taken to.

    The inverse of ``lying_rest_deg``: its regression line passes through 0 there.
    """
    distance_deg = -FLEXION.rest_level_deg / FLEXION.rest_share
    assert abs(distance_deg) < FLEXION.offset_limit_deg
    return -(FLEXION.rest_raw_deg + distance_deg)


def track(
    motion: Motion | tuple[Motion, float],
    stick: Stick | None = None,
    *,
    fps: float = 30.0,
    time_s: FloatArray | None = None,
    duration_s: float | None = None,
) -> Track:
    """Return what a pose backend with no error but the stick's own would record."""
    stick = stick or Stick()
    if isinstance(motion, tuple):
        motion, duration_s = motion
    if time_s is None:
        time_s = times(duration_s if duration_s is not None else 5.0, fps)
    body = _body(motion(time_s), stick, len(time_s))
    seen = _camera(body, stick)
    hip = (0.5 * (seen["LEFT_HIP"] + seen["RIGHT_HIP"]))[:, None]
    points = np.stack([seen[landmark.name] for landmark in Landmark], axis=1)
    place = stick.hip_px or _place(stick)
    scale = stick.px_per_m * np.array([1.0, -1.0])
    landmarks = np.array(place) + scale * (points[..., :2] - hip[:1, :, :2])
    world = _world(body, stick)
    noise = np.random.default_rng(stick.seed)
    landmarks = landmarks + stick.jitter_px * noise.standard_normal(landmarks.shape)
    intervals = np.diff(time_s)
    mean = float(np.mean(intervals)) if len(intervals) else None
    return Track(
        source=SourceInfo(
            name=stick.name,
            width=stick.size[0],
            height=stick.size[1],
            frames=len(time_s),
            duration_s=float(time_s[-1] + (mean or 0.0)) if len(time_s) else 0.0,
            fps_mean=1.0 / mean if mean else None,
            variable_frame_rate=bool(len(intervals) and np.ptp(intervals) > 2e-3),
        ),
        time_s=time_s,
        landmarks_px=landmarks,
        visibility=np.tile(_visibility(stick), (len(time_s), 1)),
        world_m=world,
        contour=_contour(seen, stick, len(time_s)),
    )


def _place(stick: Stick) -> tuple[float, float]:
    width, height = stick.size
    return width / 2, height * (0.5 if stick.posture == "hanging" else 0.75)


def _direction(angle_deg: FloatArray) -> FloatArray:
    """Return (caudal, ventral, far) of directions in the sagittal plane, flexion positive."""
    angle = np.radians(angle_deg)
    return np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)


def _body(pose: Pose, stick: Stick, n: int) -> dict[str, FloatArray]:
    """Return the landmarks (N, 3) in (caudal, ventral, far), metres."""

    def over(value: FloatArray | float | None) -> FloatArray:
        return np.broadcast_to(np.asarray(value, dtype=float), (n,))

    whole, lift = over(pose.swing) + over(pose.bridge) - over(pose.sit_up), over(pose.trunk_lift)
    thorax = whole - lift
    line = thorax + stick.trunk_offset_deg
    hips = {"LEFT": over(pose.hip_left), "RIGHT": over(pose.hip_right)}
    if stick.posture == "lying":
        higher = np.maximum(hips["LEFT"], hips["RIGHT"]) + thorax
        line = whole + stick.trunk_offset_deg
        line = line - _line_turn_deg(lift, higher, stick.trunk_offset_deg)
    if stick.posture == "hanging":
        # The pelvis rolls as the legs come up and carries the hips forward.
        line = line + FLEXION.hip_travel * 0.5 * (hips["LEFT"] + hips["RIGHT"])
        hip = (ARM_M + TRUNK_M) * _direction(thorax)
        wrist = np.zeros((n, 3))
    else:
        # A bridge turns about the shoulders.
        hip = TRUNK_M * (_direction(over(pose.bridge)) - _direction(np.zeros(n)))
    # The shoulder points carry the error of the trunk line; ears and nose do not.
    shoulder = hip - TRUNK_M * _direction(line)
    if stick.posture != "hanging":
        reach = -ARM_M if stick.arms == "overhead" else 0.95 * TRUNK_M
        wrist = shoulder + reach * _direction(thorax) - [0, 0.04 * (stick.arms == "sides"), 0]
    ear = hip - (TRUNK_M + 0.22) * _direction(thorax)
    ventral = _direction(thorax + 90.0)
    points = {"NOSE": ear + 0.10 * ventral - 0.02 * _direction(thorax)}
    outline = []
    for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
        out = (sign if stick.near == "right" else -sign) * _near_to_far(stick)
        knee_deg = over(pose.knee if side == "LEFT" or pose.knee_right is None else pose.knee_right)
        # The feet stay on the floor in a bridge: the thigh turns back by what the trunk turned.
        thigh = hips[side] + thorax - 2.0 * over(pose.bridge)
        shank = thigh - knee_deg
        hip_s = hip + 0.5 * HIPS_M * out
        knee = hip_s + THIGH_M * _direction(thigh)
        ankle = knee + SHANK_M * _direction(shank)
        toe = _direction(shank + 90.0)
        points |= {
            f"{side}_SHOULDER": shoulder + 0.5 * SHOULDERS_M * out,
            f"{side}_WRIST": wrist + 0.5 * SHOULDERS_M * out,
            f"{side}_EAR": ear + 0.07 * out,
            f"{side}_HIP": hip_s,
            f"{side}_KNEE": knee,
            f"{side}_ANKLE": ankle,
            f"{side}_HEEL": ankle + 0.05 * _direction(shank) - 0.05 * toe,
            f"{side}_FOOT_INDEX": ankle + 0.05 * _direction(shank) + 0.15 * toe,
        }
        hidden = FLEXION.outline_knee_share * np.maximum(knee_deg - FLEXION.outline_knee_deg, 0.0)
        outline.append((thigh - hidden) / FLEXION.outline_gain)
    points["FAN_LOW"] = _direction(np.minimum(*outline) - OUTLINE_MARGIN_DEG)
    points["FAN_HIGH"] = _direction(np.maximum(*outline) + OUTLINE_MARGIN_DEG)
    for landmark in Landmark:
        if landmark.name not in points:
            points[landmark.name] = points[_stands_for(landmark.name)]
    return points


def _near_to_far(stick: Stick) -> FloatArray:
    """Return the direction (3,) from near to far points: hanging, the chest seems to turn in."""
    turn = np.radians(VIEW.hanging_turn_deg if stick.posture == "hanging" else 0.0)
    return np.array([0.0, np.sin(turn), np.cos(turn)])


def _line_turn_deg(lift: FloatArray, leg: FloatArray, offset_deg: float) -> FloatArray:
    """Return how far a lying trunk's line turns for a lift of the thorax and a turn of the leg.

    The inverse of ``lying_lift_deg`` about a hip that stays: the shoulders rise with the line.
    """
    offset = np.radians(offset_deg)
    slope = LIFT.line_share + LIFT.leg_share + LIFT.rise_deg * np.pi / 180.0
    turn = np.zeros_like(lift)
    for _ in range(30):
        rise = np.sin(np.radians(turn) - offset) + np.sin(offset)
        made = LIFT.line_share * turn + LIFT.rise_deg * rise + LIFT.leg_share * (leg + turn)
        turn = turn + (lift - made) / slope
    return turn


def _stands_for(name: str) -> str:
    """Return the landmark whose place is taken for one that kinematics does not use."""
    side = "LEFT" if "LEFT" in name else "RIGHT"
    if any(part in name for part in ("EYE", "MOUTH")):
        return "NOSE"
    return f"{side}_SHOULDER" if "ELBOW" in name else f"{side}_WRIST"


def _camera(body: dict[str, FloatArray], stick: Stick) -> dict[str, FloatArray]:
    """Return (image right, image up, away from the camera), metres, scaled orthographic."""
    yaw, pitch, roll = np.radians([stick.yaw_deg, stick.pitch_deg, stick.roll_deg])
    upright = stick.posture in ("hanging", "standing", "sitting")
    # Ventral is a quarter turn counter-clockwise of caudal where the right side is near.
    sense = 1.0 if stick.near == "right" else -1.0
    if upright:
        right = sense
        caudal = np.array([0.0, -1.0, 0.0])
        ventral = np.array([right * np.cos(yaw), 0.0, np.sin(yaw)])
    else:
        right = sense if stick.chest_up else -sense
        caudal = np.array([right * np.cos(yaw), 0.0, np.sin(yaw)])
        ventral = np.array([0.0, 1.0 if stick.chest_up else -1.0, 0.0])
    far = np.array([-right * np.sin(yaw), 0.0, np.cos(yaw)])
    tilt = np.array(
        [
            [1.0, 0.0, 0.0],
            [0.0, np.cos(pitch), np.sin(pitch)],
            [0.0, -np.sin(pitch), np.cos(pitch)],
        ]
    )
    turn = np.array(
        [[np.cos(roll), -np.sin(roll), 0.0], [np.sin(roll), np.cos(roll), 0.0], [0.0, 0.0, 1.0]]
    )
    to_image = turn @ tilt @ np.stack([caudal, ventral, far], axis=1)
    return {name: points @ to_image.T for name, points in body.items()}


def _world(body: dict[str, FloatArray], stick: Stick) -> FloatArray:
    """Return metric points about the mid hip, y down; of a lying body turned too little in yaw."""
    yaw_deg = _metric_yaw_deg(stick) if stick.posture == "lying" else stick.yaw_deg
    seen = _camera(body, replace(stick, yaw_deg=yaw_deg))
    hip = (0.5 * (seen["LEFT_HIP"] + seen["RIGHT_HIP"]))[:, None]
    points = np.stack([seen[landmark.name] for landmark in Landmark], axis=1)
    return (points - hip) * np.array([1.0, -1.0, 1.0])


def _metric_yaw_deg(stick: Stick) -> float:
    """Return the yaw of the metric points that goes with what the legs tell of it in the image."""
    legs = HIPS_M / TRUNK_M * np.tan(np.radians(stick.yaw_deg))
    told = VIEW.legs_yaw_deg * legs + VIEW.yaw_offset_deg
    return float(stick.yaw_deg - told) / VIEW.world_yaw_gain


def _visibility(stick: Stick) -> FloatArray:
    near, far = stick.visibility
    values = np.full(LANDMARK_COUNT, near)
    for landmark in Landmark:
        if landmark.name.split("_")[0] == ("LEFT" if stick.near == "right" else "RIGHT"):
            values[landmark] = far
    return values


def _contour(seen: dict[str, FloatArray], stick: Stick, n: int) -> FloatArray:
    values = {
        "brightness": np.full(n, 0.5),
        "background_shift_px": np.zeros(n),
        "persons": np.ones(n),
        "picture_change": np.full(n, 0.01),
    }
    for edge, axis in zip(("first", "last"), _fan(seen), strict=True):
        shown = axis if stick.outline else np.full_like(axis, np.nan)
        values[f"leg_fan_{edge}_x"], values[f"leg_fan_{edge}_y"] = shown[:, 0], shown[:, 1]
    return np.stack([values[name] for name in CONTOUR_FEATURES], axis=1)


def _fan(seen: dict[str, FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return the edges of the legs' outline (N, 2), y down: first the one met turning x to y."""
    low, high = (seen[name][:, :2] * np.array([1.0, -1.0]) for name in ("FAN_LOW", "FAN_HIGH"))
    low, high = (edge / np.linalg.norm(edge, axis=1, keepdims=True) for edge in (low, high))
    in_order = (low[:, 0] * high[:, 1] - low[:, 1] * high[:, 0] > 0)[:, None]
    return np.where(in_order, low, high), np.where(in_order, high, low)


def joined(*tracks: Track) -> Track:
    """Return several pieces as one clip, each a frame after the one before."""
    whole = tracks[0]
    for later in tracks[1:]:
        step_s = float(np.median(np.diff(later.time_s)))
        moved = later.time_s - later.time_s[0] + whole.time_s[-1] + step_s
        whole = whole.followed_by(replace(later, time_s=moved))
    duration_s = float(whole.time_s[-1])
    return replace(whole, source=replace(whole.source, frames=len(whole), duration_s=duration_s))


def mirrored(made: Track) -> Track:
    """Return the track of the mirrored picture, in which left and right have changed names."""
    swap = [
        Landmark[landmark.name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")]
        for landmark in Landmark
    ]
    flip = np.array([-1.0, 1.0])
    landmarks = made.landmarks_px[:, swap] * flip + np.array([made.source.width, 0.0])
    contour = made.contour.copy()
    fan = [CONTOUR_FEATURES.index(f"leg_fan_{edge}_x") for edge in ("first", "last")]
    columns = [fan[0], fan[0] + 1, fan[1], fan[1] + 1]
    contour[:, columns] = made.contour[:, columns[2:] + columns[:2]] * [-1.0, 1.0, -1.0, 1.0]
    return replace(
        made,
        landmarks_px=landmarks,
        visibility=made.visibility[:, swap],
        world_m=made.world_m[:, swap] * np.array([-1.0, 1.0, 1.0]),
        contour=contour,
    )


def scaled(made: Track, factor: float) -> Track:
    """Return the track of the same clip at another resolution."""
    source = replace(
        made.source,
        width=round(made.source.width * factor),
        height=round(made.source.height * factor),
    )
    return replace(made, source=source, landmarks_px=made.landmarks_px * factor)


def seen_in(made: Track, seen: npt.NDArray[np.bool_]) -> Track:
    """Return the track with nobody found where ``seen`` (N,) is false."""
    changed: dict[str, Any] = {}
    for name in ("landmarks_px", "visibility", "world_m"):
        array = getattr(made, name).copy()
        array[~seen] = np.nan
        changed[name] = array
    contour = made.contour.copy()
    contour[~seen, CONTOUR_FEATURES.index("leg_fan_first_x") :] = np.nan
    return replace(made, contour=contour, **changed)
