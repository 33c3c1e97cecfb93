from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.pose.background import background_shift_px, small_picture
from tests.pose.people import person

SIZE = (540, 960)
NOISE = np.random.default_rng(1)
SCENE = cv2.normalize(
    cv2.GaussianBlur(NOISE.integers(0, 255, (800, 1300, 3)).astype(np.uint8), (0, 0), 15),
    None,
    0,
    255,
    cv2.NORM_MINMAX,
)


def view(x: float = 0.0, y: float = 0.0) -> np.ndarray:
    """The scene as a camera sees it after the picture moved by (x, y) pixels, with its noise."""
    move = np.array([[1, 0, x - 150], [0, 1, y - 120]], np.float32)
    picture = cv2.warpAffine(SCENE, move, SIZE[::-1], flags=cv2.INTER_CUBIC)
    return np.clip(picture + NOISE.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("x", "y"), [(0, 0), (0.5, 0), (0, -1.2), (4, 3), (20, -11), (-45, 10), (90, 0)]
)
def test_known_shift_is_read(x: float, y: float) -> None:
    shift = background_shift_px(small_picture(view(x, y), None), small_picture(view(), None))
    assert shift == pytest.approx(np.hypot(x, y), abs=0.15 + 0.03 * np.hypot(x, y))


def test_moving_person_is_not_a_moving_camera() -> None:
    def with_person(x: float) -> tuple[np.ndarray, object]:
        pose = person(x, 400, trunk=130, legs_deg=40, size=SIZE)
        image = view()
        image[pose.mask > 0.5] = (220, 40, 40)
        return image, pose

    still = background_shift_px(small_picture(*with_person(400)), small_picture(*with_person(410)))
    assert still < 0.3


def test_change_of_light_is_not_a_shift() -> None:
    darker = (view() * 0.9).astype(np.uint8)
    assert background_shift_px(small_picture(darker, None), small_picture(view(), None)) < 0.5


def test_even_wall_tells_nothing() -> None:
    wall = np.full((*SIZE, 3), 128, np.uint8)
    assert np.isnan(background_shift_px(small_picture(wall, None), small_picture(wall, None)))


def test_stripes_tell_nothing_along_themselves() -> None:
    stripes = np.tile((127 + 100 * np.sin(np.arange(960) / 40)).astype(np.uint8), (540, 1))
    picture = small_picture(np.repeat(stripes[..., None], 3, axis=2), None)
    assert np.isnan(background_shift_px(picture, picture))


def test_other_size_or_tiny_picture_tells_nothing() -> None:
    tiny = small_picture(np.zeros((1, 1, 3), np.uint8), None)
    assert tiny.gray.shape == (1, 1)
    assert np.isnan(background_shift_px(tiny, tiny))
    assert np.isnan(background_shift_px(small_picture(view(), None), tiny))


def test_person_with_a_margin_is_no_background() -> None:
    pose = person(400, 300, trunk=130, size=SIZE)
    picture = small_picture(view(), pose)
    x, y = (pose.landmarks_px[23] / picture.scale).astype(int)
    assert not picture.background[y - 1 : y + 2, x - 1 : x + 2].any()
    assert picture.background[:5, :5].all()
    assert 0.5 < picture.background.mean() < 0.95
    assert picture.scale == pytest.approx(10)
