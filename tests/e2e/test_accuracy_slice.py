"""A slice of the accuracy benchmark on clips that are there: the bars of the whole one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from benchmarks.accuracy_results import Results, results_of
from benchmarks.comparison import Compared, compare
from tests.e2e.analysed import analysed

CLIPS = ("lying_full", "lying_under_90", "lying_swing", "hanging_full", "lying_single_leg")


@cache
def compared() -> tuple[Compared, ...]:
    return tuple(
        compare(analysed(name).report.track, analysed(name).video.with_suffix(".truth.json"))
        for name in CLIPS
    )


@cache
def results() -> Results:
    return results_of(compared())


def test_every_clip_is_counted_exactly() -> None:
    assert all(clip.count_is_exact for clip in compared())


def test_angles_agree_with_the_truth() -> None:
    hip = results().agreements["hip_flexion_deg"]
    assert hip.mae <= 3.0
    assert abs(hip.bias) <= 1.5
    assert results().agreements["peak_hip_flexion_deg"].sd <= 3.5


def test_they_agree_better_than_the_plain_way() -> None:
    assert results().plain["hip_flexion_deg"].mae >= 2 * results().agreements["hip_flexion_deg"].mae


def test_the_stated_uncertainty_is_no_boast() -> None:
    errors = np.concatenate([clip.frames.hip_deg for clip in compared()])
    sigmas = np.concatenate([clip.frames.hip_sigma_deg for clip in compared()])
    assert np.mean(np.abs(errors) <= 1.645 * sigmas) >= 0.85


@pytest.mark.parametrize("check", ["under_90", "swing", "leg_drop", "tempo"])
def test_no_firm_verdict_is_wrong(check: str) -> None:
    assert not results().checks[check].wrong
