"""From where a clip's camera sees the hips, by its truth file.

The camera's own yaw and pitch are those of its line of sight, which passes above the hips of a
person on the floor: it looks down on them by some degrees more. What is measured at the hips is
seen under the angles at the hips, and that is what formcheck estimates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from studio.camera import Camera

__all__ = ["view_at_hips_deg"]

NOTHING = (float("nan"), float("nan"))
CAUDAL = {True: np.array([0.0, 0.0, -1.0]), False: np.array([0.0, -1.0, 0.0])}
CHEST = {True: np.array([0.0, -1.0, 0.0]), False: np.array([0.0, 0.0, 1.0])}
"""Of a body that hangs, and of one that lies, in the studio's world (x left of it, z up)."""


def view_at_hips_deg(truth: Mapping[str, Any]) -> tuple[float, float]:
    """Return yaw and pitch of the sagittal plane at the hips at rest; NaN where it is not told.

    Signs as in ``formcheck.kinematics.view``: yaw positive when the feet are farther away than the
    head, pitch when the chest's side is seen.
    """
    camera, rest = truth.get("camera"), truth.get("rest")
    joints = truth.get("series", {}).get("joints_px")
    if not (camera and rest and joints) or "focal_px" not in camera:
        return NOTHING
    still = np.array(truth["series"]["time_s"], dtype=float) < rest["stop_s"]
    hips = [np.array(joints[f"hip_{side}"], dtype=float)[still] for side in ("left", "right")]
    x, y = np.nanmedian(np.mean(hips, axis=0), axis=0)
    side = 1.0 if truth["side"] == "left" else -1.0
    axes = Camera(
        side=side,
        yaw_deg=camera["yaw_deg"],
        pitch_deg=camera["pitch_deg"],
        roll_deg=camera.get("roll_deg", 0.0),
    ).axes
    across = (x - truth["width"] / 2) / camera["focal_px"]
    up = (truth["height"] / 2 - y) / camera["focal_px"]
    sight = axes.T @ np.array([across, up, 1.0])
    sight /= np.linalg.norm(sight)
    hanging = str(truth["exercise"]).startswith("hanging")
    yaw = np.arctan2(sight @ CAUDAL[hanging], -side * sight[0])
    pitch = np.arcsin(-sight @ CHEST[hanging])
    return float(np.degrees(yaw)), float(np.degrees(pitch))
