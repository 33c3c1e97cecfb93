"""The still baseline is found where there is one, and only there (MEASURES 4.5)."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.kinematics.rest import RestSettings, find_rest
from formcheck.kinematics.signals import Rest
from formcheck.kinematics.smoothing import zero_phase
from tests.stick import keyframes, times


def _noisy(angle, time_s, seed: int):
    """Landmark noise as MEASURES assumes it: slow wander and white noise, smoothed at 2 Hz."""
    noise = np.random.default_rng(seed)
    slow = zero_phase(time_s, 6.0 * noise.standard_normal(len(time_s)), 1.0)
    raw = angle - 5.0 + slow + 1.5 * noise.standard_normal(len(time_s))
    return zero_phase(time_s, raw, 2.0)


def _find(angle, time_s, knee: float = 3.0, **kwargs) -> Rest | None:
    usable = np.ones(len(time_s), dtype=bool)
    return find_rest(time_s, angle, np.full(len(time_s), knee), usable, **kwargs)


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_found_in_every_noisy_clip(first):
    for seed in range(first, first + 20):
        fps = (24.0, 25.0, 29.97, 60.0)[seed % 4]
        rest_s = (1.5, 2.0, 3.0)[seed % 3]
        time_s = times(10.0, fps)
        up = rest_s + 1.5
        motion = keyframes([(0, 0), (rest_s, 0), (up, 95), (up + 2, 0), (9, 0), (11, 0)])
        rest = _find(_noisy(motion(time_s), time_s, seed), time_s)
        assert rest is not None
        assert rest.straight
        assert rest.stop_s - rest.start_s >= 0.95
        # Its end may hold the first degrees of the raise; what is taken from it is the median.
        assert np.median(motion(time_s[rest.start : rest.stop])) < 0.2


def test_a_six_inch_hold_before_the_legs_go_down_is_not_the_rest():
    time_s = times(12.0)
    angle = keyframes([(0, 15), (3, 15), (4, 0), (7, 0), (8.5, 90), (10, 0), (13, 0)])(time_s)
    rest = _find(angle, time_s)
    assert rest is not None
    assert 3.5 < rest.start_s < 5.0
    assert rest.stop_s < 8.0


@pytest.mark.parametrize("step_s", [0.6, 0.9, 1.1, 2.5])
def test_frames_that_are_far_apart_are_no_stillness_by_themselves(step_s):
    time_s = np.arange(6) * step_s
    rest = _find(np.zeros(6), time_s)
    assert rest is not None
    assert rest.stop - rest.start >= 2
    assert rest.stop_s - rest.start_s >= 0.5
    moving = _find(np.linspace(0.0, 80.0, 6), time_s)
    assert moving is None


@pytest.mark.parametrize("lowest", [-25.0, -45.0])
def test_legs_that_swing_behind_do_not_hide_the_rest(lowest):
    time_s = times(8.0)
    angle = keyframes([(0, 0), (2, 0), (3, 60), (4, lowest), (5, 60), (9, 60)])(time_s)
    rest = _find(angle, time_s)
    assert rest is not None
    assert rest.start_s == 0.0


def test_a_moving_start_is_passed_over():
    time_s = times(8.0)
    angle = keyframes([(0, 80), (2.0, 0), (5.0, 0), (6.5, 90), (9, 90)])(time_s)
    rest = _find(angle, time_s)
    assert rest is not None
    assert 1.5 < rest.start_s < 2.5


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (1, 60), (2, 0), (3, 60), (4, 0), (5, 60), (6, 0), (7, 60)],  # never still
        [(0, 45), (8, 45)],  # still, but never down
    ],
)
def test_none_where_there_is_none(points):
    time_s = times(6.0)
    assert _find(keyframes(points)(time_s), time_s) is None


def test_nothing_is_still_enough_that_drifts():
    time_s = times(6.0)
    assert _find(8.0 * time_s - 20.0, time_s) is None
    slow = _find(0.5 * time_s, time_s)
    assert slow is not None


@pytest.mark.parametrize(("knee", "straight"), [(5.0, True), (12.0, True), (25.0, False)])
def test_bent_knees_make_no_zero(knee, straight):
    time_s = times(4.0)
    rest = _find(np.zeros(len(time_s)), time_s, knee=knee)
    assert rest is not None
    assert rest.straight is straight


def test_unknown_knees_make_no_zero():
    time_s = times(4.0)
    rest = _find(np.zeros(len(time_s)), time_s, knee=float("nan"))
    assert rest is not None
    assert not rest.straight


def test_frames_out_of_posture_and_unseen_ones_are_no_rest():
    time_s = times(6.0)
    angle = np.zeros(len(time_s))
    usable = time_s >= 2.0
    rest = find_rest(time_s, angle, angle, usable)
    assert rest is not None
    assert rest.start_s == pytest.approx(2.0, abs=0.04)
    angle[time_s < 3.0] = np.nan
    rest = find_rest(time_s, angle, angle, usable)
    assert rest is not None
    assert rest.start_s == pytest.approx(3.0, abs=0.04)


@pytest.mark.parametrize("fps", [15.0, 24.0, 30.0, 60.0])
def test_a_second_is_enough_and_less_is_not(fps):
    time_s = times(4.0, fps)
    for still_s, found in ((1.0, True), (0.8, False)):
        angle = np.where(time_s < still_s - 1e-9, 0.0, 20.0 + 40.0 * (time_s - still_s))
        rest = _find(angle, time_s, settings=RestSettings(max_sd_deg=0.1))
        assert (rest is not None) is found


def test_a_long_rest_is_cut():
    time_s = times(10.0)
    rest = _find(np.zeros(len(time_s)), time_s)
    assert rest is not None
    assert rest.stop_s - rest.start_s == pytest.approx(3.0, abs=0.05)
    assert rest.drift_deg == pytest.approx(0.0)


def test_the_drift_is_the_last_plateau_less_the_first():
    time_s = times(10.0)
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (5.5, 6), (11, 6)])(time_s)
    rest = _find(angle, time_s)
    assert rest is not None
    assert rest.start_s == 0.0
    assert rest.drift_deg == pytest.approx(6.0, abs=0.3)


def test_one_plateau_alone_has_no_drift():
    time_s = times(6.0)
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (7, 90)])(time_s)
    rest = _find(angle, time_s)
    assert rest is not None
    assert rest.drift_deg is None


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_too_few_frames_hold_no_rest(n):
    time_s = times(n / 30.0)
    assert len(time_s) == n
    assert _find(np.zeros(n), time_s) is None


def test_legs_that_stop_behind_a_hanging_body_are_not_its_rest():
    time_s = times(12.0)
    angle = keyframes([(0, -5), (2, -5), (3, 90), (5, -22), (7, -22), (8, -5), (12, -5)])(time_s)
    lowest = _find(angle, time_s)
    hanging = _find(angle, time_s, usual_deg=-5.0)
    assert lowest is not None
    assert lowest.start_s > 4.5
    assert hanging is not None
    assert hanging.start_s == pytest.approx(0.0)


def test_one_frame_however_long_it_is_shown_tells_of_no_stillness():
    """One frame is as long as the window: there is nothing to compare it with."""
    time_s = np.array([0.0, 1.2, 2.4, 3.6, 4.8, 6.0])
    assert _find(np.array([2.0, 20.0, 2.0, 20.0, 2.0, 20.0]), time_s) is None
