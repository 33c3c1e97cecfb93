"""Knee bend, asymmetry, trunk lift and incomplete lowering: one angle against one limit each."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.asymmetry import Asymmetry
from formcheck.checks.incomplete_lowering import IncompleteLowering
from formcheck.checks.knee_bend import KneeBend, KneeBendSettings
from formcheck.checks.trunk_lift import TrunkLift
from tests.checks.scenes import Move, changed, scene

SPREAD = KneeBendSettings().spread_deg


def _judge(check, *moves, rep=0, **more):
    made = scene(*moves, **more)
    return check().judge(made.reps[rep], made)


@pytest.mark.parametrize(
    ("check", "move", "verdict", "value"),
    [
        (KneeBend, Move(), "pass", 0),
        (KneeBend, Move(knee=SPREAD - 1), "pass", 0),  # errors alone make as much
        (KneeBend, Move(knee=math.hypot(26, SPREAD)), "cant_tell", 26),
        (KneeBend, Move(knee=math.hypot(40, SPREAD)), "flag", 40),
        (Asymmetry, Move(), "pass", 0),
        (Asymmetry, Move(uneven=17), "cant_tell", 17),
        (Asymmetry, Move(uneven=-24), "cant_tell", 24),
        (Asymmetry, Move(uneven=-29), "flag", 29),
        (TrunkLift, Move(), "pass", 0),
        (TrunkLift, Move(trunk_lift=-30), "pass", 0),  # the pelvis rolled up, not the shoulders
        (TrunkLift, Move(trunk_lift=21), "cant_tell", 21),
        (TrunkLift, Move(trunk_lift=28), "flag", 28),
    ],
)
def test_value_and_verdict(check, move, verdict, value):
    result = _judge(check, move)
    assert result.verdict == verdict
    assert result.value == pytest.approx(value, abs=0.5)


def test_knee_bend_is_a_range_not_a_bend():
    made = scene(Move())
    bent = changed(made, knee_flexion_deg=np.full(len(made.kinematics), 80.0))
    assert KneeBend().judge(bent.reps[0], bent).verdict == "pass"


@pytest.mark.parametrize(("leg", "sigma"), [("both", 4.5), ("left", 4.5), ("right", 10.0)], ids=str)
def test_the_far_knee_is_less_sure_where_it_is_the_one_that_is_judged(leg, sigma):
    made = scene(Move(leg=leg, knee=30.0))
    assert made.kinematics.side == "left"
    result = KneeBend().judge(made.reps[0], made)
    settings = KneeBend().settings
    assert sigma == (settings.far_sigma_deg if leg == "right" else settings.sigma_deg)
    assert result.uncertainty == pytest.approx(settings.k * sigma)
    assert result.value == pytest.approx(math.sqrt(30.0**2 - SPREAD**2), abs=0.5)
    assert result.details["most_deg"] - result.details["least_deg"] == pytest.approx(30.0, abs=0.5)


def test_knee_that_was_not_seen():
    made = scene(Move())
    blind = changed(made, knee_flexion_deg=np.full(len(made.kinematics), np.nan))
    assert KneeBend().judge(blind.reps[0], blind).reason_code == "gaps"


def test_knee_shows_where_it_bent_most():
    made = scene(Move(knee=50))
    result = KneeBend().judge(made.reps[0], made)
    assert made.reps[0].top_start_s <= result.at_s <= made.reps[0].top_stop_s


def test_asymmetry_names_the_higher_leg():
    assert "left leg" in _judge(Asymmetry, Move(uneven=28)).reason
    assert "right leg" in _judge(Asymmetry, Move(uneven=-28)).reason
    assert _judge(Asymmetry, Move(uneven=40)).details["looks_single_leg"]


def _by_outline(gap, uneven=0.0, leg="both", hidden=False):
    made = scene(Move(uneven=uneven, leg=leg))
    angle = made.kinematics.hip_flexion_deg
    width = 12.0 + gap * np.clip(angle / 105.0, 0.0, 1.0)
    made = changed(made, leg_fan_deg=np.stack([width, angle], axis=1))
    if hidden:
        made = changed(made, ankle_visibility=np.full((len(made.kinematics), 2), 0.1))
    return Asymmetry().judge(made.reps[0], made)


@pytest.mark.parametrize(
    ("gap", "verdict"),
    [(0, "pass"), (8, "pass"), (11, "cant_tell"), (19, "cant_tell"), (22, "flag")],
)
@pytest.mark.parametrize("uneven", [0.0, 10.0])
def test_asymmetry_by_the_outline_whatever_the_landmarks_say(gap, verdict, uneven):
    result = _by_outline(gap, uneven)
    assert result.verdict == verdict
    assert result.value == pytest.approx(gap, abs=0.5)
    settings = Asymmetry().settings
    assert result.uncertainty == pytest.approx(settings.k * settings.outline_sigma_deg)
    assert result.uncertainty < _judge(Asymmetry, Move(uneven=uneven)).uncertainty


def test_the_outline_makes_up_for_a_hidden_ankle_but_not_for_a_single_leg():
    assert _by_outline(25, uneven=10, hidden=True).verdict == "flag"
    assert _by_outline(80, uneven=10, leg="left").reason_code == "one_leg_rep"


@pytest.mark.parametrize(
    ("uneven", "higher", "words"),
    [(8, "left", "The left leg"), (-8, "right", "The right leg"), (3, None, "One leg")],
)
def test_which_leg_is_higher_is_told_only_where_it_was_seen(uneven, higher, words):
    result = _by_outline(25, uneven)
    assert result.details["higher"] == higher
    assert result.reason == f"{words} went 25° higher."


def test_an_outline_that_was_not_seen_leaves_the_landmarks():
    made = scene(Move(uneven=29))
    plain = Asymmetry().judge(made.reps[0], made)
    unseen = changed(made, leg_fan_deg=np.full((len(made.kinematics), 2), np.nan))
    assert Asymmetry().judge(unseen.reps[0], unseen) == plain


def test_asymmetry_needs_both_legs_and_both_ankles():
    assert _judge(Asymmetry, Move(leg="left")).reason_code == "one_leg_rep"
    made = scene(Move(uneven=25))
    visibility = made.kinematics.ankle_visibility.copy()
    visibility[:, 1] = 0.55
    hidden = changed(made, ankle_visibility=visibility)
    assert Asymmetry().judge(hidden.reps[0], hidden).reason_code == "far_leg_hidden"


def test_trunk_lift_needs_a_rest_and_tells_of_rocking():
    assert _judge(TrunkLift, Move(), rest_s=0.0).reason_code == "no_rest"
    details = _judge(TrunkLift, Move(trunk_lift=13)).details
    assert details["warn"]
    assert details["rocking"]


@pytest.mark.parametrize(
    ("low", "verdict"), [(0, "pass"), (10, "pass"), (16, "cant_tell"), (25, "flag")]
)
@pytest.mark.parametrize("rep", [0, 1])
def test_incomplete_lowering(low, verdict, rep):
    result = _judge(IncompleteLowering, Move(low=low), Move(low=low), rep=rep)
    assert result.verdict == verdict
    assert result.value == pytest.approx(low, abs=0.5)


@pytest.mark.parametrize("further", [(), (Move(),)])
def test_lowered_after_the_end_of_a_repetition_counts(further):
    made = scene(Move(low=0), *further)
    # The counter may end a repetition a little above the floor.
    early = replace(made.reps[0], stop=made.reps[0].stop - 25, stop_s=made.reps[0].stop_s - 25 / 30)
    made = replace(made, reps=(early, *made.reps[1:]))
    result = IncompleteLowering().judge(early, made)
    assert result.verdict == "pass"
    assert result.value == pytest.approx(0, abs=0.5)


def test_a_clip_that_ends_in_the_air_cannot_be_told():
    result = _judge(IncompleteLowering, Move(low=30), tail_s=0.2)
    assert result.reason_code == "clip_ended"


def test_without_rest_a_low_angle_is_less_sure():
    firm = _judge(IncompleteLowering, Move())
    loose = _judge(IncompleteLowering, Move(), rest_s=0.0, sigma_deg=5.0)
    assert loose.uncertainty == pytest.approx(1.645 * 5.0)
    assert firm.uncertainty == pytest.approx(1.645 * 2.0)


def test_drift_of_rest_makes_low_angles_less_sure():
    made = scene(Move())
    drifted = changed(made, rest=replace(made.kinematics.rest, drift_deg=6.0))
    result = IncompleteLowering().judge(drifted.reps[0], drifted)
    assert result.uncertainty == pytest.approx(1.645 * np.hypot(2.0, 3.0))


def test_the_leg_that_rests_is_not_taken_for_the_one_that_moves():
    made = scene(Move(leg="left", low=25), Move(leg="right"), Move(leg="left", low=25))
    left = made.kinematics.hip_flexion_left_deg
    hovering = np.where(np.arange(len(left)) > made.reps[0].peak, np.maximum(left, 25.0), left)
    made = changed(made, hip_flexion_left_deg=hovering)
    verdicts = [IncompleteLowering().judge(rep, made).verdict for rep in made.reps]
    assert verdicts == ["flag", "pass", "flag"]


@pytest.mark.parametrize("knee", [0.0, 40.0 + SPREAD])
def test_knees_that_jump_are_less_certain_and_never_turned_round(knee):
    made = scene(Move(knee=knee), fps=30.0)
    clear = KneeBend().judge(made.reps[0], made)
    rng = np.random.default_rng(7)
    before = clear.uncertainty
    for jitter_deg in (2.0, 4.0, 8.0, 16.0):
        noise = rng.normal(0.0, jitter_deg, len(made.kinematics))
        shaky = changed(made, knee_flexion_deg=made.kinematics.knee_flexion_deg + noise)
        result = KneeBend().judge(made.reps[0], shaky)
        assert result.verdict in (clear.verdict, "cant_tell")
        assert result.details["noise_deg"] == pytest.approx(0.85 * jitter_deg, rel=0.3)
        assert result.uncertainty > before
        before = result.uncertainty
    assert result.verdict == "cant_tell"
