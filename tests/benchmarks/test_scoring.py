from __future__ import annotations

import numpy as np
import pytest

from benchmarks.clips import Clip, ClipRep, Judged
from benchmarks.scoring import (
    Bars,
    confusion,
    decided_share,
    median_uncertainty_deg,
    missed_bars,
    pair_reps,
    score_clip,
    wrong_verdicts,
)


def rep(
    start: float,
    peak_deg: float,
    verdict: str,
    uncertainty: float | None = 6.0,
    leg: str = "both",
    **checks: str,
) -> ClipRep:
    judged = {"under_90": Judged(verdict, uncertainty)}
    judged |= {name: Judged(said) for name, said in checks.items()}
    return ClipRep(start, start + 1.0, start + 2.0, peak_deg, leg, judged)


def clip(*reps: ClipRep, offset_deg: float = 0.0, step_s: float = 0.1) -> Clip:
    time_s = np.arange(0, 12, step_s)
    angle = 40 + 30 * np.sin(time_s) + offset_deg
    return Clip("clip", time_s, angle, reps)


TRUTH = clip(rep(1, 70, "flag", None), rep(4, 105, "pass", None), rep(7, 92, "pass", None))


def test_a_perfect_measurement_misses_nothing():
    measured = clip(rep(1, 70, "flag"), rep(4, 105, "pass"), rep(7, 92, "cant_tell"))
    score = score_clip(TRUTH, measured)
    assert missed_bars([score]) == []
    assert score.frame_mae_deg == pytest.approx(0.0)
    assert decided_share([score], Bars()) == (2, 2)
    assert median_uncertainty_deg([score]) == 6.0


def test_frame_error_and_bias_are_measured_minus_true_at_the_measured_times():
    measured = clip(offset_deg=-3.0, step_s=0.25)
    score = score_clip(clip(step_s=0.01), measured)
    assert score.frame_bias_deg == pytest.approx(-3.0, abs=0.01)
    assert score.frame_mae_deg == pytest.approx(3.0, abs=0.01)


def test_frames_not_seen_do_not_count_as_errors():
    measured = clip(offset_deg=2.0)
    measured.hip_flexion_deg[:60] = np.nan
    score = score_clip(clip(), measured)
    assert score.frame_mae_deg == pytest.approx(2.0)
    assert score.frames_known == pytest.approx(0.5)


def test_an_unseen_clip_misses_the_bars_of_error():
    measured = clip()
    measured.hip_flexion_deg[:] = np.nan
    bars = [item.bar for item in missed_bars([score_clip(TRUTH, measured)])]
    assert "rep count exact" in bars
    assert "MAE over frames <= 5 degrees" in bars
    assert bars.count("peak within 6 degrees") == 3


@pytest.mark.parametrize(("verdict", "wrong"), [("flag", 0), ("cant_tell", 0), ("pass", 1)])
def test_only_a_firm_verdict_can_be_wrong(verdict: str, wrong: int):
    score = score_clip(clip(rep(1, 70, "flag", None)), clip(rep(1, 70, verdict)))
    assert len(wrong_verdicts([score], "under_90")) == wrong


def test_a_check_that_was_not_given_is_missing_not_wrong():
    score = score_clip(clip(rep(1, 70, "flag", None, swing="flag")), clip(rep(1, 70, "flag")))
    assert wrong_verdicts([score], "swing") == []
    assert confusion([score])["swing"]["flag", "missing"] == 1


def test_a_missing_repetition_does_not_shift_the_others():
    measured = clip(rep(1, 70, "flag"), rep(7, 92, "cant_tell"))
    score = score_clip(TRUTH, measured)
    assert [r.found is not None for r in score.reps] == [True, False, True]
    missed = [str(item) for item in missed_bars([score])]
    assert "rep count exact: clip: 2 of 3" in missed
    assert "peak within 6 degrees: clip rep 2: +nan" in missed


def test_an_extra_repetition_spoils_the_count_only():
    reps = (rep(1, 70, "flag"), rep(4, 105, "pass"), rep(7, 92, "pass"), rep(10, 50, "flag"))
    assert [m.bar for m in missed_bars([score_clip(TRUTH, clip(*reps))])] == ["rep count exact"]


def test_of_two_at_once_the_one_of_the_same_leg_belongs():
    truth = clip(rep(1, 70, "flag", None, leg="right"))
    measured = clip(rep(0.9, 100, "pass", leg="left"), rep(1.2, 71, "flag", leg="right"))
    score = score_clip(truth, measured)
    assert score.reps[0].peak_error_deg == pytest.approx(1.0)


def test_bars_of_decision_and_uncertainty():
    measured = clip(
        rep(1, 70, "cant_tell", 12), rep(4, 105, "pass", 12), rep(7, 92, "cant_tell", 12)
    )
    missed = [str(item) for item in missed_bars([score_clip(TRUTH, measured)])]
    assert missed == [
        ">= 80% decided beyond 10 degrees: 1 of 2",
        "median uncertainty <= 8 degrees: 12.0",
    ]


def test_the_worst_peak_keeps_its_sign():
    measured = clip(rep(1, 64.5, "flag"), rep(4, 108, "pass"), rep(7, 92, "cant_tell"))
    assert score_clip(TRUTH, measured).worst_peak_deg == pytest.approx(-5.5)


def test_a_measured_repetition_serves_one_true_one_only():
    merged = ClipRep(1.0, 2.2, 7.0, 100.0)
    pairs = pair_reps((rep(1, 70, "flag"), rep(4, 105, "pass")), (merged,))
    assert [pair.found for pair in pairs] == [merged, None]


def test_the_nearest_of_several_true_repetitions_keeps_it():
    merged = ClipRep(1.0, 4.9, 7.0, 100.0)
    pairs = pair_reps((rep(1, 70, "flag"), rep(4, 105, "pass")), (merged,))
    assert [pair.found for pair in pairs] == [None, merged]
