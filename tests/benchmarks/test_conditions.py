from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.conditions import Conditions, out_of_plane_deg
from tests.benchmarks.made import conditions

TRUTH = {
    "exercise": "lying_leg_raise",
    "side": "left",
    "fps": 30.0,
    "width": 640,
    "height": 360,
    "camera": {"yaw_deg": 12.0, "pitch_deg": -3.0},
    "reps": [{}],
}


@pytest.mark.parametrize(
    ("changes", "main"),
    [
        ({}, True),
        ({"yaw_deg": -20.0, "pitch_deg": 15.0}, True),
        ({"yaw_deg": 20.1}, False),
        ({"pitch_deg": -15.1}, False),
        ({"group": "negative_walkers"}, False),
        ({"reps": 0}, False),
        ({"group": "hanging"}, True),
        ({"yaw_deg": math.nan}, False),
    ],
)
def test_the_main_set(changes, main: bool):
    assert conditions(**changes).is_main is main


@pytest.mark.parametrize("yaw", [-45.0, 45.0, 135.0])
def test_45_degrees_off_are_45_degrees(yaw: float):
    assert out_of_plane_deg(yaw, 0.0) in (45.0, 135.0)


@given(st.floats(-80, 80), st.floats(-80, 80))
def test_off_is_at_least_either_angle(yaw: float, pitch: float):
    off = out_of_plane_deg(yaw, pitch)
    assert off >= max(abs(yaw), abs(pitch)) - 1e-4
    assert off == out_of_plane_deg(-yaw, -pitch)


def test_what_the_truth_does_not_tell_stays_open():
    told = Conditions.of(TRUTH)
    assert (told.group, told.arms, told.clothes) == ("main", "", "")
    assert (told.yaw_deg, told.pitch_deg, told.reps) == (12.0, -3.0, 1)


def test_notes_are_read_at_the_top_or_in_a_part_of_their_own():
    notes = {
        "group": "off_45",
        "posture": {"arms": {"position": "chest"}},
        "look": {"shirt_kind": "loose", "shirt": [0.1, 0.2, 0.3]},
    }
    for truth in (TRUTH | notes, TRUTH | {"about": notes}):
        told = Conditions.of(truth)
        assert (told.group, told.arms, told.clothes) == ("off_45", "chest", "loose")


def test_a_clip_without_exercise_is_negative():
    told = Conditions.of(TRUTH | {"exercise": None, "reps": []})
    assert told.is_negative
    assert (told.group, told.exercise) == ("negative", "none")
