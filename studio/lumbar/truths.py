"""What is true of a training picture, and how it looks in the crop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.lumbar.crop import TrunkFrame
from studio import seen
from studio.body import Array, Body
from studio.camera import Camera
from studio.drawn_points import Subject
from studio.stage import Instant
from studio.truth import Neutral, hip_flexion_deg

__all__ = ["CropTruth", "axes_in_crop_deg", "trunk_length_m", "truth_of", "view_at_hips_deg"]

PROBE_M = 0.02


@dataclass(frozen=True, slots=True)
class CropTruth:
    """Truth of one crop.

    ``points`` (11, 2) are in crop pixels, NaN where a point does not exist; ``visible`` (11,);
    ``values`` in the order of
    ``formcheck.lumbar.network.VALUES``; ``hip_deg`` is the true hip flexion.
    """

    points: Array
    visible: Array
    values: Array
    hip_deg: float


def trunk_length_m(body: Body) -> float:
    """Return the distance from mid shoulder to mid hip of the neutral body."""
    ends = [
        np.mean([body.head_m(f"{bone}.{side}") for side in "LR"], axis=0)
        for bone in ("upperarm01", "upperleg01")
    ]
    return float(np.linalg.norm(ends[1] - ends[0]))


def axes_in_crop_deg(
    instant: Instant, neutral: Neutral, camera: Camera, frame: TrunkFrame
) -> tuple[float, float, float]:
    """Return thorax, pelvis and thigh as directions in the crop, degrees towards dorsal."""
    zero = float(np.mean(neutral.thigh_deg))
    hips = (instant.joints_m["hip_left"] + instant.joints_m["hip_right"]) / 2
    directions = []
    for turn in (instant.posed.thorax_deg, instant.posed.pelvis_deg):
        angle = np.radians(zero - turn)
        directions.append(np.array([0.0, -np.sin(angle), -np.cos(angle)]))
    knees = (instant.joints_m["knee_left"] + instant.joints_m["knee_right"]) / 2
    directions.append((knees - hips) / np.linalg.norm(knees - hips))
    angles = []
    for direction in directions:
        ends = camera.project(np.stack([hips, hips + PROBE_M * direction]))
        x, y = np.diff(frame.in_crop(ends), axis=0)[0]
        angles.append(float(np.degrees(np.arctan2(y, x))))
    return angles[0], angles[1], angles[2]


def view_at_hips_deg(instant: Instant, camera: Camera) -> tuple[float, float]:
    """Return yaw and pitch under which the trunk is seen, along the line of sight to the hips.

    Against the line from mid shoulder to mid hip, which is what a crop shows, in the body's own
    sagittal plane. Signs as in ``formcheck.kinematics.view``: yaw positive when the feet are
    farther away than the head, pitch when the chest's side is seen; mirrored pictures give equal
    angles.
    """
    joints = instant.joints_m
    shoulder = (joints["shoulder_left"] + joints["shoulder_right"]) / 2
    hip = (joints["hip_left"] + joints["hip_right"]) / 2
    caudal = (hip - shoulder) * np.array([0.0, 1.0, 1.0])
    caudal /= np.linalg.norm(caudal)
    chest = np.array([0.0, -caudal[2], caudal[1]])
    turn = np.radians(instant.posed.thorax_deg)
    chest *= np.sign(chest @ np.array([0.0, -np.cos(turn), -np.sin(turn)]))
    sight = hip - camera.position_m
    sight /= np.linalg.norm(sight)
    yaw = np.arctan2(sight @ caudal, -camera.side * sight[0])
    return float(np.degrees(yaw)), float(np.degrees(np.arcsin(-sight @ chest)))


def truth_of(
    instant: Instant,
    neutral: Neutral,
    camera: Camera,
    parts: seen.Parts,
    frame: TrunkFrame,
    trunk_m: float,
) -> CropTruth:
    """Return the truth of one crop; ``parts`` is the picture of parts."""
    subject, transforms = neutral.subject, instant.posed.transforms[None]
    points_m = subject.lumbar_m(transforms)
    pixels = camera.project(points_m)
    depth = (points_m - camera.position_m) @ camera.axes[2]
    reach = camera.focal_px * seen.NEAR_M / np.maximum(depth, 0.1)
    visible = seen.seen(pixels, reach, _nowhere(subject), seen.LUMBAR, [parts])[0]
    clearance = subject.clearance_mm(transforms)
    gap = np.nan if clearance is None else float(clearance[0]) / (1000.0 * trunk_m)
    axes = axes_in_crop_deg(instant, neutral, camera, frame)
    hips = [hip_flexion_deg(instant, neutral, side) for side in ("left", "right")]
    return CropTruth(
        points=frame.in_crop(pixels[0]),
        visible=visible.astype(np.float64),
        values=np.array([*axes, instant.angles.lordosis_deg, gap]),
        hip_deg=float(np.mean(hips)),
    )


def _nowhere(subject: Subject) -> dict[str, Array]:
    """Directions to the camera, which no lumbar point asks for."""
    return {name: np.zeros((1, 3)) for name in subject.carriers}
