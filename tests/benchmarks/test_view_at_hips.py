"""From where a clip's camera sees the hips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.view_at_hips import view_at_hips_deg
from studio.camera import Camera

HIPS = np.array([0.0, -0.37, 0.10])


def _truth(camera: Camera, exercise: str = "lying_leg_raise") -> dict:
    hip = camera.project(HIPS).tolist()
    return {
        "side": "left" if camera.side > 0 else "right",
        "exercise": exercise,
        "width": camera.width,
        "height": camera.height,
        "camera": {
            "yaw_deg": camera.yaw_deg,
            "pitch_deg": camera.pitch_deg,
            "roll_deg": camera.roll_deg,
            "focal_px": camera.focal_px,
        },
        "rest": {"stop_s": 1.0},
        "series": {
            "time_s": [0.0, 0.5, 2.0],
            "joints_px": {f"hip_{side}": [hip, hip, [0.0, 0.0]] for side in ("left", "right")},
        },
    }


@pytest.mark.parametrize("side", [-1.0, 1.0])
@pytest.mark.parametrize("roll", [0.0, 6.0])
def test_in_the_middle_of_the_picture_it_is_the_cameras_own(side, roll):
    camera = Camera(side=side, yaw_deg=18.0, pitch_deg=11.0, roll_deg=roll, target_m=tuple(HIPS))
    assert view_at_hips_deg(_truth(camera)) == pytest.approx((18.0, 11.0), abs=1e-6)


@pytest.mark.parametrize("roll", [0.0, -5.0])
def test_below_the_line_of_sight_it_looks_down_on_them_more(roll):
    camera = Camera(pitch_deg=8.0, roll_deg=roll, target_m=(0.0, -0.5, 0.5))
    yaw, pitch = view_at_hips_deg(_truth(camera))
    sight = HIPS - camera.position_m
    assert pitch == pytest.approx(np.degrees(np.arcsin(-sight[2] / np.linalg.norm(sight))))
    assert yaw == pytest.approx(np.degrees(np.arctan2(-sight[1], -sight[0])))
    assert pitch > 12.0


def test_hanging_a_camera_behind_the_back_sees_less_of_the_chest():
    camera = replace(Camera(yaw_deg=10.0), target_m=tuple(HIPS))
    yaw, pitch = view_at_hips_deg(_truth(camera, "hanging_leg_raise"))
    assert (yaw, pitch) == pytest.approx((0.0, -10.0), abs=1e-6)


def test_a_truth_without_a_camera_tells_nothing():
    assert np.isnan(view_at_hips_deg({"series": {"time_s": []}})).all()
