"""The angle between the legs from the width of their outline, by exact projection."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.checks.asymmetry import Asymmetry
from formcheck.checks.leg_gap import leg_gap, seems_apart_deg
from formcheck.kinematics.signals import View
from formcheck.kinematics.view import projection
from tests.checks.scenes import Move, changed, scene

SIDE_BY_SIDE = Asymmetry().settings.side_by_side
LEG_DEG = 12.0


def with_fan(gap_deg, yaw_deg=0.0, pitch_deg=0.0, peak=90.0):
    """Return a scene whose near leg goes so much higher than the far one, and looks so."""
    made = scene(Move(peak=peak))
    middle = made.kinematics.hip_flexion_deg
    share = np.clip(middle / peak, 0.0, 1.0)
    across = np.array(
        [np.sin(np.radians(yaw_deg)), -np.sin(np.radians(pitch_deg)) * np.cos(np.radians(yaw_deg))]
    )
    looks = []
    for sign in (1.0, -1.0):  # near, far
        angle = np.radians(middle + sign * 0.5 * gap_deg * share)
        leg = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        seen = leg @ projection(yaw_deg, pitch_deg).T + sign * 0.5 * SIDE_BY_SIDE * across
        looks.append(np.degrees(np.arctan2(seen[:, 1], seen[:, 0])))
    near, far = np.unwrap(looks, period=360.0)
    fan = np.stack([LEG_DEG + np.abs(near - far), 0.5 * (near + far)], axis=1)
    view = View(yaw_deg, pitch_deg, 4.0, 2.0, rectified=False)
    return changed(made, leg_fan_deg=fan, view=view)


def found(made):
    return leg_gap(made.kinematics, made.reps[0], SIDE_BY_SIDE)


@given(st.floats(-35.0, 35.0), st.floats(-20.0, 20.0), st.floats(0.0, 20.0))
@settings(deadline=None, max_examples=60)
def test_the_gap_is_found_whatever_the_view(gap_deg, yaw_deg, pitch_deg):
    gap = found(with_fan(gap_deg, yaw_deg, pitch_deg))
    assert abs(gap.near_higher_deg) == pytest.approx(abs(gap_deg), abs=7.0)
    if gap.sure and abs(gap_deg) > 15.0:
        assert np.sign(gap.near_higher_deg) == np.sign(gap_deg)


@pytest.mark.parametrize("gap_deg", [-20.0, 20.0])
@pytest.mark.parametrize(("yaw_deg", "pitch_deg"), [(-15.0, 10.0), (15.0, 10.0), (0.0, 15.0)])
def test_from_aslant_it_is_told_which_leg_is_higher(gap_deg, yaw_deg, pitch_deg):
    made = with_fan(gap_deg, yaw_deg, pitch_deg)
    assert found(made).sure
    details = Asymmetry().judge(made.reps[0], made).details
    assert details["higher"] == ("left" if gap_deg > 0 else "right")


def test_square_to_the_side_both_legs_look_alike_and_the_landmarks_tell():
    made = with_fan(20.0)
    assert not found(made).sure
    result = Asymmetry().judge(made.reps[0], made)
    assert result.value == pytest.approx(20.0, abs=1.0)
    assert result.details["higher"] is None
    lifted = changed(made, hip_flexion_right_deg=made.kinematics.hip_flexion_right_deg + 9.0)
    assert Asymmetry().judge(lifted.reps[0], lifted).details["higher"] == "right"


def test_even_legs_seen_aslant_are_even():
    width = with_fan(0.0, 15.0, 12.0).kinematics.leg_fan_deg[:, 0]
    assert np.ptp(width) > 2.0  # they do not look so
    assert Asymmetry().judge(*_of(with_fan(0.0, 15.0, 12.0))).value < 2.0


def test_the_near_leg_looks_lower_from_above_and_higher_from_the_feet():
    direction = np.array([0.0, 90.0])
    above = seems_apart_deg(direction, View(0.0, 15.0, 4.0, 2.0, rectified=False), 0.4)
    assert above[0] < -5.0
    assert above[1] == pytest.approx(0.0, abs=0.1)
    feet = seems_apart_deg(direction, View(-15.0, 0.0, 4.0, 2.0, rectified=False), 0.4)
    assert feet[0] == pytest.approx(0.0, abs=0.1)
    assert feet[1] > 5.0


@pytest.mark.parametrize("missing", ["outline", "rest", "view", "top"])
def test_what_was_not_seen_is_not_told(missing):
    made = with_fan(20.0, 10.0, 10.0)
    if missing == "outline":
        made = changed(made, leg_fan_deg=None)
    elif missing == "rest":
        made = changed(made, rest=None)
    elif missing == "view":
        made = changed(made, view=View(np.nan, np.nan, np.nan, np.nan, rectified=False))
    else:
        fan = made.kinematics.leg_fan_deg.copy()
        rep = made.reps[0]
        fan[rep.top_start - 20 : rep.top_stop + 20] = np.nan
        made = changed(made, leg_fan_deg=fan)
    assert found(made) is None


def _of(made):
    return made.reps[0], made
