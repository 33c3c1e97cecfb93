"""The filters of MEASURES 4.6: what they keep, what they take away, and what they leave unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formcheck.kinematics.smoothing import OneEuro, fill_gaps, hampel, runs, zero_phase
from tests.stick import keyframes, times

FINITE = st.floats(-1000.0, 1000.0, allow_nan=False, width=32)
SIGNALS = arrays(float, st.integers(8, 60), elements=FINITE)
RATES = pytest.mark.parametrize("fps", [24.0, 29.97, 60.0, 120.0])


def _uneven(duration_s: float, fps: float, seed: int = 0) -> np.ndarray:
    steps = np.random.default_rng(seed).uniform(0.7, 1.3, round(duration_s * fps)) / fps
    return np.cumsum(steps) - steps[0]


@RATES
def test_a_constant_stays(fps):
    time_s = times(3.0, fps)
    assert np.allclose(zero_phase(time_s, np.full(len(time_s), 42.0), 6.0), 42.0)


def test_a_pause_ends_a_stretch_and_takes_no_memory():
    before, after = times(3.0, 30.0), times(3.0, 30.0) + 3.15e7  # a year later
    time_s = np.concatenate([before, after])
    noise = np.random.default_rng(1).normal(0.0, 1.0, len(time_s))
    smooth = zero_phase(time_s, noise, 6.0)
    parts = [
        zero_phase(before, noise[: len(before)], 6.0),
        zero_phase(after, noise[len(before) :], 6.0),
    ]
    assert np.allclose(smooth, np.concatenate(parts), atol=1e-5)
    # Nor do frames a microsecond apart, with pauses of nearly two seconds between them.
    close = np.cumsum(np.where(np.arange(400) % 3, 1e-6, 1.9))
    assert np.isfinite(zero_phase(close, noise[:1].repeat(400), 6.0)).all()


def test_a_short_pause_is_bridged_as_before():
    time_s = times(4.0, 30.0)
    time_s = time_s[(time_s < 1.0) | (time_s > 2.5)]
    assert np.allclose(zero_phase(time_s, 30.0 * time_s, 6.0), 30.0 * time_s, atol=0.2)


@RATES
def test_a_ramp_keeps_its_slope_and_is_not_late(fps):
    time_s = times(3.0, fps)
    smooth = zero_phase(time_s, 30.0 * time_s, 6.0)
    assert np.allclose(smooth, 30.0 * time_s, atol=0.05)


@pytest.mark.parametrize("raise_s", [0.5, 1.0, 2.0])
@RATES
def test_the_peak_of_a_raise_loses_at_most_three_tenths_of_a_degree(fps, raise_s):
    time_s = times(6.0, fps)
    angle = keyframes([(0, 0), (2, 0), (2 + raise_s, 90), (2 + 2 * raise_s, 0), (7, 0)])(time_s)
    smooth = zero_phase(time_s, angle, 6.0)
    assert angle.max() - 0.3 <= smooth.max() <= angle.max() + 0.3


@RATES
def test_nothing_is_delayed(fps):
    time_s = times(6.0, fps)
    angle = keyframes([(0, 0), (2, 0), (3.0, 90), (4.0, 0), (7, 0)])(time_s)
    smooth = zero_phase(time_s, angle, 6.0)
    half_up = np.interp(45.0, smooth[time_s < 3.0], time_s[time_s < 3.0])
    assert half_up == pytest.approx(2.5, abs=0.005)


def test_noise_above_the_cut_off_goes_and_motion_below_it_stays():
    time_s = times(4.0, 60.0)
    slow, fast = np.sin(2 * np.pi * 1.0 * time_s), np.sin(2 * np.pi * 20.0 * time_s)
    inner = slice(30, -30)
    assert np.abs(zero_phase(time_s, slow, 6.0) - slow)[inner].max() < 0.01
    assert np.abs(zero_phase(time_s, fast, 6.0))[inner].max() < 0.02


def test_the_cut_off_holds_after_both_passes():
    time_s = times(8.0, 120.0)
    at_cut_off = np.sin(2 * np.pi * 6.0 * time_s)
    left = np.abs(zero_phase(time_s, at_cut_off, 6.0))[240:-240].max()
    assert left == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_uneven_frame_times_give_the_same_motion():
    motion = keyframes([(0, 0), (2, 0), (3.5, 90), (5.0, 0), (8, 0)])
    even, uneven = times(6.0, 30.0), _uneven(6.0, 30.0)
    expected = np.interp(uneven, even, zero_phase(even, motion(even), 6.0))
    assert np.abs(zero_phase(uneven, motion(uneven), 6.0) - expected).max() < 0.6


def test_a_frame_rate_below_the_cut_off_is_left_alone():
    time_s = times(4.0, 10.0)
    values = np.random.default_rng(1).standard_normal(len(time_s))
    assert np.array_equal(zero_phase(time_s, values, 6.0), values)


def test_unknown_stays_unknown_and_does_not_spread():
    time_s = times(4.0, 30.0)
    values = 10.0 * time_s
    values[40:60] = np.nan
    smooth = zero_phase(time_s, values, 6.0)
    assert np.array_equal(np.isnan(smooth), np.isnan(values))
    assert np.nanmax(np.abs(smooth - values)) < 0.05


def test_only_inner_gaps_up_to_a_fifth_of_a_second_are_bridged():
    time_s = times(3.0, 30.0)
    values = 7.0 * time_s
    gaps = values.copy()
    gaps[:3] = gaps[20:25] = gaps[40:46] = gaps[-2:] = np.nan
    filled = fill_gaps(time_s, gaps, 0.2)
    assert np.allclose(filled[3:40], values[3:40])
    assert np.isnan(filled[40:46]).all()
    assert np.isnan(filled[:3]).all()
    assert np.isnan(filled[-2:]).all()


@pytest.mark.parametrize("level", [0.0, 5.0])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_hampel_takes_a_spike_out_even_from_perfect_stillness(level, noise):
    values = level + noise * np.random.default_rng(2).standard_normal(60)
    spiked = values.copy()
    spiked[30] += 40.0
    clean = hampel(spiked)
    assert abs(clean[30] - level) < 1.0
    assert np.abs(clean - values).max() < 1.5


def test_hampel_keeps_a_step_and_a_ramp():
    step = np.repeat([0.0, 10.0], 20)
    ramp = np.concatenate([np.zeros(20), np.arange(20.0), np.full(20, 19.0)])
    assert np.array_equal(hampel(step), step)
    assert np.array_equal(hampel(ramp), ramp)


def test_hampel_knows_nothing_where_nothing_is_known():
    values = np.arange(30.0)
    values[10:14] = np.nan
    clean = hampel(values)
    assert np.array_equal(np.isnan(clean), np.isnan(values))
    assert np.array_equal(clean[~np.isnan(clean)], values[~np.isnan(values)])


@settings(deadline=None, max_examples=60)
@given(values=SIGNALS, shift=st.floats(-100, 100), scale=st.floats(0.1, 10))
def test_the_filters_follow_a_shift_and_a_scale(values, shift, scale):
    time_s = times(len(values) / 30.0, 30.0)[: len(values)]
    moved = shift + scale * values
    smooth = zero_phase(time_s, values, 6.0)
    assert np.isfinite(smooth).all()
    assert np.isfinite(hampel(values)).all()
    assert np.allclose(zero_phase(time_s, moved, 6.0), shift + scale * smooth, atol=1e-6 * 1e4)


@settings(deadline=None, max_examples=60)
@given(values=SIGNALS)
def test_hampel_never_leaves_the_range_of_its_input(values):
    clean = hampel(values)
    assert clean.min() >= values.min()
    assert clean.max() <= values.max()


def test_points_are_filtered_column_by_column():
    time_s = times(2.0, 30.0)
    points = np.random.default_rng(3).standard_normal((len(time_s), 2, 2))
    smooth = zero_phase(time_s, points, 6.0)
    assert smooth.shape == points.shape
    assert np.allclose(smooth[:, 1, 0], zero_phase(time_s, points[:, 1, 0], 6.0))


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_a_few_frames_do_no_harm(n):
    time_s = times(n / 30.0, 30.0)
    values = np.arange(float(n))
    assert zero_phase(time_s, values, 6.0).shape == (n,)
    assert hampel(values).shape == (n,)
    assert fill_gaps(time_s, values).shape == (n,)


def test_runs_are_half_open():
    assert runs(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert runs(np.zeros(3, dtype=bool)) == []
    assert runs(np.zeros(0, dtype=bool)) == []


def _live(time_s, values) -> np.ndarray:
    smoother = OneEuro()
    return np.array([smoother.step(t, v) for t, v in zip(time_s, values, strict=True)])


def test_one_euro_looks_only_back():
    time_s = times(3.0, 30.0)
    values = np.random.default_rng(4).standard_normal(len(time_s)).cumsum()
    later = values.copy()
    later[50:] += 100.0
    assert np.array_equal(_live(time_s, values)[:50], _live(time_s, later)[:50])
    assert not np.array_equal(_live(time_s, values)[50:], _live(time_s, later)[50:])


def test_one_euro_calms_stillness_and_keeps_up_with_motion():
    time_s = times(4.0, 30.0)
    noise = 2.0 * np.random.default_rng(5).standard_normal(len(time_s))
    assert np.std(_live(time_s, noise)[30:]) < 0.5 * np.std(noise)
    ramp = 90.0 * time_s
    behind = (ramp - _live(time_s, ramp))[60:]
    assert 0 < behind.max() < 0.1 * 90.0  # a tenth of a second


def test_one_euro_starts_anew_after_a_gap_and_knows_nothing_in_it():
    smoother = OneEuro()
    for t in times(1.0, 30.0):
        smoother.step(float(t), 0.0)
    assert np.isnan(smoother.step(1.1, float("nan")))
    assert smoother.step(2.0, 50.0) == 50.0
