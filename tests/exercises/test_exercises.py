from __future__ import annotations

import math

import pytest

from formcheck.errors import UsageError
from formcheck.exercises import Evidence, all_exercises, get_exercise, recognise


def _evidence(**changes):
    known = {
        "posture": "lying",
        "chest_up": True,
        "single_leg_share": 0.0,
        "lowest_flexion_deg": 0.0,
    }
    return Evidence(**{**known, **changes})


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "lying_leg_raise"),
        ({"chest_up": None}, "lying_leg_raise"),
        ({"single_leg_share": math.nan, "lowest_flexion_deg": math.nan}, "lying_leg_raise"),
        ({"single_leg_share": 0.5}, "lying_leg_raise"),
        ({"single_leg_share": 0.8}, "single_leg_raise"),
        ({"lowest_flexion_deg": -6.0}, "lying_leg_raise"),
        ({"lowest_flexion_deg": -20.0}, "bench_leg_raise"),
        ({"lowest_flexion_deg": -20.0, "single_leg_share": 1.0}, "single_leg_raise"),
        ({"posture": "hanging", "chest_up": None}, "hanging_leg_raise"),
        ({"posture": "hanging", "lowest_flexion_deg": -20.0}, "hanging_leg_raise"),
    ],
)
def test_recognises(changes, name):
    assert recognise(_evidence(**changes)).name == name


@pytest.mark.parametrize("changes", [{"posture": "unknown"}, {"chest_up": False}])
def test_unknown(changes):
    assert recognise(_evidence(**changes)) is None


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda exercise: exercise.name)
def test_contract(exercise):
    assert get_exercise(exercise.name) is exercise
    assert exercise.title
    assert exercise.posture in ("lying", "hanging")
    assert exercise.__doc__
    for posture in ("lying", "hanging", "unknown"):
        for chest_up in (True, False, None):
            for share in (0.0, 1.0, math.nan):
                for lowest in (-30.0, 0.0, math.nan):
                    score = exercise.match(Evidence(posture, chest_up, share, lowest))
                    assert 0 <= score <= 1
                    assert score == 0 or posture == exercise.posture


def test_wrong_names():
    with pytest.raises(UsageError, match=r"did you mean `lying_leg_raise`\?"):
        get_exercise("lying_leg_raises")
    with pytest.raises(UsageError, match="there are auto, bench_leg_raise"):
        get_exercise("zumba")
