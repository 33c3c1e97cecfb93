"""The loop that file and camera share, driven by a backend that replays stick figures."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from formcheck.analysis import analyse
from formcheck.errors import UsageError
from formcheck.pose.track import Track
from formcheck.report import RepItem, ReportData
from formcheck.session import Session, Snapshot
from tests.fake_backend import FakeBackend, frames
from tests.stick import Pose, Stick, joined, keyframes, leg_raises, seen_in, still, track

PLAIN = Stick(outline=False, px_per_m=160.0, size=(640, 360))
SET = track(leg_raises(70, 110, 105), PLAIN, fps=20.0)


def _live(made: Track, session: Session | None = None) -> tuple[list[Snapshot], list[RepItem]]:
    """Return all snapshots, and the repetitions that only the end completed."""
    session = session or Session(FakeBackend(made))
    return [session.step(frame) for frame in frames(made)], list(session.finish())


def _emitted(snapshots: list[Snapshot]) -> list[RepItem]:
    return [rep for snapshot in snapshots for rep in snapshot.ended]


def _without_the_clock(data: ReportData) -> ReportData:
    return data.model_copy(update={"created_utc": ""})


def test_observing_and_judging_is_what_analysing_the_track_is():
    session = Session(FakeBackend(SET))
    poses = [session.observe(frame) for frame in frames(SET)]
    assert all(pose is not None for pose in poses)
    by_session = session.analysis(SET.source)
    by_track = analyse(SET)
    assert len(by_track.data.reps) == 3
    assert _without_the_clock(by_session.data) == _without_the_clock(by_track.data)
    assert session.seen_s == pytest.approx(SET.source.duration_s, abs=0.05)


@pytest.mark.parametrize(
    ("posture", "near", "fps"),
    [("lying", "left", 20.0), ("lying", "right", 30.0), ("hanging", "left", 20.0)],
)
def test_live_counts_and_judges_as_the_recording_does(posture, near, fps):
    made = track(leg_raises(60, 115, 120), replace(PLAIN, posture=posture, near=near), fps=fps)
    snapshots, late = _live(made)
    reps = _emitted(snapshots)
    final = analyse(made).data.reps
    assert late == []
    assert [rep.index for rep in reps] == [1, 2, 3]
    for rep, judged in zip(reps, final, strict=True):
        assert rep.peak_s == pytest.approx(judged.peak_s, abs=0.1)
        assert rep.peak_hip_flexion_deg == pytest.approx(judged.peak_hip_flexion_deg, abs=0.5)
        live = {name: check.verdict for name, check in rep.checks.items()}
        # What needs the rest of the set to be judged may wait for it.
        assert live["under_90"] == judged.checks["under_90"].verdict
        assert live["trunk_lift"] == judged.checks["trunk_lift"].verdict
    assert [rep.checks["under_90"].verdict for rep in reps] == ["flag", "pass", "pass"]


def test_a_repetition_is_told_soon_and_once():
    snapshots, _ = _live(SET)
    told = [(s.time_s, rep) for s in snapshots for rep in s.ended]
    assert len(told) == 3
    for time_s, rep in told:
        assert 0.0 < time_s - rep.stop_s < 1.0
    counts = [snapshot.reps for snapshot in snapshots]
    assert counts == sorted(counts)
    assert counts[-1] == 3


def test_the_live_angle_follows_the_legs():
    motion, duration_s = leg_raises(100, 100)
    made = track((motion, duration_s), PLAIN)
    snapshots, _ = _live(made)
    live = np.array([snapshot.hip_flexion_deg for snapshot in snapshots])
    truth = motion(made.time_s).hip_left
    after = made.time_s > 1.5
    assert np.isfinite(live[after]).all()
    assert np.mean(np.abs(live - truth)[after]) < 4.0
    assert np.max(live) == pytest.approx(100.0, abs=3.0)
    phases = {snapshot.phase for snapshot in snapshots}
    assert phases == {"low", "up", "down"}
    assert snapshots[-1].side == "right"
    assert snapshots[-1].setup is not None
    assert snapshots[-1].setup.rest is not None


def test_finishing_completes_the_last_one_and_twice_changes_nothing():
    cut = SET.window(0, int(np.searchsorted(SET.time_s, 15.0)))
    session = Session(FakeBackend(cut))
    snapshots, late = _live(cut, session)
    assert [rep.index for rep in _emitted(snapshots)] == [1, 2]
    assert [rep.index for rep in late] == [3]
    assert session.finish() == ()
    assert session.finish() == ()


@pytest.mark.parametrize("leg", ["left", "alternating"])
def test_single_legs(leg):
    snapshots, late = _live(track(leg_raises(80, 80, 80, leg=leg), PLAIN, fps=20.0))
    legs = ["left", "right", "left"] if leg == "alternating" else [leg] * 3
    assert [rep.leg for rep in [*_emitted(snapshots), *late]] == legs


def test_a_leg_that_rises_while_the_other_one_falls_is_told_too():
    left = keyframes([(0, 0), (2, 0), (3.5, 80), (6, 0), (6.5, 0), (8, 80), (10.5, 0), (15, 0)])
    right = keyframes(
        [(0, 0), (3.6, 0), (5.1, 80), (7.6, 0), (8.1, 0), (9.6, 80), (12.1, 0), (15, 0)]
    )
    made = track(lambda t: Pose(left(t), right(t)), PLAIN, duration_s=14.0, fps=20.0)
    snapshots, late = _live(made)
    reps = sorted([*_emitted(snapshots), *late], key=lambda rep: rep.peak_s)
    assert [rep.leg for rep in reps] == ["left", "right", "left", "right"]
    assert sorted(rep.index for rep in reps) == [1, 2, 3, 4]


def test_a_long_set_keeps_its_rest_and_its_count():
    made = track(
        leg_raises(*[70, 110] * 10, rest_s=1.2, raise_s=1.0, lower_s=1.5, pause_s=0.7),
        replace(PLAIN, posture="hanging", offset_deg=13.0),
        fps=15.0,
    )
    assert made.time_s[-1] > 70.0
    session = Session(FakeBackend(made))
    snapshots = []
    for frame in frames(made):
        snapshots.append(session.step(frame))
        if 60.0 < frame.time_s < 61.0:
            # The window's beginning passes over the rest, which must not be cut short.
            assert session._window().time_s[0] == 0.0
    reps = [*_emitted(snapshots), *session.finish()]
    assert [rep.index for rep in reps] == list(range(1, 21))
    # Without the rest the offset of 13 degrees would show from the sixtieth second on.
    assert [rep.peak_hip_flexion_deg for rep in reps] == pytest.approx([70, 110] * 10, abs=1.5)
    rests = [s.setup.rest for s in snapshots if s.ended and s.setup is not None]
    assert len(rests) == 20
    assert all(rest is not None and rest.start_s < 1.0 for rest in rests)


def test_somebody_lost_and_found():
    seen = np.ones(len(SET), dtype=bool)
    seen[53:87] = False
    made = seen_in(SET, seen)
    snapshots, late = _live(made)
    reps = [*_emitted(snapshots), *late]
    assert [rep.peak_hip_flexion_deg for rep in reps] == pytest.approx([110, 105], abs=1.0)
    lost = snapshots[70]
    assert lost.pose is None
    assert np.isnan(lost.hip_flexion_deg)
    assert np.isfinite(snapshots[95].hip_flexion_deg)


def test_nobody_at_all():
    made = seen_in(SET.window(0, 60), np.zeros(60, dtype=bool))
    session = Session(FakeBackend(made))
    snapshots, late = _live(made, session)
    assert late == []
    assert all(s.pose is None and s.reps == 0 and s.ended == () for s in snapshots)
    assert session.seen_s == 0.0
    data = session.analysis(made.source).data
    assert data.reps == ()
    assert data.setup.side is None


def test_no_frame_at_all():
    session = Session(FakeBackend(SET))
    assert session.finish() == ()
    assert session.seen_s == 0.0
    assert session.analysis(SET.source).data.source.frames == 0


def test_getting_into_position_counts_nothing():
    standing = track(
        still(), replace(PLAIN, posture="standing", arms="sides"), duration_s=2.0, fps=20.0
    )
    snapshots, late = _live(joined(standing, SET))
    reps = [*_emitted(snapshots), *late]
    assert [rep.peak_hip_flexion_deg for rep in reps] == pytest.approx([70, 110, 105], abs=1.0)


def test_how_many_were_seen_is_kept_frame_by_frame():
    class TwoNowAndThen(FakeBackend):
        def detect(self, frame):
            people = super().detect(frame)
            return people * 2 if frame.index % 45 == 0 else people

    session = Session(TwoNowAndThen(SET))
    for frame in frames(SET):
        session.observe(frame)
    result = session.analysis(SET.source)
    assert np.sum(result.track.feature("persons") == 2) == len(range(0, len(SET), 45))
    assert "several_persons" in [warning.code for warning in result.data.setup.warnings]


def test_a_wrong_exercise_is_refused_at_once():
    with pytest.raises(UsageError, match="no exercise is called `lying_leg_rise`"):
        Session(FakeBackend(SET), exercise="lying_leg_rise")


def test_the_session_does_not_close_what_it_did_not_open():
    backend = FakeBackend(SET)
    with backend:
        Session(backend).observe(next(frames(SET)))
    assert (backend.opened, backend.closed) == (1, 1)


def test_what_the_next_repetition_tells_of_the_one_before_is_told():
    """Legs that hover: whether they came down is known when they rise again."""
    made = track(leg_raises(90, 90, 90, rest_s=3.0, pause_s=0.0, low=30.0), Stick(), fps=25.0)
    session = Session(FakeBackend(made))
    ended, revised = [], []
    for frame in frames(made):
        snapshot = session.step(frame)
        ended += [(r.index, r.checks["incomplete_lowering"].verdict) for r in snapshot.ended]
        revised += [(r.index, r.checks["incomplete_lowering"].verdict) for r in snapshot.revised]
        if snapshot.ended or snapshot.revised:
            assert "form_drift" in snapshot.set_checks
    assert [index for index, _ in ended] == [1, 2, 3]
    assert (1, "flag") in revised
    final = session.analysis(made.source).data
    assert final.reps[0].checks["incomplete_lowering"].verdict == "flag"


def test_frames_that_are_left_out_end_no_repetition_early():
    """A machine that stalls for a fifth of a second now and then counts and judges the same."""
    made = track(leg_raises(100, 100, 100, rest_s=3.0), Stick(), fps=30.0)
    session = Session(FakeBackend(made))
    told = []
    for frame in frames(made):
        if frame.index % 45 >= 7:
            told += session.step(frame).ended
    assert [rep.index for rep in told] == [1, 2, 3]
    final = session.analysis(made.source).data.reps
    for live, now in zip(told, final, strict=True):
        assert live.stop_s == pytest.approx(now.stop_s, abs=0.25)
        assert live.peak_hip_flexion_deg == pytest.approx(now.peak_hip_flexion_deg, abs=1.0)
        for name, check in live.checks.items():
            assert check.verdict in (now.checks[name].verdict, "cant_tell"), name


def test_a_live_session_has_its_filters_from_the_first_frame_on():
    """Importing them later would hold up the camera; a recording does not need them so early."""
    code = """
import sys
import numpy as np
from formcheck.session import Session
from formcheck.video.frame import Frame
from tests.fake_backend import FakeBackend
from tests.stick import leg_raises, track
motion, duration_s = leg_raises(80.0)
session = Session(FakeBackend(track(motion, duration_s=duration_s)))
assert "scipy.signal" not in sys.modules
session.step(Frame(0, 0.0, np.zeros((360, 640, 3), np.uint8)))
assert "scipy.signal" in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
