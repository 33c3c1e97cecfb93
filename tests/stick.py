"""Stick figures with exact truth: tracks by forward kinematics in a sagittal plane, seen in 3-D.

The body lives in (caudal, ventral, far): far points away from a camera that stands square to it. A
scaled orthographic camera with yaw and pitch then makes image points and metric points of it. The
landmarks err as MediaPipe's do in the mean: the trunk line is turned by ``-population_offset_deg``,
so that the raw angle at a straight rest is the population's offset; and a lying body's metric
points turn by ``1 / world_yaw_gain`` of the yaw only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.hip_flexion import FlexionSettings
from formcheck.kinematics.view import ViewSettings
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark, Side
from formcheck.pose.track import CONTOUR_FEATURES, Track
from formcheck.video.frame import SourceInfo

__all__ = [
    "Motion",
    "Pose",
    "Stick",
    "joined",
    "keyframes",
    "leg_raises",
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


@dataclass(frozen=True)
class Pose:
    """Angles over frames in degrees; a number holds for all frames."""

    hip_left: FloatArray | float = 0.0
    hip_right: FloatArray | float = 0.0
    knee: FloatArray | float = 0.0
    knee_right: FloatArray | float | None = None  # as the left if left out
    trunk_lift: FloatArray | float = 0.0  # lying: the shoulders come up about the hips
    swing: FloatArray | float = 0.0  # hanging: the whole body about the bar, hips forward
    bridge: FloatArray | float = 0.0  # lying: the hips come up about the shoulders, feet stay


Motion = Callable[[FloatArray], Pose]


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
    offset_deg: float = -FLEXION.population_offset_deg  # of the trunk line
    arms: Literal["overhead", "sides"] = "overhead"
    visibility: tuple[float, float] = (0.99, 0.80)  # near, far
    jitter_px: float = 0.0
    seed: int = 0
    thigh_axis: bool = True
    name: str = "stick.mp4"


def times(duration_s: float, fps: float = 30.0) -> FloatArray:
    """Return presentation times at a constant rate."""
    return np.arange(round(duration_s * fps)) / fps


def keyframes(points: Sequence[tuple[float, float]]) -> Callable[[FloatArray], FloatArray]:
    """Return an angle over time through (time, angle) points, minimum jerk in between."""
    at, angle = np.array(points, dtype=float).T

    def of(time_s: FloatArray) -> FloatArray:
        i = np.clip(np.searchsorted(at, time_s, side="right") - 1, 0, len(at) - 2)
        u = np.clip((time_s - at[i]) / (at[i + 1] - at[i]), 0.0, 1.0)
        share = u**3 * (10 - 15 * u + 6 * u * u)
        result: FloatArray = angle[i] + (angle[i + 1] - angle[i]) * share
        return result

    return of


def leg_raises(
    *peaks: float,
    rest_s: float = 2.0,
    raise_s: float = 1.5,
    hold_s: float = 0.4,
    lower_s: float = 2.0,
    pause_s: float = 0.8,
    low: float = 0.0,
    leg: Literal["both", "left", "right", "alternating"] = "both",
    **others: float,
) -> tuple[Motion, float]:
    """Return a set of raises and its duration; ``others`` are constant angles of :class:`Pose`."""
    now = rest_s
    points: dict[str, list[tuple[float, float]]] = {"left": [(0.0, 0.0)], "right": [(0.0, 0.0)]}
    start = 0.0
    for i, peak in enumerate(peaks):
        end = now + raise_s + hold_s + lower_s
        last = low if i + 1 < len(peaks) else 0.0
        for side, made in points.items():
            turn = ("left", "right")[i % 2]
            if leg in ("both", side) or (leg == "alternating" and turn == side):
                up = now + raise_s
                made += [(now, start), (up, peak), (up + hold_s, peak), (end, last)]
        start, now = last, end + pause_s
    duration_s = now + rest_s
    left, right = (keyframes([*points[side], (duration_s, 0.0)]) for side in ("left", "right"))

    def motion(time_s: FloatArray) -> Pose:
        return Pose(hip_left=left(time_s), hip_right=right(time_s), **others)

    return motion, duration_s


def still(**angles: float) -> Motion:
    """Return a motion in which nothing moves."""
    return lambda time_s: Pose(**{name: np.full_like(time_s, v) for name, v in angles.items()})


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

    thorax = over(pose.swing) + over(pose.bridge) - over(pose.trunk_lift)
    line = thorax + stick.offset_deg
    hips = {"LEFT": over(pose.hip_left), "RIGHT": over(pose.hip_right)}
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
    for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
        out = np.array([0.0, 0.0, sign if stick.near == "right" else -sign])
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
            f"{side}_thigh_axis": _direction(thigh),
        }
    for landmark in Landmark:
        if landmark.name not in points:
            points[landmark.name] = points[_stands_for(landmark.name)]
    return points


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
    shrink = ViewSettings().world_yaw_gain if stick.posture == "lying" else 1.0
    seen = _camera(body, replace(stick, yaw_deg=stick.yaw_deg / shrink))
    hip = (0.5 * (seen["LEFT_HIP"] + seen["RIGHT_HIP"]))[:, None]
    points = np.stack([seen[landmark.name] for landmark in Landmark], axis=1)
    return (points - hip) * np.array([1.0, -1.0, 1.0])


def _visibility(stick: Stick) -> FloatArray:
    near, far = stick.visibility
    values = np.full(LANDMARK_COUNT, near)
    for landmark in Landmark:
        if landmark.name.split("_")[0] == ("LEFT" if stick.near == "right" else "RIGHT"):
            values[landmark] = far
    return values


def _contour(seen: dict[str, FloatArray], stick: Stick, n: int) -> FloatArray:
    values = {
        "thigh_spread": np.full(n, 0.01),
        "brightness": np.full(n, 0.5),
        "background_shift_px": np.zeros(n),
        "persons": np.ones(n),
        "picture_change": np.full(n, 0.01),
    }
    for side in ("left", "right"):
        axis = seen[f"{side.upper()}_thigh_axis"][:, :2] * np.array([1.0, -1.0])
        axis = axis / np.linalg.norm(axis, axis=1, keepdims=True)
        shown = axis if stick.thigh_axis else np.full_like(axis, np.nan)
        values[f"{side}_thigh_x"], values[f"{side}_thigh_y"] = shown[:, 0], shown[:, 1]
    return np.stack([values[name] for name in CONTOUR_FEATURES], axis=1)


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
    contour[:, :4] = made.contour[:, [2, 3, 0, 1]] * [-1.0, 1.0, -1.0, 1.0]
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
    contour[~seen, :5] = np.nan
    return replace(made, contour=contour, **changed)
