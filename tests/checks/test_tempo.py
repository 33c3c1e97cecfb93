from __future__ import annotations

import math

import pytest

from formcheck.checks.tempo import Tempo
from tests.checks.scenes import Move, scene


def _judge(move, fps=30.0):
    made = scene(move, fps=fps)
    return Tempo().judge(made.reps[0], made), made


@pytest.mark.parametrize(
    ("move", "verdict", "code"),
    [
        (Move(raise_s=2.0, lower_s=3.0), "pass", ""),
        (Move(raise_s=0.7, lower_s=3.0), "flag", "too_fast_up"),
        (Move(raise_s=2.0, lower_s=1.0), "flag", "too_fast_down"),
        (Move(raise_s=1.38, lower_s=3.0), "cant_tell", "near_limit"),
        # Half the way in the same time is half the speed.
        (Move(peak=40, raise_s=0.9, lower_s=1.2), "pass", ""),
    ],
)
def test_fast_and_slow(move, verdict, code):
    result, made = _judge(move)
    assert (result.verdict, result.reason_code) == (verdict, code)
    assert result.severity == "advice"
    assert made.reps[0].start_s <= result.at_s <= made.reps[0].stop_s


def test_value_and_uncertainty_are_the_documented_ones():
    result, made = _judge(Move(peak=100, raise_s=2.0, lower_s=1.0))
    rep = made.reps[0]
    assert result.value == pytest.approx((rep.peak_deg - rep.low_deg) / rep.lower_s)
    share = math.hypot(1 / 30 / rep.lower_s, 1.645 * 3.0 / 100)
    assert result.uncertainty == pytest.approx(result.value * share)
    assert result.limit == 60


def test_warns_below_the_limit_in_the_details():
    result, _ = _judge(Move(raise_s=1.65, lower_s=5.0))
    assert result.verdict == "pass"
    assert result.details["up_warn"]
    assert not result.details["down_warn"]


def test_either_way_is_enough():
    result, _ = _judge(Move(raise_s=0.5, lower_s=0.5))
    assert result.verdict == "flag"
    assert result.details["up_dps"] > 90
    assert result.details["down_dps"] > 60


def test_lowering_half_way_counts_half_way():
    result, made = _judge(Move(peak=100, low=30, raise_s=5.0, lower_s=1.0))
    assert result.value == pytest.approx(70 / made.reps[0].lower_s, rel=0.01)
