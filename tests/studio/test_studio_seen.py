"""Visibility read off made-up part pictures."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.landmarks import LUMBAR_POINTS
from studio.parts import OTHER_PERSON, ROOM, Part
from studio.seen import landmark_belonging, lumbar_belonging, seen

LEFT_OF_BODY = np.array([[1.0, 0.0, 0.0]])
RIGHT_OF_BODY = -LEFT_OF_BODY


def is_seen(name, part, point=(5.5, 5.5), camera=LEFT_OF_BODY, picture=None, reach=2.0):
    of = lumbar_belonging if name in LUMBAR_POINTS else landmark_belonging
    belonging = of(name)
    if picture is None:
        picture = np.full((10, 12), part, dtype=np.uint8)
    to_camera = dict.fromkeys(("head", "thorax", "pelvis"), camera)
    points, reaches = np.array([[point]]), np.array([[reach]])
    return bool(seen(points, reaches, to_camera, (belonging,), [picture])[0, 0])


@pytest.mark.parametrize(
    ("name", "part", "shown"),
    [
        ("left_knee", Part.LEFT_THIGH, True),
        ("left_knee", Part.LEFT_SHANK, True),
        ("right_knee", Part.LEFT_SHANK, False),
        ("left_wrist", Part.TRUNK, False),
        ("left_index", Part.LEFT_HAND, True),
        ("left_ankle", OTHER_PERSON, False),
        ("left_ankle", ROOM, False),
        ("L3", Part.TRUNK, True),
        ("sacrum", Part.PELVIS, True),
        ("L3", Part.LEFT_FOREARM, False),
        ("PSIS", Part.LEFT_HAND, False),
        ("ASIS", Part.LEFT_THIGH, False),
        ("HJC", Part.LEFT_THIGH, True),
        ("L1", OTHER_PERSON, False),
        ("L1", ROOM, False),
        ("floor_L3", ROOM, True),
        ("floor_L3", Part.TRUNK, True),
        ("floor_L3", Part.LEFT_HAND, False),
    ],
)
def test_the_nearest_part_decides(name, part, shown):
    assert is_seen(name, part) == shown


@pytest.mark.parametrize("name", ["ear", "eye_outer", "shoulder", "hip"])
def test_the_far_side_of_head_and_trunk_is_hidden(name):
    part = {"shoulder": Part.TRUNK, "hip": Part.PELVIS}.get(name, Part.HEAD)
    for side, near, far in (
        ("left", LEFT_OF_BODY, RIGHT_OF_BODY),
        ("right", RIGHT_OF_BODY, LEFT_OF_BODY),
    ):
        assert is_seen(f"{side}_{name}", part, camera=near)
        assert not is_seen(f"{side}_{name}", part, camera=far)


def test_the_nose_is_seen_from_either_side():
    assert is_seen("nose", Part.HEAD, camera=LEFT_OF_BODY)
    assert is_seen("nose", Part.HEAD, camera=RIGHT_OF_BODY)
    assert not is_seen("nose", Part.HEAD, camera=np.array([[0.0, 1.0, 0.0]]))


@pytest.mark.parametrize("point", [(-0.1, 5.0), (12.0, 5.0), (5.0, -0.1), (5.0, 10.0)])
def test_a_point_outside_the_picture_is_not_seen(point):
    assert not is_seen("left_knee", Part.LEFT_SHANK, point)


def test_a_point_of_no_place_is_not_seen():
    assert not is_seen("floor_L3", ROOM, (np.nan, np.nan))


def test_beside_the_outline_the_nearest_part_within_reach_decides():
    picture = np.zeros((10, 12), dtype=np.uint8)
    picture[:, 8:] = Part.LEFT_FOOT
    picture[:, :2] = Part.TRUNK
    assert is_seen("left_heel", None, (6.2, 5.5), picture=picture)
    assert not is_seen("left_heel", None, (4.2, 5.5), picture=picture)
    assert not is_seen("left_heel", None, (2.5, 5.5), picture=picture)
    assert not is_seen("left_heel", None, (4.2, 5.5), picture=picture, reach=5.0)
    assert is_seen("left_heel", None, (5.2, 5.5), picture=picture, reach=5.0)


def test_an_arm_along_the_edge_of_the_mat_hides_the_floor():
    picture = np.zeros((10, 12), dtype=np.uint8)
    picture[:5] = Part.LEFT_FOREARM
    assert not is_seen("floor_L3", None, (5.5, 6.2), picture=picture)
    assert is_seen("floor_L3", None, (5.5, 9.5), picture=picture)
