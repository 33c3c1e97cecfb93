"""A clip made worse may leave a verdict open; it never turns it round."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.robustness.refusal import Moves, moves
from formcheck.analysis import analyse
from formcheck.pose.track import CONTOUR_FEATURES, Track
from formcheck.report import ReportData
from tests.stick import Stick, leg_raises, seen_in, track

SETS = {
    "full": leg_raises(100, 105, 100),
    "low": leg_raises(60, 65, 60),
    "hovering": leg_raises(100, 100, 100, low=30.0),
    "fast": leg_raises(105, 105, 105, raise_s=0.5, lower_s=0.4),
}
SEEDS = st.integers(0, 2**32 - 1)
NAMES = st.sampled_from(sorted(SETS))
FEW = settings(max_examples=8, deadline=None)


@cache
def _clear(name: str) -> tuple[Track, ReportData]:
    made = track(SETS[name])
    return made, analyse(made).data


def _moved(name: str, worse: Track) -> Moves:
    found = moves(_clear(name)[1], analyse(worse).data, name)
    assert found.turned == []
    return found


def test_the_clear_sets_are_judged_and_do_not_move():
    for name in SETS:
        found = _moved(name, _clear(name)[0])
        assert found.decided > 10
        assert (found.kept, found.opened) == (found.decided, [])
    reps = [rep for name in SETS for rep in _clear(name)[1].reps]
    verdicts = {result.verdict for rep in reps for result in rep.checks.values()}
    assert {"flag", "pass"} <= verdicts


@FEW
@given(NAMES, SEEDS, st.floats(0.5, 3.0))
def test_noisy_landmarks_turn_nothing_round(name, seed, jitter_px):
    """Up to three pixels only: at four to six, the tempo of 1 set in 250 is turned round."""
    made = _clear(name)[0]
    noise = np.random.default_rng(seed).normal(0.0, jitter_px, made.landmarks_px.shape)
    _moved(name, replace(made, landmarks_px=made.landmarks_px + noise))


@FEW
@given(NAMES, SEEDS, st.floats(0.02, 0.6))
def test_frames_without_the_person_turn_nothing_round(name, seed, share):
    made = _clear(name)[0]
    rng = np.random.default_rng(seed)
    edges = rng.random(len(made) // 6 + 1) < share  # lost for a fifth of a second at a time
    _moved(name, seen_in(made, ~np.repeat(edges, 6)[: len(made)]))


@FEW
@given(NAMES, st.floats(5.0, 60.0))
def test_a_camera_that_stands_elsewhere_turns_nothing_round(name, yaw_deg):
    _moved(name, track(SETS[name], Stick(yaw_deg=yaw_deg)))


@FEW
@given(NAMES, st.floats(0.0, 1.0))
def test_hidden_joints_turn_nothing_round(name, visibility):
    made = _clear(name)[0]
    _moved(name, replace(made, visibility=np.minimum(made.visibility, visibility)))


@FEW
@given(NAMES, st.floats(0.0, 8.0))
def test_somebody_else_opens_verdicts_and_decides_none(name, at_s):
    made = _clear(name)[0]
    contour = made.contour.copy()
    looks = (made.time_s >= at_s) & (made.time_s <= at_s + 2.0)
    contour[looks, CONTOUR_FEATURES.index("persons")] = 2.0
    assert _moved(name, replace(made, contour=contour)).opened == []


@FEW
@given(NAMES, st.floats(0.0, 4.0))
def test_a_person_found_in_the_midst_of_a_raise_turns_nothing_round(name, found_s):
    made = _clear(name)[0]
    _moved(name, seen_in(made, made.time_s >= found_s))


@settings(max_examples=4, deadline=None)
@given(NAMES, st.sampled_from([-55.0, -50.0, 50.0, 55.0]))
def test_legs_that_change_their_length_are_not_judged(name, yaw_deg):
    """Whatever the left-right lines say of the view: here they say that it is square."""
    made, seen = _clear(name)[0], track(SETS[name], Stick(yaw_deg=yaw_deg))
    report = analyse(replace(seen, world_m=made.world_m)).data
    for rep in report.reps:
        assert {rep.checks[check].verdict for check in ("under_90", "tempo")} == {"cant_tell"}


@pytest.mark.parametrize("name", sorted(SETS))
@pytest.mark.parametrize("after", [0, 2, 9])
def test_a_clip_that_ends_with_the_last_repetition_tells_its_tempo(name, after):
    made, report = _clear(name)
    stop = int(np.searchsorted(made.time_s, report.reps[-1].stop_s)) + 1
    last = analyse(made.window(0, stop + after)).data.reps[-1]
    assert last.checks["tempo"].verdict == report.reps[-1].checks["tempo"].verdict
