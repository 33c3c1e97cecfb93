"""Points on the skin of a made-up body lie on its triangles and move with its bones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from studio.body import Body
from studio.skin_points import MovedPoints, on_bone, on_skin
from studio.turns import about_x

STILL = np.concatenate([np.eye(3), np.zeros((3, 1))], axis=1)


@pytest.fixture
def slab() -> Body:
    """Two slanted walls y = 1 + x (behind) and y = -1 + x (before); the left end moves alone."""
    wall = [[-1.0, 0.0, 0.0], [1.0, 2.0, 0.0], [-1.0, 0.0, 2.0], [1.0, 2.0, 2.0]]
    points = np.array(wall + [[x, y - 2.0, z] for x, y, z in wall])
    half = np.array([[0, 1, 2], [1, 3, 2]], dtype=np.int32)
    return Body(
        vertices_m=points,
        triangles=np.concatenate([half, half + 4]),
        part=np.zeros(8, dtype=np.int32),
        bones=("root", "end"),
        parents=np.array([-1, 0], dtype=np.int32),
        heads_m=np.array([[0.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]),
        tails_m=np.zeros((2, 3)),
        weights=sparse.csr_matrix([[0.0, 1.0] if x < 0 else [1.0, 0.0] for x in points[:, 0]]),
    )


def test_the_skin_is_met_between_its_vertices(slab):
    for side, y in (("back", 1.3), ("front", -0.7)):
        point = MovedPoints(("p",), on_skin(slab, 0.3, 0.9, side, slab.triangles)[None])
        np.testing.assert_allclose(point.neutral_m(), [[0.3, y, 0.9]])


def test_a_line_beside_the_body_meets_no_skin(slab):
    with pytest.raises(ValueError, match=r"no skin at x 3\.000"):
        on_skin(slab, 3.0, 0.9, "back", slab.triangles)


def test_points_move_as_the_skin_does(slab):
    blends = [on_skin(slab, x, z, "back", slab.triangles) for x, z in ((-1.0, 0.0), (1.0, 2.0))]
    points = MovedPoints(("a", "b"), np.stack(blends))
    poses = np.stack([slab.bone_transforms({"end": about_x(a)}, STILL) for a in (0.0, 40.0)])
    for moved, pose in zip(points.at(poses), poses, strict=True):
        np.testing.assert_allclose(moved, slab.skin(pose)[[0, 3]], atol=1e-12)


def test_a_point_of_a_bone_turns_rigidly(slab):
    points = MovedPoints(("p",), on_bone(slab, "end", np.array([-1.0, 0.0, 1.0]))[None])
    pose = slab.bone_transforms({"end": about_x(90.0)}, STILL)
    np.testing.assert_allclose(points.at(pose[None]), [[[-1.0, -1.0, 0.0]]], atol=1e-12)


def test_names_and_rows_must_fit():
    with pytest.raises(ValueError, match=r"expected \(2, B, 4\), got \(1, 5, 4\)"):
        MovedPoints(("a", "b"), np.zeros((1, 5, 4)))
