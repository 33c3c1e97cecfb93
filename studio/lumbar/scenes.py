"""Training scenes by seed: one body, dressed, in one room, in a handful of unrelated poses.

Hip flexion, lordosis, knees and trunk are drawn **independently of each other**: real bodies move
them together, and a network that only knew that rhythm would read the hips and report the average
person. The first pose of every scene is its rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from studio.arms import Arms, Position
from studio.body import Phenotype
from studio.camera import Camera
from studio.casting import (
    Setting,
    camera_of,
    look_of,
    phenotype_of,
    posture_of,
    room_of,
    seeded,
    sensor_of,
)
from studio.clothes import Look
from studio.lens import Sensor
from studio.motion import Motion
from studio.pose import Posture, Support
from studio.room import Room

__all__ = ["BODIES", "POSES", "Part", "TrainingScene", "motion_of", "scene_of"]

Part = Literal["train", "check"]
Random = np.random.Generator

POSES = 8
"""Poses of a scene, the rest included."""
BODIES: dict[Part, int] = {"train": 220, "check": 24}
"""How many people there are; scenes share them, the two parts share none."""

SUPPORTS: dict[Support, float] = {"mat": 0.66, "bench": 0.10, "bar": 0.24}
ARMS: dict[Position, float] = {
    "overhead": 0.24,
    "sides": 0.20,
    "chest": 0.17,
    "folded_high": 0.17,
    "waist": 0.12,
    "under_hips": 0.10,
}
"""By the sides and on the waist the near arm hides the low back."""
HIP_DEG, KNEE_DEG = (-10.0, 130.0), (0.0, 120.0)
LORDOSIS_DEG = (-45.0, 26.0)
FEMUR_PELVIS_DEG = (-22.0, 128.0)
"""What skin and hip joint bear: thigh against pelvis."""


@dataclass(frozen=True, slots=True)
class TrainingScene:
    """Everything that makes the pictures of a scene, but the poses."""

    name: str
    phenotype: Phenotype
    look: Look
    room: Room
    camera: Camera
    posture: Posture
    sensor: Sensor
    photograph: float | None
    """Which photograph hangs behind instead of the room (0 to 1 over all there are), or None."""


def scene_of(part: Part, number: int) -> TrainingScene:
    """Return a scene of a part; equal numbers give equal scenes."""
    random = seeded(f"lumbar/{part}/{number}")
    support: Support = random.choice(list(SUPPORTS), p=list(SUPPORTS.values()))
    arms: Position = random.choice(list(ARMS), p=list(ARMS.values()))
    posture = replace(
        posture_of(random, None),
        support=support,
        arms=Arms("bar" if support == "bar" else arms),
        adduction_deg=float(random.uniform(0.0, 6.0)),
        toe_out_deg=float(random.uniform(0.0, 18.0)),
        plantar_deg=float(random.uniform(0.0, 45.0)),
    )
    look = _dressed(random)
    camera = _camera(random, support)
    return TrainingScene(
        name=f"{part}_{number:05d}",
        phenotype=phenotype_of(seeded(f"lumbar/body/{part}/{int(random.integers(BODIES[part]))}")),
        look=look,
        room=room_of(random, camera, look, support),
        camera=camera,
        posture=posture,
        sensor=replace(sensor_of(random), shutter=0.0),
        photograph=float(random.random()) if random.random() < 0.2 else None,
    )


def _dressed(random: Random) -> Look:
    look = look_of(random)
    if random.random() < 0.12:
        look = replace(look, trousers=look.shirt)
    if random.random() < 0.25:
        look = replace(look, waist=float(random.uniform(0.12, 0.5)))
    return look


def _camera(random: Random, support: Support) -> Camera:
    camera = camera_of(random, Setting((0.0, 40.0), (0.0, 30.0)), support, portrait=False)
    if random.random() < 0.5:  # most people film nearly side-on
        camera = replace(camera, yaw_deg=0.5 * camera.yaw_deg, pitch_deg=0.6 * camera.pitch_deg)
    wide = random.random() < 0.5
    width, height = (960, 540) if wide else (640, 360)
    return replace(
        camera,
        width=width,
        height=height,
        roll_deg=float(random.normal(0.0, 3.0)),
        view_height_m=camera.view_height_m * float(random.uniform(0.95, 1.3)),
    )


def motion_of(scene: TrainingScene, rest_deg: float) -> Motion:
    """Return the poses of a scene as a motion of ``POSES`` moments.

    ``rest_deg`` is the hip flexion at which straight legs lie.
    """
    random = seeded(f"lumbar/poses/{scene.name}")
    support = scene.posture.support
    hip = random.uniform(*HIP_DEG, POSES)
    low = rest_deg - (12.0 if support != "mat" else 0.0)
    hip = np.maximum(hip, low)
    # A fifth of the poses near the rest: there the legs hide least and matter most.
    near = random.random(POSES) < 0.2
    hip[near] = low + random.uniform(0.0, 25.0, near.sum())
    lordosis = random.uniform(*LORDOSIS_DEG, POSES)
    middle = random.random(POSES) < 0.4
    lordosis[middle] = random.normal(0.0, 9.0, middle.sum())
    hip[0] = rest_deg if support != "bar" else random.normal(0.0, 3.0)
    lordosis[0] = np.clip(random.normal(0.0, 6.0), -15.0, 20.0)
    lift = np.where(random.random(POSES) < 0.25, random.uniform(0.0, 25.0, POSES), 0.0)
    if support == "bar":
        lift = random.normal(0.0, 10.0, POSES)
    lift[0] = 0.0
    lordosis = np.clip(lordosis, FEMUR_PELVIS_DEG[0] - hip, FEMUR_PELVIS_DEG[1] - hip)
    knee = np.where(
        random.random(POSES) < 0.55,
        random.uniform(0.0, 14.0, POSES),
        random.uniform(*KNEE_DEG, POSES),
    )
    knee[0] = 2.0
    uneven = np.where(random.random(POSES) < 0.8, 2.0, 30.0) * random.standard_normal(POSES)
    uneven[0] = 0.0
    down = np.zeros(POSES, dtype=bool)
    down[0] = support == "mat"
    head = np.where(random.random(POSES) < 0.3, random.uniform(0.0, 30.0, POSES), 0.0)
    return Motion(
        time_s=np.arange(POSES, dtype=np.float64),
        hip_left_deg=np.maximum(hip + uneven / 2, low),
        hip_right_deg=np.maximum(hip - uneven / 2, low),
        knee_left_deg=knee,
        knee_right_deg=knee,
        lordosis_deg=lordosis,
        trunk_lift_deg=lift,
        head_lift_deg=head,
        left_flat=np.zeros(POSES),
        right_flat=np.zeros(POSES),
        left_down=down,
        right_down=down,
        edges=(),
    )
