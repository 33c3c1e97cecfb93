"""Truth verdicts follow from the script alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from studio.motion import Arch, Rep, Script, perform
from studio.verdicts import judged_hip_deg, true_reps, true_set_checks

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


def test_bent_knees_are_advice_and_a_shorter_pendulum():
    bent, straight = reps_of(Script("lying_leg_raise", (Rep(104.0, knee_deg=70.0), Rep(104.0))))
    assert bent["checks"]["knee_bend"]["verdict"] == "flag"
    assert straight["checks"]["knee_bend"]["verdict"] == "pass"
    assert bent["checks"]["leg_drop"]["value"] < straight["checks"]["leg_drop"]["value"]


def test_folded_knees_are_no_pendulum():
    rep = Rep(104.0, knee_deg=0.0)
    script = Script("lying_leg_raise", (rep,), rest_knee_deg=130.0, knee_bend_deg=130.0)
    assert "leg_drop" not in reps_of(script)[0]["checks"]


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


def script_of(*reps, **more):
    return Script("lying_leg_raise", reps, **more)


def checks_of(*reps, **more):
    return [rep["checks"] for rep in reps_of(script_of(*reps, **more))]


def test_tempo_is_excursion_over_time():
    (found,) = checks_of(Rep(100.0, raise_s=1.0, lower_s=2.0))
    (rep,) = reps_of(script_of(Rep(100.0, raise_s=1.0, lower_s=2.0)))
    tempo = found["tempo"]
    assert tempo["value"] == pytest.approx(102.0 / rep["raise_s"], rel=0.01)
    assert tempo["down_value"] == pytest.approx(102.0 / rep["lower_s"], rel=0.01)
    assert tempo["verdict"] == "flag"


def test_a_repetition_stops_where_the_legs_are_held_low():
    held, plain = reps_of(script_of(Rep(100.0, hold_deg=12.0, hold_s=4.0), Rep(100.0)))
    assert held["lower_s"] < 3.0
    assert held["checks"]["tempo"]["down_value"] == pytest.approx(
        (100.0 - 12.0) / held["lower_s"], rel=0.02
    )
    assert plain["lower_s"] == pytest.approx(2.5, abs=0.4)


def test_hovering_is_an_incomplete_lowering_and_only_that_repetition_s():
    hover, full = checks_of(Rep(100.0, stop_deg=22.0), Rep(100.0, dwell_s=1.5))
    assert hover["incomplete_lowering"]["verdict"] == "flag"
    assert hover["incomplete_lowering"]["value"] == pytest.approx(22.0, abs=0.01)
    assert full["incomplete_lowering"]["verdict"] == "pass"
    assert full["incomplete_lowering"]["value"] == pytest.approx(REST, abs=0.1)


def test_the_other_leg_s_raise_does_not_end_the_search_for_the_lowest_angle():
    left, right = Rep(90.0, leg="left", dwell_s=0.0), Rep(90.0, leg="right")
    script = Script("single_leg_raise", (left, right, replace(left, dwell_s=1.0)))
    for rep in reps_of(script):
        assert rep["checks"]["incomplete_lowering"]["value"] == pytest.approx(REST, abs=0.1)


def test_feet_on_the_floor_beside_the_buttocks_are_lowered():
    script = script_of(Rep(100.0), rest_knee_deg=90.0)
    still = np.zeros(len(perform(script, 46.0).time_s))
    (rep,) = true_reps(script, 46.0, still, still)
    assert "incomplete_lowering" not in rep["checks"]


def test_a_kick_is_an_early_peak_of_speed():
    smooth, kicked = (
        Rep(100.0, raise_s=1.5),
        Rep(100.0, raise_s=1.1, pause_deg=70.0, pause_s=0.5, drop=False),
    )
    found = checks_of(smooth, kicked)
    assert not found[0]["swing"]["kick"]
    assert found[0]["swing"]["verdict"] == "pass"
    assert found[1]["swing"]["kick"]
    assert found[1]["swing"]["value"] < 250.0
    assert found[1]["swing"]["verdict"] == "flag"
    assert found[1]["swing"]["kick_time_share"] < 0.3
    assert found[1]["swing"]["kick_ratio"] > 2.3


def test_a_slow_two_stage_raise_is_no_kick():
    (found,) = checks_of(Rep(100.0, raise_s=2.5, pause_deg=60.0, pause_s=1.5))
    assert not found["swing"]["kick"]


def test_a_bounce_needs_a_short_and_sharp_bottom():
    soft = Rep(100.0, raise_s=2.0, lower_s=3.0, dwell_s=0.0)
    hard = Rep(100.0, raise_s=0.8, top_s=0.1, dwell_s=0.0, drop=True)
    assert [row["swing"]["bounce"] for row in checks_of(soft, soft)] == [False, False]
    bounced = checks_of(hard, hard)[1]["swing"]
    assert bounced["bounce"]
    assert bounced["bottom_s"] < 0.15


def test_a_crunch_earns_no_90_degrees():
    script = script_of(Rep(100.0, trunk_lift_deg=25.0))
    motion = perform(script, REST)
    nothing = np.zeros(len(motion.time_s))
    (lifted,) = true_reps(script, REST, nothing, motion.trunk_lift_deg)
    assert lifted["checks"]["under_90"]["verdict"] == "flag"
    assert lifted["checks"]["under_90"]["value"] == pytest.approx(75.0, abs=0.1)
    assert lifted["peak_hip_flexion_deg"] == pytest.approx(100.0)
    assert lifted["checks"]["trunk_lift"]["verdict"] == "flag"


def test_frames_at_uneven_times_give_the_same_verdicts():
    script = script_of(Rep(100.0, trunk_lift_deg=25.0), Rep(100.0))
    times = np.sort(np.random.default_rng(2).uniform(0.0, 18.0, 600))
    lift = perform(script, REST, times).trunk_lift_deg
    found = true_reps(script, REST, np.zeros(len(times)), lift, times)
    values = [rep["checks"]["trunk_lift"]["value"] for rep in found]
    assert values == pytest.approx([25.0, 0.0], abs=0.1)


def test_tremor_does_not_move_the_phases():
    script = script_of(Rep(100.0), Rep(70.0))
    steady, shaken = reps_of(script), reps_of(replace(script, tremor_deg=1.5, seed=9))
    for one, other in zip(steady, shaken, strict=True):
        assert (one["start_s"], one["stop_s"]) == (other["start_s"], other["stop_s"])
        assert one["peak_hip_flexion_deg"] != other["peak_hip_flexion_deg"]


def hanging(*reps, line_deg=0.0, **more):
    script = Script("hanging_leg_raise", reps, **more)
    times = perform(script, 0.0).time_s
    line = line_deg / 2 * np.sin(2 * np.pi * times / 2.0)
    return [rep["checks"] for rep in true_reps(script, 0.0, line, np.zeros(len(times)))]


def test_hanging_swings_by_the_body_or_by_legs_behind_it():
    (calm,) = hanging(Rep(95.0), line_deg=6.0)
    assert calm["swing"]["verdict"] == "pass"
    (body,) = hanging(Rep(95.0), line_deg=26.0)
    assert body["swing"]["verdict"] == "flag"
    assert not body["swing"]["legs_behind"]
    behind, after = hanging(Rep(95.0, behind_deg=18.0), Rep(95.0, dwell_s=1.0), line_deg=6.0)
    assert behind["swing"]["verdict"] == "flag"
    assert behind["swing"]["legs_behind"]
    assert behind["swing"]["lowest_deg"] == pytest.approx(-18.0, abs=0.5)
    assert after["swing"]["verdict"] == "pass"
    for rep in (calm, behind):
        assert not {"leg_drop", "trunk_lift"} & set(rep)


def test_a_low_hold_is_an_event_of_the_set():
    script = script_of(Rep(100.0, hold_deg=12.0, hold_s=4.0), Rep(100.0))
    low = true_set_checks(script, REST)["low_hold"]
    assert low["verdict"] == "flag"
    (event,) = low["events"]
    assert low["value"] == pytest.approx(event["stop_s"] - event["start_s"])
    assert 4.0 < low["value"] < 5.5
    motion = perform(replace(script, fps=100.0), REST)
    inside = (motion.time_s >= event["start_s"]) & (motion.time_s <= event["stop_s"])
    assert motion.hip_left_deg[inside].min() > 4.0
    assert motion.hip_left_deg[inside].max() < 20.0


@pytest.mark.parametrize(
    ("rep", "why"),
    [
        (Rep(100.0, hold_deg=12.0, hold_s=1.2), "short"),
        (Rep(100.0, hold_deg=26.0, hold_s=4.0), "above the band"),
        (Rep(100.0, dwell_s=5.0), "on the floor"),
    ],
)
def test_other_stops_are_no_low_hold(rep, why):
    low = true_set_checks(script_of(rep, rep), REST)["low_hold"]
    assert low["verdict"] == "pass", why
    assert low["events"] == []


def test_legs_that_lie_high_are_on_the_floor():
    low = true_set_checks(script_of(Rep(100.0), Rep(100.0)), 5.0)["low_hold"]
    assert low["verdict"] == "pass"


def test_hovering_for_long_is_a_low_hold():
    script = script_of(*(Rep(100.0, stop_deg=14.0, dwell_s=3.0) for _ in range(3)))
    assert len(true_set_checks(script, REST)["low_hold"]["events"]) == 3


def test_form_drift_needs_eight_repetitions():
    falling = [Rep(110.0 - 3.0 * i) for i in range(8)]
    drift = true_set_checks(script_of(*falling), REST)["form_drift"]
    assert drift["verdict"] == "flag"
    assert drift["value"] == pytest.approx(15.0)
    assert "form_drift" not in true_set_checks(script_of(*falling[:7]), REST)
    steady = true_set_checks(script_of(*[Rep(100.0)] * 8), REST)["form_drift"]
    assert steady["verdict"] == "pass"


def test_a_script_without_repetitions():
    script = script_of()
    assert true_reps(script, REST, np.zeros(120), np.zeros(120)) == []
    assert true_set_checks(script, REST)["low_hold"]["verdict"] == "pass"
