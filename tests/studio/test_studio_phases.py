"""Start, top and stop of scripted repetitions, beside the state machine that counts on video."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.rep_machine import RepMachine
from studio.motion import Rep, Script
from studio.phases import FINE_FPS, Performance

REST = -2.0
CASES = {
    "plain": (Rep(100.0), Rep(70.0)),
    "low hold": (Rep(100.0, hold_deg=12.0, hold_s=3.0), Rep(95.0)),
    "hovering": (Rep(100.0, stop_deg=22.0), Rep(95.0, stop_deg=20.0), Rep(97.0)),
    "two-stage": (Rep(100.0, raise_s=2.5, pause_deg=50.0, pause_s=0.8), Rep(95.0)),
    "dropped": (Rep(105.0, raise_s=0.8, drop=True, dwell_s=0.0), Rep(100.0, drop=True)),
    "slow": (Rep(95.0, raise_s=5.0, lower_s=6.0), Rep(95.0, raise_s=4.0, lower_s=5.0)),
}


def movements(performance):
    """Repetitions that the counting machine finds in the true angle at 50 frames a second."""
    hip = performance.hip_deg("both")[::20]
    times = performance.motion.time_s[::20]
    machine = RepMachine()
    speed = np.gradient(hip, times)
    found = [machine.step(i, *row) for i, row in enumerate(zip(times, hip, speed, strict=True))]
    found.append(machine.finish(len(times)))
    return [one for one in found if one is not None and not one.reason_code]


@pytest.mark.parametrize("name", CASES)
def test_the_truth_and_the_machine_agree(name):
    performance = Performance.of(Script("lying_leg_raise", CASES[name]), REST)
    truth, counted = performance.reps(), movements(performance)
    assert len(counted) == len(truth)
    for at, one in zip(truth, counted, strict=True):
        assert one.start / 50.0 == pytest.approx(at.start / FINE_FPS, abs=0.08)
        assert one.stop / 50.0 == pytest.approx(at.stop / FINE_FPS, abs=0.08)
        low = performance.hip_deg("both")[at.lowering].min()
        assert one.low_deg == pytest.approx(low, abs=1.5)


def test_phases_follow_each_other():
    for reps in CASES.values():
        last = 0
        for at in Performance.of(Script("lying_leg_raise", reps), REST).reps():
            assert last <= at.start < at.top <= at.peak <= at.down < at.stop
            last = at.stop


def test_the_top_is_within_three_degrees_of_the_peak():
    performance = Performance.of(Script("lying_leg_raise", (Rep(100.0),)), REST)
    (at,) = performance.reps()
    hip = performance.hip_deg("both")
    assert hip[at.top : at.down + 1].min() >= 97.0
    assert hip[at.top - 1] < 97.0
    assert hip[at.down + 1] < 97.0
