"""Set-up and cues together: what is said once, repeated, shown, and for how long."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.checks import build_checks
from formcheck.coach.coach import Coach, CoachState
from formcheck.coach.language import load_language
from tests.coach.snapshots import rep, sight, snapshot

FPS = 20.0


def _times(start_s: float, stop_s: float) -> list[float]:
    times: list[float] = (np.arange(round(start_s * FPS), round(stop_s * FPS)) / FPS).tolist()
    return times


def _begun() -> Coach:
    coach = Coach(load_language("en"), build_checks({}), counted_down=False)
    rested = sight(rest_start_s=0.0, rest_stop_s=1.0)
    assert coach.step(snapshot(0.0, phase="up", sight=rested)).setup.stage == "counting"
    return coach


def test_a_set_up_problem_is_shown_all_the_time_and_said_now_and_then():
    coach = Coach(load_language("de"), build_checks({}), counted_down=True)
    states = [coach.step(snapshot(t, pose=None)) for t in _times(0.0, 20.0)]
    told = [cue.time_s for state in states for cue in state.cues]
    assert told == [pytest.approx(t, abs=0.06) for t in (0.7, 7.7, 14.7)]
    assert {state.line for state in states[20:]} == {"Ich sehe dich noch nicht."}
    assert states[-1].kind == "setup"


def test_the_count_down_is_spoken_as_numbers_and_shown_with_what_to_do():
    coach = Coach(load_language("en"), build_checks({}), counted_down=True)

    def moment(t: float) -> CoachState:
        rested = sight(rest_start_s=max(0.0, t - 2.5), rest_stop_s=t)
        return coach.step(snapshot(t, sight=rested))

    states = [moment(t) for t in _times(0.0, 12.0)]
    said = [cue.text for state in states for cue in state.cues]
    assert said == ["Legs down, hold still.", "3", "2", "1", "Go."]
    lines = {state.line for state in states}
    assert "Legs down, hold still. 2" in lines
    assert "2" not in lines
    (begun,) = [state.setup for state in states if state.setup.begin_s is not None]
    assert begun.code == "go"
    assert states[-1].line == ""  # "Go." does not stay


def test_a_cue_is_said_once_and_shown_for_a_while():
    coach = _begun()
    first = coach.step(snapshot(5.0, rep(1, 0.7, under_90="flag")))
    assert [cue.code for cue in first.cues] == ["count", "under_90"]
    later = [coach.step(snapshot(t, reps=1)) for t in _times(5.05, 15.0)]
    assert all(state.cues == () for state in later)
    shown_s = sum(state.line == "Higher: past ninety degrees." for state in later) / FPS
    assert shown_s == pytest.approx(6.0, abs=0.1)
    assert later[0].kind == "fault"


def test_the_count_does_not_push_a_cue_off_the_screen():
    coach = _begun()
    coach.step(snapshot(5.0, rep(1, 0.7, under_90="flag")))
    second = coach.step(snapshot(9.0, rep(2, 4.7, under_90="cant_tell")))
    assert [cue.code for cue in second.cues] == ["count"]
    assert second.line == "Higher: past ninety degrees."


def test_a_mended_set_up_leaves_the_screen():
    coach = Coach(load_language("en"), build_checks({}), counted_down=False)
    for t in _times(0.0, 2.0):
        state = coach.step(snapshot(t, sight=sight(waist_hidden=True)))
    assert state.line.startswith("I can't see your waist")
    assert coach.step(snapshot(2.0)).line == ""
