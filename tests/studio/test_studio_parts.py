"""Body parts of a made-up body: bones inherit parts, the buttock is no thigh."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from studio.body import Body
from studio.parts import Part, body_parts, bone_parts

BONES = (
    ("root", -1),
    ("spine05", 0),
    ("spine04", 1),
    ("spine01", 2),
    ("clavicle.L", 3),
    ("upperarm01.L", 4),
    ("upperarm02.L", 5),
    ("wrist.L", 6),
    ("finger1-1.L", 7),
    ("neck01", 3),
    ("head", 9),
    ("jaw", 10),
    ("pelvis.L", 0),
    ("upperleg01.L", 12),
    ("upperleg02.L", 13),
    ("foot.L", 14),
    ("toe1-1.L", 15),
    ("upperleg01.R", 0),
)
NUMBER = {name: i for i, (name, _) in enumerate(BONES)}


def body_of(points: list[list[float]], weights: list[dict[str, float]]) -> Body:
    dense = np.zeros((len(points), len(BONES)))
    for row, shares in zip(dense, weights, strict=True):
        for name, share in shares.items():
            row[NUMBER[name]] = share
    return Body(
        vertices_m=np.array(points),
        triangles=np.zeros((0, 3), dtype=np.int32),
        part=np.zeros(len(points), dtype=np.int32),
        bones=tuple(NUMBER),
        parents=np.array([parent for _, parent in BONES], dtype=np.int32),
        heads_m=np.zeros((len(BONES), 3)),
        tails_m=np.zeros((len(BONES), 3)),
        weights=sparse.csr_matrix(dense),
    )


@pytest.mark.parametrize(
    ("bone", "part"),
    [
        ("root", Part.PELVIS),
        ("spine05", Part.PELVIS),
        ("pelvis.L", Part.PELVIS),
        ("spine04", Part.TRUNK),
        ("clavicle.L", Part.TRUNK),
        ("upperarm02.L", Part.LEFT_UPPER_ARM),
        ("finger1-1.L", Part.LEFT_HAND),
        ("jaw", Part.HEAD),
        ("upperleg02.L", Part.LEFT_THIGH),
        ("toe1-1.L", Part.LEFT_FOOT),
        ("upperleg01.R", Part.RIGHT_THIGH),
    ],
)
def test_a_bone_is_of_its_own_or_its_parents_part(bone, part):
    assert bone_parts(body_of([], []))[NUMBER[bone]] == part


def test_the_bones_of_a_part_share_a_vertex():
    """No bone alone moves the vertex most, but the two of the hand together do."""
    vertex = {"upperarm01.L": 0.4, "wrist.L": 0.3, "finger1-1.L": 0.3}
    assert body_parts(body_of([[0.0, 0.0, 0.0]], [vertex])).tolist() == [Part.LEFT_HAND]


def test_the_buttock_is_pelvis_though_the_thigh_moves_it():
    thigh = {"upperleg01.L": 1.0}
    behind, before, below = [0.1, 0.1, -0.05], [0.1, -0.1, 0.05], [0.1, 0.0, -0.2]
    parts = body_parts(body_of([behind, before, below], [thigh] * 3))
    assert parts.tolist() == [Part.PELVIS, Part.LEFT_THIGH, Part.LEFT_THIGH]
