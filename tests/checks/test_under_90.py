from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.info import past_90
from formcheck.checks.under_90 import Under90
from tests.checks.scenes import Move, changed, scene


def _judge(made, **settings):
    return Under90(Under90.Settings(**settings)).judge(made.reps[0], made)


@pytest.mark.parametrize(
    ("peak", "verdict", "past"),
    [(74, "flag", "no"), (88, "cant_tell", "cant_tell"), (92, "cant_tell", "cant_tell"),
     (104, "pass", "yes"), (150, "pass", "yes")],
)  # fmt: skip
@pytest.mark.parametrize("posture", ["lying", "hanging"])
def test_peak_against_90(peak, verdict, past, posture):
    made = scene(Move(peak=peak), posture=posture)
    result = _judge(made)
    assert result.verdict == verdict
    assert result.value == pytest.approx(peak)
    assert result.limit == 90
    assert result.uncertainty == pytest.approx(1.645 * 3.0)
    assert result.at_s == made.reps[0].peak_s
    assert past_90(result) == past


def test_words():
    assert _judge(scene(Move(peak=74))).reason == "Peak 74° (±5): stayed in the first 90°."
    near = _judge(scene(Move(peak=88)))
    assert near.near_limit
    assert "about 90°, too close to call" in near.reason
    assert _judge(scene(Move(peak=104))).reason == ""


def test_a_crunch_cannot_earn_90():
    lifted = _judge(scene(Move(peak=105, trunk_lift=25)))
    assert lifted.verdict == "flag"
    assert lifted.value == pytest.approx(80)
    assert lifted.details["judged_by"] == "leg_elevation"


def test_a_crunch_without_seen_elevation_is_taken_off_the_angle():
    made = scene(Move(peak=105, trunk_lift=25))
    blind = changed(made, leg_elevation_deg=np.full(len(made.kinematics), np.nan))
    assert _judge(blind).value == pytest.approx(80)


def test_small_trunk_movements_and_hanging_stay_trunk_relative():
    assert _judge(scene(Move(peak=105, trunk_lift=5))).value == pytest.approx(105)
    leaning = scene(Move(peak=80, trunk_lift=-25), posture="hanging")
    assert _judge(leaning).verdict == "flag"


def test_bent_knees_are_a_label_not_a_fault():
    bent = _judge(scene(Move(peak=105, knee=60)))
    assert bent.verdict == "pass"
    assert bent.details["bent_knee"]


def test_without_rest_the_trunk_is_unknown_and_the_angle_counts():
    made = scene(Move(peak=105), rest_s=0)
    n = len(made.kinematics)
    made = changed(made, trunk_lift_deg=np.full(n, np.nan), leg_elevation_deg=np.full(n, np.nan))
    assert _judge(made).verdict == "pass"


def test_the_leg_that_moved_is_judged():
    made = scene(Move(leg="left", peak=110), Move(leg="right", peak=70))
    check = Under90()
    assert [check.judge(rep, made).verdict for rep in made.reps] == ["pass", "flag"]


def test_estimators_that_disagree_are_told():
    made = scene(Move(peak=105))
    assert not _judge(made).details["estimators_disagree"]
    apart = changed(made, estimator_spread_deg=np.full(len(made.kinematics), -14.0))
    assert _judge(apart).details["estimators_disagree"]


RATES = [
    # true peak, sigma, flagged, passed: MEASURES 5
    (75, 3.9, 0.99, 0.0),
    (80, 3.9, 0.82, 0.0),
    (85, 3.9, 0.36, 0.0),
    (88, 3.9, 0.13, 0.02),
    (90, 3.9, 0.05, 0.05),
    (95, 3.9, 0.0, 0.36),
    (100, 3.9, 0.0, 0.82),
    (80, 3.0, 0.96, 0.0),
    (85, 3.0, 0.51, 0.0),
    (95, 3.0, 0.0, 0.51),
    (100, 3.0, 0.0, 0.95),
]


@pytest.mark.parametrize(("true", "sigma", "flagged", "passed"), RATES)
def test_three_way_rates(true, sigma, flagged, passed):
    made = scene(Move(peak=true), sigma_deg=sigma)
    rep, check = made.reps[0], Under90()
    errors = np.random.default_rng(true).normal(0.0, sigma, 1200)
    said = [check.judge(replace(rep, peak_deg=true + error), made).verdict for error in errors]
    # Four standard errors of the simulation.
    assert said.count("flag") / 1200 == pytest.approx(flagged, abs=0.058)
    assert said.count("pass") / 1200 == pytest.approx(passed, abs=0.058)
