"""Angles in the plane: signs, wrapping, and what a mirror does to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.kinematics.geometry import angle_between_deg, direction_deg, length, unwrap_deg, y_up

ANGLES = st.floats(-179.0, 179.0)


def _unit(angle_deg: float) -> np.ndarray:
    return np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])


def _apart(first: float, second: float) -> float:
    return abs((first - second + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize(
    ("vector", "angle"),
    [((1, 0), 0.0), ((0, 1), 90.0), ((-1, 0), 180.0), ((0, -1), -90.0), ((3, -3), -45.0)],
)
def test_direction_is_counter_clockwise_from_the_right(vector, angle):
    assert direction_deg(np.array(vector, dtype=float)) == pytest.approx(angle)


def test_a_vector_of_no_length_has_no_direction():
    assert np.isnan(direction_deg(np.zeros(2)))
    assert np.isnan(direction_deg(np.array([np.nan, 1.0])))


def test_image_points_are_turned_up_once():
    below_in_the_image = np.array([0.0, 5.0])
    assert direction_deg(y_up(below_in_the_image)) == pytest.approx(-90.0)
    assert np.array_equal(y_up(y_up(below_in_the_image)), below_in_the_image)


@given(first=ANGLES, turn=ANGLES, size=st.floats(0.01, 100.0))
def test_angle_between_is_the_turn_and_a_mirror_turns_its_sign(first, turn, size):
    a, b = _unit(first), size * _unit(first + turn)
    mirror = np.array([-1.0, 1.0])
    assert angle_between_deg(a, b) == pytest.approx(turn, abs=1e-6)
    assert angle_between_deg(b, a) == pytest.approx(-turn, abs=1e-6)
    assert angle_between_deg(a * mirror, b * mirror) == pytest.approx(-turn, abs=1e-6)


def test_length_ignores_the_direction():
    assert length(np.array([[3.0, 4.0], [-3.0, -4.0]])).tolist() == [5.0, 5.0]


@given(angle=st.floats(-2000.0, 2000.0), low=st.sampled_from([-60.0, -180.0, 0.0]))
def test_unwrap_moves_by_full_turns_into_its_range(angle, low):
    moved = float(unwrap_deg(np.array(angle), low))
    assert low <= moved <= low + 360.0
    assert _apart(moved, angle) < 1e-6


@pytest.mark.parametrize("flexion", [-59.0, 0.0, 90.0, 179.0, 181.0, 250.0, 299.0])
def test_hip_flexion_is_not_folded_at_180(flexion):
    wrapped = direction_deg(_unit(flexion))
    assert unwrap_deg(wrapped) == pytest.approx(flexion)
