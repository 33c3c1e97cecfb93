"""Training crops: ``python -m studio.lumbar.crops train|check [--scenes N] [--workers N]``.

Every scene is drawn, shown to the pose model, and cut along **the model's own landmarks and mask**,
with its real errors. A scene gives one shard; shards that are there already are kept, so the run
can be interrupted, and made longer later.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.lumbar.crop import CropShape, cut, trunk_frame
from formcheck.pose.landmarks import Landmark
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame
from studio.body import CACHE_DIR, load_body
from studio.casting import phenotype_of, seeded
from studio.lumbar.pictures import Shot, shoot
from studio.lumbar.scenes import BODIES, POSES, Part, TrainingScene, scene_of
from studio.lumbar.truths import trunk_length_m, truth_of, view_at_hips_deg

__all__ = ["FOLDER", "STORED", "write_shard"]

FOLDER = CACHE_DIR.parent / "lumbar"
STORED = CropShape(head=0.26, foot=1.66, chest=0.82, back=0.62)
"""What is kept: 16 pixels more on every side than the network sees, so that crops can be moved,
turned and scaled in training."""
FARTHEST = 0.6
"""A pose whose hips lie farther than this from the true ones, in trunk lengths, is of nobody."""

_backend: MediaPipeBackend | None = None


def write_shard(part: Part, number: int, folder: Path) -> str:
    """Draw a scene and write what can be learnt from it; return a line about it."""
    started = time.monotonic()
    scene = scene_of(part, number)
    rows: dict[str, list[Any]] = {}
    for pose_number, shot in enumerate(shoot(scene)):
        row = _row(scene, shot)
        if row is not None:
            for name, value in (row | {"pose": pose_number}).items():
                rows.setdefault(name, []).append(value)
    hidden = folder / f".{scene.name}.{os.getpid()}.npz"
    np.savez(hidden, **{name: np.array(values) for name, values in rows.items()})
    hidden.rename(folder / f"{scene.name}.npz")
    found = len(rows.get("pose", []))
    return f"{scene.name}: {found} of {POSES} in {time.monotonic() - started:.1f} s"


def _row(scene: TrainingScene, shot: Shot) -> dict[str, Any] | None:
    """Return what is kept of a shot; None where the pose model found nobody, or something else."""
    camera = scene.camera
    people = _pose_model().detect(Frame(0, 0.0, np.ascontiguousarray(shot.picture)))
    if not people:
        return None
    landmarks = people[0].landmarks_px
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    frame = trunk_frame(landmarks, _ventral(shot, scene), STORED)
    if frame is None:
        return None
    true_hips = camera.project(
        (shot.instant.joints_m["hip_left"] + shot.instant.joints_m["hip_right"]) / 2
    )
    if np.hypot(*(landmarks[hips].mean(axis=0) - true_hips)) > FARTHEST * frame.trunk_px:
        return None
    truth = truth_of(
        shot.instant, shot.neutral, camera, shot.parts, frame, trunk_length_m(shot.body)
    )
    return {
        "crop": cut(shot.picture, people[0].mask, frame, STORED),
        "points": truth.points.astype(np.float32),
        "visible": truth.visible.astype(np.float32),
        "values": truth.values.astype(np.float32),
        "hip_deg": np.float32(truth.hip_deg),
        "trunk_px": np.float32(frame.trunk_px),
        "yaw_deg": np.float32(camera.yaw_deg),
        "pitch_deg": np.float32(camera.pitch_deg),
        "view_deg": np.array(view_at_hips_deg(shot.instant, camera), dtype=np.float32),
        "support": scene.posture.support,
        "arms": scene.posture.arms.position,
        "shirt": scene.look.shirt_kind,
    }


def _ventral(shot: Shot, scene: TrainingScene) -> float:
    """Return +1 where the chest lies clockwise of the caudal direction in the picture, else -1."""
    joints = shot.instant.joints_m
    angle = np.radians(shot.instant.posed.thorax_deg)
    chest = np.array([0.0, -np.cos(angle), -np.sin(angle)])
    shoulder = (joints["shoulder_left"] + joints["shoulder_right"]) / 2
    hip = (joints["hip_left"] + joints["hip_right"]) / 2
    a, b, c = scene.camera.project(np.stack([shoulder, hip, shoulder + 0.05 * chest]))
    caudal, ventral = b - a, c - a
    return float(np.sign(caudal[0] * ventral[1] - caudal[1] * ventral[0]) or 1.0)


def _pose_model() -> MediaPipeBackend:
    """Return this process's pose model, started on first use."""
    global _backend  # noqa: PLW0603 - one model a process
    if _backend is None:
        _backend = MediaPipeBackend("full", max_persons=1, image_mode=True, turn_reversed=False)
        _backend.__enter__()
    return _backend


def _prepare_bodies(part: Part) -> None:
    """Make the bodies that are not there yet, one after the other: the model wants much memory."""
    for number in range(BODIES[part]):
        load_body(phenotype_of(seeded(f"lumbar/body/{part}/{number}")))


def main() -> None:
    """Write the shards of a part."""
    parser = argparse.ArgumentParser(prog="python -m studio.lumbar.crops", description=__doc__)
    parser.add_argument("part", choices=sorted(BODIES))
    parser.add_argument("--scenes", type=int, default=3000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    folder = FOLDER / options.part
    folder.mkdir(parents=True, exist_ok=True)
    _prepare_bodies(options.part)
    os.environ.setdefault("LP_NUM_THREADS", "1")
    wanted = range(options.first, options.scenes)
    missing = [n for n in wanted if not (folder / f"{options.part}_{n:05d}.npz").exists()]
    with ProcessPoolExecutor(options.workers) as pool:
        jobs = [pool.submit(write_shard, options.part, n, folder) for n in missing]
        for job in jobs:
            print(job.result(), flush=True)


if __name__ == "__main__":
    main()
