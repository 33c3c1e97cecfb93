from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reliability import coverage, coverage_by_bin


def test_by_hand():
    found = coverage(
        np.array([1.6, -1.7, 3.2, np.nan, 0.0]), np.array([1.0, 1.0, 2.0, 1.0, np.nan])
    )
    assert found.n == 3
    assert found.share == pytest.approx(2 / 3)
    assert found.median_sigma == 1.0
    assert found.rms_error == pytest.approx(math.sqrt((1.6**2 + 1.7**2 + 3.2**2) / 3))


def test_true_sigmas_cover_ninety_per_cent():
    errors = np.random.default_rng(1).normal(0, 3.0, 20000)
    assert coverage(errors, np.full(20000, 3.0)).share == pytest.approx(0.9, abs=0.01)


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=30), st.floats(0.1, 5))
def test_a_larger_sigma_never_covers_less(errors, sigma):
    values = np.array(errors)
    narrow = coverage(values, np.full(len(values), sigma))
    wide = coverage(values, np.full(len(values), 2 * sigma))
    assert wide.share >= narrow.share


def test_nothing_known_has_no_share():
    assert math.isnan(coverage(np.array([np.nan]), np.array([1.0])).share)


def test_bins():
    where = np.array([1.0, 2.0, 20.0])
    bins = coverage_by_bin(where, np.array([0.0, 9.0, 9.0]), np.ones(3), (0, 15, 30, 45))
    assert {edges: found.share for edges, found in bins.items()} == {(0, 15): 0.5, (15, 30): 0.0}
