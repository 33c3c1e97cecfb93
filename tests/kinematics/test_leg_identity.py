"""Left and right legs that a pose network calls by each other's name are put right."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.kinematics.leg_identity import swapped_legs, with_legs_untangled
from formcheck.pose.landmarks import Landmark
from tests.stick import Stick, leg_raises, track

PARTS = ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")


def with_names_changed(made, frames):
    points = made.landmarks_px.copy()
    for part in PARTS:
        left, right = Landmark[f"LEFT_{part}"], Landmark[f"RIGHT_{part}"]
        points[frames, left], points[frames, right] = (
            made.landmarks_px[frames, right],
            made.landmarks_px[frames, left],
        )
    return replace(made, landmarks_px=points)


@pytest.fixture(scope="module")
def one_leg():
    return track(leg_raises(100, raise_s=2.0, lower_s=2.0, leg="right"), Stick(near="left"))


def test_nothing_is_touched_where_nothing_is_swapped(one_leg):
    assert with_legs_untangled(one_leg) is one_leg


@pytest.mark.parametrize(("start", "stop"), [(100, 140), (95, 97), (118, 119)])
def test_a_stretch_of_changed_names_is_undone(one_leg, start, stop):
    tangled = with_names_changed(one_leg, slice(start, stop))
    mended = with_legs_untangled(tangled)
    np.testing.assert_array_equal(mended.landmarks_px, one_leg.landmarks_px)


def test_names_that_flicker_in_every_other_frame_are_undone(one_leg):
    high = np.arange(95, 150)
    tangled = with_names_changed(one_leg, high[::2])
    assert swapped_legs(tangled).sum() == len(high[::2])
    np.testing.assert_array_equal(with_legs_untangled(tangled).landmarks_px, one_leg.landmarks_px)


def test_the_frames_in_which_the_legs_have_just_parted_name_them(one_leg):
    """Wrong names in most of the frames, right ones below 50 degrees."""
    apart = np.abs(measure(one_leg).hip_flexion_right_deg) > 52
    assert apart.sum() > 30
    tangled = with_names_changed(one_leg, np.flatnonzero(apart))
    np.testing.assert_array_equal(with_legs_untangled(tangled).landmarks_px, one_leg.landmarks_px)


def test_what_is_measured_bears_changed_names(one_leg):
    plain, tangled = measure(one_leg), measure(with_names_changed(one_leg, slice(100, 140)))
    assert plain.hip_flexion_right_deg.max() == pytest.approx(100.0, abs=1.0)
    np.testing.assert_allclose(tangled.hip_flexion_right_deg, plain.hip_flexion_right_deg)
    np.testing.assert_allclose(tangled.hip_flexion_left_deg, plain.hip_flexion_left_deg)


def test_legs_that_truly_take_turns_keep_their_names():
    made = track(leg_raises(80, 80, 80, leg="alternating", pause_s=0.0))
    assert not swapped_legs(made).any()


def test_unseen_frames_do_no_harm(one_leg):
    points = one_leg.landmarks_px.copy()
    points[110:125] = np.nan
    gappy = replace(one_leg, landmarks_px=points)
    assert not swapped_legs(gappy).any()
