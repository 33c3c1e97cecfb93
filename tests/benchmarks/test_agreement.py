from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.agreement import agreement, binned

ERRORS = st.lists(
    st.lists(st.floats(-50, 50), min_size=1, max_size=20).map(np.array), min_size=1, max_size=5
)


def test_by_hand():
    # Errors 1, 3 | 5, 7: mean 4, sum of squares about it 9 + 1 + 1 + 9, over 3.
    found = agreement([np.array([1.0, 3.0]), np.array([5.0, np.nan, 7.0])])
    sd = math.sqrt(20 / 3)
    assert (found.n, found.clips, found.bias, found.mae) == (4, 2, 4.0, 4.0)
    assert found.sd == pytest.approx(sd)
    assert found.low == pytest.approx(4 - 1.96 * sd)
    assert found.high == pytest.approx(4 + 1.96 * sd)
    # The clips' own biases are 2 and 6.
    assert found.clip_sd == pytest.approx(math.sqrt(8))


def test_errors_of_opposite_sign_cancel_in_the_bias_alone():
    found = agreement([np.array([-2.0, 2.0])])
    assert (found.bias, found.mae) == (0.0, 2.0)
    assert math.isnan(found.clip_sd)


def test_nothing_known_is_nan_not_zero():
    found = agreement([np.array([np.nan]), np.empty(0)])
    assert (found.n, found.clips) == (0, 0)
    assert math.isnan(found.bias)
    assert math.isnan(found.mae)
    assert math.isnan(found.low)


def test_a_clip_of_many_frames_is_one_clip():
    long, short = np.full(1000, 1.0), np.full(10, -1.0)
    assert agreement([long, short]).clip_sd == pytest.approx(math.sqrt(2))


@given(ERRORS, st.floats(-20, 20))
def test_a_shift_moves_bias_and_limits_but_no_spread(errors, shift):
    one, other = agreement(errors), agreement([e + shift for e in errors])
    assert other.bias == pytest.approx(one.bias + shift, abs=1e-9)
    assert other.sd == pytest.approx(one.sd, abs=1e-6, nan_ok=True)
    assert other.low == pytest.approx(one.low + shift, abs=1e-6, nan_ok=True)
    assert other.clip_sd == pytest.approx(one.clip_sd, abs=1e-6, nan_ok=True)


@given(ERRORS)
def test_turning_the_sign_mirrors_the_limits(errors):
    one, other = agreement(errors), agreement([-e for e in errors])
    assert other.low == pytest.approx(-one.high, abs=1e-9, nan_ok=True)
    assert other.mae == pytest.approx(one.mae)
    assert abs(one.bias) <= one.mae + 1e-9


@given(ERRORS)
def test_what_is_not_known_changes_nothing(errors):
    gaps = [np.append(e, np.nan) for e in errors]
    assert repr(agreement(gaps)) == repr(agreement(errors))


def test_bins_are_half_open_and_empty_ones_left_out():
    where = [np.array([0.0, 14.9, 15.0, 45.0])]
    bins = binned(where, [np.array([1.0, 3.0, 5.0, 7.0])], (0, 15, 30, 45, 60))
    assert {edges: (b.n, b.bias) for edges, b in bins.items()} == {
        (0, 15): (2, 2.0),
        (15, 30): (1, 5.0),
        (45, 60): (1, 7.0),
    }


@given(st.lists(st.floats(0, 59.99), min_size=1, max_size=40))
def test_bins_hold_every_value_once(values):
    where = [np.array(values)]
    bins = binned(where, [np.ones(len(values))], (0, 15, 30, 45, 60))
    assert sum(found.n for found in bins.values()) == len(values)
