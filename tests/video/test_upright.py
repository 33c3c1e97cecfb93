from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.video.upright import Orientation, square_size

ONE = 1 << 16


def display_matrix(clockwise_deg: int, *, mirrored: bool) -> list[int]:
    """Rotation clockwise (y down), then left and right exchanged."""
    cosine, sine = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[clockwise_deg]
    sign = -1 if mirrored else 1
    return [v * ONE for v in (sign * cosine, sine, 0, -sign * sine, cosine, 0, 0, 0, 1 << 14)]


@pytest.mark.parametrize(
    ("clockwise_deg", "mirrored"), list(itertools.product((0, 90, 180, 270), (False, True)))
)
def test_every_orientation_equals_rotation_then_mirror(clockwise_deg: int, mirrored: bool) -> None:
    image = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    expected = np.rot90(image, -clockwise_deg // 90)
    expected = expected[:, ::-1] if mirrored else expected
    orientation = Orientation.from_matrix(display_matrix(clockwise_deg, mirrored=mirrored))
    upright = orientation.apply(image)
    np.testing.assert_array_equal(upright, expected)
    assert upright.flags.c_contiguous
    assert upright.dtype == np.uint8
    assert orientation.rotation_deg == clockwise_deg


def test_matrix_that_is_a_little_off_takes_the_nearest_orientation() -> None:
    a_little = [ONE // 10, 65000, 0, -65000, ONE // 10, 0, 0, 0, 1 << 30]
    assert Orientation.from_matrix(a_little).rotation_deg == 90


def test_matrix_of_another_size_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="expected 9 numbers, got 4"):
        Orientation.from_matrix([1, 0, 0, 1])


@pytest.mark.parametrize(
    ("stored", "aspect", "shown"),
    [
        ((720, 576), Fraction(64, 45), (1024, 576)),
        ((720, 480), Fraction(8, 9), (720, 540)),
        ((640, 480), None, (640, 480)),
        ((640, 480), Fraction(0), (640, 480)),
        ((640, 480), Fraction(1000), (640, 480)),
        ((1441, 1080), Fraction(4, 3), (1921, 1080)),
    ],
)
def test_square_pixels(
    stored: tuple[int, int], aspect: Fraction | None, shown: tuple[int, int]
) -> None:
    assert square_size(*stored, aspect) == shown


@given(st.integers(16, 8000), st.integers(16, 8000), st.fractions(0.25, 4, max_denominator=100))
def test_square_pixels_keep_the_shape_and_lose_nothing(
    width: int, height: int, aspect: Fraction
) -> None:
    shown_width, shown_height = square_size(width, height, aspect)
    assert shown_width >= width
    assert shown_height >= height
    assert shown_width / shown_height == pytest.approx(width * aspect / height, rel=0.04)
