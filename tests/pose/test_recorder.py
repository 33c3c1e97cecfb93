"""The recorder gives back what it was given, at any time."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.recorder import TrackRecorder
from formcheck.pose.track import CONTOUR_FEATURES
from tests.stick import Stick, leg_raises, track

MADE = track(leg_raises(90, 100, 110), Stick(jitter_px=1.0), fps=30.0)
SIZE = len(CONTOUR_FEATURES)


def _recorded(n: int, unseen: frozenset[int] = frozenset()) -> TrackRecorder:
    recorder = TrackRecorder()
    for i in range(n):
        pose = PersonPose(MADE.landmarks_px[i], MADE.visibility[i], MADE.world_m[i])
        found = None if i in unseen else pose
        recorder.add(float(MADE.time_s[i]), found, MADE.contour[i])
    return recorder


@pytest.mark.parametrize("n", [0, 1, 255, 256, 257, 400])
def test_it_grows_and_keeps_everything(n):
    recorder = _recorded(n)
    made = recorder.track(MADE.source)
    assert len(recorder) == len(made) == made.source.frames == n
    for name in ("time_s", "landmarks_px", "visibility", "world_m", "contour"):
        assert np.array_equal(getattr(made, name), getattr(MADE, name)[:n], equal_nan=True), name


def test_a_frame_with_nobody_is_kept_as_unknown():
    made = _recorded(10, frozenset({3, 4})).track(MADE.source)
    assert made.pose_found.tolist() == [i not in (3, 4) for i in range(10)]
    assert np.isnan(made.visibility[3]).all()
    assert np.array_equal(made.contour[3], MADE.contour[3])


def test_a_track_is_a_copy():
    recorder = _recorded(5)
    first = recorder.track(MADE.source)
    first.landmarks_px[:] = 0.0
    assert np.array_equal(recorder.track(MADE.source).landmarks_px, MADE.landmarks_px[:5])


def test_the_frames_from_one_on():
    made = _recorded(20).track(MADE.source, first=12)
    assert np.array_equal(made.time_s, MADE.time_s[12:20])


def test_a_part_of_the_frames():
    recorder = _recorded(20)
    assert np.array_equal(recorder.track(MADE.source, 5, 9).time_s, MADE.time_s[5:9])
    assert np.array_equal(recorder.track(MADE.source, 18, 99).time_s, MADE.time_s[18:20])


def test_the_room_of_a_long_set_is_let_go_of():
    recorder = TrackRecorder()
    small = recorder.nbytes
    for _ in range(3):
        start_s = recorder.stop_s if len(recorder) else 0.0
        for i in range(1, 2001):
            recorder.add(start_s + i, None, np.zeros(SIZE))
        assert recorder.nbytes == 8 * small
        recorder.forget_before(recorder.stop_s - 9.5)
        assert len(recorder) == 10
        assert recorder.nbytes == small
    recorder.forget_before(0.0)
    assert len(recorder) == 10


def test_what_was_before_is_forgotten_and_it_grows_on():
    recorder = _recorded(20)
    recorder.forget_before(float(MADE.time_s[12]))
    assert len(recorder) == 8
    assert recorder.stop_s == MADE.time_s[19]
    recorder.add(99.0, None, np.zeros(SIZE))
    made = recorder.track(MADE.source)
    assert made.time_s.tolist() == [*MADE.time_s[12:20], 99.0]
    assert np.array_equal(made.landmarks_px[:8], MADE.landmarks_px[12:20])
    assert np.isnan(made.landmarks_px[8]).all()
    recorder.forget_before(1000.0)
    assert len(recorder) == 0
    assert np.isnan(recorder.stop_s)


def test_time_that_runs_back_is_refused():
    recorder = TrackRecorder()
    recorder.add(1.0, None, np.zeros(SIZE))
    recorder.add(0.5, None, np.zeros(SIZE))
    with pytest.raises(ValueError, match="strictly rising"):
        recorder.track(MADE.source)
