"""The truth of a crop: axes are where the segments point, for every camera side and support."""

import numpy as np
import pytest

pytest.importorskip("anny")

from formcheck.lumbar.crop import trunk_frame
from formcheck.pose.landmarks import LANDMARK_COUNT, LUMBAR_POINTS, Landmark
from studio.body import Phenotype, load_body
from studio.camera import Camera
from studio.lumbar.truths import axes_in_crop_deg, trunk_length_m
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
