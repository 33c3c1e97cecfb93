"""How far a pose network's landmarks lie from the true joints.

Tells whether a render is seen as a person. ``python -m studio.landmark_error CLIP.mp4 ...``
needs ``mediapipe`` and the pose bundle in
``models/``, and nothing of the studio's own extra.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BUNDLE = Path(__file__).resolve().parent.parent / "models" / "pose_landmarker_full.task"
NUMBERS = {
    "shoulder_left": 11,
    "shoulder_right": 12,
    "hip_left": 23,
    "hip_right": 24,
    "knee_left": 25,
    "knee_right": 26,
    "ankle_left": 27,
    "ankle_right": 28,
}


def landmarks_px(video: Path, every: int = 5) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Frame numbers (M,) and landmarks (M, 33, 2) in pixels; NaN rows where no person is seen."""
    import mediapipe as mp  # loads OpenCV, which must come before av
    from mediapipe.tasks.python import BaseOptions, vision

    av: Any = importlib.import_module("av")
    options: Any = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(BUNDLE)),
        running_mode=vision.RunningMode.VIDEO,
    )
    numbers, found = [], []
    with vision.PoseLandmarker.create_from_options(options) as net, av.open(str(video)) as clip:
        for number, frame in enumerate(clip.decode(video=0)):
            if number % every:
                continue
            picture = mp.Image(mp.ImageFormat.SRGB, frame.to_ndarray(format="rgb24"))
            seen = net.detect_for_video(picture, round(frame.time * 1000)).pose_landmarks
            scale = np.array([frame.width, frame.height])
            points = [[p.x, p.y] for p in seen[0]] if seen else np.full((33, 2), np.nan)
            numbers.append(number)
            found.append(np.asarray(points) * scale)
    return np.array(numbers), np.array(found)


def report(video: Path) -> str:
    """One line: share of frames with a person, and median error per joint in pixels."""
    truth = json.loads(video.with_suffix(".truth.json").read_text(encoding="utf-8"))
    numbers, found = landmarks_px(video)
    points = truth["series"]["joints_px"]
    trunk = np.subtract(points["shoulder_left"], points["hip_left"])
    length = float(np.median(np.linalg.norm(trunk, axis=1)))
    errors = {
        name: np.linalg.norm(found[:, mark] - np.array(points[name])[numbers], axis=1)
        for name, mark in NUMBERS.items()
    }
    seen = np.isfinite(found[:, 0, 0]).mean()
    parts = "  ".join(f"{name} {np.nanmedian(error):.0f}" for name, error in errors.items())
    middle = np.nanmedian(np.concatenate(list(errors.values())))
    return f"{video.stem}: seen {seen:.0%}, median {middle:.1f} px (trunk {length:.0f} px): {parts}"


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(report(Path(argument)), flush=True)
