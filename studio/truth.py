"""The truth beside a clip: exact joint angles per frame and facts per repetition, as JSON.

Schema ``formcheck.truth/1``; units, signs and zeros are described in ``studio/TRUTH.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from studio.body import Array, Body
from studio.camera import Camera
from studio.contact import support_height_m
from studio.drawn_points import Subject, point_series
from studio.motion import Script
from studio.pose import ContactRows, JointAngles, Posture, pose
from studio.seen import Parts
from studio.stage import Instant, joints_m
from studio.verdicts import judged_hip_deg, true_reps, true_set_checks

SCHEMA = "formcheck.truth/1"
POINTS = ("shoulder", "hip", "knee", "ankle")


@dataclass(frozen=True, slots=True)
class Neutral:
    """A body's zeros: sagittal directions in the straight neutral pose, in degrees, and its points.

    ``thigh_deg`` (left, right) is the thigh against the thorax: the zero of the hip angles.

    ``trunk_thigh_deg`` is the angle there between the line mid-shoulder to mid-hip (arms by the
    sides) and the line hip to knee, flexion positive: add it to a hip flexion of the truth to
    have the angle of the joint centres as drawn.

    ``subject`` knows where landmarks and lumbar points lie on the body.
    """

    thigh_deg: tuple[float, float]
    trunk_thigh_deg: float
    subject: Subject = field(repr=False, compare=False)


def neutral_of(body: Body, rows: ContactRows, posture: Posture) -> Neutral:
    """Zero of the hip angles for a body with its legs set as in ``posture``."""
    hanging = Posture(
        support="bar", adduction_deg=posture.adduction_deg, toe_out_deg=posture.toe_out_deg
    )
    points = joints_m(body, pose(body, rows, JointAngles(), hanging))
    thighs = (_sagittal(points, "hip", "knee", "left"), _sagittal(points, "hip", "knee", "right"))
    trunk = np.mean([_sagittal(points, "shoulder", "hip", side) for side in ("left", "right")])
    subject = Subject.of(body, support_height_m(posture) if posture.lying else None)
    return Neutral(thighs, float(np.mean(thighs) - trunk), subject)


def _sagittal(points: dict[str, Array], start: str, end: str, side: str) -> float:
    """Direction in the sagittal plane: 0 = straight down, forward (-y) positive, degrees."""
    line = points[f"{end}_{side}"] - points[f"{start}_{side}"]
    return float(np.degrees(np.arctan2(-line[1], -line[2])))


def hip_flexion_deg(instant: Instant, neutral: Neutral, side: str) -> float:
    """Thigh against the thorax-fixed axis, measured on the joint centres; -90 ... 270."""
    thigh = _sagittal(instant.joints_m, "hip", "knee", side)
    zero = neutral.thigh_deg[0 if side == "left" else 1]
    return (thigh + instant.posed.thorax_deg - zero + 90.0) % 360.0 - 90.0


def series_of(
    instants: Sequence[Instant],
    neutral: Neutral,
    script: Script,
    camera: Camera,
    parts: Iterable[Parts] | None,
) -> dict[str, Any]:
    """Curves and points (lists, one value per frame) of a clip."""
    transforms = np.stack([i.posed.transforms for i in instants])
    left = np.array([hip_flexion_deg(i, neutral, "left") for i in instants])
    right = np.array([hip_flexion_deg(i, neutral, "right") for i in instants])
    resting = [i for i in instants if i.time_s < script.rest_s] or instants[:1]
    pelvis = np.array([i.posed.pelvis_deg for i in instants])
    thorax = np.array([i.posed.thorax_deg for i in instants])
    lordosis = np.array([i.angles.lordosis_deg for i in instants])
    pelvis_change = pelvis - np.median([i.posed.pelvis_deg for i in resting])
    thorax_change = thorax - np.median([i.posed.thorax_deg for i in resting])
    hanging = script.exercise == "hanging_leg_raise"
    knees = np.array([[i.angles.knee_left_deg, i.angles.knee_right_deg] for i in instants])
    working = knees.max(axis=1) if script.exercise == "single_leg_raise" else knees.mean(axis=1)
    curves = {
        "hip_flexion_deg": judged_hip_deg(script, left, right),
        "hip_flexion_left_deg": left,
        "hip_flexion_right_deg": right,
        "femur_pelvis_flexion_left_deg": left + lordosis,
        "femur_pelvis_flexion_right_deg": right + lordosis,
        "pelvic_tilt_deg": pelvis - thorax if hanging else pelvis + 90.0,
        "pelvic_tilt_change_deg": pelvis_change - thorax_change if hanging else pelvis_change,
        "lordosis_deg": lordosis,
        "lordosis_change_deg": lordosis - np.median([i.angles.lordosis_deg for i in resting]),
        "knee_flexion_deg": working,
        "knee_flexion_left_deg": knees[:, 0],
        "knee_flexion_right_deg": knees[:, 1],
        "trunk_lift_deg": thorax_change * (-1.0 if hanging else 1.0),
        "head_flexion_deg": neutral.subject.head_flexion_deg(transforms),
    }
    rows: dict[str, Any] = {"time_s": _times(instants)}
    rows |= {name: _rounded(curve, 2) for name, curve in curves.items()}
    names = [f"{point}_{side}" for point in POINTS for side in ("left", "right")] + ["head"]
    rows["joints_px"] = {
        name: _rounded(camera.project(np.array([i.joints_m[name] for i in instants])), 1)
        for name in names
    }
    return rows | point_series(neutral.subject, transforms, camera, parts)


def wrist_hip_deg(instants: Sequence[Instant]) -> Array:
    """Sagittal direction (N,) of the line from mid-wrist to mid-hip, degrees from vertical."""
    sides = ("left", "right")
    lines = [
        i.joints_m[f"hip_{side}"] - i.joints_m[f"wrist_{side}"] for i in instants for side in sides
    ]
    middle = np.reshape(lines, (len(instants), 2, 3)).mean(axis=1)
    angle: Array = np.degrees(np.arctan2(-middle[:, 1], -middle[:, 2]))
    return angle


def write_truth(
    path: Path,
    *,
    about: dict[str, Any],
    instants: Sequence[Instant],
    neutral: Neutral | None,
    script: Script | None,
    rest_deg: float,
    camera: Camera,
    parts: Iterable[Parts] | None = None,
    times_s: Sequence[float] | None = None,
) -> None:
    """Write the truth of one clip; ``about`` is put first (video, body, notes).

    Parameters
    ----------
    neutral, script
        None when nobody exercises; ``times_s`` then are the times of the frames.
    parts : iterable of uint8 pictures (H, W), or None
        ``Renderer.parts`` of every frame in full size, read once and in order. Without them
        nothing is said about visibility.
    """
    truth: dict[str, Any] = {"schema": SCHEMA, **about}
    if script is None or neutral is None:
        series: dict[str, Any] = {"time_s": [round(float(t), 5) for t in times_s or ()]}
        truth |= _head(series["time_s"], None, camera)
        truth |= {"exercise": None, "rest": None, "reps": [], "set_checks": {}}
    else:
        series = series_of(instants, neutral, script, camera, parts)
        truth |= _head(series["time_s"], script.fps, camera)
        truth |= _facts(instants, neutral, script, rest_deg, series)
    truth["series"] = series
    text = json.dumps(truth, separators=(",", ":"), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _head(times_s: Sequence[float], fps: float | None, camera: Camera) -> dict[str, Any]:
    """Size and rate of the clip, and where its camera stands."""
    if fps is None:
        length = times_s[-1] - times_s[0] if len(times_s) > 1 else 0.0
        fps = round((len(times_s) - 1) / length, 3) if length > 0.0 else 0.0
    return {
        "frames": len(times_s),
        "fps": fps,
        "width": camera.width,
        "height": camera.height,
        "side": "left" if camera.side > 0 else "right",
        "camera": {
            "yaw_deg": camera.yaw_deg,
            "pitch_deg": camera.pitch_deg,
            "roll_deg": camera.roll_deg,
            "distance_m": camera.distance_m,
            "height_m": round(float(camera.position_m[2]), 3),
            "focal_px": round(camera.focal_px, 1),
        },
    }


def _facts(
    instants: Sequence[Instant],
    neutral: Neutral,
    script: Script,
    rest_deg: float,
    series: dict[str, Any],
) -> dict[str, Any]:
    """Return what the person does: rest, zeros, repetitions, verdicts."""
    lift, times = np.array(series["trunk_lift_deg"]), np.array(series["time_s"])
    reps = true_reps(script, rest_deg, wrist_hip_deg(instants), lift, times)
    return {
        "exercise": script.exercise,
        "rest": {"start_s": 0.0, "stop_s": script.rest_s, "hip_flexion_deg": round(rest_deg, 2)},
        "neutral_trunk_thigh_deg": round(neutral.trunk_thigh_deg, 2),
        "neutral_pelvic_line_deg": round(neutral.subject.anatomy.neutral_tilt_deg, 2),
        "reps": _tidy(reps),
        "set_checks": _tidy(true_set_checks(script, rest_deg)),
    }


def _times(instants: Sequence[Instant]) -> list[float]:
    return [round(i.time_s, 5) for i in instants]


def _rounded(values: Array, digits: int) -> list[Any]:
    rows: list[Any] = (np.round(values, digits) + 0.0).tolist()
    return rows


def _tidy(value: Any) -> Any:
    """Return the value with floats rounded to 3 decimals, all the way down."""
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return round(float(value), 3) if isinstance(value, (float, np.floating)) else value
