from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.swing import Swing
from tests.checks.scenes import Move, changed, scene

KICK = Move(shape="kick", raise_s=1.5)
THROW = Move(raise_s=0.6)
BOUNCE = Move(peak=80, shape="rebound", raise_s=1.0, fall=0.8, pause_s=0.0, hold_s=0.2)


def _verdicts(*moves, posture="lying", **more):
    made = scene(*moves, posture=posture, **more)
    return [Swing().judge(rep, made) for rep in made.reps]


@pytest.mark.parametrize(("move", "code"), [(KICK, "kicked"), (THROW, "thrown_up")])
def test_two_momentum_raises_in_a_row_are_flagged(move, code):
    results = _verdicts(move, move, Move(), Move())
    assert [result.verdict for result in results] == ["flag", "flag", "pass", "pass"]
    assert results[0].reason_code == code


def test_one_alone_is_not_flagged():
    results = _verdicts(Move(), KICK, Move())
    assert [result.verdict for result in results] == ["pass", "cant_tell", "pass"]
    assert results[1].reason_code == "one_rep_only"
    assert not results[1].near_limit


def test_a_refused_neighbour_is_no_witness():
    made = scene(KICK, KICK)
    visibility = made.kinematics.near_visibility.copy()
    visibility[made.reps[1].frames] = 0.1
    made = changed(made, near_visibility=visibility)
    assert Swing().judge(made.reps[0], made).reason_code == "one_rep_only"


def test_bounces_between_repetitions():
    results = _verdicts(BOUNCE, BOUNCE, BOUNCE)
    # The first starts from rest.
    assert [result.verdict for result in results] == ["pass", "flag", "flag"]
    assert results[1].reason_code == "bounced"
    paused = replace(BOUNCE, pause_s=0.6)
    assert {result.verdict for result in _verdicts(paused, paused, paused)} == {"pass"}


def test_a_bottom_that_was_not_seen_cannot_be_told():
    made = scene(BOUNCE, BOUNCE)
    angle = made.kinematics.hip_flexion_deg.copy()
    bottom = made.reps[1].start
    angle[bottom - 2 : bottom + 3] = np.nan
    made = changed(made, hip_flexion_deg=angle)
    result = Swing().judge(made.reps[1], made)
    assert (result.verdict, result.reason_code) == ("cant_tell", "bounce_not_measured")


def test_a_slow_raise_with_a_pause_is_no_kick():
    pause = Move(shape="two_stage", raise_s=3.0)
    assert {result.verdict for result in _verdicts(pause, pause)} == {"pass"}


def test_details_hold_every_criterion():
    details = _verdicts(KICK, KICK)[1].details
    assert set(details) == {"peak_speed", "kick", "bounce"}
    assert details["kick"]["verdict"] == "flag"


def test_smooth_raise_has_the_peak_speed_of_minimum_jerk():
    speed = _verdicts(Move(peak=100, raise_s=2.0))[0].value
    assert speed == pytest.approx(1.875 * 100 / 2.0, rel=0.01)


@pytest.mark.parametrize(
    ("move", "verdict", "code"),
    [
        (Move(), "pass", ""),
        (Move(swing=12), "pass", ""),
        (Move(swing=35), "flag", "body_swings"),
        (Move(swing=22), "cant_tell", "near_limit"),
        (Move(behind=20), "flag", "legs_swing_behind"),
        (Move(behind=10), "cant_tell", "near_limit"),
        # Speed alone is no fault on the bar.
        (THROW, "pass", ""),
    ],
)
def test_hanging(move, verdict, code):
    results = _verdicts(move, move, posture="hanging")
    assert {(result.verdict, result.reason_code) for result in results} == {(verdict, code)}


def test_hanging_tells_what_is_below_the_limits():
    assert _verdicts(Move(swing=13), posture="hanging")[0].details["swing_warn"]
    assert not _verdicts(Move(swing=5), posture="hanging")[0].details["swing_warn"]


def test_hanging_swing_in_phase_with_the_legs_is_told():
    made = scene(Move(), posture="hanging")
    locked = changed(made, hang_angle_deg=0.1 * made.kinematics.hip_flexion_deg)
    details = Swing().judge(locked.reps[0], locked).details
    assert details["phase_correlation"] == pytest.approx(1.0)
    assert details["in_phase"]


def test_hanging_needs_the_line_of_wrists_and_hips():
    made = scene(Move(swing=35), posture="hanging")
    blind = changed(made, hang_angle_deg=np.full(len(made.kinematics), math.nan))
    assert Swing().judge(blind.reps[0], blind).reason_code == "gaps"


def test_a_short_but_soft_turn_is_no_bounce():
    touch = replace(BOUNCE, shape="smooth", fall=None, raise_s=2.0, lower_s=2.0)
    made = scene(touch, touch)
    narrow = Swing(Swing.Settings(bounce_band_deg=0.001))
    details = narrow.judge(made.reps[1], made).details
    assert details["bounce"]["verdict"] == "pass"
    assert details["bounce"]["unit"] == "deg/s2"
