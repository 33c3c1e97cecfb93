"""A session that waits counts nothing until the set begins, whatever moves before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.session import Session
from tests.fake_backend import FakeBackend, frames
from tests.stick import Stick, joined, leg_raises, still, track

PLAIN = Stick(outline=False, px_per_m=160.0, size=(640, 360))
FIRST = track(leg_raises(70, 110), PLAIN, fps=20.0)
BOTH = joined(FIRST, track(leg_raises(100, 60), PLAIN, fps=20.0))


def test_nothing_counts_before_the_set_begins():
    session = Session(FakeBackend(BOTH), waiting=True)
    begun_s, reps = None, []
    for frame in frames(BOTH):
        snapshot = session.step(frame)
        assert snapshot.counting == (begun_s is not None)
        if begun_s is None and frame.time_s > FIRST.time_s[-1] + 1.8:
            sight = snapshot.sight
            assert sight is not None
            assert sight.rest_stop_s > frame.time_s - 1.0
            begun_s = sight.rest_start_s
            session.begin(begun_s)
        reps += snapshot.ended
    reps += session.finish()
    assert [rep.index for rep in reps] == [1, 2]
    assert [rep.peak_hip_flexion_deg for rep in reps] == pytest.approx([100, 60], abs=1.0)
    final = session.analysis(BOTH.source).data
    assert [rep.peak_hip_flexion_deg for rep in final.reps] == pytest.approx([100, 60], abs=1.0)
    assert final.setup.rest is not None
    assert final.setup.rest.start_s >= begun_s


def test_a_session_that_never_began_has_no_repetition():
    session = Session(FakeBackend(FIRST), waiting=True)
    snapshots = [session.step(frame) for frame in frames(FIRST)]
    assert all(not snapshot.ended and not snapshot.counting for snapshot in snapshots)
    assert session.finish() == ()
    # A wait of any length keeps the last seconds only.
    track_kept = session.track(FIRST.source)
    assert track_kept.time_s[-1] - track_kept.time_s[0] < 11.0


def test_waiting_again_forgets_the_set_before():
    session = Session(FakeBackend(BOTH))
    counts = []
    for frame in frames(BOTH):
        if frame.index == len(FIRST):
            session.wait(frame.time_s)
        counts.append(session.step(frame).reps)
    assert max(counts[: len(FIRST)]) == 2
    assert set(counts[len(FIRST) :]) == {0}


def test_the_sight_tells_posture_view_and_rest():
    made = track(still(), replace(PLAIN, yaw_deg=30.0), duration_s=3.0, fps=20.0)
    session = Session(FakeBackend(made), waiting=True)
    sight = [session.step(frame) for frame in frames(made)][-1].sight
    assert sight is not None
    assert (sight.posture, sight.chest_up) == ("lying", True)
    assert sight.out_of_plane_deg == pytest.approx(30.0, abs=8.0)
    assert sight.rest_stop_s > 2.0
    assert sight.ventral.tolist() == pytest.approx([0.0, -1.0])
    assert sight.brightness == pytest.approx(0.5, abs=0.05)
    assert (sight.width, sight.height) == PLAIN.size


def test_a_standing_person_is_no_rest():
    made = track(still(), replace(PLAIN, posture="standing", arms="sides"), duration_s=3.0, fps=20)
    session = Session(FakeBackend(made), waiting=True)
    sight = [session.step(frame) for frame in frames(made)][-1].sight
    assert sight is not None
    assert sight.posture == "unknown"
    assert sight.rest_start_s != sight.rest_start_s  # NaN
