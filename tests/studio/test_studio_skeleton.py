"""Forward kinematics and skinning on a made-up body of two bones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from studio.body import Body
from studio.turns import about, about_x, about_y, about_z, between

STILL = np.concatenate([np.eye(3), np.zeros((3, 1))], axis=1)


@pytest.fixture
def leg() -> Body:
    """A straight leg from z = 1 (hip) over z = 0.5 (knee) to z = 0."""
    return Body(
        vertices_m=np.array([[0.0, 0.0, 0.75], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]]),
        triangles=np.array([[0, 1, 2]], dtype=np.int32),
        part=np.zeros(3, dtype=np.int32),
        bones=("thigh", "shank"),
        parents=np.array([-1, 0], dtype=np.int32),
        heads_m=np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.5]]),
        tails_m=np.array([[0.0, 0.0, 0.5], [0.0, 0.0, 0.0]]),
        weights=sparse.csr_matrix([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]),
    )


def test_the_neutral_pose_is_unmoved(leg):
    np.testing.assert_allclose(leg.skin(leg.bone_transforms({}, STILL)), leg.vertices_m)


def test_negative_turns_about_x_flex_the_hip_forward(leg):
    posed = leg.bone_transforms({"thigh": about_x(-90.0)}, STILL)
    np.testing.assert_allclose(leg.skin(posed)[2], [0.0, -1.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(leg.joint(posed, "shank"), [0.0, -0.5, 1.0], atol=1e-12)


def test_a_child_turns_about_its_own_head(leg):
    posed = leg.bone_transforms({"thigh": about_x(-90.0), "shank": about_x(90.0)}, STILL)
    np.testing.assert_allclose(leg.skin(posed)[2], [0.0, -0.5, 0.5], atol=1e-12)


def test_some_rows_are_skinned_as_all_are(leg):
    posed = leg.bone_transforms({"shank": about_x(30.0)}, STILL)
    rows = np.array([2])
    np.testing.assert_allclose(leg.skin(posed, rows), leg.skin(posed)[rows])


def test_turns_are_rotations():
    for turn in (about_x(30.0), about_y(-70.0), about_z(10.0), about(np.ones(3), 50.0)):
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1.0)
    np.testing.assert_allclose(about(np.array([1.0, 0.0, 0.0]), 33.0), about_x(33.0))


def test_between_brings_one_direction_to_the_other():
    start, end = np.array([1.0, 2.0, 3.0]), np.array([-2.0, 0.5, 1.0])
    turned = between(start, end) @ start
    np.testing.assert_allclose(np.cross(turned, end), 0.0, atol=1e-9)
    assert turned @ end > 0.0
