"""The trunk crop: where points go, that mirrored pictures give equal crops, and what is refused."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.lumbar.crop import CROP, MIN_TRUNK_PX, cut, trunk_frame
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark

SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def landmarks(shoulder, hip):
    points = np.full((LANDMARK_COUNT, 2), np.nan)
    points[SHOULDERS], points[HIPS] = shoulder, hip
    return points


def test_the_trunk_lies_level_in_the_crop_with_the_head_to_the_left():
    frame = trunk_frame(landmarks((400.0, 100.0), (400.0, 300.0)), ventral=1.0)
    shoulder, hip = frame.in_crop(np.array([[400.0, 100.0], [400.0, 300.0]]))
    assert shoulder == pytest.approx(CROP.origin)
    assert hip - shoulder == pytest.approx([CROP.px_per_trunk, 0.0], abs=1e-9)


@pytest.mark.parametrize(("ventral", "chest"), [(1.0, (90.0, 0.0)), (-1.0, (-90.0, 0.0))])
def test_the_chest_is_up_in_the_crop(ventral, chest):
    """Hanging: caudal is down; clockwise of it, as seen, lies the picture's left."""
    frame = trunk_frame(landmarks((400.0, 100.0), (400.0, 300.0)), ventral)
    x, y = frame.in_crop(np.array([400.0, 200.0]) - chest) - CROP.origin
    assert y < 0
    assert x == pytest.approx(50.0)


@given(
    st.floats(0, 360),
    st.sampled_from([-1.0, 1.0]),
    st.floats(30, 400),
    st.tuples(st.floats(-200, 200), st.floats(-200, 200)),
)
def test_picture_to_crop_and_back(angle_deg, ventral, trunk_px, point):
    way = trunk_px * np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    frame = trunk_frame(landmarks((300.0, 300.0), 300.0 + way), ventral)
    assert frame.in_picture(frame.in_crop(np.array(point))) == pytest.approx(point, abs=1e-6)
    assert frame.trunk_px == pytest.approx(trunk_px)


def test_a_direction_in_the_crop_is_the_same_direction_in_the_picture():
    frame = trunk_frame(landmarks((100.0, 200.0), (300.0, 200.0)), ventral=-1.0)
    # Head left, chest up: dorsal is down, and 90 degrees from caudal towards dorsal points down.
    assert frame.direction_in_picture(np.array([0.0, 90.0, -90.0])) == pytest.approx(
        np.array([[1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    )


def picture(size=(360, 640)):
    random = np.random.default_rng(7)
    small = random.integers(0, 255, (size[0] // 20, size[1] // 20, 3), dtype=np.uint8)
    return cv2.resize(small, size[::-1], interpolation=cv2.INTER_CUBIC)


def test_a_mirrored_picture_gives_an_equal_crop():
    image = picture()
    mask = image[..., 0].astype(np.float32) / 255.0
    there = trunk_frame(landmarks((200.0, 180.0), (330.0, 190.0)), ventral=-1.0)
    back = trunk_frame(landmarks((639 - 200.0, 180.0), (639 - 330.0, 190.0)), ventral=1.0)
    mirrored = np.ascontiguousarray(image[:, ::-1]), np.ascontiguousarray(mask[:, ::-1])
    difference = cut(image, mask, there).astype(int) - cut(*mirrored, back)
    assert np.abs(difference).max() <= 2


@pytest.mark.parametrize("factor", [2, 3])
def test_a_larger_picture_of_the_same_gives_nearly_the_same_crop(factor):
    image = cv2.GaussianBlur(picture(), (0, 0), 3.0)
    large = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
    points = landmarks((200.0, 180.0), (330.0, 190.0))
    small_crop = cut(image, None, trunk_frame(points, -1.0))
    # The middle of a pixel lies at its half.
    large_crop = cut(large, None, trunk_frame(factor * (points + 0.5) - 0.5, -1.0))
    assert np.abs(small_crop.astype(int) - large_crop).mean() < 1.5


def test_the_mask_is_the_fourth_channel_and_none_is_empty():
    image, frame = picture(), trunk_frame(landmarks((200.0, 180.0), (330.0, 180.0)), -1.0)
    mask = np.zeros(image.shape[:2], np.float32)
    mask[:180] = 1.0
    crop = cut(image, mask, frame)
    assert crop.shape == (112, 160, 4)
    assert crop[5, 80, 3] == 255
    assert crop[-5, 80, 3] == 0
    assert not cut(image, None, frame)[..., 3].any()


def test_a_body_outside_of_the_picture_gives_an_empty_crop():
    frame = trunk_frame(landmarks((5000.0, 180.0), (5130.0, 180.0)), -1.0)
    assert not cut(picture(), np.ones((360, 640), np.float32), frame).any()


@pytest.mark.parametrize("trunk_px", [0.0, MIN_TRUNK_PX - 1.0, np.nan])
def test_no_trunk_no_frame(trunk_px):
    assert trunk_frame(landmarks((100.0, 100.0), (100.0 + trunk_px, 100.0)), 1.0) is None
