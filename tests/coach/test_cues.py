"""What the coach says of repetitions: one thing each, the gravest first, nothing contradictory."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from formcheck.checks import build_checks, check_types
from formcheck.checks.base import Event, SetCheck, SetResult
from formcheck.coach.cue import Cue
from formcheck.coach.cues import PRIORITY, CueCoach, CueSettings, cue_code
from formcheck.coach.language import load_language
from formcheck.coach.live_faults import LiveFaults, LiveFaultSettings
from tests.coach.snapshots import rep, result, sight, snapshot, spine

ENGLISH = load_language("en")


LIMITS = LiveFaultSettings.of(build_checks({}))


def _coach(settings: CueSettings | None = None) -> CueCoach:
    return CueCoach(ENGLISH, LiveFaults(LIMITS), settings)


def _said(coach: CueCoach, *reps, apart_s: float = 10.0) -> list[list[str]]:
    """Return the codes of each repetition, told ``apart_s`` after one another."""
    said = []
    for i, checks in enumerate(reps):
        start_s = i * apart_s
        told = coach.step(snapshot(start_s + 4.3, rep(i + 1, start_s, **checks)))
        said.append([f"{cue.kind}:{cue.code}" for cue in told])
    return said


def test_a_clean_repetition_is_counted_and_nothing_more():
    cues = _coach().step(snapshot(4.3, rep(1, under_90="pass", back_arch="pass")))
    assert cues == (Cue(4.3, "count", "count", "1", 1),)


def test_a_fault_is_told_at_once_after_the_count():
    cues = _coach().step(snapshot(4.3, rep(1, under_90="flag")))
    assert [cue.kind for cue in cues] == ["count", "fault"]
    assert cues[1] == Cue(4.3, "fault", "under_90", "Higher: past ninety degrees.", 1)


def test_of_many_faults_the_gravest_is_told_alone():
    flags = {"under_90": "flag", "back_arch": "flag", "swing": "flag", "trunk_lift": "flag"}
    assert _said(_coach(), flags) == [["count:count", "fault:back_arch"]]


def test_every_check_has_its_place_and_its_words():
    codes = {cue_code(check.name, result(check.name, "flag")) for check in check_types()}
    codes.add(cue_code("tempo", result("tempo", "flag", direction="up")))
    assert codes == set(PRIORITY)
    assert codes <= set(ENGLISH.texts["cue"])
    of_set = {check.name for check in check_types() if issubclass(check, SetCheck)}
    assert codes - of_set <= set(ENGLISH.texts["praise"])


def _set_result(verdict, *events):
    return SetResult("advice", verdict, events=tuple(Event(*event) for event in events))


def test_a_hold_is_told_while_it_lasts_and_not_afterwards():
    coach = _coach()
    held = {"low_hold": _set_result("flag", (10.0, 12.5))}
    (told,) = coach.step(snapshot(12.7, set_checks=held, reps=1))
    assert (told.kind, told.code, told.rep) == ("advice", "low_hold", None)
    assert coach.step(snapshot(13.0, set_checks=held, reps=1)) == ()
    # The second one counts, the old one does not, whatever else is judged later.
    assert coach.step(snapshot(30.0, set_checks=held, reps=2)) == ()
    again = {"low_hold": _set_result("flag", (10.0, 12.5), (40.0, 42.5))}
    assert [cue.code for cue in coach.step(snapshot(42.6, set_checks=again))] == ["low_hold"]
    assert coach.step(snapshot(60.0, set_checks={"low_hold": _set_result("cant_tell")})) == ()


def test_fading_form_is_told_once_and_after_what_is_graver():
    coach = _coach()
    fading = {"form_drift": _set_result("flag")}
    first = coach.step(snapshot(4.3, rep(1, under_90="flag"), set_checks=fading))
    assert [cue.code for cue in first] == ["count", "under_90"]
    second = coach.step(snapshot(14.3, rep(2, 10.0, under_90="pass"), set_checks=fading))
    assert [cue.code for cue in second] == ["count", "under_90"]  # praise
    third = coach.step(snapshot(24.3, rep(3, 20.0), set_checks=fading))
    assert [cue.code for cue in third] == ["count", "form_drift"]
    assert [c.code for c in coach.step(snapshot(34.3, rep(4, 30.0), set_checks=fading))] == [
        "count"
    ]


def test_a_hold_is_not_told_against_an_arch():
    coach = _coach()
    coach.step(snapshot(4.3, rep(1, lowering_arch="flag")))
    held = {"low_hold": _set_result("flag", (5.0, 7.5))}
    assert coach.step(snapshot(7.6, set_checks=held, reps=1)) == ()


def test_legs_that_did_not_come_down_are_told_once_the_next_repetition_shows_it():
    coach = _coach()
    late = {"incomplete_lowering": "flag"}
    told = []
    for i in range(1, 4):
        revised = (rep(i - 1, 10.0 * (i - 2), **late),) if i > 1 else ()
        ended = rep(i, 10.0 * (i - 1), incomplete_lowering="cant_tell")
        told.append([c.code for c in coach.step(snapshot(10.0 * i, ended, revised=revised))])
    assert told == [["count"], ["count"], ["count", "incomplete_lowering"]]
    # Mended meanwhile: nothing is told of the one before.
    ended = rep(4, 30.0, incomplete_lowering="pass")
    cues = coach.step(snapshot(60.0, ended, revised=(rep(3, 20.0, **late),)))
    assert [(c.kind, c.code) for c in cues] == [
        ("count", "count"),
        ("praise", "incomplete_lowering"),
    ]


def test_the_limits_while_moving_are_those_of_the_settings():
    given = {"back_arch": {"change_deg": 12.0, "min_s": 0.5}, "tempo": {"down_limit_dps": 30.0}}
    limits = LiveFaultSettings.of(build_checks(given))
    assert (limits.arch_deg, limits.arch_s, limits.lowering_dps) == (16.0, 0.5, 60.0)


def test_the_same_cue_cools_down_and_the_next_fault_has_its_turn():
    both = {"under_90": "flag", "leg_drop": "flag"}
    assert _said(_coach(), both, both, both, apart_s=5.0) == [
        ["count:count", "fault:leg_drop"],
        ["count:count", "fault:under_90"],
        ["count:count", "fault:leg_drop"],
    ]
    only = {"under_90": "flag"}
    assert _said(_coach(), only, only, only, apart_s=5.0) == [
        ["count:count", "fault:under_90"],
        ["count:count"],
        ["count:count", "fault:under_90"],
    ]


def test_what_did_not_help_is_said_in_other_words():
    coach = _coach()
    texts = []
    for i in range(4):
        told = coach.step(snapshot(10.0 * i, rep(i + 1, 10.0 * i - 4.3, under_90="flag")))
        texts.append(told[1].text)
    assert texts[0] == texts[1] == ENGLISH.texts["cue"]["under_90"]
    assert texts[2] == texts[3] == ENGLISH.texts["cue"]["under_90_again"]


def test_the_words_fit_the_posture():
    hanging = snapshot(4.3, rep(1, back_arch="flag"), sight=sight(posture="hanging"))
    assert _coach().step(hanging)[1].text == ENGLISH.texts["cue"]["back_arch_hanging"]
    lying = snapshot(4.3, rep(1, back_arch="flag"))
    assert _coach().step(lying)[1].text == "Lower back down."


def test_a_mended_fault_is_praised_once():
    low, high = {"under_90": "flag"}, {"under_90": "pass"}
    assert _said(_coach(), high, low, high, high) == [
        ["count:count"],
        ["count:count", "fault:under_90"],
        ["count:count", "praise:under_90"],
        ["count:count"],
    ]


def test_no_praise_beside_a_fault_nor_for_what_cannot_be_told():
    low = {"under_90": "flag", "swing": "pass"}
    unsure = {"under_90": "cant_tell"}
    mended_but = {"under_90": "pass", "swing": "flag"}
    mended = {"under_90": "pass", "swing": "pass"}
    assert _said(_coach(), low, unsure, mended_but, mended) == [
        ["count:count", "fault:under_90"],
        ["count:count"],
        ["count:count", "fault:swing"],
        ["count:count", "praise:swing"],
    ]


def test_advice_must_show_twice_running():
    fast = {"tempo": result("tempo", "flag", direction="down"), "under_90": "pass"}
    fine = {"tempo": "pass", "under_90": "pass"}
    assert _said(_coach(), fast, fine, fast, fast, fine) == [
        ["count:count"],
        ["count:count"],
        ["count:count"],
        ["count:count", "advice:tempo_down"],
        ["count:count", "praise:tempo_down"],
    ]


@pytest.mark.parametrize(
    ("fault", "against"),
    [
        ("back_arch", "incomplete_lowering"),
        ("lowering_arch", "incomplete_lowering"),
        ("under_90", "knee_bend"),
    ],
)
def test_nothing_contradictory(fault, against):
    first, then = {fault: "flag", against: "flag"}, {fault: "cant_tell", against: "flag"}
    said = _said(_coach(), first, then, then, then)
    assert said[0] == ["count:count", f"fault:{fault}"]
    # For the next two repetitions the opposite is not said, then it may be.
    assert said[1:] == [["count:count"], ["count:count"], ["count:count", f"advice:{against}"]]


def test_what_helps_is_told_where_nothing_can_be_told():
    hidden = {"back_arch": result("back_arch", "cant_tell", "waist_hidden"), "under_90": "pass"}
    coach = _coach()
    assert _said(coach, hidden, hidden, hidden) == [
        ["count:count"],
        ["count:count", "remedy:waist_hidden"],
        ["count:count"],
    ]
    late = coach.step(snapshot(60.0, rep(4, 55.7, **hidden)))
    assert [cue.text for cue in late] == ["4", "I can't see your waist: arms on your chest."]


def test_too_close_to_call_is_nobody_s_fault():
    near = {"under_90": result("under_90", "cant_tell", "near_limit")}
    assert _said(_coach(), near, near, near) == [["count:count"]] * 3


def _moving(time_s: float, angle_deg: float, phase: str, change_deg: float = 0.0, **more):
    return snapshot(time_s, hip_flexion_deg=angle_deg, phase=phase, spine=spine(change_deg, **more))


def test_an_arch_is_told_while_it_lasts_and_the_end_tells_only_the_count():
    coach = _coach()
    times = np.arange(0.0, 2.0, 0.05).tolist()
    told = [cue for t in times for cue in coach.step(_moving(t, 40.0, "up", 15.0 * (t > 0.5)))]
    assert [(cue.kind, cue.code, cue.rep) for cue in told] == [("fault", "back_arch", 1)]
    assert told[0].time_s == pytest.approx(0.55 + LIMITS.arch_s)
    end = coach.step(snapshot(4.3, rep(1, 0.0, back_arch="flag", under_90="flag")))
    assert [cue.kind for cue in end] == ["count"]
    praised = coach.step(snapshot(14.3, rep(2, 10.0, back_arch="pass")))
    assert [cue.kind for cue in praised] == ["count", "praise"]


@pytest.mark.parametrize(
    ("phase", "change_deg", "waist_seen"),
    [("low", 20.0, True), ("up", 9.0, True), ("up", 20.0, False), ("up", float("nan"), True)],
)
def test_no_arch_is_told_at_rest_nor_where_it_is_not_sure(phase, change_deg, waist_seen):
    coach = _coach()
    for t in np.arange(0.0, 2.0, 0.05).tolist():
        assert not coach.step(_moving(t, 40.0, phase, change_deg, waist_seen=waist_seen))


def test_an_arch_that_comes_and_goes_is_not_told():
    coach = _coach()
    for t in np.arange(0.0, 2.0, 0.05).tolist():
        assert not coach.step(_moving(t, 40.0, "up", 20.0 if int(t * 5) % 2 else 0.0))


@pytest.mark.parametrize(("speed_dps", "tells"), [(80.0, False), (200.0, True)])
def test_a_lowering_is_told_when_it_is_too_fast(speed_dps, tells):
    live = LiveFaults(LIMITS)
    times = np.arange(0.0, 0.5, 1 / 30).tolist()
    codes = [live.step(_moving(t, 90.0 - speed_dps * t, "down")) for t in times]
    assert [code for code in codes if code] == (["tempo_down"] if tells else [])
    # In the next repetition it is told anew.
    assert live.step(_moving(1.0, 0.0, "low")) is None
    codes = [live.step(_moving(2.0 + t, 90.0 - speed_dps * t, "down")) for t in times]
    assert ("tempo_down" in codes) == tells


def test_out_of_sight_is_told_now_and_then():
    coach = _coach()
    times = np.arange(0.0, 30.0, 0.1).tolist()
    told = [c for t in times for c in coach.step(snapshot(t, pose=None if t > 5.0 else _PERSON))]
    assert [cue.code for cue in told] == ["lost", "lost"]
    assert told[0].time_s == pytest.approx(5.0 + CueSettings().lost_s, abs=0.1)
    never_seen = _coach()
    assert not [c for t in times for c in never_seen.step(snapshot(t, pose=None))]


_PERSON = snapshot(0.0).pose


def test_two_that_end_together_are_both_counted():
    first, second = rep(1, under_90="pass"), rep(2, 0.5, under_90="pass")
    cues = _coach().step(dataclasses.replace(snapshot(5.0, second), ended=(first, second)))
    assert [cue.text for cue in cues] == ["1", "2"]
