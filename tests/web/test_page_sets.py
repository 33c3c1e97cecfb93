"""The page's sets with a stick person: one ends by command or by getting up, the next begins."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from formcheck.checks import build_checks
from formcheck.coach.coached_set import CoachedSet
from formcheck.coach.language import load_language
from formcheck.errors import VideoError
from formcheck.pose.track import Track
from formcheck.report import Analysis
from formcheck.session import Session
from formcheck.web.live_messages import LiveAnswer
from formcheck.web.page_sets import PageSets
from tests.fake_backend import FakeBackend, frames
from tests.stick import Stick, joined, leg_raises, still, track

PLAIN = Stick(outline=False, px_per_m=160.0, size=(640, 360), hip_px=(320.0, 280.0))
SET = track(leg_raises(70, 110, rest_s=6.0), PLAIN, fps=12.0)
UP = track(
    still(),
    replace(PLAIN, posture="standing", arms="sides", hip_px=(320.0, 160.0)),
    duration_s=5.0,
    fps=12.0,
)


def _sets(made: Track, *, counted_down: bool = True) -> PageSets:
    language, checks = load_language("en"), build_checks()
    session = Session(FakeBackend(made), checks=checks, waiting=counted_down)
    coached = CoachedSet(session, language, checks, counted_down=counted_down)
    return PageSets(coached, language, "Live set")


def _run(sets: PageSets, made: Track) -> list[dict[str, Any]]:
    """Return every answer, as it arrives after its way over the connection."""
    answers = [sets.step(frame.time_s, frame.image) for frame in frames(made)]
    for answer in answers:
        LiveAnswer.model_validate({"answer": answer})
    return [json.loads(json.dumps(answer, allow_nan=False)) for answer in answers]


@pytest.mark.parametrize("counted_down", [True, False])
def test_getting_up_ends_a_set_and_the_next_is_counted_down(
    tmp_path: Path, counted_down: bool
) -> None:
    """Also where the first went on without a count-down, after a connection that was lost."""
    made = joined(SET, UP, SET)
    sets = _sets(made, counted_down=counted_down)
    answers = _run(sets, made)
    (over,) = (i for i, answer in enumerate(answers) if answer["set_end"])
    summary = answers[over]["set_end"]
    assert (summary["number"], summary["reps"], summary["counted_live"]) == (1, 2, 2)
    assert summary["told_reps"][0]["mood"] == "flag"
    assert answers[over]["count"] == 2
    assert answers[over]["cues"][-1]["code"] == "set_end"
    assert answers[over]["cues"][-1]["text"] == summary["line"]
    assert summary["line"].startswith("Set done: 2 repetitions.")
    after = answers[over + 1 :]
    assert after[0]["count"] is None
    stages = [answer["stage"] for answer in after]
    assert stages.index("placing") < stages.index("countdown") < stages.index("counting")
    assert [rep["index"] for answer in after for rep in answer["ended"]] == [1, 2]
    second = sets.end()
    assert (second["number"], second["reps"]) == (2, 2)
    # Either can still be kept, each for itself.
    kept: dict[int | None, Analysis] = {}
    for number in (1, 2, None):
        sets.keep(number, lambda final, _, number=number: kept.update({number: final}), tmp_path)
    assert kept[1].track.time_s[-1] < kept[2].track.time_s[0]
    assert kept[None] is kept[2]
    with pytest.raises(VideoError, match="no set to keep"):
        sets.keep(3, lambda *_: None, tmp_path)


def test_a_repetition_is_told_again_when_the_next_shows_more_of_it() -> None:
    """Legs that hover: whether they came down is known when they rise again."""
    made = track(leg_raises(90, 90, rest_s=3.0, pause_s=0.0, low=30.0), PLAIN, fps=12.0)
    sets = _sets(made, counted_down=False)
    answers = _run(sets, made)
    told = {rep["index"]: rep for answer in answers for rep in answer["ended"]}
    again = {rep["index"]: rep for answer in answers for rep in answer["revised"]}
    assert set(told) == {1, 2}
    assert 1 in again
    flags = [chip for chip in again[1]["chips"] if chip["verdict"] == "flag"]
    assert flags != [chip for chip in told[1]["chips"] if chip["verdict"] == "flag"]
    assert "Not lowered" in [chip["text"] for chip in flags]
    # What was revised is no difference of the two looks any more.
    assert not [line for line in sets.end()["differences"] if "rep 1, incomplete" in line]


def test_a_model_that_cannot_keep_up_is_told_once() -> None:
    sets = _sets(SET)
    made = list(frames(SET))[:3]
    sets.step(made[0].time_s, made[0].image)
    sets.model_changed("lite")
    second, third = (sets.step(frame.time_s, frame.image) for frame in made[1:])
    assert "from now on it is lite" in second["notice"]
    assert second["cues"][0]["code"] == "lite"
    assert third["notice"] is None
    assert "lite" not in [cue["code"] for cue in third["cues"]]


def test_times_that_do_not_rise_are_nudged() -> None:
    sets = _sets(SET)
    picture = next(frames(SET)).image
    times = [sets.step(time_s, picture)["time_s"] for time_s in (1.0, 1.0, 0.5, 1.1)]
    assert times == sorted(set(times))
    assert times[-1] == 1.1
