"""Varied crops: the truth moves with the picture, and spoilt ones are no longer crops of a back."""

import cv2
import numpy as np
import pytest

from formcheck.lumbar.crop import CROP
from studio.lumbar.augment import OFFSET_PX, plain, spoilt, varied
from studio.lumbar.crops import STORED

WIDTH, HEIGHT = STORED.size
POINTS = np.array([[70.0, 60.0], [120.0, 75.0], [95.0, 100.0], [60.0, 90.0]])
VALUES = np.array([2.0, -6.0, -70.0, -8.0, 0.05])


def dotted():
    crop = np.full((HEIGHT, WIDTH, 4), 120, np.uint8)
    crop[..., 3] = 200
    for x, y in POINTS.astype(int):
        cv2.circle(crop, (int(x), int(y)), 3, (255, 255, 255, 200), -1)
    return crop


def test_the_plain_crop_is_the_middle():
    item = plain(dotted(), POINTS, np.ones(4), VALUES)
    assert item.crop.shape == (*CROP.size[::-1], 4)
    assert pytest.approx(POINTS - OFFSET_PX) == item.points
    x, y = item.points[0].astype(int)
    assert item.crop[y, x, 0] == 255


@pytest.mark.parametrize("seed", range(12))
def test_points_and_angles_move_with_the_picture(seed):
    item = varied(dotted(), POINTS, np.ones(4), VALUES, np.random.default_rng(seed))
    assert item.crop.shape == (*CROP.size[::-1], 4)
    gray = cv2.GaussianBlur(item.crop[..., :3].mean(axis=2), (0, 0), 2.0)
    for (x, y), seen in zip(item.points, item.visible, strict=True):
        if seen and 8 < x < CROP.size[0] - 8 and 8 < y < CROP.size[1] - 8:
            around = gray[int(y) - 7 : int(y) + 8, int(x) - 7 : int(x) + 8]
            assert gray[round(y), round(x)] > np.median(around) + 3
    before, after = POINTS[1] - POINTS[0], item.points[1] - item.points[0]
    turned = np.degrees(np.arctan2(*after[::-1]) - np.arctan2(*before[::-1]))
    assert item.values[:3] - VALUES[:3] == pytest.approx(np.full(3, turned), abs=1e-6)
    assert item.values[3] == VALUES[3]


def test_what_is_covered_is_no_longer_visible():
    random = np.random.default_rng(0)
    grid = np.stack(np.meshgrid(np.arange(30, 160, 6), np.arange(30, 110, 6)), -1).reshape(-1, 2)
    items = [varied(dotted(), grid, np.ones(len(grid)), VALUES, random) for _ in range(60)]
    hidden = [item for item in items if (item.visible == 0).any()]
    assert 3 <= len(hidden) <= 25
    assert all((item.visible == 0).mean() < 0.6 for item in hidden)


@pytest.mark.parametrize("seed", range(8))
def test_a_spoilt_crop_is_another_picture(seed):
    random = np.random.default_rng(seed)
    gradient = np.dstack([np.add.outer(np.arange(112), np.arange(160)) % 251] * 4)
    item = plain(dotted(), POINTS, np.ones(4), VALUES)
    item = type(item)(gradient.astype(np.uint8), item.points, item.visible, item.values)
    bad = spoilt(item, item, random)
    assert bad.shape == item.crop.shape
    assert np.abs(bad.astype(int) - item.crop).mean() > 5
