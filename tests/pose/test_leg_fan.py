"""The fan of the legs is read from drawn masks whose angles are known."""

import cv2
import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.leg_fan import leg_fan

HIP = np.array([300.0, 260.0])
LEG_PX, THICK_PX = 170.0, 24


def direction(angle_deg):
    """Return a unit vector in image axes; 0 points right, 90 up."""
    angle = np.radians(angle_deg)
    return np.array([np.cos(angle), -np.sin(angle)])


def drawn(left_deg, right_deg, *, seen_left_deg=None, seen_right_deg=None, size=(480, 640)):
    """Return a pose whose mask shows two legs; the landmarks may be elsewhere than the legs."""
    mask = np.zeros(size, np.float32)
    trunk = HIP - np.array([150.0, 0.0])
    cv2.line(mask, trunk.astype(int).tolist(), HIP.astype(int).tolist(), 1.0, 40)
    points = np.full((LANDMARK_COUNT, 2), 1.0) * HIP
    points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]] = trunk
    legs = (
        ("LEFT", left_deg, left_deg if seen_left_deg is None else seen_left_deg),
        ("RIGHT", right_deg, right_deg if seen_right_deg is None else seen_right_deg),
    )
    for side, true, seen in legs:
        end = HIP + LEG_PX * direction(true)
        cv2.line(mask, HIP.astype(int).tolist(), np.rint(end).astype(int).tolist(), 1.0, THICK_PX)
        points[Landmark[f"{side}_KNEE"]] = HIP + 0.5 * LEG_PX * direction(seen)
        points[Landmark[f"{side}_ANKLE"]] = HIP + LEG_PX * direction(seen)
    mask = cv2.GaussianBlur(mask, (0, 0), 1.5)
    return PersonPose(points, np.ones(LANDMARK_COUNT), np.zeros((LANDMARK_COUNT, 3)), mask)


def edges_deg(pose):
    fan = leg_fan(pose)
    return np.degrees(np.arctan2(-fan[:, 1], fan[:, 0]))


def width_deg(pose):
    first, last = edges_deg(pose)
    return (first - last) % 360.0


@pytest.mark.parametrize("angle", [0.0, 35.0, 80.0, 110.0])
def test_the_middle_of_two_legs_together_is_their_direction(angle):
    assert edges_deg(drawn(angle, angle)).mean() == pytest.approx(angle, abs=1.5)


@pytest.mark.parametrize("apart", [8.0, 16.0, 25.0])
def test_the_fan_widens_by_the_angle_between_the_legs(apart):
    together = width_deg(drawn(60.0, 60.0))
    assert width_deg(drawn(60.0, 60.0 + apart)) - together == pytest.approx(apart, abs=2.0)


@pytest.mark.parametrize(("left", "right"), [(70.0, 70.0), (60.0, 60.0), (80.0, 80.0)])
def test_landmarks_that_put_both_legs_together_do_not_hide_the_fan(left, right):
    """One leg at 60 and one at 80, the landmarks anywhere between."""
    together = width_deg(drawn(60.0, 60.0))
    pose = drawn(60.0, 80.0, seen_left_deg=left, seen_right_deg=right)
    assert width_deg(pose) - together == pytest.approx(20.0, abs=2.0)


def test_the_first_edge_comes_first_when_turning_from_x_to_y():
    first, last = leg_fan(drawn(40.0, 60.0))
    assert first[0] * last[1] - first[1] * last[0] > 0


def test_a_leg_at_the_border_of_the_picture_has_no_edge():
    pose = drawn(90.0, 90.0)
    cut = PersonPose(
        pose.landmarks_px - [HIP[0] - 2.0, 0.0],
        pose.visibility,
        pose.world_m,
        np.ascontiguousarray(np.roll(pose.mask, -int(HIP[0] - 2), axis=1)),
    )
    assert np.isnan(leg_fan(cut)).all()


def test_no_mask_and_no_legs_give_nothing():
    pose = drawn(30.0, 30.0)
    unmasked = PersonPose(pose.landmarks_px, pose.visibility, pose.world_m, None)
    assert np.isnan(leg_fan(unmasked)).all()
    unseen = PersonPose(
        np.full_like(pose.landmarks_px, np.nan), pose.visibility, pose.world_m, pose.mask
    )
    assert np.isnan(leg_fan(unseen)).all()
