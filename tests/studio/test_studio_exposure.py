"""The open shutter: sub-frames where something moves, evenly about the frame's time."""

from __future__ import annotations

import numpy as np
import pytest

from studio.camera import Camera
from studio.exposure import MOST, STEP_PX, moving_px_per_s, open_times_s, sub_frames
from studio.stack import PartStack

CAMERA = Camera(target_m=(0.0, 0.0, 0.5), distance_m=3.0, view_height_m=1.5, width=640, height=360)
PX_PER_M = 360 / 1.5


def test_speed_is_that_of_the_fastest_point_in_the_picture():
    times = np.array([0.0, 0.1, 0.3, 0.4])
    points = np.zeros((4, 2, 3))
    points[:, 0, 1] = 1.0 * times
    points[:, 1, 2] = 0.5 + 2.0 * times
    np.testing.assert_allclose(moving_px_per_s(points, times, CAMERA), 2.0 * PX_PER_M)


def test_a_jolt_is_seen_by_the_frames_on_both_sides_of_it():
    times = np.arange(4) / 10.0
    points = np.zeros((4, 1, 3))
    points[2:, 0, 1] = 0.1
    np.testing.assert_allclose(
        moving_px_per_s(points, times, CAMERA), [0.0, PX_PER_M, PX_PER_M, 0.0], atol=1e-9
    )


def test_what_is_behind_the_camera_does_not_count():
    points = np.full((3, 1, 3), [9.0, 0.0, 0.5])
    assert (moving_px_per_s(points, np.arange(3.0), CAMERA) == 0.0).all()


def test_still_or_closed_takes_one_sub_frame_and_fast_takes_more():
    speeds = np.array([0.0, 10 * STEP_PX, 1e6])
    assert sub_frames(speeds, 0.0).tolist() == [1, 1, 1]
    assert sub_frames(speeds, 0.5).tolist() == [1, 5, MOST]


def test_sub_frames_lie_evenly_about_the_frame():
    times = np.array([1.0, 2.0])
    alone, four = open_times_s(times, [1, 4], 0.4)
    assert alone.tolist() == [1.0]
    np.testing.assert_allclose(four, [1.85, 1.95, 2.05, 2.15])


def test_a_stack_gives_back_what_it_took():
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 16, (20, 30), dtype=np.uint8) for _ in range(3)]
    stack = PartStack()
    for picture in pictures:
        stack.append(picture)
    assert len(stack) == 3
    for found, picture in zip(stack, pictures, strict=True):
        np.testing.assert_array_equal(found, picture)
    np.testing.assert_array_equal(stack[-1], pictures[-1])
    np.testing.assert_array_equal(stack[1:][0], pictures[1])


def test_only_part_pictures_go_on_a_stack():
    with pytest.raises(ValueError, match="uint8"):
        PartStack().append(np.zeros((4, 4, 3), dtype=np.uint8))
