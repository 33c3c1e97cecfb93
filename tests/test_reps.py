"""Which movements of a body are repetitions, and how they are cut into phases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.pose.track import Track
from formcheck.reps import CountingSettings, RepCount, count_reps, rep_columns
from tests.stick import Pose, Stick, joined, keyframes, leg_raises, seen_in, still, track

SET = leg_raises(75, 95, 110)
BOTH = pytest.mark.parametrize("posture", ["lying", "hanging"])
SIDES = pytest.mark.parametrize("near", ["left", "right"])


def _count(made: Track) -> RepCount:
    return count_reps(measure(made))


def _reasons(made: Track) -> list[str]:
    counted = _count(made)
    assert counted.reps == ()
    return [item.reason_code for item in counted.not_counted]


@BOTH
@SIDES
@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
def test_a_clean_set_of_both_legs(posture, near, fps):
    counted = _count(track(SET, Stick(posture=posture, near=near), fps=fps))
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([75, 95, 110], abs=1.2)
    assert [rep.leg for rep in counted.reps] == ["both"] * 3
    assert [rep.index for rep in counted.reps] == [1, 2, 3]
    assert counted.not_counted == ()
    assert not counted.alternating


def test_times_and_phases_are_those_of_the_motion():
    motion = leg_raises(90, 90, raise_s=1.5, hold_s=1.0, lower_s=2.0)
    for start_s, rep in zip((2.0, 7.3), _count(track(motion)).reps, strict=True):
        assert rep.start_s == pytest.approx(start_s, abs=0.3)
        assert rep.stop_s == pytest.approx(start_s + 4.5, abs=0.4)
        assert start_s + 1.5 <= rep.peak_s <= start_s + 2.5
        assert 1.0 < rep.top_s < 1.8
        assert rep.raise_s + rep.top_s + rep.lower_s == pytest.approx(rep.stop_s - rep.start_s)
        assert rep.lower_s > rep.raise_s


@BOTH
def test_phases_cover_the_repetition_without_holes(posture):
    made = track(SET, Stick(posture=posture))
    measured = measure(made)
    counted = count_reps(measured)
    number, phase = rep_columns(len(made), counted.reps)
    for rep in counted.reps:
        assert rep.start < rep.top_start <= rep.peak < rep.top_stop < rep.stop
        assert np.all(number[rep.start : rep.stop] == rep.index)
        near_top = measured.hip_flexion_deg >= rep.peak_deg - 3.0
        assert near_top[rep.top_start : rep.top_stop].all()
        assert not near_top[[rep.top_start - 2, rep.top_stop + 1]].any()
        names = phase[rep.start : rep.stop]
        assert names == (
            ["raise"] * (rep.top_start - rep.start)
            + ["top"] * (rep.top_stop - rep.top_start)
            + ["lower"] * (rep.stop - rep.top_stop)
        )
    inside = np.zeros(len(made), dtype=bool)
    for rep in counted.reps:
        inside[rep.frames] = True
    assert np.array_equal(number > 0, inside)
    assert [name != "" for name in phase] == inside.tolist()


def test_no_repetitions_leave_the_columns_empty():
    number, phase = rep_columns(3, ())
    assert number.tolist() == [0, 0, 0]
    assert phase == ["", "", ""]


def test_a_peak_is_the_median_around_the_maximum():
    made = track(leg_raises(90, hold_s=1.0))
    measured = measure(made)
    spiked = measured.hip_flexion_deg.copy()
    top = int(np.argmax(spiked))
    spiked[top] += 6.0
    rep = count_reps(replace(measured, hip_flexion_deg=spiked)).reps[0]
    assert rep.peak == top
    assert rep.peak_deg == pytest.approx(90.0, abs=0.5)


@SIDES
@pytest.mark.parametrize("leg", ["left", "right"])
def test_one_leg_alone(near, leg):
    counted = _count(track(leg_raises(80, 85, 90, leg=leg), Stick(near=near)))
    assert [rep.leg for rep in counted.reps] == [leg] * 3
    assert counted.alternating
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([80, 85, 90], abs=1.0)


@SIDES
def test_alternating_legs(near):
    counted = _count(track(leg_raises(80, 80, 80, 80, leg="alternating"), Stick(near=near)))
    assert [rep.leg for rep in counted.reps] == ["left", "right", "left", "right"]
    assert counted.not_counted == ()


@SIDES
def test_one_leg_goes_up_while_the_other_goes_down(near):
    left = keyframes(
        [(0, 0), (2, 0), (3.5, 80), (5, 0), (6.5, 80), (8, 0), (9.5, 80), (11, 0), (14, 0)]
    )
    right = keyframes([(0, 0), (3.5, 0), (5, 80), (6.5, 0), (8, 80), (9.5, 0), (14, 0)])
    made = track(lambda t: Pose(left(t), right(t)), Stick(near=near), duration_s=13.0)
    counted = _count(made)
    assert [rep.leg for rep in counted.reps] == ["left", "right", "left", "right", "left"]
    assert [rep.peak_s for rep in counted.reps] == pytest.approx([3.5, 5, 6.5, 8, 9.5], abs=0.15)
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([80.0] * 5, abs=1.0)


def test_both_legs_after_single_ones_count_once():
    left = keyframes([(0, 0), (2, 0), (3.5, 80), (5, 0), (10, 0), (11.5, 90), (13, 0), (16, 0)])
    right = keyframes([(0, 0), (6, 0), (7.5, 80), (9, 0), (10, 0), (11.5, 90), (13, 0), (16, 0)])
    counted = _count(track(lambda t: Pose(left(t), right(t)), duration_s=15.0))
    assert [rep.leg for rep in counted.reps] == ["left", "right", "both"]
    assert counted.not_counted == ()


@BOTH
def test_slow_and_hovering_repetitions(posture):
    slow = track(leg_raises(90, 90, raise_s=4.0, lower_s=4.0), Stick(posture=posture))
    assert len(_count(slow).reps) == 2
    hover = track(leg_raises(90, 90, 90, low=20.0, pause_s=0.0), Stick(posture=posture))
    assert len(_count(hover).reps) == 3


def test_too_small_and_aborted_ones_are_listed():
    counted = _count(track(leg_raises(20, 90, hold_s=0.0)))
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([90.0], abs=0.5)
    assert [item.reason_code for item in counted.not_counted] == ["too_small"]
    assert counted.not_counted[0].peak_deg == pytest.approx(20.0, abs=1.0)
    paused = _count(track(leg_raises(20, 90, hold_s=1.0)))  # held: not even a try
    assert [rep.peak_deg for rep in paused.reps] == pytest.approx([90.0], abs=0.5)
    assert paused.not_counted == ()
    up = keyframes([(0, 0), (2, 0), (3.5, 80), (8, 80)])
    assert _reasons(track(lambda t: Pose(up(t), up(t)), duration_s=6.0)) == ["aborted"]


def test_a_twitch_is_too_short():
    made = track(leg_raises(40, raise_s=0.18, hold_s=0.0, lower_s=0.18), fps=120.0)
    settings = CountingSettings()
    assert settings.machine.min_s == 0.5
    counted = count_reps(measure(made), settings)
    assert [item.reason_code for item in counted.not_counted] in (["too_short"], ["too_small"])
    assert counted.reps == ()


def _legs_down(top: float, **moved: float):
    """Return a motion in which the trunk comes up and the legs stay on the floor."""
    move = keyframes([(0, 0), (2, 0), (3.5, top), (4, top), (5.5, 0), (9, 0)])
    return lambda t: Pose(move(t), move(t), **{name: v * move(t) for name, v in moved.items()})


@SIDES
def test_a_sit_up_is_none(near):
    reasons = _reasons(track(_legs_down(70.0, sit_up=1.0), Stick(near=near), duration_s=8.0))
    assert reasons == ["not_lying_or_hanging"]


@pytest.mark.parametrize("moved", ["sit_up", "trunk_lift"])
def test_a_half_sit_up_raises_no_feet(moved):
    assert _reasons(track(_legs_down(28.0, **{moved: 1.0}), duration_s=8.0)) == ["feet_not_raised"]


def _v_up(lift: float) -> Track:
    wide = keyframes([(0, 0), (2, 0), (3.5, 1.0), (3.7, 1.0), (5.5, 0), (9, 0)])
    return track(
        lambda t: Pose(110.0 * wide(t), 110.0 * wide(t), trunk_lift=lift * wide(t)), duration_s=8.0
    )


def test_a_v_up_moves_the_trunk():
    assert CountingSettings().lying_turn_deg == 38.0
    assert _reasons(_v_up(50.0)) == ["trunk_moved"]


def test_shoulders_that_come_up_a_little_still_leave_a_repetition():
    counted = _count(_v_up(28.0))
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([110.0], abs=1.0)
    assert counted.not_counted == ()


@SIDES
def test_a_bridge_raises_no_feet(near):
    up = keyframes([(0, 0), (2, 0), (3, 20), (4, 20), (5, 0), (6, 0), (7, 20), (8, 0), (11, 0)])

    def bridge(t):
        return Pose(hip_left=45.0, hip_right=45.0, knee=90.0, bridge=up(t))

    # What is left of the last one, with the legs as they lay, never comes to an end.
    reasons = _reasons(track(bridge, Stick(near=near), duration_s=10.0))
    assert reasons == ["feet_not_raised", "aborted"]


@SIDES
def test_lying_on_the_belly(near):
    made = track(leg_raises(60, 60), Stick(near=near, chest_up=False, hip_px=(640.0, 360.0)))
    assert _reasons(made) == ["lying_prone"] * 2


@SIDES
def test_prone_leg_lifts_are_no_flexion(near):
    down = leg_raises(-30, -30)
    stick = Stick(near=near, chest_up=False)
    assert _count(track(down, stick)).reps == ()


def test_sitting_down_and_lying_back_come_before_the_set():
    standing = track(still(), Stick(posture="standing", arms="sides"), duration_s=3.0)
    sitting = track(
        still(hip_left=85.0, hip_right=85.0, knee=30.0),
        Stick(posture="sitting", arms="sides", hip_px=(640.0, 540.0)),
        duration_s=1.5,
    )
    made = joined(standing, sitting, track(SET))
    counted = _count(made)
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([75, 95, 110], abs=1.5)
    assert counted.reps[0].start_s > 6.0


def test_knee_raises_standing_are_none():
    motion = leg_raises(80, 80, leg="left", knee=0.0)
    reasons = _reasons(track(motion, Stick(posture="standing", arms="sides")))
    assert set(reasons) <= {"not_lying_or_hanging"}
    assert reasons


def test_a_repetition_that_nobody_saw_is_not_counted():
    made = track(SET)
    seen = np.ones(len(made), dtype=bool)
    seen[75:130] = False  # most of the first one
    counted = _count(seen_in(made, seen))
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([95, 110], abs=1.0)
    assert all(item.reason_code == "not_seen" for item in counted.not_counted)


@pytest.mark.parametrize("knee", [0.0, 60.0, 90.0])
def test_bent_knees_count_as_well(knee):
    motion, duration_s = leg_raises(80, 100)

    def bent(t):
        pose = motion(t)
        return replace(pose, knee=knee * np.clip(pose.hip_left / 40.0, 0.0, 1.0))

    counted = _count(track((bent, duration_s)))
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([80, 100], abs=1.0)
    assert [rep.peak_knee_deg for rep in counted.reps] == pytest.approx([knee, knee], abs=1.0)


@pytest.mark.parametrize("seed", range(12))
def test_jitter_of_the_landmarks_neither_adds_nor_takes(seed):
    made = track(leg_raises(70, 90, 110, raise_s=1.0), Stick(jitter_px=3.0, seed=seed))
    assert len(_count(made).reps) == 3
    quiet = track(still(), Stick(jitter_px=4.0, seed=seed), duration_s=8.0)
    counted = _count(quiet)
    assert (counted.reps, counted.not_counted) == ((), ())


def test_an_ankle_that_seems_high_as_the_raise_starts_is_no_support():
    measured = measure(track(leg_raises(90, 90)))
    rep = count_reps(measured).reps[1]
    rise = measured.ankle_rise.copy()
    rise[rep.start - 1 : rep.start + 2] = rise.max()
    assert len(count_reps(replace(measured, ankle_rise=rise)).reps) == 2
    rise[rep.start : rep.stop] = rise.max()
    counted = count_reps(replace(measured, ankle_rise=rise))
    assert [item.reason_code for item in counted.not_counted] == ["feet_not_raised"]
