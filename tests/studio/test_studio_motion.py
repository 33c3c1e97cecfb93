"""Motion scripts: peaks, speeds, stillness and pauses, without the body model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.motion import STEP_S, Arch, Rep, Script, free_fall, min_jerk, perform
from studio.verdicts import fall_ratio

REST = -2.0
SLOW = Script("lying_leg_raise", (Rep(104.0), Rep(70.0)), rest_s=2.0)
KICK = Rep(108.0, raise_s=0.62, top_s=0.05, dwell_s=0.0, drop=True)


def test_min_jerk_runs_from_start_to_end_at_1_875_times_the_mean_speed():
    curve = min_jerk(10.0, 110.0, 2.0)
    assert curve[0] == 10.0
    assert curve[-1] == pytest.approx(110.0, abs=1e-3)
    assert np.gradient(curve).max() / STEP_S == pytest.approx(1.875 * 50.0, rel=1e-4)


def test_two_still_seconds_first_and_last():
    motion = perform(SLOW, REST)
    first = motion.time_s < 2.0
    last = motion.time_s > motion.time_s[-1] - 2.0
    for curve in (motion.hip_left_deg, motion.hip_right_deg):
        assert np.ptp(curve[first]) == 0.0
        assert np.ptp(curve[last]) < 1e-6
    assert np.all(motion.lordosis_deg[first] == 0.0)


def test_each_peak_is_reached():
    motion = perform(SLOW, REST)
    for rep, (start, stop) in zip(SLOW.reps, motion.edges, strict=True):
        inside = (motion.time_s >= start) & (motion.time_s < stop)
        assert motion.hip_left_deg[inside].max() == pytest.approx(rep.peak_deg, abs=0.01)


def test_the_pelvis_rolls_by_its_share():
    motion = perform(replace(SLOW, roll_share=0.25), REST)
    assert motion.lordosis_deg.min() == pytest.approx(-0.25 * (104.0 - REST), abs=0.01)
    assert motion.lordosis_deg.max() == pytest.approx(0.0, abs=1e-9)


def test_a_kick_is_fast_and_does_not_rest_between_repetitions():
    motion = perform(Script("lying_leg_raise", (KICK, KICK, KICK), fps=1000.0), REST)
    speed = np.gradient(motion.hip_left_deg, motion.time_s)
    assert speed.max() > 280.0
    start, stop = motion.edges[0][0], motion.edges[-1][1]
    inside = (motion.time_s > start + 0.1) & (motion.time_s < stop - 0.1)
    still = inside & (np.abs(speed) < 10.0) & (motion.hip_left_deg < 20.0)
    assert np.count_nonzero(still) / 1000.0 < 0.15 * 2


def test_a_drop_falls_like_free_legs():
    curve = free_fall(108.0, REST)
    assert np.all(np.diff(curve) < 0.0)
    assert curve[-1] == pytest.approx(REST, abs=0.2)
    assert 0.9 < fall_ratio(curve, 0, len(curve) - 1) < 1.2


def test_a_controlled_lowering_is_far_from_a_fall():
    curve = min_jerk(104.0, REST, 3.0)
    assert fall_ratio(curve, 0, len(curve) - 1) < 0.45


@pytest.mark.parametrize("leg", ["left", "right"])
def test_the_other_leg_of_a_single_leg_raise_lies_still(leg):
    script = Script("single_leg_raise", (Rep(80.0, leg=leg),))
    motion = perform(script, REST)
    curves = {"left": motion.hip_left_deg, "right": motion.hip_right_deg}
    down = {"left": motion.left_down, "right": motion.right_down}
    other = "right" if leg == "left" else "left"
    assert curves[leg].max() == pytest.approx(80.0, abs=0.01)
    assert np.ptp(curves[other]) == 0.0
    assert np.all(down[other])


@pytest.mark.parametrize("phase", ["raise", "lower", "both"])
def test_an_arch_appears_in_its_phase_only(phase):
    rep = Rep(100.0, arch=Arch(15.0, phase))
    motion = perform(Script("lying_leg_raise", (rep,), roll_share=0.0), REST)
    peak = int(np.argmax(motion.hip_left_deg))
    rising, falling = motion.lordosis_deg[: peak + 1], motion.lordosis_deg[peak + 1 :]
    assert (rising.max() > 14.0) == (phase in ("raise", "both"))
    assert (falling.max() > 14.0) == (phase in ("lower", "both"))
    assert motion.lordosis_deg.max() <= 15.0


def test_knees_bend_with_the_hips():
    motion = perform(Script("lying_leg_raise", (Rep(100.0, knee_deg=50.0),)), REST)
    assert motion.knee_left_deg.max() == pytest.approx(50.0, abs=0.01)
    assert motion.knee_left_deg[0] == 0.0


@settings(max_examples=20, deadline=None)
@given(
    peak=st.floats(40.0, 120.0),
    raise_s=st.floats(0.6, 3.0),
    rest=st.floats(-6.0, 6.0),
)
def test_the_frame_rate_does_not_change_the_motion(peak, raise_s, rest):
    script = Script("lying_leg_raise", (Rep(peak, raise_s=raise_s),))
    coarse = perform(script, rest)
    fine = perform(replace(script, fps=60.0), rest)
    count = min(len(coarse.time_s), len(fine.time_s[::2]))
    np.testing.assert_allclose(coarse.time_s[:count], fine.time_s[::2][:count])
    np.testing.assert_allclose(
        coarse.hip_left_deg[:count], fine.hip_left_deg[::2][:count], atol=1e-6
    )


FULL = Rep(
    100.0,
    uneven_deg=6.0,
    pause_deg=40.0,
    pause_s=0.8,
    hold_deg=12.0,
    hold_s=2.5,
    head_lift_deg=20.0,
    curl_deg=10.0,
    trunk_lift_deg=15.0,
    knee_deg=10.0,
)
RICH = Script(
    "lying_leg_raise",
    (FULL, replace(FULL, stop_deg=22.0), replace(FULL, hold_s=0.0)),
    tremor_deg=1.0,
    seed=3,
    breath_deg=0.8,
    knee_bend_deg=20.0,
)
CURVES = (
    "hip_left_deg",
    "hip_right_deg",
    "knee_left_deg",
    "knee_right_deg",
    "lordosis_deg",
    "trunk_lift_deg",
    "head_lift_deg",
    "left_flat",
    "right_flat",
)


def during(motion, number):
    start, stop = motion.edges[number]
    return (motion.time_s >= start) & (motion.time_s < stop)


def fine(*reps, **more):
    return perform(Script("lying_leg_raise", reps, fps=1000.0, **more), REST)


def still_s(motion, angle_deg):
    speed = np.gradient(motion.hip_left_deg, motion.time_s)
    near = np.abs(motion.hip_left_deg - angle_deg) < 0.05
    return np.count_nonzero(near & (np.abs(speed) < 1.0)) / 1000.0


def test_curves_do_not_depend_on_when_they_are_sampled():
    even = perform(RICH, REST)
    times = np.sort(np.random.default_rng(1).uniform(0.0, even.time_s[-1], 300))
    uneven = perform(RICH, REST, times)
    np.testing.assert_array_equal(uneven.time_s, times)
    again = perform(RICH, REST, even.time_s)
    dense = perform(replace(RICH, fps=1000.0), REST)
    for name in CURVES:
        np.testing.assert_array_equal(getattr(again, name), getattr(even, name))
        exact = np.interp(times, dense.time_s, getattr(dense, name))
        np.testing.assert_allclose(getattr(uneven, name), exact, atol=1e-6)


def test_nothing_jumps():
    motion = perform(replace(RICH, fps=1000.0), REST)
    for name in CURVES:
        speed = np.abs(np.diff(getattr(motion, name))) * 1000.0
        assert speed.max() < 250.0, name


def test_a_pause_on_the_way_up_and_a_hold_on_the_way_down():
    motion = fine(Rep(100.0, pause_deg=40.0, pause_s=0.8, hold_deg=12.0, hold_s=2.5))
    peak = motion.time_s[np.argmax(motion.hip_left_deg)]
    paused = np.abs(motion.hip_left_deg - 40.0) < 0.01
    held = np.abs(motion.hip_left_deg - 12.0) < 0.01
    assert still_s(motion, 40.0) == pytest.approx(0.8, abs=0.15)
    assert still_s(motion, 12.0) == pytest.approx(2.5, abs=0.15)
    assert np.median(motion.time_s[paused]) < peak < np.median(motion.time_s[held])


def test_hovering_starts_the_next_repetition_from_there_and_ends_at_rest():
    motion = fine(Rep(100.0, stop_deg=20.0, dwell_s=0.4), Rep(95.0, stop_deg=25.0))
    start, stop = motion.edges[1]
    second = during(motion, 1)
    assert motion.hip_left_deg[second][0] == pytest.approx(20.0)
    assert motion.hip_left_deg[second][-1] == pytest.approx(25.0)
    assert motion.hip_left_deg[during(motion, 0)][-400:].min() == pytest.approx(20.0)
    assert motion.hip_left_deg[-1] == pytest.approx(REST)
    assert np.all(np.diff(motion.hip_left_deg[motion.time_s > stop]) <= 1e-12)
    assert start < stop


def test_one_repetition_may_be_more_uneven_than_the_others():
    motion = fine(Rep(100.0), Rep(100.0, uneven_deg=14.0), uneven_deg=2.0)
    apart = motion.hip_right_deg - motion.hip_left_deg
    assert apart[during(motion, 0)].max() == pytest.approx(2.0, abs=0.01)
    assert apart[during(motion, 1)].max() == pytest.approx(16.0, abs=0.01)


def test_the_curl_begins_at_90_degrees():
    plain, curled = fine(Rep(110.0)), fine(Rep(110.0, curl_deg=15.0))
    extra = plain.lordosis_deg - curled.lordosis_deg
    assert extra.max() == pytest.approx(15.0, abs=0.01)
    assert np.all(extra[plain.hip_left_deg <= 90.0] == 0.0)
    assert np.all(extra >= 0.0)


def test_the_head_nods_while_the_legs_are_up():
    motion = fine(Rep(100.0, head_lift_deg=25.0))
    at = int(np.argmax(motion.hip_left_deg))
    assert motion.head_lift_deg[at] == pytest.approx(25.0, abs=0.01)
    assert motion.head_lift_deg[0] == motion.head_lift_deg[-1] == 0.0


def test_legs_swing_behind_the_rest():
    script = Script("hanging_leg_raise", (Rep(90.0, behind_deg=18.0), Rep(90.0)), fps=1000.0)
    motion = perform(script, 0.0)
    assert motion.hip_left_deg[during(motion, 0)].min() == pytest.approx(-18.0, abs=0.01)
    assert motion.hip_left_deg[during(motion, 0)][-1] == pytest.approx(0.0)
    assert motion.hip_left_deg[during(motion, 1)].min() == pytest.approx(0.0)


def test_hook_lying_rests_with_bent_knees_and_flat_feet():
    script = Script("lying_leg_raise", (Rep(100.0, knee_deg=0.0),), rest_knee_deg=90.0)
    motion = perform(script, 45.0)
    peak = int(np.argmax(motion.hip_left_deg))
    assert motion.knee_left_deg[0] == 90.0
    assert motion.left_flat[0] == 1.0
    assert motion.left_down[0]
    assert motion.left_flat[peak] < 0.05
    assert motion.knee_left_deg[peak] < 10.0


def test_a_held_knee_bend_stays_while_the_legs_are_up():
    motion = fine(Rep(100.0, knee_deg=0.0), knee_bend_deg=40.0)
    raised = motion.hip_left_deg > 30.0
    np.testing.assert_allclose(motion.knee_left_deg[raised], 40.0, atol=0.01)
    assert motion.knee_left_deg[0] == 0.0
    with np.errstate(invalid="ignore"):
        low = (motion.hip_left_deg > REST + 1.0) & ~raised
        share = motion.knee_left_deg[low] / (motion.hip_left_deg[low] - REST)
    assert share.max() < 1.9


def test_tremor_is_slow_of_the_size_asked_for_and_leaves_lying_legs_alone():
    script = Script("hanging_leg_raise", (Rep(90.0, top_s=60.0),), fps=100.0)
    still, shaken = perform(script, 0.0), perform(replace(script, tremor_deg=1.5, seed=4), 0.0)
    wobble = shaken.hip_left_deg - still.hip_left_deg
    assert np.std(wobble) == pytest.approx(1.5, rel=0.25)
    assert np.abs(np.gradient(wobble) * 100.0).max() < 40.0
    other = perform(replace(script, tremor_deg=1.5, seed=5), 0.0)
    assert np.abs(other.hip_left_deg - shaken.hip_left_deg).max() > 1.0
    lying = perform(replace(SLOW, tremor_deg=2.0), REST)
    resting = lying.time_s < 2.0
    assert np.all(lying.hip_left_deg[resting] == REST)
    assert np.all(lying.left_down[resting])
    assert np.ptp(lying.lordosis_deg[resting]) > 0.3


def test_breathing_pitches_the_thorax_and_leaves_the_pelvis():
    motion = perform(replace(SLOW, breath_deg=1.0, roll_share=0.0, rest_s=8.0), REST)
    resting = motion.time_s < 8.0
    lift = motion.trunk_lift_deg[resting]
    assert lift.max() == pytest.approx(1.0, abs=0.01)
    assert lift.min() == pytest.approx(0.0, abs=0.01)
    tops = np.flatnonzero((lift[1:-1] > lift[:-2]) & (lift[1:-1] >= lift[2:]))
    assert np.diff(motion.time_s[tops]) == pytest.approx(4.0, abs=0.1)
    np.testing.assert_allclose(motion.trunk_lift_deg + motion.lordosis_deg, 0.0, atol=1e-9)


def test_legs_held_in_the_air_at_rest_do_not_lie():
    script = Script("bench_leg_raise", (Rep(90.0),), rest_hip_deg=-15.0)
    motion = perform(script, -15.0)
    assert motion.hip_left_deg[0] == -15.0
    assert not motion.left_down.any()
