"""The scores of the low-back benchmark, on clips whose answers are known."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.back_bars import outcomes
from benchmarks.back_clips import BackClip, BackRep
from benchmarks.back_error import correlation_if_halved, error_parts
from benchmarks.back_page import page
from benchmarks.back_scores import (
    auc,
    fit_landmarks,
    intervals,
    landmark_scores,
    partial_correlation,
    scores,
    verdicts,
)

TIME_S = np.arange(200) / 16.0


def rep(true_deg, change_deg, verdict, start=0, sagitta=0.0):
    return BackRep(true_deg, change_deg, sagitta, verdict, "near_limit", slice(start, start + 50))


def clip(*reps, arms="chest", seed=0, error_deg=0.0, follows_hips=False):
    random = np.random.default_rng(seed)
    hip = 45.0 + 45.0 * np.sin(TIME_S)
    lordosis = -0.28 * hip + 8.0 * np.sin(2.7 * TIME_S + seed)
    found = -0.28 * hip if follows_hips else lordosis + error_deg * random.standard_normal(200)
    true = {"tilt_change": lordosis, "lordosis_change": lordosis, "lordosis": lordosis}
    same = dict.fromkeys(true, found)
    return BackClip(
        name=f"clip_{seed}",
        arms=arms,
        support="mat",
        trunk_px=140.0,
        time_s=TIME_S,
        hip_deg=hip,
        found_hip_deg=hip,
        true=true,
        found=same,
        sigma=dict.fromkeys(("tilt_change", "lordosis_change"), np.full(200, 2.0)),
        points_mm=np.full((200, 11), 9.0),
        waist_seen=np.full(200, 0.9),
        in_range=np.ones(200),
        features=np.stack([hip / 90.0, (hip / 90.0) ** 2, np.ones(200)], axis=1),
        still=TIME_S < 1.0,
        reps=reps,
    )


def test_auc_is_the_chance_that_an_arch_scores_higher():
    assert auc([3.0, 2.0], [1.0, 2.0]) == 0.875
    assert auc([1.0], [2.0, 3.0]) == 0.0
    assert auc([5.0, np.nan], [1.0]) == 1.0
    assert np.isnan(auc([], [1.0]))


def test_repetitions_between_flat_and_arched_count_as_mild_only():
    made = clip(
        rep(14.0, 15.0, "flag"),
        rep(12.0, 5.0, "pass"),
        rep(1.0, 9.0, "flag"),
        rep(-3.0, 0.0, "pass"),
        rep(2.0, 7.0, "cant_tell"),
        rep(7.0, 9.0, "flag"),
        rep(6.0, 3.0, "pass"),
    )
    judged = verdicts([made])
    assert (judged.hit, judged.missed, judged.false, judged.right) == (1, 1, 1, 1)
    assert judged.f1 == pytest.approx(0.5)
    assert judged.open_share == pytest.approx(0.2)
    assert judged.wrong_share == pytest.approx(0.4)
    assert (judged.between, judged.between_count) == (0.5, 2)
    assert (judged.mild, judged.mild_count) == (0.0, 1)
    arched, flat = scores([made], lambda _, one: one.change_deg)
    assert (arched, flat) == ([15.0, 5.0], [9.0, 0.0, 7.0])


def test_a_missing_repetition_is_open():
    assert verdicts([clip(rep(15.0, np.nan, "missing"))]).open_share == 1.0


@pytest.mark.parametrize(("error_deg", "share"), [(2.0, 0.9), (4.0, 0.59), (0.5, 1.0)])
def test_intervals_hold_as_often_as_the_stated_error_is_true(error_deg, share):
    made = [clip(seed=i, error_deg=error_deg) for i in range(40)]
    assert intervals(made, "lordosis_change") == pytest.approx(share, abs=0.02)


def test_who_reads_the_hips_alone_sees_nothing_of_the_person():
    seeing = [clip(seed=i, error_deg=3.0) for i in range(12)]
    guessing = [clip(seed=i, follows_hips=True) for i in range(12)]
    assert partial_correlation(seeing) > 0.8
    assert abs(partial_correlation(guessing)) < 0.05


def test_the_landmarks_classifier_learns_what_the_hips_tell():
    made = [clip(seed=i) for i in range(12)]
    weights = fit_landmarks(made)
    told = made[0].features @ weights
    assert np.corrcoef(told, -0.28 * made[0].hip_deg)[0, 1] > 0.95
    shown = clip(rep(15.0, 15.0, "flag"), rep(0.0, 0.0, "pass", start=60))
    arched, flat = landmark_scores([shown], weights)
    assert len(arched) == len(flat) == 1


def test_the_page_names_every_bar_and_both_groups():
    free = [clip(rep(15.0, 14.0, "flag"), rep(0.0, 1.0, "pass"), seed=i) for i in range(4)]
    hidden = [clip(rep(15.0, 6.0, "cant_tell"), arms="sides", seed=9)]
    made = [*free, *hidden]
    text = "\n".join(page("back_held_out", made, made))
    found = outcomes(made, made)
    assert len(found) == 16
    for outcome in found:
        assert f"| {outcome.bar.what} | {outcome.bar.limit_text} | {outcome.value_text} |" in text
    assert "waist hidden" in text
    assert "1 near_limit" in text
    assert "| whole | clip | with the hips | slow | fast |" in text
    small = "\n".join(page("back_held_out", made, made, 640))
    assert "scaled to a width of 640" in small
    assert "--width 640`" in small


def off(made, error_deg):
    """Return a clip whose tilt is off by a curve."""
    return replace(made, found=made.found | {"tilt_change": made.true["tilt_change"] + error_deg})


def test_an_error_is_taken_apart_by_what_it_goes_with():
    made = clip()
    moving = ~made.still
    shifted = error_parts([off(made, np.full(200, 3.0))], "tilt_change")
    assert (shifted.whole, shifted.clip) == pytest.approx((3.0, 3.0))
    assert (shifted.with_hips, shifted.slow, shifted.fast) == pytest.approx((0, 0, 0), abs=1e-9)
    hip = made.hip_deg - made.hip_deg[moving].mean()
    steered = error_parts([off(made, 0.1 * hip)], "tilt_change")
    assert steered.with_hips == pytest.approx(steered.whole)
    noise = np.random.default_rng(4).standard_normal(200)
    jittery = error_parts([off(made, noise)], "tilt_change")
    assert jittery.fast > 0.8 * jittery.whole
    wave = 3.0 * np.sin(1.3 * TIME_S)
    drifting = error_parts([off(made, wave)], "tilt_change")
    assert drifting.slow > 0.6 * drifting.whole
    assert drifting.fast < 0.2 * drifting.whole
    assert np.isnan(error_parts([], "tilt_change").whole)


def test_a_smaller_slow_error_lets_more_of_the_person_through():
    made = [off(clip(seed=i), 6.0 * np.sin(1.7 * TIME_S + i)) for i in range(8)]
    before, after = partial_correlation(made), correlation_if_halved(made)
    assert before < after - 0.05
    exact = [clip(seed=i) for i in range(3)]
    assert correlation_if_halved(exact) == pytest.approx(1.0)
