"""The truth of a crop: axes are where the segments point, for every camera side and support."""

import numpy as np
import pytest

pytest.importorskip("anny")

from formcheck.lumbar.crop import trunk_frame
from formcheck.pose.landmarks import LANDMARK_COUNT, LUMBAR_POINTS, Landmark
from studio.arms import Arms
from studio.body import Phenotype, load_body
from studio.camera import Camera
from studio.lumbar.truths import axes_in_crop_deg, trunk_length_m, view_at_hips_deg
from studio.pose import ContactRows, JointAngles, Posture, pose, settled
from studio.stage import Instant, joints_m
from studio.truth import neutral_of

BODY = load_body(Phenotype())
ROWS = ContactRows.of(BODY)


def instant(posture, **angles):
    wanted = JointAngles(**angles)
    posed = pose(BODY, ROWS, wanted, posture)
    return Instant(0.0, wanted, posed, joints_m(BODY, posed))


def frame_of(moment, camera, ventral):
    points = np.zeros((LANDMARK_COUNT, 2))
    for part in ("shoulder", "hip"):
        for side in ("left", "right"):
            place = camera.project(moment.joints_m[f"{part}_{side}"])
            points[Landmark[f"{side}_{part}".upper()]] = place
    return trunk_frame(points, ventral)


@pytest.mark.parametrize("side", [1.0, -1.0])
@pytest.mark.parametrize("support", ["mat", "bar"])
def test_pelvis_less_thorax_is_the_lordosis_and_thigh_less_thorax_the_hip_flexion(side, support):
    posture = settled(BODY, ROWS, Posture(support=support))
    camera = Camera(side=side, distance_m=30.0, target_m=(0.0, -0.3, 0.8), view_height_m=3.0)
    neutral = neutral_of(BODY, ROWS, posture)
    for hip, lordosis in ((0.0, 0.0), (40.0, 18.0), (85.0, -25.0)):
        moment = instant(posture, hip_left_deg=hip, hip_right_deg=hip, lordosis_deg=lordosis)
        # A supine body seen from its left has the head on the picture's right.
        ventral = side
        thorax, pelvis, thigh = axes_in_crop_deg(
            moment, neutral, camera, frame_of(moment, camera, ventral)
        )
        assert pelvis - thorax == pytest.approx(lordosis, abs=0.6)
        # Towards ventral is negative in the crop.
        assert thorax - thigh == pytest.approx(hip, abs=1.0)
        assert abs(thorax) < 16.0


def test_the_trunk_is_as_long_as_a_trunk():
    assert 0.4 < trunk_length_m(BODY) < 0.6


def test_points_keep_their_order_along_the_back():
    posture = settled(BODY, ROWS, Posture())
    camera = Camera(distance_m=30.0, view_height_m=3.0)
    moment = instant(posture)
    frame = frame_of(moment, camera, 1.0)
    subject = neutral_of(BODY, ROWS, posture).subject
    points = frame.in_crop(camera.project(subject.lumbar_m(moment.posed.transforms[None])[0]))
    place = dict(zip(LUMBAR_POINTS, points, strict=True))
    order = ["T8", "T12", "L1", "L3", "L5S1", "sacrum"]
    assert np.all(np.diff([place[name][0] for name in order]) > 0)
    assert place["navel"][1] < place["L3"][1], "the belly is up"


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_the_view_of_a_lying_trunk_is_that_of_the_camera(side):
    moment = instant(settled(BODY, ROWS, Posture()))
    hips = (moment.joints_m["hip_left"] + moment.joints_m["hip_right"]) / 2
    for yaw_deg, pitch_deg in ((0.0, 0.0), (20.0, 0.0), (-15.0, 10.0), (0.0, 25.0)):
        camera = Camera(
            side=side,
            yaw_deg=yaw_deg,
            pitch_deg=pitch_deg,
            distance_m=30.0,
            target_m=tuple(hips.tolist()),
        )
        # The trunk's line lies within a few degrees of the floor.
        assert view_at_hips_deg(moment, camera) == pytest.approx((yaw_deg, pitch_deg), abs=3.0)


def test_who_hangs_before_a_camera_that_looks_down_has_the_feet_farther_away():
    moment = instant(settled(BODY, ROWS, Posture(support="bar", arms=Arms("bar"))))
    hips = (moment.joints_m["hip_left"] + moment.joints_m["hip_right"]) / 2
    down = Camera(pitch_deg=15.0, distance_m=30.0, target_m=tuple(hips.tolist()))
    behind = Camera(yaw_deg=15.0, distance_m=30.0, target_m=tuple(hips.tolist()))
    assert view_at_hips_deg(moment, down)[0] == pytest.approx(15.0, abs=4.0)
    yaw, pitch = view_at_hips_deg(moment, behind)
    assert yaw == pytest.approx(0.0, abs=4.0)
    assert pitch == pytest.approx(-15.0, abs=4.0), "the back is seen"
