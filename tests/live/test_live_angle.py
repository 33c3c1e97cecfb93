"""The angle of the moment, from the past only."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.kinematics.sagittal import find_sagittal_frame
from formcheck.kinematics.segments import smooth_segments
from formcheck.kinematics.trunk_lift import TrunkLiftSettings
from formcheck.live.angle import LiveAngle, raw_flexion_deg
from formcheck.pose.backend import PersonPose
from formcheck.pose.track import Track
from tests.stick import FLEXION, Stick, leg_raises, still, track

SIDES = pytest.mark.parametrize("near", ["left", "right"])
LIFT = TrunkLiftSettings()
TURN_SHARE = LIFT.leg_share / (LIFT.line_share + np.radians(LIFT.rise_deg) + LIFT.leg_share)
"""How far a lying trunk's line turns per degree of a leg while the thorax stays."""


def _pose(made: Track, i: int) -> PersonPose:
    return PersonPose(made.landmarks_px[i], made.visibility[i], made.world_m[i])


def _taught(made: Track) -> LiveAngle:
    live = LiveAngle()
    frame = find_sagittal_frame(smooth_segments(made))
    live.learn(frame, measure(made), raw_flexion_deg(made.landmarks_px, frame))
    return live


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("flexion", [-20.0, 0.0, 70.0, 150.0])
def test_the_raw_angle_is_thigh_against_trunk(near, posture, flexion):
    stick = Stick(posture=posture, near=near, offset_deg=0.0)
    made = track(still(hip_left=flexion, hip_right=flexion), stick, duration_s=1.0)
    frame = find_sagittal_frame(smooth_segments(made))
    raw = raw_flexion_deg(made.landmarks_px, frame)
    # The hips go forward hanging; lying the pelvis rolls and turns the trunk's line back.
    travel = FLEXION.hip_travel if posture == "hanging" else TURN_SHARE
    assert raw == pytest.approx(np.full(len(made), flexion * (1.0 - travel)), abs=0.1)


@pytest.mark.parametrize(("left", "right", "raw"), [(80, 0, 80), (0, 80, 80), (60, 40, 50)])
def test_the_raised_leg_or_the_mean_of_both(left, right, raw):
    made = track(still(hip_left=left, hip_right=right), Stick(offset_deg=0.0), duration_s=1.0)
    frame = find_sagittal_frame(smooth_segments(made))
    seen = raw - TURN_SHARE * max(left, right)
    assert raw_flexion_deg(made.landmarks_px, frame)[0] == pytest.approx(seen, abs=0.1)


def test_nothing_is_known_before_it_has_learnt():
    made = track(still(), duration_s=1.0)
    live = LiveAngle()
    assert live.side is None
    sample = live.step(0.0, _pose(made, 0))
    assert np.isnan([sample.hip_flexion_deg, sample.speed_dps]).all()


@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("offset", [0.0, 5.0, 12.0])
def test_the_rest_is_what_was_measured_there(posture, offset):
    made = track(still(), Stick(posture=posture, offset_deg=offset), duration_s=3.0)
    measured = np.median(measure(made).hip_flexion_deg)
    live = _taught(made)
    assert live.side == "right"
    samples = [live.step(float(t), _pose(made, i)) for i, t in enumerate(made.time_s)]
    assert samples[-1].hip_flexion_deg == pytest.approx(measured, abs=0.2)
    assert samples[-1].speed_dps == pytest.approx(0.0, abs=0.2)


def test_it_follows_a_raise_within_a_tenth_of_a_second():
    motion, duration_s = leg_raises(90, raise_s=1.0)
    made = track((motion, duration_s))
    live = _taught(made.window(0, 60))
    angle = np.array(
        [live.step(float(t), _pose(made, i)).hip_flexion_deg for i, t in enumerate(made.time_s)]
    )
    truth = motion(made.time_s).hip_left
    rising = (made.time_s > 2.0) & (made.time_s < 3.0)
    true_s = np.interp(45.0, truth[rising], made.time_s[rising])
    live_s = np.interp(45.0, angle[rising], made.time_s[rising])
    assert 0.0 < live_s - true_s < 0.1


def test_the_speed_is_that_of_the_last_moment():
    motion, duration_s = leg_raises(90, raise_s=1.0, hold_s=1.0)
    made = track((motion, duration_s))
    live = _taught(made.window(0, 60))
    samples = [live.step(float(t), _pose(made, i)) for i, t in enumerate(made.time_s)]
    fastest = max(sample.speed_dps for sample in samples[60:100])
    assert 100.0 < fastest < 1.2 * 1.875 * 90.0  # the peak of a minimum-jerk raise is 169
    assert abs(samples[115].speed_dps) < 10.0


def test_an_unseen_moment_is_unknown_and_it_goes_on_afterwards():
    made = track(still(), duration_s=3.0)
    live = _taught(made)
    live.step(0.0, _pose(made, 0))
    assert np.isnan(live.step(0.1, None).hip_flexion_deg)
    again = live.step(5.0, _pose(made, 10))
    assert again.hip_flexion_deg == pytest.approx(0.0, abs=0.2)
    assert np.isnan(again.speed_dps)


def test_a_set_teaches_how_far_thigh_against_trunk_reads_too_low():
    made = track(leg_raises(100))
    live = _taught(made.window(0, 60))
    raised = [
        live.step(float(t), _pose(made, i)).hip_flexion_deg for i, t in enumerate(made.time_s)
    ]
    read_deg = np.nanmax(raised)
    truth = 1.1 * np.array(raised)
    live.scale(made.landmarks_px, truth)
    again = [
        live.step(100.0 + float(t), _pose(made, i)).hip_flexion_deg
        for i, t in enumerate(made.time_s)
    ]
    assert np.nanmax(again) == pytest.approx(1.1 * read_deg, abs=1.0)
    assert again[10] == pytest.approx(0.0, abs=1.0)  # rest stays rest


def test_a_factor_that_cannot_be_is_held_and_a_set_without_raised_legs_teaches_nothing():
    made = track(leg_raises(100))
    live = _taught(made.window(0, 60))
    top = int(np.argmax([live.step(float(t), _pose(made, i)).hip_flexion_deg
                         for i, t in enumerate(made.time_s)]))  # fmt: skip
    live.scale(made.landmarks_px, np.zeros(len(made)))
    plain = live.step(200.0, _pose(made, top)).hip_flexion_deg
    live.scale(made.landmarks_px, np.full(len(made), 300.0))
    held = live.step(300.0, _pose(made, top)).hip_flexion_deg
    assert held == pytest.approx(1.2 * plain, rel=0.01)
