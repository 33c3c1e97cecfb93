"""The back is judged by its change since rest, by itself, and only where it was seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.arch import rest_arched
from formcheck.checks.back_arch import BackArch
from formcheck.checks.lowering_arch import LoweringArch
from formcheck.kinematics.signals import View
from formcheck.lumbar.kind import GUARDS, Kind
from tests.checks.backs import backed
from tests.checks.scenes import Move, scene


def only_in(made, frames, value):
    curve = np.zeros(len(made.kinematics))
    curve[frames] = value
    return curve


@pytest.mark.parametrize("check", [BackArch, LoweringArch])
@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize(
    ("change", "verdict"), [(18.0, "flag"), (-5.0, "pass"), (7.5, "cant_tell")]
)
def test_three_ways(check, posture, change, verdict):
    made = backed(scene(Move(), posture=posture), change)
    result = check().judge(made.reps[0], made)
    assert result.verdict == verdict
    assert result.value == pytest.approx(change - check().settings.bias_deg)
    assert result.near_limit == (verdict == "cant_tell")
    assert bool(result.remedy) == (verdict != "pass")


def test_an_arch_on_the_way_up_is_none_on_the_way_down():
    made = scene(Move())
    rep = made.reps[0]
    made = backed(made, only_in(made, slice(rep.start, rep.top_start), 18.0))
    flagged = BackArch().judge(rep, made)
    assert flagged.verdict == "flag"
    assert flagged.details["phase"] in ("lift_off", "raise")
    assert rep.start_s <= flagged.at_s <= rep.top_start_s
    assert LoweringArch().judge(rep, made).verdict == "pass"


def test_where_it_began_is_told():
    made = scene(Move())
    rep = made.reps[0]
    hip = made.kinematics.hip_flexion_deg
    low = np.flatnonzero((hip < 40.0) & (np.arange(len(hip)) >= rep.top_stop))
    made = backed(made, only_in(made, slice(low[0], rep.stop), 18.0))
    details = BackArch().judge(rep, made).details
    assert details["onset_down_deg"] == pytest.approx(40.0, abs=2.0)
    assert "onset_up_deg" not in details


def test_an_arched_rest_does_not_hide_an_arched_repetition():
    made = backed(scene(Move()), 0.0, rest_deg=30.0)
    result = BackArch().judge(made.reps[0], made)
    assert result.verdict == "flag"
    assert result.value == pytest.approx(30.0 - BackArch().settings.bias_deg)
    assert rest_arched(made.kinematics) is True
    assert rest_arched(backed(scene(Move()), 0.0).kinematics) is False
    assert rest_arched(backed(scene(Move()), 0.0, rest_deg=14.0).kinematics) is None
    assert rest_arched(scene(Move()).kinematics) is None


def test_a_clear_arch_is_flagged_without_a_rest_and_nothing_is_passed():
    made = scene(Move(), rest_s=0.0)
    assert BackArch().judge(made.reps[0], backed(made, 0.0, rest_deg=30.0)).verdict == "flag"
    flat = BackArch().judge(made.reps[0], backed(made, 0.0))
    assert (flat.verdict, flat.reason_code) == ("cant_tell", "no_rest")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"in_range": 0.2}, "unlike_training"),
        ({"waist_seen": 0.2}, "waist_hidden"),
    ],
)
def test_it_says_why_it_cant_tell(change, code):
    made = backed(scene(Move()), 9.0, **change)
    result = BackArch().judge(made.reps[0], made)
    assert (result.verdict, result.reason_code) == ("cant_tell", code)
    assert result.remedy


@pytest.mark.parametrize(
    ("guard", "word"),
    [
        ("network", "learnt"),
        ("posture", "neither lie nor hang"),
        ("chest", "front"),
        ("view", "front or the feet"),
        ("company", "somebody else"),
    ],
)
def test_an_unknown_kind_is_refused_with_the_reason_of_the_guard_that_objects(guard, word):
    made = scene(Move())
    said = np.full((len(made.kinematics), len(GUARDS)), 0.99)
    said[:, GUARDS.index(guard)] = 0.1
    result = BackArch().judge(made.reps[0], backed(made, 9.0, in_range=0.1, kind=Kind(said)))
    assert (result.verdict, result.reason_code) == ("cant_tell", "unlike_training")
    assert word in result.reason
    assert result.remedy


@pytest.mark.parametrize("change", [-5.0, 18.0])
@pytest.mark.parametrize("check", [BackArch, LoweringArch])
def test_a_thing_before_the_waist_is_refused_though_single_frames_pass(check, change):
    """The network's doubt of each frame is small; that all of a repetition's share it is not."""
    made = scene(Move())
    said = np.full((len(made.kinematics), len(GUARDS)), 0.99)
    said[:, GUARDS.index("network")] = 0.955
    result = check().judge(made.reps[0], backed(made, change, in_range=0.955, kind=Kind(said)))
    assert (result.verdict, result.reason_code) == ("cant_tell", "unlike_training")
    assert "before your low back" in result.reason
    # Doubt of another guard, a plant taken for a person at one look in three, is none of the waist.
    said = np.full((len(made.kinematics), len(GUARDS)), 0.99)
    said[:, GUARDS.index("company")] = 0.955
    seen = check().judge(made.reps[0], backed(made, change, in_range=0.955, kind=Kind(said)))
    assert seen.verdict == ("flag" if change > 0 else "pass")


@pytest.mark.parametrize("change", [-5.0, 18.0])
def test_nothing_is_said_of_a_back_in_the_dark(change):
    made = backed(scene(Move()), change)
    rep, n = made.reps[0], len(made.kinematics)
    clear = BackArch().judge(rep, made).verdict
    for brightness, verdict in ((0.05, "cant_tell"), (0.2, clear), (np.nan, clear)):
        lit = replace(made, brightness=np.full(n, brightness))
        assert BackArch().judge(rep, lit).verdict == verdict
    off = np.full(n, 0.5)
    off[rep.frames] = 0.04
    assert BackArch().judge(rep, replace(made, brightness=off)).reason_code == "too_dark_for_back"


def test_small_oblique_and_unread_backs_are_refused():
    made = backed(scene(Move()), 30.0)
    small = replace(made, kinematics=replace(made.kinematics, trunk_length_px=70.0))
    assert BackArch().judge(made.reps[0], small).reason_code == "too_small_for_back"
    oblique = View(33.5, 0.0, 6.0, 4.0, rectified=True)
    turned = replace(made, kinematics=replace(made.kinematics, view=oblique))
    assert BackArch().judge(made.reps[0], turned).reason_code == "too_oblique_for_back"
    bare = scene(Move())
    assert BackArch().judge(bare.reps[0], bare).reason_code == "lumbar_not_read"


def test_somebody_else_in_the_picture_forbids_a_verdict():
    made = scene(Move(), Move(), Move())
    rep = made.reps[0]
    looks = (rep.start_s, rep.start_s + 2.0, rep.start_s + 4.0)
    crossed = backed(replace(made, others_s=looks), 30.0)
    assert BackArch().judge(rep, crossed).reason_code == "another_person"


def test_the_numbers_of_measures_are_there():
    settings = BackArch().settings
    assert (settings.change_deg, settings.k, settings.min_s) == (7.5, 0.84, 0.25)
