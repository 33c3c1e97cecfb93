from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.clips import Clip, ClipRep
from benchmarks.comparison import Seen, compare, compared, frame_errors, true_at
from formcheck.pose.track import Track
from formcheck.video.frame import SourceInfo
from tests.benchmarks.made import conditions

TIME = np.arange(0.0, 2.0, 0.1)
TRUTH = Clip("clip", TIME, 50.0 * TIME, (), {"knee_flexion_deg": 10.0 * TIME})


def measured(time_s: np.ndarray, offset_deg: float = 0.0, **series: np.ndarray) -> Clip:
    return Clip("clip", time_s, 50.0 * time_s + offset_deg, (), series)


def test_truth_is_taken_between_frames_but_never_outside_of_the_clip():
    at = true_at(np.array([-0.1, 0.0, 0.05, 1.9004, 2.0]), TRUTH, TRUTH.hip_flexion_deg)
    assert at[1:4] == pytest.approx([0.0, 2.5, 95.0])
    assert np.isnan(at[[0, 4]]).all()


def test_errors_are_measured_minus_true_at_the_measured_times():
    time_s = np.linspace(0.03, 1.87, 37)
    errors = frame_errors(TRUTH, measured(time_s, -2.0), measured(time_s, 7.0))
    assert errors.hip_deg == pytest.approx(np.full(37, -2.0))
    assert errors.plain_deg == pytest.approx(np.full(37, 7.0))
    assert np.isnan(errors.trunk_deg).all()
    assert errors.measured_share == 1.0


def test_frames_in_which_the_person_neither_lies_nor_hangs_do_not_count():
    in_posture = (TIME < 0.95).astype(float)
    knee = 10.0 * TIME + 1.0
    clip = measured(TIME, 1.0, in_posture=in_posture, knee_flexion_deg=knee)
    errors = frame_errors(TRUTH, clip, measured(TIME))
    assert errors.measured_share == 0.5
    assert np.isfinite(errors.hip_deg).sum() == 10
    assert np.nanmean(errors.knee_deg) == pytest.approx(1.0)
    assert np.isfinite(errors.plain_deg).sum() == 10


def test_a_clip_in_which_nobody_is_seen_has_all_repetitions_missing():
    truth = Clip("clip", TIME, 50.0 * TIME, (ClipRep(0.1, 0.9, 1.8, 45.0),))
    clip = compared(truth, None, measured(TIME), 0, conditions(), Seen(error="no person"))
    assert (clip.count, clip.count_is_exact, clip.reps[0].found) == (0, False, None)
    assert clip.frames.measured_share == 0.0


def test_an_empty_track_of_a_clip_without_exercise_is_right(tmp_path):
    path = tmp_path / "empty.truth.json"
    truth = {
        "schema": "formcheck.truth/1",
        "clip": "empty",
        "exercise": None,
        "camera": {"yaw_deg": 0.0, "pitch_deg": 0.0},
        "series": {"time_s": TIME.tolist()},
        "reps": [],
        "set_checks": {},
    }
    path.write_text(json.dumps(truth), encoding="utf-8")
    track = Track(
        SourceInfo("empty.mp4", 640, 360),
        TIME,
        np.full((len(TIME), 33, 2), np.nan),
        np.zeros((len(TIME), 33)),
        np.full((len(TIME), 33, 3), np.nan),
    )
    clip = compare(track, path)
    assert clip.conditions.is_negative
    assert clip.count_is_exact
    assert "no person" in clip.seen.error
    assert np.isnan(clip.frames.measured_share)
