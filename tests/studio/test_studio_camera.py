"""The studio's camera: exact projective geometry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.camera import Camera

LEVEL = Camera(target_m=(0.0, -0.5, 0.4), distance_m=3.0, view_height_m=1.5)


@pytest.mark.parametrize("side", [1.0, -1.0])
@pytest.mark.parametrize("yaw", [0.0, 25.0])
@pytest.mark.parametrize("pitch", [0.0, 15.0])
def test_the_target_is_in_the_middle(side, yaw, pitch):
    camera = Camera(side=side, yaw_deg=yaw, pitch_deg=pitch, target_m=(0.1, -0.5, 0.4))
    np.testing.assert_allclose(camera.project(camera.target_m), [480.0, 270.0], atol=1e-9)
    away = np.linalg.norm(camera.position_m - np.asarray(camera.target_m))
    assert away == pytest.approx(camera.distance_m)


def test_one_metre_in_the_target_plane():
    scale = 540 / 1.5
    np.testing.assert_allclose(LEVEL.project([0.0, -0.5, 1.4]), [480.0, 270.0 - scale])
    np.testing.assert_allclose(LEVEL.project([0.0, 0.5, 0.4]), [480.0 + scale, 270.0])


def test_the_other_side_shows_the_mirror():
    other = Camera(side=-1.0, target_m=(0.0, -0.5, 0.4), distance_m=3.0, view_height_m=1.5)
    x, y = LEVEL.project([0.0, 0.2, 0.9])
    np.testing.assert_allclose(other.project([0.0, 0.2, 0.9]), [960.0 - x, y])


def test_nearer_things_are_larger():
    near = LEVEL.project([1.0, -0.5, 1.4])[1]
    assert 270.0 - near == pytest.approx(540 / 1.5 * 3.0 / 2.0)


def test_a_camera_that_looks_down_stands_higher():
    camera = Camera(pitch_deg=30.0, distance_m=2.0, target_m=(0.0, 0.0, 0.5))
    assert camera.position_m[2] == pytest.approx(0.5 + 1.0)


def test_positive_yaw_stands_nearer_to_the_head():
    camera = Camera(yaw_deg=20.0, target_m=(0.0, 0.0, 0.5))
    assert camera.position_m[1] == pytest.approx(3.0 * np.sin(np.radians(20.0)))


def test_behind_the_camera_is_not_seen():
    assert np.isnan(LEVEL.project([5.0, -0.5, 0.4])).all()


def test_a_camera_rolled_clockwise_shows_the_scene_turned_counter_clockwise():
    rolled = Camera(roll_deg=10.0, target_m=(0.0, -0.5, 0.4), distance_m=3.0, view_height_m=1.5)
    scale, roll = 540 / 1.5, np.radians(10.0)
    above = rolled.project([0.0, -0.5, 1.0])
    expected = [480.0 - 0.6 * scale * np.sin(roll), 270.0 - 0.6 * scale * np.cos(roll)]
    np.testing.assert_allclose(above, expected)
    np.testing.assert_allclose(rolled.project(rolled.target_m), [480.0, 270.0])
    np.testing.assert_allclose(rolled.position_m, LEVEL.position_m)


@given(yaw=st.floats(-40.0, 40.0), pitch=st.floats(-10.0, 30.0), roll=st.floats(-180.0, 180.0))
def test_axes_are_a_right_handed_frame(yaw, pitch, roll):
    axes = Camera(yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll).axes
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(axes[0], axes[2]), axes[1], atol=1e-12)


def test_an_upright_picture_keeps_the_scale():
    upright = Camera(
        target_m=(0.0, -0.5, 0.4), distance_m=3.0, view_height_m=1.5, width=360, height=640
    )
    scale = 640 / 1.5
    np.testing.assert_allclose(
        upright.project([0.0, -0.4, 0.5]), [180 + 0.1 * scale, 320 - 0.1 * scale]
    )


@given(
    side=st.sampled_from([1.0, -1.0]),
    yaw=st.floats(-40.0, 40.0),
    pitch=st.floats(-10.0, 30.0),
    roll=st.floats(-20.0, 20.0),
    size=st.sampled_from([(960, 540), (360, 640), (640, 480)]),
    point=st.tuples(st.floats(-0.5, 0.5), st.floats(-1.0, 1.0), st.floats(0.0, 1.5)),
)
def test_the_renderer_sees_what_the_truth_says(side, yaw, pitch, roll, size, point):
    width, height = size
    camera = Camera(
        side=side, yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll, width=width, height=height
    )
    x, y, _, w = camera.clip_matrix() @ [*point, 1.0]
    drawn = [(x / w + 1) / 2 * camera.width, (1 - y / w) / 2 * camera.height]
    np.testing.assert_allclose(camera.project(point), drawn, atol=1e-6)
