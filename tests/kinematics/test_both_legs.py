"""Two legs at different heights: which one is judged, and by which knee."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.kinematics.both_legs import APART_DEG, raised_share
from formcheck.pose.landmarks import Landmark
from tests.stick import FLEXION, Pose, Stick, keyframes, leg_raises, track

GAIN = FLEXION.outline_gain
SIDES = pytest.mark.parametrize("near", ["left", "right"])
RAISES = leg_raises(70, 110, raise_s=1.2, lower_s=1.5)


@SIDES
@pytest.mark.parametrize("leg", ["left", "right"])
def test_a_single_leg_is_judged_alone(near, leg):
    motion, duration_s = leg_raises(80, leg=leg)
    made = track((motion, duration_s), Stick(near=near))
    measured = measure(made)
    pose = motion(made.time_s)
    assert np.max(np.abs(measured.hip_flexion_left_deg - pose.hip_left)) < 1.0
    assert np.max(np.abs(measured.hip_flexion_right_deg - pose.hip_right)) < 1.0
    assert measured.hip_flexion_deg.max() == pytest.approx(80.0, abs=1.0)
    assert GAIN * measured.leg_gap_deg.max() == pytest.approx(80.0, abs=1.5)


def _uneven(left: float, right: float):
    share = keyframes([(0, 0), (2, 0), (3.5, 1), (4.5, 1), (6.5, 0), (9, 0)])
    return lambda t: Pose(left * share(t), right * share(t))


@SIDES
@pytest.mark.parametrize("apart", [10.0, 20.0, 28.0])
def test_legs_that_go_up_unevenly_are_judged_together(near, apart):
    made = track(_uneven(90.0, 90.0 - apart), Stick(near=near), duration_s=8.0)
    measured = measure(made)
    assert measured.hip_flexion_left_deg.max() == pytest.approx(90.0, abs=1.0)
    assert measured.hip_flexion_deg.max() == pytest.approx(90.0 - 0.5 * apart, abs=1.0)
    assert GAIN * measured.leg_gap_deg.max() == pytest.approx(apart, abs=1.0)


def test_legs_that_part_beyond_30_degrees_are_one_legs_work_all_along():
    made = track(_uneven(90.0, 50.0), duration_s=8.0)
    measured = measure(made)
    apart = measured.hip_flexion_left_deg - measured.hip_flexion_right_deg
    alone = apart > APART_DEG[1] + 0.5
    assert apart[alone].min() < 10.0
    assert np.allclose(measured.hip_flexion_deg[alone], measured.hip_flexion_left_deg[alone])


def test_the_outline_parts_legs_that_the_landmarks_draw_together():
    """The far leg's landmarks lie half way to the near one: the fan is as wide as it is."""
    true = track(_uneven(90.0, 60.0), duration_s=8.0)
    drawn = track(_uneven(85.0, 65.0), duration_s=8.0)
    made = replace(true, landmarks_px=drawn.landmarks_px)
    measured, blind = measure(made), measure(track(_uneven(85.0, 65.0), Stick(outline=False)))
    top = slice(112, 130)
    assert GAIN * np.median(measured.leg_gap_deg[top]) == pytest.approx(30.0, abs=1.0)
    assert np.isnan(blind.leg_gap_deg).all()
    apart = [
        np.median((one.hip_flexion_left_deg - one.hip_flexion_right_deg)[top])
        for one in (measured, blind)
    ]
    assert apart[1] == pytest.approx(20.0, abs=1.0)
    assert apart[0] > 24.0


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
def test_the_judged_knee_is_the_near_one_while_both_legs_work(near, posture):
    motion, duration_s = RAISES

    def bent(time_s):
        pose = motion(time_s)
        share = pose.hip_left / 110.0
        return replace(pose, knee=30.0 * share, knee_right=50.0 * share)

    measured = measure(track((bent, duration_s), Stick(posture=posture, near=near)))
    own = measured.knee_flexion_left_deg if near == "left" else measured.knee_flexion_right_deg
    assert np.allclose(measured.knee_flexion_deg, own, atol=0.01)
    assert measured.knee_flexion_deg.max() == pytest.approx(30 if near == "left" else 50, abs=1.0)


@SIDES
@pytest.mark.parametrize("leg", ["left", "right"])
def test_the_judged_knee_of_one_leg_alone_is_its_own(near, leg):
    motion, duration_s = leg_raises(80, leg=leg)

    def bent(time_s):
        share = np.maximum(motion(time_s).hip_left, motion(time_s).hip_right) / 80.0
        return replace(motion(time_s), knee=30.0 * share, knee_right=50.0 * share)

    measured = measure(track((bent, duration_s), Stick(near=near)))
    assert measured.knee_flexion_deg.max() == pytest.approx(30 if leg == "left" else 50, abs=1.0)


def test_a_far_leg_put_elsewhere_is_left_out():
    motion, duration_s = RAISES
    made = track((motion, duration_s), Stick(near="right"))
    for part in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX"):
        made.landmarks_px[100:135, Landmark[f"LEFT_{part}"]] = [100.0, 100.0]
    measured = measure(made)
    assert np.isnan(measured.hip_flexion_left_deg[105:130]).all()
    assert np.nanmax(np.abs(measured.hip_flexion_deg - motion(made.time_s).hip_left)) < 1.0


def test_one_noisy_frame_makes_no_single_leg_of_an_uneven_raise():
    apart = np.concatenate([np.zeros(10), np.full(60, 20.0), np.zeros(10)])
    apart[40] = 45.0
    assert np.all(raised_share(apart, np.zeros(80)) == 0.5)
    apart[30:50] = 45.0
    assert np.all(raised_share(apart, np.zeros(80))[10:70] == 1.0)


def test_legs_whose_outline_does_not_part_are_together_whatever_the_landmarks_say():
    apart = np.concatenate([np.zeros(10), np.full(60, 60.0), np.zeros(10)])
    together, unseen = np.full(80, 4.0), np.full(80, np.nan)
    assert np.all(raised_share(apart, np.zeros(80), together) == 0.5)
    assert np.all(raised_share(apart, np.zeros(80), apart)[10:70] == 1.0)
    assert np.all(raised_share(apart, np.zeros(80), unseen)[10:70] == 1.0)


def test_landmarks_far_off_the_outline_do_not_count():
    """Both legs' landmarks fold up to 150 degrees at the top, the outline stays at 90."""
    true = track(_uneven(90.0, 90.0), duration_s=8.0)
    folded = track(_uneven(150.0, 150.0), duration_s=8.0)
    measured = measure(replace(true, landmarks_px=folded.landmarks_px))
    assert np.median(measured.hip_flexion_deg[112:130]) == pytest.approx(90.0, abs=2.0)


@pytest.mark.parametrize(("visible", "share"), [(0.9, 1.0), (0.2, 0.0)])
def test_a_hidden_leg_that_went_up_alone_without_an_outline_is_not_believed(visible, share):
    left, right = np.full(30, 60.0), np.zeros(30)
    unseen = np.full(30, np.nan)
    visibility = np.tile([visible, 0.95], (30, 1))
    assert raised_share(left, right, unseen, visibility) == pytest.approx(share)


def test_a_hidden_leg_is_believed_where_the_outline_parts():
    left, right = np.full(30, 60.0), np.zeros(30)
    visibility = np.tile([0.2, 0.95], (30, 1))
    assert raised_share(left, right, np.full(30, 55.0), visibility) == pytest.approx(1.0)
