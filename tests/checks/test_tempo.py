from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.tempo import Tempo
from tests.checks.scenes import Move, changed, scene


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
    ends_s = 1.645 * Tempo().settings.phase_sigma_s
    share = math.hypot(1 / 30 / rep.lower_s, ends_s / rep.lower_s, 1.645 * 3.0 / 100)
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


def _cut(made, first, last):
    angle = made.kinematics.hip_flexion_deg.copy()
    angle[:first] = np.nan
    angle[last:] = np.nan
    return changed(made, hip_flexion_deg=angle)


def test_a_raise_whose_beginning_was_not_seen_has_no_tempo():
    """As one whose person is found in the midst of it: what is seen of it is its fastest part."""
    made = scene(Move(raise_s=1.55, lower_s=4.0))
    rep = made.reps[0]
    first = rep.start + round(0.4 * (rep.top_start - rep.start))
    cut = _cut(made, first, len(made.kinematics))
    late = replace(
        rep,
        start=first,
        start_s=float(made.kinematics.time_s[first]),
        valley_deg=float(made.kinematics.hip_flexion_deg[first]),
    )
    result = Tempo().judge(late, cut)
    assert (result.verdict, result.reason_code) == ("cant_tell", "cut_off")
    assert "beginning" in result.reason
    assert result.remedy
    # The same stretch with what came before would seem faster, and no longer be fine.
    assert Tempo().judge(rep, made).verdict == "pass"
    assert Tempo().judge(late, made).verdict == "cant_tell"
    assert Tempo().judge(late, made).value > 1.05 * Tempo().judge(rep, made).value


def test_a_lowering_that_is_cut_off_has_no_tempo_and_a_fast_raise_is_still_told():
    slow, fast = scene(Move(raise_s=2.0, lower_s=3.0)), scene(Move(raise_s=0.5, lower_s=3.0))
    for made, code in ((slow, "cut_off"), (fast, "too_fast_up")):
        rep = made.reps[0]
        last = rep.stop - round(0.4 * (rep.stop - rep.top_stop))
        short = replace(rep, stop=last, stop_s=float(made.kinematics.time_s[last - 1]))
        assert Tempo().judge(short, _cut(made, 0, last)).reason_code == code


def test_a_clip_that_ends_with_the_legs_down_is_whole():
    made = scene(Move(raise_s=2.0, lower_s=3.0))
    rep = made.reps[0]
    assert Tempo().judge(rep, _cut(made, 0, rep.stop)).verdict == "pass"
