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
