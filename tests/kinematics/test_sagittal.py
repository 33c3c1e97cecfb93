"""Which way the body lies or hangs, and which side faces the camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.geometry import direction_deg
from formcheck.kinematics.sagittal import find_sagittal_frame, frame_postures
from formcheck.kinematics.segments import smooth_segments
from formcheck.pose.track import Track
from tests.stick import Stick, mirrored, seen_in, still, track

SIDES = pytest.mark.parametrize("near", ["left", "right"])
DOWN = track(still(hip_left=10.0, hip_right=10.0), duration_s=1.0)


def _frame(stick: Stick, **angles: float):
    return find_sagittal_frame(smooth_segments(track(still(**angles), stick, duration_s=1.0)))


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("yaw", [-20.0, 0.0, 20.0])
def test_side_and_ventral_whichever_way_the_head_points(near, posture, yaw):
    frame = _frame(Stick(posture=posture, near=near, yaw_deg=yaw))
    assert frame.posture == posture
    assert frame.side == near
    assert frame.chest_up is (True if posture == "lying" else None)


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
def test_flexion_is_counter_clockwise_in_the_sagittal_frame(near, posture):
    stick = Stick(posture=posture, near=near)
    made = track(still(hip_left=40.0, hip_right=40.0), stick, duration_s=1.0)
    segments = smooth_segments(made)
    frame = find_sagittal_frame(segments)
    thigh = frame.turn(segments["knee"][:, 0] - segments["hip"][:, 0])
    assert np.allclose(direction_deg(thigh), 40.0)
    caudal = frame.turn(segments.trunk)
    assert np.all(caudal[:, 0] > 0)
    assert np.linalg.det(frame.matrix) == pytest.approx(1.0 if near == "right" else -1.0)


@SIDES
def test_prone_is_seen_and_flexion_then_points_to_the_floor(near):
    frame = _frame(Stick(near=near, chest_up=False))
    assert frame.posture == "lying"
    assert frame.chest_up is False
    assert frame.side == near
    assert frame.matrix[1, 1] == -1.0  # ventral is down in the picture


@SIDES
@pytest.mark.parametrize("posture", ["standing", "sitting"])
def test_upright_with_the_hands_down_is_neither(near, posture):
    hip = 85.0 if posture == "sitting" else 0.0
    stick = Stick(posture=posture, near=near, arms="sides")
    assert _frame(stick, hip_left=hip, hip_right=hip, knee=hip).posture == "unknown"


def test_a_trunk_half_way_up_is_neither():
    assert _frame(Stick(roll_deg=45.0)).posture == "unknown"
    assert _frame(Stick(posture="hanging", roll_deg=45.0)).posture == "unknown"


@pytest.mark.parametrize("roll", [-15.0, 15.0])
def test_a_tilted_phone_changes_nothing(roll):
    assert _frame(Stick(roll_deg=roll)).posture == "lying"
    assert _frame(Stick(posture="hanging", roll_deg=roll)).posture == "hanging"


def test_the_mirrored_picture_has_the_other_side_near():
    made = mirrored(DOWN)
    frame = find_sagittal_frame(smooth_segments(made))
    assert (frame.posture, frame.side, frame.chest_up) == ("lying", "left", True)


def test_feet_and_face_suffice_when_the_depth_is_wrong():
    made = track(still(hip_left=30.0, hip_right=30.0), Stick(near="left"), duration_s=1.0)
    made.world_m[..., 2] *= -1.0
    frame = find_sagittal_frame(smooth_segments(made))
    assert frame.side == "left"


def _with_witnesses(stick: Stick, *kept: str) -> Track:
    """Return a person of whom only some signs tell which way she is turned."""
    made = track(still(), replace(stick, visibility=(0.9, 0.9)), duration_s=1.0)
    if "depth" not in kept:
        made.world_m[..., 2] = 0.0
    if "face" not in kept:
        made.landmarks_px[:, [0, 8]] = made.landmarks_px[:, [7, 7]]  # the nose on the ear
    if "toes" not in kept:
        made.landmarks_px[:, 30:] = made.landmarks_px[:, [29, 29, 29]]  # the toes on the heels
    return made


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("witness", ["depth", "face", "toes"])
def test_each_sign_alone_tells_the_side(near, posture, witness):
    made = _with_witnesses(Stick(posture=posture, near=near), witness)
    assert find_sagittal_frame(smooth_segments(made)).side == near


def test_without_any_sign_the_person_is_taken_to_lie_on_the_back():
    made = _with_witnesses(Stick())
    frame = find_sagittal_frame(smooth_segments(made))
    assert frame.chest_up is None
    assert frame.matrix[1, 1] == 1.0  # ventral is up


def test_the_posture_is_told_frame_by_frame():
    lying = track(still(), duration_s=1.0)
    standing = track(still(), Stick(posture="standing", arms="sides"), duration_s=1.0)
    lying.landmarks_px[:10] = standing.landmarks_px[:10]
    lies, hangs = frame_postures(smooth_segments(lying))
    assert lies[15:].all()
    assert not lies[:5].any()
    assert not hangs.any()


def test_nobody_gives_no_posture():
    made = seen_in(DOWN, np.zeros(len(DOWN), dtype=bool))
    frame = find_sagittal_frame(smooth_segments(made))
    assert (frame.posture, frame.chest_up) == ("unknown", None)
