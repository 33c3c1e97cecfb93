from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.motion import (
    around,
    derivative,
    following_rep,
    median,
    previous_rep,
    steady_extreme,
    unseen_share,
)
from formcheck.checks.settings import SpeedSettings
from formcheck.checks.uncertainty import acceleration_sigma_dps2, speed_sigma_dps
from tests.checks.scenes import Move, changed, scene

MADE = scene(Move())
KINEMATICS = MADE.kinematics
TIME = KINEMATICS.time_s


def test_derivative_of_uniform_motion_is_exact_also_at_the_ends_of_a_stretch():
    np.testing.assert_allclose(derivative(KINEMATICS, 3 * TIME, slice(5, 20)), 3.0)
    parabola = derivative(KINEMATICS, TIME**2, slice(5, 20))
    np.testing.assert_allclose(parabola, 2 * TIME[5:20])


def test_derivative_is_nan_where_it_is_not_known():
    gap = np.where(np.arange(len(TIME)) == 10, np.nan, TIME)
    slope = derivative(KINEMATICS, gap, slice(5, 20))
    assert np.flatnonzero(np.isnan(slope)).tolist() == [4, 5, 6]
    assert derivative(KINEMATICS, TIME, slice(7, 7)).size == 0
    assert derivative(KINEMATICS, TIME, slice(9, 7)).size == 0


def test_repeated_times_give_nan_not_warnings():
    stuck = changed(MADE, time_s=np.zeros(len(TIME))).kinematics
    assert np.isnan(derivative(stuck, TIME, slice(0, 9))).all()


def test_around_counts_seconds_not_frames():
    window = around(KINEMATICS, 30, 0.1)
    assert (window.start, window.stop) == (27, 34)
    assert around(KINEMATICS, 10**6, 0.1) == slice(0, 0)


def test_steady_extreme_is_not_moved_by_one_frame():
    values = np.zeros(len(TIME))
    values[40] = 50.0
    assert steady_extreme(KINEMATICS, values, slice(20, 60), "max") == (0.0, 40)
    nothing = np.full(len(TIME), np.nan)
    value, frame = steady_extreme(KINEMATICS, nothing, slice(20, 60), "min")
    assert math.isnan(value)
    assert frame is None


def test_unseen_and_median():
    assert unseen_share(np.array([1.0, np.nan])) == 0.5
    assert unseen_share(np.array([])) == 1.0
    assert median([1.0, np.nan, 3.0]) == 2.0
    assert math.isnan(median([]))


def test_neighbours_share_a_leg():
    made = scene(*[Move(leg=leg) for leg in ("left", "right", "left", "both")])
    first, second, third, fourth = made.reps
    assert following_rep(first, made.reps) is third
    assert following_rep(second, made.reps) is fourth
    assert following_rep(fourth, made.reps) is None
    assert previous_rep(third, made.reps) is first
    assert previous_rep(fourth, made.reps) is third
    assert previous_rep(first, made.reps) is None


@pytest.mark.parametrize("noise", [1.0, 2.0])
@pytest.mark.parametrize("drift_dps", [0.0, 0.3])
def test_noise_is_read_from_the_rest(noise, drift_dps):
    made = scene(Move(), rest_s=40.0, noise_deg=noise)
    # Breathing out slowly is no noise, nor is the start of a raise at the end of the rest.
    angle = made.kinematics.hip_flexion_deg + drift_dps * made.kinematics.time_s
    rest = replace(made.kinematics.rest, stop=made.kinematics.rest.stop + 30)
    kinematics = changed(made, hip_flexion_deg=angle, rest=rest).kinematics
    settings = SpeedSettings(motion_factor=1.0)
    still = slice(1, rest.stop - 40)
    speed = derivative(kinematics, angle, still)
    assert speed_sigma_dps(kinematics, settings) == pytest.approx(speed.std(), rel=0.12)
    white = SpeedSettings(jitter_deg=noise)
    expected = acceleration_sigma_dps2(changed(made, rest=None).kinematics, white)
    assert acceleration_sigma_dps2(kinematics, settings) == pytest.approx(expected, rel=0.15)


def test_noise_without_rest_and_without_noise():
    settings = SpeedSettings()
    restless = speed_sigma_dps(scene(Move(), rest_s=0.0).kinematics, settings)
    assert restless == pytest.approx(settings.jitter_deg * 30 / math.sqrt(2))
    floor = speed_sigma_dps(KINEMATICS, settings)
    assert floor == pytest.approx(settings.min_jitter_deg * 30 / math.sqrt(2))


def test_formulas_of_speed_and_acceleration_noise():
    settings = SpeedSettings(min_jitter_deg=1.0)
    slow, fast = scene(Move(), fps=20.0).kinematics, scene(Move(), fps=240.0).kinematics
    assert speed_sigma_dps(slow, settings) == pytest.approx(20 / math.sqrt(2))
    assert speed_sigma_dps(fast, settings) == pytest.approx(2 * math.pi * 6 / math.sqrt(3))
    assert acceleration_sigma_dps2(slow, settings) == pytest.approx(math.sqrt(6) / 4 * 400)
    assert acceleration_sigma_dps2(fast, settings) == pytest.approx(
        (2 * math.pi * 6) ** 2 / math.sqrt(5)
    )
