"""Frame times: constant ones are exact, variable ones rise, keep their mean and lose frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timing import Timing, frame_times_s


@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0, 30000 / 1001, 60.0])
def test_constant_times_are_exact(fps):
    times = frame_times_s(Timing(), fps, 10.0)
    np.testing.assert_array_equal(times, np.arange(int(10.0 * fps) + 1) / fps)


@given(
    jitter=st.floats(0.0, 1.0),
    drift=st.floats(0.0, 0.5),
    dropped=st.floats(0.0, 0.5),
    seed=st.integers(0, 2**31),
)
def test_variable_times_start_at_zero_rise_and_stay_inside(jitter, drift, dropped, seed):
    timing = Timing("variable", jitter, drift, dropped, seed)
    times = frame_times_s(timing, 30.0, 6.0)
    assert times[0] == 0.0
    assert (np.diff(times) > 0.19 / 30.0).all()
    assert times[-1] <= 6.0 + 1e-9


def test_the_seed_decides():
    first, same, other = (
        frame_times_s(Timing("variable", seed=seed), 30.0, 6.0) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first[:50], other[:50])


def test_as_many_frames_are_lost_as_asked():
    times = frame_times_s(Timing("variable", jitter=0.0, dropped=0.2), 30.0, 100.0)
    assert len(times) == pytest.approx(0.8 * 3001, rel=0.03)
    steps = np.diff(times) * 30.0
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)
    assert (np.round(steps) > 1).mean() == pytest.approx(0.2, abs=0.03)


def test_jitter_moves_frames_about_their_place():
    times = frame_times_s(Timing("variable", jitter=0.1, dropped=0.0), 30.0, 100.0)
    off = times * 30.0 - np.arange(len(times))
    assert (off - off.mean()).std() == pytest.approx(0.1, rel=0.05)


def test_drift_slows_the_rate_down_and_up_again():
    times = frame_times_s(Timing("variable", jitter=0.0, drift=0.3, dropped=0.0), 30.0, 30.0)
    rate = 1.0 / np.diff(times)
    assert rate.max() == pytest.approx(30.0, rel=0.01)
    assert rate.min() == pytest.approx(21.0, rel=0.01)
