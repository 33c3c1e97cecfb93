"""What the network adds to the landmarks: a share, slowly, held to some degrees, without steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.kinematics.angles import measure
from formcheck.kinematics.hip_flexion import LegFlexion
from formcheck.kinematics.joining import (
    JoiningSettings,
    joined_knees,
    joined_legs,
    joined_lift_deg,
)
from formcheck.kinematics.segment_axes import SegmentAxes
from formcheck.kinematics.settings import KinematicsSettings
from formcheck.kinematics.signals import Rest
from tests.spines import with_spine
from tests.stick import Stick, leg_raises, track

SETTINGS = JoiningSettings()
N = 300
TIME_S = np.arange(N) / 30.0
REST = Rest(0, 60, 0.0, 2.0, straight=True)


def _leg(flexion_deg) -> LegFlexion:
    flexion = np.broadcast_to(np.asarray(flexion_deg, dtype=float), (N,)).copy()
    zero = np.zeros(N)
    return LegFlexion(flexion, np.full(N, 3.0), zero, flexion.copy(), zero)


def _axes(thigh_deg, thorax_deg=0.0, gain=SETTINGS.thigh_gain) -> SegmentAxes:
    """Return axes that become these hip flexions once the gain is applied."""
    thigh, thorax = (
        np.broadcast_to(np.asarray(value, dtype=float), (N,)).copy()
        for value in (thigh_deg, thorax_deg)
    )
    return SegmentAxes(thorax, np.zeros(N), thorax + (thigh - thorax) / gain, np.zeros(N))


@given(own=st.floats(-10, 120), further=st.floats(-9, 9))
def test_a_share_of_the_distance_is_added(own, further):
    left, right = joined_legs(TIME_S, _leg(own), _leg(own), _axes(own + further))
    expected = own + SETTINGS.thigh_share * further
    assert left.flexion_deg == pytest.approx(np.full(N, expected), abs=1e-6)
    assert right.elevation_deg == pytest.approx(np.full(N, expected), abs=1e-6)


@pytest.mark.parametrize("further", [-40.0, 40.0])
def test_what_is_far_apart_counts_as_the_most(further):
    left, _ = joined_legs(TIME_S, _leg(60.0), _leg(60.0), _axes(60.0 + further))
    moved = SETTINGS.thigh_share * SETTINGS.thigh_most_deg
    assert left.flexion_deg == pytest.approx(np.full(N, 60.0 + np.sign(further) * moved))


def test_the_thighs_are_told_against_the_thorax():
    left, _ = joined_legs(TIME_S, _leg(60.0), _leg(60.0), _axes(45.0, -15.0))
    assert left.flexion_deg == pytest.approx(np.full(N, 60.0))


def test_each_leg_keeps_its_distance_from_the_other():
    left, right = joined_legs(TIME_S, _leg(70.0), _leg(50.0), _axes(65.0))
    assert left.flexion_deg - right.flexion_deg == pytest.approx(np.full(N, 20.0))
    assert left.flexion_deg == pytest.approx(np.full(N, 70.0 + SETTINGS.thigh_share * 5.0))


def _knees(thighs_deg, network_deg, apart_deg=0.0):
    """Return the knee flexions told of straight legs whose knees are seen so far off."""
    rest = slice(REST.start, REST.stop)
    moved = np.arange(N) >= REST.stop
    thighs = tuple(np.where(moved, thigh, 0.0) for thigh in thighs_deg)
    axes = _axes(np.where(moved, network_deg, 0.0), gain=1.0)
    legs = joined_knees(TIME_S, _leg(60.0 + apart_deg), _leg(60.0), thighs, axes, rest)
    return [leg.knee_deg for leg in legs]


@given(off=st.floats(-14, 14))
def test_what_the_thigh_is_off_is_taken_off_the_knee(off):
    left, right = _knees((50.0 + off, 50.0 + off), 50.0)
    still = slice(REST.stop + 60, N - 60)  # far from the step
    assert left[still] == pytest.approx(-SETTINGS.knee_share * off, abs=1e-3)
    assert right[still] == pytest.approx(left[still])


def test_the_middle_of_the_thighs_counts():
    left, _ = _knees((60.0, 40.0), 50.0)
    assert left == pytest.approx(np.zeros(N), abs=1e-6)


def test_a_knee_far_from_where_the_network_sees_the_thigh_is_not_seen():
    left, right = _knees((75.0, 75.0), 50.0)
    around = 10  # the distance is low-passed
    assert np.isnan(left[REST.stop + around :]).all()
    assert np.isnan(right[REST.stop + around :]).all()
    assert np.isfinite(left[: REST.stop - around]).all()


def test_knees_of_legs_far_apart_are_left_to_their_own():
    left, right = _knees((60.0, 60.0), 50.0, apart_deg=SETTINGS.together_deg + 1.0)
    assert left == pytest.approx(np.zeros(N))
    assert right == pytest.approx(np.zeros(N))


def test_legs_far_apart_are_left_to_their_own():
    one, other = _leg(SETTINGS.together_deg + 1.0), _leg(0.0)
    assert joined_legs(TIME_S, one, other, _axes(5.0)) == (one, other)


@pytest.mark.parametrize("apart", [0.0, 2.0, 8.0])
def test_the_joined_angle_is_surer_where_both_agree(apart):
    own = _leg(60.0)
    left, _ = joined_legs(TIME_S, own, own, _axes(60.0 + apart))
    sigma = np.hypot(SETTINGS.sigma_share * own.sigma_deg, SETTINGS.doubt_share * apart)
    assert left.sigma_deg == pytest.approx(sigma, abs=1e-6)


def test_hanging_the_network_counts_from_the_rest_and_more():
    flexion = np.where(np.arange(N) < 60, 2.0, 62.0)
    seen = flexion + np.where(np.arange(N) < 60, 5.0, 25.0)  # off by 5 at rest
    axes = SegmentAxes(np.zeros(N), np.zeros(N), seen, np.zeros(N))
    left, right = joined_legs(TIME_S, _leg(flexion), _leg(flexion), axes, None, slice(0, 60))
    further = SETTINGS.hanging_gain * 82.0 - 62.0
    assert left.flexion_deg[30] == pytest.approx(2.0, abs=0.1)
    assert left.flexion_deg[250] == pytest.approx(62.0 + SETTINGS.hanging_share * further, abs=0.1)
    assert right.flexion_deg[250] == pytest.approx(left.flexion_deg[250])


def test_too_few_readings_change_nothing():
    thigh = np.full(N, np.nan)
    thigh[: N // 3] = 66.0
    own = _leg(60.0)
    assert joined_legs(TIME_S, own, own, _axes(thigh))[0] is own


def test_readings_that_come_and_go_make_no_step():
    thigh = np.full(N, 66.0)
    thigh[100:160] = np.nan
    left, _ = joined_legs(TIME_S, _leg(60.0), _leg(60.0), _axes(thigh))
    assert left.flexion_deg == pytest.approx(np.full(N, 60.0 + SETTINGS.thigh_share * 6.0))


def test_what_is_quick_stays_the_landmarks():
    """A jump of the network by nine degrees for a tenth of a second hardly shows."""
    thigh = np.full(N, 60.0)
    thigh[150:153] += 9.0
    left, _ = joined_legs(TIME_S, _leg(60.0), _leg(60.0), _axes(thigh))
    assert np.max(np.abs(left.flexion_deg - 60.0)) < 0.5 * SETTINGS.thigh_share * 9.0


@pytest.mark.parametrize("lift", [0.0, 20.0])
def test_the_thoraxs_lift_is_drawn_to_what_the_network_sees(lift):
    """The caudal axis turns towards dorsal (down) when the shoulders come up."""
    raised = TIME_S > 5.0
    thorax = np.where(raised, -2.0 - lift, -2.0)
    read = np.where(raised, 1.3 * lift, 0.0)
    found = joined_lift_deg(TIME_S, read, _axes(0.0, thorax), REST)
    expected = lift + (1.0 - SETTINGS.thorax_share) * 0.3 * lift
    assert found[-60:] == pytest.approx(np.full(60, expected), abs=0.05)
    assert found[:60] == pytest.approx(np.zeros(60), abs=0.05)


def test_a_clip_without_a_network_is_measured_as_ever():
    made = track(leg_raises(95.0), Stick())
    spined = with_spine(made, np.zeros(len(made)))
    alone = replace(
        KinematicsSettings(), joining=JoiningSettings(thigh_share=0.0, thorax_share=0.0)
    )
    assert np.array_equal(
        measure(made).hip_flexion_deg, measure(spined, alone).hip_flexion_deg, equal_nan=True
    )
