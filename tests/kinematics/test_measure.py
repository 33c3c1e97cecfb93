"""From a track to angles: exact on stick figures, and the same however they are filmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.kinematics.angles import measure
from formcheck.kinematics.signals import Kinematics
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.reps import count_reps
from tests.stick import (
    FLEXION,
    Pose,
    Stick,
    keyframes,
    leg_raises,
    mirrored,
    scaled,
    seen_in,
    still,
    times,
    track,
)

SIDES = pytest.mark.parametrize("near", ["left", "right"])
RAISES = leg_raises(70, 110, raise_s=1.2, lower_s=1.5)
BASE = track(RAISES, Stick(jitter_px=0.7, seed=3))
MEASURED = measure(BASE)
FEW = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])


def _error(made: Track, motion) -> np.ndarray:
    return measure(made).hip_flexion_deg - motion(made.time_s).hip_left


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("outline", [True, False])
def test_hip_flexion_is_right_within_a_degree(near, posture, outline):
    motion, duration_s = leg_raises(60, 95, 120)
    stick = Stick(posture=posture, near=near, outline=outline)
    error = _error(track((motion, duration_s), stick), motion)
    assert np.mean(np.abs(error)) < 1.0
    assert np.max(np.abs(error)) < 1.5


OFFSETS = pytest.mark.parametrize("offset", [-3.0, 0.0, 5.0, 12.0])


@OFFSETS
def test_rest_takes_the_landmarks_offset_out(offset):
    motion, duration_s = RAISES
    stick = Stick(posture="hanging", offset_deg=offset)
    assert np.max(np.abs(_error(track((motion, duration_s), stick), motion))) < 0.9


@OFFSETS
def test_of_a_lying_persons_offset_a_share_is_believed(offset):
    """Nobody knows whether the legs lie lower or the landmarks err: the share is the usual one."""
    motion, duration_s = RAISES
    error = _error(track((motion, duration_s), Stick(offset_deg=offset)), motion)
    believed = FLEXION.rest_share * (Stick().trunk_offset_deg - offset)
    assert abs(believed) > 0.7
    assert error == pytest.approx(np.full(len(error), believed), abs=0.5)


def test_an_offset_that_nobody_has_is_real_flexion():
    """A still hold of 25 degrees must not become the zero."""
    made = track(still(hip_left=25.0, hip_right=25.0), duration_s=3.0)
    measured = measure(made)
    assert np.median(measured.hip_flexion_deg) > 12.0


def test_without_a_rest_the_populations_offset_is_taken_and_doubted():
    angle = keyframes([(0, 30), (1, 100), (2, 30), (3, 100), (4, 30), (5, 100), (7, 100)])
    stick = Stick(outline=False, offset_deg=-FLEXION.population_offset_deg)
    made = track(lambda t: Pose(angle(t), angle(t)), stick, duration_s=5.0)
    measured = measure(made)
    assert measured.rest is None
    # How far the pelvis turns the trunk's line, nothing tells here: 2.3 degrees at 100.
    assert np.max(np.abs(measured.hip_flexion_deg - angle(made.time_s))) < 2.6
    assert np.median(measured.hip_flexion_sigma_deg) > np.median(MEASURED.hip_flexion_sigma_deg)
    assert np.isnan(measured.hip_shift).all()


def test_bent_knees_are_followed_and_the_thigh_counts():
    motion, duration_s = leg_raises(70, 100)

    def bent(time_s):
        pose = motion(time_s)
        return replace(pose, knee=0.8 * pose.hip_left)

    made = track((bent, duration_s))
    measured = measure(made)
    truth = motion(made.time_s).hip_left
    assert np.mean(np.abs(measured.hip_flexion_deg - truth)) < 1.0
    assert np.max(np.abs(measured.knee_flexion_deg - 0.8 * truth)) < 1.0
    assert measured.hip_flexion_sigma_deg.max() > measured.hip_flexion_sigma_deg[0] + 1.0


def test_knees_bent_at_rest_are_no_zero():
    made = track(still(hip_left=10.0, hip_right=10.0, knee=40.0), duration_s=3.0)
    measured = measure(made)
    assert measured.rest is not None
    assert not measured.rest.straight
    assert np.median(measured.knee_flexion_deg) == pytest.approx(40.0, abs=1.0)


@SIDES
@pytest.mark.parametrize("posture", ["lying", "hanging"])
def test_extension_is_negative_and_never_folded(near, posture):
    angle = keyframes([(0, 0), (2, 0), (3.5, -30), (5, 0), (8, 0)])
    stick = Stick(posture=posture, near=near)
    made = track(lambda t: Pose(angle(t), angle(t)), stick, duration_s=7.0)
    measured = measure(made)
    assert measured.hip_flexion_deg.min() == pytest.approx(-30.0, abs=1.5)
    assert measured.hip_flexion_deg.max() < 1.5


@SIDES
@pytest.mark.parametrize("peak", [150.0, 195.0])
def test_legs_past_the_head_are_not_folded(near, peak):
    motion, duration_s = leg_raises(peak, raise_s=2.0)
    made = track((motion, duration_s), Stick(near=near))
    measured = measure(made)
    assert measured.hip_flexion_deg.max() == pytest.approx(peak, abs=1.0)
    assert np.mean(np.abs(measured.hip_flexion_deg - motion(made.time_s).hip_left)) < 1.0


def test_a_swing_under_the_bar_is_not_flexion():
    swing = keyframes([(0, 0), (2, 0), (2.7, 20), (4.1, -20), (4.8, 0), (9, 0)])
    made = track(lambda t: Pose(swing=swing(t)), Stick(posture="hanging"), duration_s=7.0)
    measured = measure(made)
    assert np.max(np.abs(measured.hip_flexion_deg)) < 2.0
    assert np.ptp(measured.hang_angle_deg) == pytest.approx(40.0, abs=1.5)
    forward = made.time_s == 2.7
    assert measured.hang_angle_deg[forward] > 15.0


@SIDES
@pytest.mark.parametrize("elevation", [0.0, 45.0, 90.0])
@pytest.mark.parametrize("lift", [0.0, 15.0, 40.0])
def test_lifting_the_trunk_is_seen_and_the_legs_elevation_is_kept_apart(near, lift, elevation):
    share = keyframes([(0, 0), (2, 0), (4, 1), (6, 1), (9, 1)])

    def motion(time_s):
        flexion = (lift + elevation) * share(time_s)
        return Pose(flexion, flexion, trunk_lift=lift * share(time_s))

    measured = measure(track(motion, Stick(near=near), duration_s=6.0))
    last = slice(-20, None)
    assert np.median(measured.trunk_lift_deg[last]) == pytest.approx(lift, abs=0.5)
    assert np.median(measured.leg_elevation_deg[last]) == pytest.approx(elevation, abs=1.0)
    assert np.median(measured.hip_flexion_deg[last]) == pytest.approx(lift + elevation, abs=1.0)
    assert np.isnan(measured.hang_angle_deg).all()


@pytest.mark.parametrize("yaw", [-25.0, 25.0])
def test_the_lift_bears_an_oblique_view(yaw):
    lift = keyframes([(0, 0), (2, 0), (4, 35), (6, 35), (9, 35)])
    stick = Stick(yaw_deg=yaw)
    measured = measure(track(lambda t: Pose(lift(t), lift(t), trunk_lift=lift(t)), stick))
    assert measured.view.rectified
    assert np.median(measured.trunk_lift_deg[-20:]) == pytest.approx(35.0, abs=1.0)


def test_ankles_rise_by_the_sine_of_the_leg():
    motion, duration_s = leg_raises(90)
    measured = measure(track((motion, duration_s)))
    assert measured.ankle_rise.max() == pytest.approx(0.84 / 0.50, abs=0.02)
    assert abs(measured.ankle_rise[20]) < 0.01


def test_nodding_is_seen():
    made = track(still(), duration_s=4.0)
    nod = keyframes([(0, 0), (1.5, 0), (2.5, 30), (6, 30)])(made.time_s)
    shoulder = made.landmarks_px[:, [11, 12]].mean(axis=1)
    for ear in (Landmark.LEFT_EAR, Landmark.RIGHT_EAR):
        # Head to the left, chest up: nodding turns the head clockwise in the picture.
        arm = made.landmarks_px[:, ear] - shoulder
        c, s = np.cos(np.radians(nod)), np.sin(np.radians(nod))
        made.landmarks_px[:, ear, 0] = shoulder[:, 0] + c * arm[:, 0] - s * arm[:, 1]
        made.landmarks_px[:, ear, 1] = shoulder[:, 1] + s * arm[:, 0] + c * arm[:, 1]
    measured = measure(made)
    assert np.median(measured.head_flexion_deg[-20:]) == pytest.approx(30.0, abs=2.0)


def _same(first: Kinematics, second: Kinematics, atol: float = 0.5) -> None:
    assert (first.posture, first.chest_up) == (second.posture, second.chest_up)
    on_second = np.interp(second.time_s, first.time_s, first.hip_flexion_deg)
    assert np.max(np.abs(on_second - second.hip_flexion_deg)) < atol
    peaks = [rep.peak_deg for rep in count_reps(first).reps]
    assert len(peaks) == 2
    assert [rep.peak_deg for rep in count_reps(second).reps] == pytest.approx(peaks, abs=atol)


def test_mirror():
    other = measure(mirrored(BASE))
    _same(MEASURED, other, atol=1e-6)
    assert (MEASURED.side, other.side) == ("right", "left")
    assert np.allclose(other.hip_flexion_left_deg, MEASURED.hip_flexion_right_deg)


@FEW
@given(factor=st.floats(0.5, 2.0))
def test_scale(factor):
    other = measure(scaled(BASE, factor))
    _same(MEASURED, other, atol=1e-6)
    assert other.trunk_length_px == pytest.approx(factor * MEASURED.trunk_length_px)


@FEW
@given(x=st.floats(-200.0, 200.0), y=st.floats(-100.0, 100.0), start_s=st.floats(0.0, 100.0))
def test_shift_in_the_picture_and_in_time(x, y, start_s):
    moved = replace(
        BASE, landmarks_px=BASE.landmarks_px + np.array([x, y]), time_s=BASE.time_s + start_s
    )
    other = measure(moved)
    assert np.max(np.abs(other.hip_flexion_deg - MEASURED.hip_flexion_deg)) < 1e-3


@pytest.mark.parametrize("fps", [24.0, 25.0, 29.97, 60.0])
def test_frame_rate(fps):
    _same(measure(track(RAISES)), measure(track(RAISES, fps=fps)))


@FEW
@given(seed=st.integers(0, 1000))
def test_uneven_frame_times(seed):
    steps = np.random.default_rng(seed).uniform(0.02, 0.047, 400)
    time_s = np.cumsum(steps)
    time_s = time_s[time_s < RAISES[1]]
    _same(measure(track(RAISES)), measure(track(RAISES, time_s=time_s)), atol=0.6)


@FEW
@given(roll=st.floats(-15.0, 15.0), near=st.sampled_from(["left", "right"]))
def test_a_tilted_phone(roll, near):
    _same(measure(track(RAISES)), measure(track(RAISES, Stick(roll_deg=roll, near=near))))


def test_unseen_frames_are_unknown_and_the_angle_comes_back():
    motion, duration_s = RAISES
    made = track((motion, duration_s))
    seen = np.ones(len(made), dtype=bool)
    seen[100:130] = False
    measured = measure(seen_in(made, seen))
    assert not measured.pose_found[100:130].any()
    assert np.isnan(measured.hip_flexion_deg[102:128]).all()
    truth = motion(made.time_s).hip_left
    assert np.nanmax(np.abs(measured.hip_flexion_deg - truth)) < 2.0
    assert np.isfinite(measured.hip_flexion_deg[140:]).all()


def test_a_short_gap_is_bridged_but_remembered():
    made = track(RAISES)
    seen = np.ones(len(made), dtype=bool)
    seen[80:84] = False
    measured = measure(seen_in(made, seen))
    assert np.isfinite(measured.hip_flexion_deg).all()
    assert not measured.pose_found[80:84].any()
    assert np.isnan(measured.near_visibility[81]) or measured.near_visibility[81] == 0.0


def test_one_hidden_ankle_leaves_the_thigh():
    made = track(RAISES, Stick(outline=False))
    for ankle in (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE):
        made.landmarks_px[60:120, ankle] = np.nan
        made.visibility[60:120, ankle] = 0.0
    measured = measure(made)
    assert np.isfinite(measured.hip_flexion_deg).all()
    assert np.isnan(measured.knee_flexion_deg[70:110]).all()


def test_nobody_at_all():
    made = seen_in(BASE, np.zeros(len(BASE), dtype=bool))
    measured = measure(made)
    assert measured.posture == "unknown"
    assert measured.rest is None
    assert np.isnan(measured.hip_flexion_deg).all()
    assert np.isnan(measured.trunk_length_px)
    assert count_reps(measured).reps == ()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_a_few_frames_do_no_harm(n):
    measured = measure(BASE.window(0, n))
    assert len(measured) == n
    assert measured.hip_flexion_deg.shape == (n,)
    assert measured.hip_velocity_dps.shape == (n,)
    assert count_reps(measured).reps == ()


def test_the_bare_least_of_a_track_is_enough():
    bare = Track(
        source=BASE.source,
        time_s=BASE.time_s,
        landmarks_px=BASE.landmarks_px,
        visibility=np.empty((0, 0)),
        world_m=np.empty((0, 0, 0)),
    )
    measured = measure(bare)
    assert len(measured) == len(BASE)


def test_standing_is_unknown():
    measured = measure(track(still(), Stick(posture="standing", arms="sides"), duration_s=3.0))
    assert measured.posture == "unknown"
    assert measured.rest is None
    assert not measured.in_posture.any()


def test_legs_at_the_edge_are_told():
    inside = measure(track(still(), duration_s=2.0))
    assert not inside.at_border.any()
    outside = measure(track(still(), Stick(hip_px=(1100.0, 500.0)), duration_s=2.0))
    assert outside.at_border.all()


def test_hands_hidden_under_the_hips_are_told_and_hands_beside_them_are_not():
    beside = track(still(), Stick(arms="sides"), duration_s=3.0)
    assert not measure(beside).hands_under_hips
    under = track(still(), Stick(arms="sides"), duration_s=3.0)
    hip = under.landmarks_px[:, [23, 24]]
    under.landmarks_px[:, [15, 16]] = hip + np.array([0.0, 15.0])
    under.visibility[:, [15, 16]] = 0.2
    assert measure(under).hands_under_hips


def test_speed_is_the_slope():
    measured = MEASURED
    time_s = times(1.0)
    line = replace(measured, time_s=time_s, hip_flexion_deg=50.0 * time_s)
    assert np.allclose(line.hip_velocity_dps, 50.0)
    assert line.frame_interval_s == pytest.approx(1 / 30)
