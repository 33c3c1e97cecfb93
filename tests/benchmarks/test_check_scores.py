from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.check_scores import CheckScore, score_events, score_reps, score_set
from benchmarks.clips import Judged
from tests.benchmarks.made import made, rep


def scored(*pairs: tuple[str, str]) -> CheckScore:
    score = CheckScore("tempo")
    for number, (true, given_) in enumerate(pairs):
        score.add(true, given_, f"rep {number}", "near_limit")
    return score


def test_by_hand():
    score = scored(
        *[("flag", "flag")] * 6,
        *[("flag", "pass")] * 2,
        *[("flag", "cant_tell")] * 3,
        ("flag", "missing"),
        *[("pass", "flag")] * 4,
        *[("pass", "pass")] * 8,
        ("pass", "cant_tell"),
    )
    assert (score.n, score.positives, score.negatives) == (25, 12, 13)
    assert score.precision == pytest.approx(6 / 10)
    assert score.recall == pytest.approx(6 / 8)
    assert score.f1 == pytest.approx(2 * 0.6 * 0.75 / (0.6 + 0.75))
    assert score.strict_recall == pytest.approx(6 / 12)
    assert score.strict_f1 == pytest.approx(2 * 0.6 * 0.5 / (0.6 + 0.5))
    assert score.open_share == pytest.approx(4 / 25)
    assert score.missing == 1
    assert score.reasons == {"near_limit": 4}
    assert len(score.wrong) == 6
    assert score.wrong[0] == "rep 6 (pass, truly flag)"


def test_a_check_that_decides_nothing_has_no_f1_but_a_strict_one():
    score = scored(("flag", "cant_tell"), ("pass", "cant_tell"))
    assert math.isnan(score.f1)
    assert score.strict_f1 == 0.0
    assert score.open_share == 1.0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["flag", "pass"]),
            st.sampled_from(["flag", "pass", "cant_tell", "missing"]),
        ),
        min_size=1,
    )
)
def test_strict_is_never_kinder(pairs):
    score = scored(*pairs)
    assert score.positives + score.negatives == len(pairs)
    if score.counts["flag", "flag"]:
        assert score.strict_recall <= score.recall
        assert score.strict_f1 <= score.f1
        harmonic = 2 * score.precision * score.recall / (score.precision + score.recall)
        assert score.f1 == pytest.approx(harmonic)


def test_repetitions_without_a_truth_of_the_check_do_not_count():
    clip = made(true=(rep(1, 100, {"under_90": "pass"}),), found=(rep(1, 100, {"tempo": "flag"}),))
    assert score_reps([clip], "tempo").n == 0


def test_a_repetition_that_was_not_found_is_missing():
    clip = made(true=(rep(1, 100, {"tempo": "flag"}),))
    score = score_reps([clip], "tempo")
    assert score.counts["flag", "missing"] == 1
    assert score.strict_recall == 0.0


@pytest.mark.parametrize(("taken_for", "n"), [("lying_leg_raise", 0), ("hanging_leg_raise", 1)])
def test_not_for_this_exercise_counts_only_where_the_exercise_was_mistaken(taken_for: str, n: int):
    silent = replace(
        rep(1, 100, {}), checks={"swing": Judged("cant_tell", None, "not_for_this_exercise")}
    )
    clip = made(true=(rep(1, 100, {"swing": "flag"}),), found=(silent,))
    clip = replace(clip, seen=replace(clip.seen, exercise=taken_for))
    assert score_reps([clip], "swing").n == n


def held(*events: tuple[float, float], verdict: str = "flag") -> dict[str, Judged]:
    return {"low_hold": Judged(verdict if events else "pass", events=events)}


def test_events_are_found_by_overlap():
    clip = made(
        true_set=held((1.0, 4.0), (8.0, 11.0), (20.0, 23.0)),
        found_set=held((3.5, 5.0), (11.0, 12.0), (19.0, 24.0)),
    )
    score = score_events([clip], "low_hold")
    # The second ends where the told one begins: no overlap, so one is missed and one invented.
    assert score.counts == {("flag", "flag"): 2, ("flag", "pass"): 1, ("pass", "flag"): 1}
    assert score.wrong[0] == "clip at 8.0 s (pass, truly flag)"


def test_a_clip_without_events_is_one_negative():
    quiet = made(true_set=held(), found_set=held())
    assert score_events([quiet], "low_hold").counts == {("pass", "pass"): 1}


def test_events_of_a_set_that_can_not_be_told_are_open():
    unsure = made(true_set=held((1.0, 4.0)), found_set=held((1.0, 4.0), verdict="cant_tell"))
    assert score_events([unsure], "low_hold").counts == {("flag", "cant_tell"): 1}
    nobody = made(true_set=held((1.0, 4.0)))
    assert score_events([nobody], "low_hold").counts == {("flag", "missing"): 1}


def test_a_verdict_on_the_set_counts_once_for_each_clip():
    fell = made(true_set={"form_drift": Judged("flag")}, found_set={"form_drift": Judged("pass")})
    assert score_set([fell, made()], "form_drift").counts == {("flag", "pass"): 1}
