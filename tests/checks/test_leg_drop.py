from __future__ import annotations

import math

import numpy as np
import pytest

from formcheck.checks.leg_drop import LegDrop, free_fall_dps
from tests.checks.scenes import Move, changed, scene


def _judge(move, **more):
    made = scene(move, **more)
    return LegDrop().judge(made.reps[0], made)


def test_free_fall_is_that_of_measures():
    speed = free_fall_dps(np.array([45.0, 0.0, 85.0]), 80.0, 0.9)
    assert speed[:2] == pytest.approx([168, 316], abs=1)
    assert np.isnan(speed[2])
    # Beyond the vertical the legs do not fall yet.
    past = free_fall_dps(np.array([45.0]), 120.0, 0.9)
    assert past == pytest.approx(free_fall_dps(np.array([45.0]), 90.0, 0.9))


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
@pytest.mark.parametrize("factor", [0.3, 1.0, 1.6])
def test_value_is_the_speed_over_free_fall(factor, fps):
    result = _judge(Move(peak=80, fall=factor), fps=fps)
    assert result.value == pytest.approx(factor, rel=0.05)


@pytest.mark.parametrize(
    ("move", "verdict", "kind"),
    [
        (Move(peak=80, lower_s=2.5), "pass", None),
        (Move(peak=105, lower_s=2.0), "pass", None),
        (Move(peak=80, fall=0.72), "cant_tell", None),
        (Move(peak=80, fall=1.0), "flag", "dropped"),
        (Move(peak=80, fall=1.7), "flag", "thrown"),
    ],
)
def test_lowered_dropped_thrown(move, verdict, kind):
    result = _judge(move)
    assert result.verdict == verdict
    assert result.details["kind"] == kind


def test_bent_legs_fall_faster_and_are_held_against_a_shorter_pendulum():
    # Knees at 5 + 85 degrees all along: hip to ankle is cos(45 degrees) of the leg.
    made = scene(Move(peak=80, fall=1.0, fall_leg_m=0.9 * math.cos(math.radians(45))))
    bent = changed(made, knee_flexion_deg=np.full(len(made.kinematics), 90.0))
    check = LegDrop()
    result = check.judge(bent.reps[0], bent)
    assert result.value == pytest.approx(1.0, rel=0.05)
    assert check.judge(made.reps[0], made).value == pytest.approx(1.19, rel=0.05)


def test_an_unknown_leg_length_makes_it_less_sure():
    made = scene(Move(peak=80, fall=1.0))
    sure = LegDrop(LegDrop.Settings(leg_length_sigma_m=0.0)).judge(made.reps[0], made)
    assert sure.uncertainty < LegDrop().judge(made.reps[0], made).uncertainty


def test_refuses_small_ranges_and_folded_knees():
    assert _judge(Move(peak=24)).reason_code == "range_too_small"
    made = scene(Move(peak=80))
    folded = changed(made, knee_flexion_deg=np.full(len(made.kinematics), 130.0))
    assert LegDrop().judge(folded.reps[0], folded).reason_code == "knees_folded"


def test_refuses_too_few_frames():
    made = scene(Move(peak=80, hold_s=3.0, fall=1.0))
    angle = made.kinematics.hip_flexion_deg.copy()
    rep = made.reps[0]
    lowering = np.arange(len(angle)) >= rep.top_stop
    angle[lowering & (angle < 60)] = np.nan
    made = changed(made, hip_flexion_deg=angle)
    assert LegDrop().judge(rep, made).reason_code == "too_few_frames"
