"""The low back of a repetition: what lasts, and where it begins."""

import numpy as np
import pytest

from formcheck.checks.low_back import onset, sustained_max

TIME_S = np.arange(0, 4, 0.05)


def test_a_short_peak_does_not_last():
    curve = np.zeros(len(TIME_S))
    curve[20:22] = 30.0
    curve[50:60] = 11.0
    value, frame = sustained_max(TIME_S, curve, slice(0, 80), 0.25)
    assert value == 11.0
    assert 50 <= frame < 60


def test_only_the_named_frames_count():
    curve = np.linspace(0.0, 8.0, len(TIME_S))
    value, frame = sustained_max(TIME_S, curve, slice(10, 40), 0.25)
    assert value == pytest.approx(curve[39 - 4])
    assert frame == 35


def test_a_gap_breaks_what_lasts_and_nothing_is_nothing():
    curve = np.full(len(TIME_S), 9.0)
    curve[::3] = np.nan
    assert np.isnan(sustained_max(TIME_S, curve, slice(0, 80), 0.25)[0])
    assert sustained_max(TIME_S, np.full(80, np.nan), slice(0, 80), 0.25)[1] is None


def test_the_onset_is_the_hip_flexion_where_a_lasting_arch_begins():
    hip = np.linspace(0.0, 79.0, len(TIME_S))
    change = np.where(hip > 30.0, 9.0, 0.0)
    change[5] = 20.0
    assert onset(TIME_S, change, hip, slice(0, 80), 7.5, 0.25) == pytest.approx(31.0, abs=1.01)
    assert np.isnan(onset(TIME_S, 0.5 * change, hip, slice(0, 80), 11.0, 0.25))
