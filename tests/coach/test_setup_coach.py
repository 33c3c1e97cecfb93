"""The set-up: what is told, when the count-down runs, and when the set begins."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from formcheck.coach.framing import framing_problems
from formcheck.coach.setup_coach import SetupCoach, SetupStep
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark
from formcheck.session import Snapshot
from tests.coach.snapshots import lying, rep, sight, snapshot

FPS = 20.0


def _run(
    coach: SetupCoach, at: Callable[[float], Snapshot], start_s: float, stop_s: float
) -> list[tuple[float, SetupStep]]:
    times = np.arange(round(start_s * FPS), round(stop_s * FPS)) / FPS
    return [(time, coach.step(at(time))) for time in times.tolist()]


def _resting(time_s: float, **changes: Any) -> Snapshot:
    """Return somebody who has been still for the last two and a half seconds."""
    rest = {"rest_start_s": max(0.0, time_s - 2.5), "rest_stop_s": time_s - 0.1}
    return snapshot(time_s, sight=sight(**(rest | changes)))


def _codes(steps: list[tuple[float, SetupStep]]) -> list[str]:
    codes: list[str] = []
    for _, step in steps:
        if not codes or codes[-1] != step.code:
            codes.append(step.code)
    return codes


def test_all_well_counts_down_and_begins_with_the_rest():
    steps = _run(SetupCoach(counted_down=True), _resting, 0.0, 6.0)
    told = [step.value for _, step in steps if step.code == "count_down"]
    assert sorted(set(told), reverse=True) == [3.0, 2.0, 1.0]
    assert told == sorted(told, reverse=True)
    began = [(time, step) for time, step in steps if step.begin_s is not None]
    assert len(began) == 1
    time_s, step = began[0]
    assert time_s == pytest.approx(4.0, abs=0.06)
    assert (step.stage, step.code) == ("counting", "go")
    assert step.begin_s == pytest.approx(time_s - 2.5)
    assert all(step == SetupStep("counting") for time, step in steps if time > time_s)


def test_nobody_is_told_after_a_moment_and_waited_for_without_end():
    coach = SetupCoach(counted_down=True)
    steps = _run(coach, lambda t: snapshot(t, pose=None), 0.0, 60.0)
    assert _codes(steps) == ["", "nobody"]
    assert all(step.stage == "placing" for _, step in steps)
    assert next(time for time, step in steps if step.code == "nobody") == pytest.approx(0.7)


def test_walking_in_and_lying_down_begin_nothing():
    def moment(t: float) -> Snapshot:
        if t < 10.0:
            return snapshot(t, sight=sight(posture="unknown"))
        return _resting(t)

    steps = _run(SetupCoach(counted_down=True), moment, 0.0, 16.0)
    assert "not_in_position" in _codes(steps)
    assert [time for time, step in steps if step.begin_s is not None] == [pytest.approx(14.0)]


def test_legs_that_move_during_the_count_down_are_waited_for():
    def moment(t: float) -> Snapshot:
        return _resting(t) if t > 9.0 else snapshot(t)

    steps = _run(SetupCoach(counted_down=True), moment, 0.0, 12.0)
    began = [time for time, step in steps if step.begin_s is not None]
    assert began == [pytest.approx(9.05)]
    assert {step.code for time, step in steps if 4.1 < time < 9.0} == {"hold_still"}


def test_an_old_rest_is_none():
    def moment(t: float) -> Snapshot:
        return snapshot(t, sight=sight(rest_start_s=0.0, rest_stop_s=2.0))

    steps = _run(SetupCoach(counted_down=True), moment, 0.0, 12.0)
    assert all(step.begin_s is None for _, step in steps)


def test_a_problem_ends_the_count_down_and_a_flicker_does_not():
    def moment(t: float) -> Snapshot:
        if 2.0 < t < 2.3 or 3.0 < t < 4.5:
            return snapshot(t, pose=None)
        return _resting(t)

    steps = _run(SetupCoach(counted_down=True), moment, 0.0, 12.0)
    assert all(step.stage == "countdown" for time, step in steps if 2.0 < time < 3.5)
    assert {step.code for time, step in steps if 3.8 < time < 4.4} == {"nobody"}
    began = [time for time, step in steps if step.begin_s is not None]
    assert began == [pytest.approx(8.5, abs=0.06)]


@pytest.mark.parametrize(
    ("changes", "begin_s"),
    [
        ({"waist_hidden": True}, 8.7 + 4.0),  # a pity: told for 8 s, then the set begins
        ({"out_of_plane_deg": 50.0}, 20.7 + 4.0),  # grave: held up longer
    ],
)
def test_what_is_not_mended_does_not_lock_out(changes, begin_s):
    coach = SetupCoach(counted_down=True)
    steps = _run(coach, lambda t: _resting(t, **changes), 0.0, 30.0)
    began = [time for time, step in steps if step.begin_s is not None]
    assert began == [pytest.approx(begin_s, abs=0.15)]


def test_the_degrees_that_are_told_stay_while_they_wobble():
    coach = SetupCoach(counted_down=True)
    wobble = np.random.default_rng(3).uniform(36.0, 44.0, 400)
    steps = _run(
        coach, lambda t: _resting(t, out_of_plane_deg=float(wobble[round(t * FPS)])), 0.0, 10.0
    )
    assert len({step.value for _, step in steps if step.code == "not_side_on"}) == 1


def test_a_file_is_never_held_up_and_told_until_the_first_movement():
    coach = SetupCoach(counted_down=False)
    steps = _run(coach, lambda t: _resting(t, waist_hidden=True), 0.0, 3.0)
    assert _codes(steps) == ["", "waist_hidden"]
    moving = dataclasses.replace(_resting(3.0, waist_hidden=True), phase="up")
    assert coach.step(moving) == SetupStep("counting")
    assert coach.step(snapshot(3.1, pose=None)) == SetupStep("counting")


def test_a_file_that_begins_without_a_rest_is_told_of_until_its_first_repetition():
    coach = SetupCoach(counted_down=False)
    assert coach.step(snapshot(0.0, phase="up")).stage == "placing"
    assert coach.step(snapshot(5.0, rep(1))).stage == "counting"


def _moved(pose: PersonPose, part: str, x: float, y: float) -> PersonPose:
    points = pose.landmarks_px.copy()
    for landmark in Landmark:
        if part in landmark.name:
            points[landmark] += (x, y)
    return dataclasses.replace(pose, landmarks_px=points)


@pytest.mark.parametrize(
    ("pose", "seen", "code"),
    [
        (None, sight(), "nobody"),
        (None, sight(brightness=0.05), "too_dark"),
        (lying(), None, "not_in_position"),
        (lying(), sight(posture="unknown"), "not_in_position"),
        (lying(), sight(chest_up=False), "lying_prone"),
        (lying(), sight(trunk_px=50.0), "too_far"),
        (lying(), sight(out_of_plane_deg=20.0), "not_side_on"),
        (_moved(lying(), "FOOT", 450.0, 0.0), sight(), "feet_out"),
        (lying(left_px=0.0), sight(), "head_out"),
        (lying(left_px=0.0, trunk_px=400.0), sight(), "too_close"),
        (lying(hip_px=300.0), sight(), "raised_legs_out"),
        (lying(), sight(brightness=0.05), "too_dark"),
        (lying(), sight(waist_hidden=True), "waist_hidden"),
        (lying(), sight(rest_straight=False), "knees_bent"),
    ],
)
def test_each_problem_is_found(pose, seen, code):
    assert framing_problems(lying(), sight()) == ()
    assert framing_problems(pose, seen)[0].code == code


def test_legs_of_a_hanging_person_are_raised_to_where_the_chest_looks():
    to_the_right = sight(posture="hanging", ventral=np.array([1.0, 0.0]))
    hanging = lying()
    points = hanging.landmarks_px[:, ::-1] * [1.0, 0.8]  # upright, head up, at x = 600
    hanging = dataclasses.replace(hanging, landmarks_px=points)
    assert framing_problems(hanging, to_the_right) == ()
    near_the_edge = dataclasses.replace(hanging, landmarks_px=points + np.array([500.0, 0.0]))
    assert [p.code for p in framing_problems(near_the_edge, to_the_right)] == ["raised_legs_out"]
    away = dataclasses.replace(to_the_right, ventral=np.array([-1.0, 0.0]))
    assert framing_problems(near_the_edge, away) == ()
