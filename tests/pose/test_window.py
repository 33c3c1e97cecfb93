"""A turned part of a picture and the way back."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.pose.window import Window

SIZE = (60, 80)
TURNS = pytest.mark.parametrize("turns", [0, 1, 2, 3])


def _picture_with(x: int, y: int) -> np.ndarray:
    image = np.zeros((*SIZE, 3), np.uint8)
    image[y, x] = 255
    return image


def _found(part: np.ndarray) -> PersonPose:
    """Somebody whose landmarks are all on the part's one bright pixel."""
    ((y, x),) = np.argwhere(part[..., 0] == 255)
    points = np.full((LANDMARK_COUNT, 2), (x + 0.5, y + 0.5))
    return PersonPose(
        points,
        np.ones(LANDMARK_COUNT),
        np.zeros((LANDMARK_COUNT, 3)),
        part[..., 0] / np.float32(255),
    )


@TURNS
@pytest.mark.parametrize(
    ("left", "top", "side", "x", "y"),
    [(10, 5, 40, 20, 20), (-15, -10, 50, 20, 20), (50, 30, 60, 55, 33)],
)
def test_what_is_found_in_the_part_is_where_it_is_in_the_frame(left, top, side, x, y, turns):
    window = Window(left, top, side, turns)
    part = window.cut(_picture_with(x, y))
    assert part.shape == (side, side, 3)
    pose = window.to_frame(_found(part), SIZE)
    assert pose.landmarks_px[0] == pytest.approx((x + 0.5, y + 0.5))
    assert pose.mask is not None
    assert pose.mask.shape == SIZE
    assert np.argwhere(pose.mask > 0.5).tolist() == [[y, x]]


@TURNS
@pytest.mark.parametrize(("left", "top", "side"), [(10, 5, 40), (-15, -10, 50), (-3, 30, 120)])
def test_the_part_is_the_picture_turned_counter_clockwise(left, top, side, turns):
    image = np.random.default_rng(0).integers(1, 256, (*SIZE, 3), dtype=np.uint8)
    frame = np.pad(image, [(200, 200), (200, 200), (0, 0)])
    square = frame[200 + top : 200 + top + side, 200 + left : 200 + left + side]
    part = Window(left, top, side, turns).cut(image)
    np.testing.assert_array_equal(part, np.rot90(square, turns))
    assert part.flags.c_contiguous
    assert not np.shares_memory(part, image)


@TURNS
def test_metric_points_turn_with_the_picture(turns):
    """A body whose head is up in the part: its metric points follow its image points."""
    window = Window(0, 0, 60, turns)
    points = np.zeros((LANDMARK_COUNT, 2))
    points[0] = (10.0, -30.0)
    world = np.column_stack([points, np.full(LANDMARK_COUNT, 7.0)])
    pose = PersonPose(points + 30.0, np.ones(LANDMARK_COUNT), world)
    turned = window.to_frame(pose, SIZE)
    assert turned.world_m[0, :2] == pytest.approx(turned.landmarks_px[0] - 30.0)
    assert turned.world_m[0, 2] == 7.0
    assert turned.mask is None


def test_beyond_the_picture_it_is_black():
    white = np.full((*SIZE, 3), 255, np.uint8)
    part = Window(-10, -10, 100).cut(white)
    assert part[:10].max() == 0
    assert part[:, :10].max() == 0
    assert part[10:70, 10:90].min() == 255
    assert part[70:].max() == 0


def test_a_window_off_the_picture_is_black():
    for window in (Window(500, 500, 20), Window(-500, 0, 20)):
        part = window.cut(np.full((*SIZE, 3), 255, np.uint8))
        assert part.shape == (20, 20, 3)
        assert part.max() == 0
