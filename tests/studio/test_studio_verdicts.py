"""Truth verdicts follow from the script alone."""

from __future__ import annotations

import numpy as np
import pytest

from studio.motion import Arch, Rep, Script, perform
from studio.verdicts import judged_hip_deg, true_reps

REST = -2.0


def reps_of(script):
    still = np.zeros(len(perform(script, REST).time_s))
    return true_reps(script, REST, still, still)


def verdicts(script):
    return [{k: v["verdict"] for k, v in rep["checks"].items()} for rep in reps_of(script)]


def test_a_good_repetition_passes_everything():
    rep = Rep(105.0, raise_s=2.4, lower_s=3.4)
    (found,) = verdicts(Script("lying_leg_raise", (rep,)))
    assert set(found.values()) == {"pass"}


def test_phases_cover_the_moving_time():
    (rep,) = reps_of(Script("lying_leg_raise", (Rep(105.0, 2.0, 0.4, 3.0),)))
    assert 2.0 < rep["start_s"] < 2.3
    assert rep["peak_s"] == pytest.approx(4.2, abs=0.05)
    assert 7.0 < rep["stop_s"] < 7.4
    moving = rep["raise_s"] + rep["top_s"] + rep["lower_s"]
    assert moving == pytest.approx(rep["stop_s"] - rep["start_s"])


def test_under_90_is_judged_at_the_peak():
    found = verdicts(Script("lying_leg_raise", (Rep(75.0), Rep(104.0))))
    assert [row["under_90"] for row in found] == ["flag", "pass"]


def test_kicks_and_drops_are_found():
    kick = Rep(108.0, raise_s=0.62, top_s=0.05, dwell_s=0.0, drop=True)
    found = reps_of(Script("lying_leg_raise", (kick, kick)))
    for rep in found:
        assert rep["checks"]["swing"]["verdict"] == "flag"
        assert rep["checks"]["leg_drop"]["verdict"] == "flag"
        assert rep["checks"]["tempo"]["verdict"] == "flag"
    assert [rep["checks"]["swing"]["bounce"] for rep in found] == [False, True]


@pytest.mark.parametrize(("phase", "lowering"), [("raise", "pass"), ("lower", "flag")])
def test_an_arch_is_found_in_its_phase(phase, lowering):
    rep = Rep(104.0, arch=Arch(18.0, phase))
    (found,) = verdicts(Script("lying_leg_raise", (rep,)))
    assert found["back_arch"] == "flag"
    assert found["lowering_arch"] == lowering


def test_bent_knees_are_advice_and_no_drop_is_judged():
    (rep,) = reps_of(Script("lying_leg_raise", (Rep(104.0, knee_deg=50.0),)))
    assert rep["checks"]["knee_bend"]["verdict"] == "flag"
    assert "leg_drop" not in rep["checks"]


def test_uneven_legs():
    (found,) = verdicts(Script("lying_leg_raise", (Rep(104.0),), uneven_deg=20.0))
    assert found["asymmetry"] == "flag"


def test_a_single_leg_raise_is_judged_by_the_raised_leg():
    script = Script("single_leg_raise", (Rep(80.0, leg="left"),))
    judged = judged_hip_deg(script, np.array([-2.0, 80.0]), np.array([-2.0, -1.0]))
    np.testing.assert_array_equal(judged, [-2.0, 80.0])
    (rep,) = reps_of(script)
    assert rep["leg"] == "left"
    assert "asymmetry" not in rep["checks"]
