"""The comparison of live and recorded, and the bars of the latency page."""

from __future__ import annotations

import pytest

from benchmarks.latency import Measured, missed_bars, page
from benchmarks.live_agreement import agreement
from benchmarks.replay import told
from formcheck.analysis import analyse
from tests.coach.snapshots import rep
from tests.stick import Stick, leg_raises, track


def test_a_set_agrees_with_itself():
    reps = [rep(1, under_90="flag", swing="cant_tell"), rep(2, 10.0, under_90="pass")]
    found = agreement(reps, reps)
    assert (found.live, found.offline, found.missed, found.open) == (2, 2, [], 0)
    assert found.decided == 2


def test_what_differs_is_missed_and_what_was_left_open_is_open():
    live = [rep(1, under_90="flag", swing="cant_tell")]
    offline = [rep(1, under_90="pass", swing="flag"), rep(2, 10.0)]
    found = agreement(live, offline)
    assert found.open == 1
    assert found.missed == [
        "counted 1 live, 2 offline",
        "rep 1, under_90: live flag, now pass",
        "a repetition at 12.0 s in one look only",
    ]


def test_a_peak_that_is_off_is_missed():
    off = rep(1).model_copy(update={"peak_hip_flexion_deg": 99.5})
    assert agreement([rep(1)], [off]).missed == ["rep 1: peak +4.5 degrees off"]


def test_a_track_that_is_played_is_told_as_it_is_analysed():
    made = track(leg_raises(70, 110, rest_s=3.0), Stick(outline=False), fps=20.0)
    found = agreement(told(made), analyse(made).data.reps)
    assert (found.live, found.missed) == (2, [])
    assert found.decided > 0


def _measured(lag_ms=60.0, took_ms=25.0, *, drift=0.0, growth=0.0, cue_ms=5.0) -> Measured:
    seconds = [i / 10 for i in range(1200)]
    return Measured(
        shown=[(t, lag_ms * (1 + drift * t / 120), took_ms) for t in seconds],
        cues=[(t, cue_ms, cue_ms + 60.0) for t in range(20, 110, 5)],
        memory=[(t, 500.0 * (1 + growth * t / 120)) for t in range(0, 120, 5)],
        looked_at=1180,
        left_out=20,
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (_measured(), []),
        (_measured(lag_ms=80.0), ["capture to overlay"]),
        (_measured(cue_ms=200.0), ["18 of 18 cues"]),
        (_measured(lag_ms=40.0, drift=0.5), ["latency drifts"]),
        (_measured(growth=0.2), ["memory grows"]),
    ],
)
def test_each_bar_can_be_missed(found, words):
    missed = missed_bars(found)
    assert len(missed) == len(words)
    assert all(word in line for word, line in zip(words, missed, strict=True))
    text = "\n".join(page(found, "full", 120.0, "python -m benchmarks.latency"))
    assert ("All bars are held." in text) == (not words)
    assert "| 2 | " in text
