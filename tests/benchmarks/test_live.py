"""The comparison of live and recorded, and the bars of the latency page."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from benchmarks.film_camera import FilmCamera, Showing, number_of, playlist
from benchmarks.latency_page import FPS, Heard, Measured, missed_bars, page
from benchmarks.live_agreement import agreement
from benchmarks.replay import told
from formcheck.analysis import analyse
from tests.coach.snapshots import rep
from tests.media import marked_frames, write_clip
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
    """Return a run of two clips, shown for ten seconds each after a warm-up, three times."""
    rounds = np.repeat([0, 1, 2, 3], [60, 600, 600, 600])
    clips = np.concatenate([np.zeros(60, int), np.tile(np.repeat([0, 1], 300), 3)])
    sent_s = np.arange(1860) / FPS
    shown_s = sent_s + lag_ms / 1e3 * (1.0 + drift * (rounds == 3)) + 5.0 * (rounds == 0)
    shown_s[100] = np.nan
    begun_s, handed_s = sent_s + 0.005, shown_s - 0.01
    begun_s[100] = np.nan
    memory = [(number, 500.0 * (1.0 + growth * (number == 3))) for number in (1, 1, 2, 3, 3)]
    cues = [Heard("fault", 1, cue_ms, cue_ms + 60.0), Heard("count", 2, 900.0, 960.0)]
    took_s = np.full(1860, took_ms / 1e3)
    both = ("gym_good", "gym_swing")
    return Measured(both, clips, rounds, sent_s, begun_s, took_s, handed_s, shown_s, cues, memory)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (_measured(), []),
        (_measured(lag_ms=80.0), ["capture to overlay"]),
        (_measured(cue_ms=200.0), ["1 of 1 faults and advice"]),
        (_measured(lag_ms=40.0, drift=0.5), ["latency drifts"]),
        (_measured(growth=0.2), ["memory grows"]),
    ],
)
def test_each_bar_can_be_missed(found, words):
    missed = missed_bars(found)
    assert len(missed) == len(words)
    assert all(word in line for word, line in zip(words, missed, strict=True))
    text = "\n".join(page(found, "full", "python -m benchmarks.latency"))
    assert ("All bars are held." in text) == (not words)
    assert "1 left out" in text
    assert "| gym_swing |" in text


def test_nothing_measured_is_missed():
    found = _measured()
    found.shown_s[:] = np.nan
    assert missed_bars(found) == ["nothing was shown"]
    found = _measured()
    found.cues.clear()
    assert missed_bars(found) == ["no fault was heard: show more clips"]


def test_rounds_show_the_same_clips_and_fill_the_time():
    videos = [
        (Path(f"{name}.mp4"), frames) for name, frames in (("a", 900), ("b", 300), ("c", 400))
    ]
    shown = playlist(videos, 90.0, 30.0, 10.0)
    assert [(s.video.stem, s.round) for s in shown] == [
        ("b", 0), ("b", 1), ("c", 1), ("b", 2), ("c", 2), ("b", 3), ("c", 3)
    ]  # fmt: skip
    assert sum(s.frames for s in shown) <= 90 * 30
    assert len(playlist(videos, 1.0, 30.0, 0.1)) == 4  # one clip at least


def test_the_camera_shows_numbered_pictures_at_their_times(clip: Path):
    showings = [Showing(clip, 0, 4), Showing(clip, 1, 8)]
    seen, children = [], set(multiprocessing.active_children())
    with FilmCamera(showings, (64, 36), 20.0) as camera:
        while (picture := camera.grab()) is not None:
            seen.append((number_of(picture[1]), picture[0], camera.now))
            assert picture[1].shape == (36, 64, 3)
    assert [number for number, *_ in seen] == list(range(12))
    assert [now for *_, now in seen] == [0] * 4 + [1] * 8
    assert camera.sent_s.tolist() == [sent_s for _, sent_s, _ in seen]
    assert (np.diff(camera.sent_s) > 0).all()
    assert camera.sent_s[-1] - camera.sent_s[0] >= 11 / 20.0 - 0.3
    assert set(multiprocessing.active_children()) == children


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Give a clip of ten pictures."""
    return write_clip(tmp_path / "clip.mp4", marked_frames(10))
