"""A live set from the first step into the room to its end, with stick figures."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from formcheck.checks import build_checks
from formcheck.coach.cue import Cue
from formcheck.coach.language import load_language
from formcheck.commands.events import EventWriter
from formcheck.commands.live_set import LiveSet, Outlets
from formcheck.pose.track import Track
from tests.fake_backend import FakeBackend, frames
from tests.stick import Stick, joined, leg_raises, still, track

PLAIN = Stick(outline=False, px_per_m=160.0, size=(640, 360), hip_px=(320.0, 280.0))
STANDING = track(
    still(),
    replace(PLAIN, posture="standing", arms="sides", hip_px=(320.0, 160.0)),
    duration_s=3.0,
    fps=20.0,
)
SET = track(leg_raises(70, 110, rest_s=6.0), PLAIN, fps=20.0)


class Ear:
    """Hears what the sound is given."""

    def __init__(self) -> None:
        self.heard: list[Cue] = []
        self.muted = self.broken = False

    def say(self, cues: tuple[Cue, ...]) -> None:
        if not self.muted:
            self.heard += cues

    def mute(self, muted: bool) -> None:
        self.muted = muted


@dataclass
class Room:
    live: LiveSet
    ear: Ear
    events: EventWriter
    text: io.StringIO
    path: Path
    told: list[dict[str, Any]] = field(default_factory=list)

    def lines(self, *kinds: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]
        return [line for line in lines if line["event"] in kinds and not line.get("revised")]


@pytest.fixture
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Room]:
    made, camera = request.param
    path = tmp_path / "events.jsonl"
    text = io.StringIO()
    ear = Ear()
    with EventWriter(str(path)) as events:
        live = LiveSet(
            FakeBackend(made),
            exercise="auto",
            checks=build_checks({}),
            language=load_language("en"),
            counted_down=camera,
            outlets=Outlets(events, Console(file=text, width=100), ear),  # type: ignore[arg-type]
        )
        yield Room(live, ear, events, text, path)


def _run(room: Room, made: Track) -> None:
    for frame in frames(made):
        room.live.step(frame, made.source)


WALKED_IN = joined(STANDING, SET)


@pytest.mark.parametrize("room", [(WALKED_IN, True)], indirect=True)
def test_a_camera_set_is_set_up_counted_down_and_counted(room):
    assert room.live.banner.count is None
    _run(room, WALKED_IN)
    final = room.live.end(WALKED_IN.source)
    steps = [line["coach"]["code"] for line in room.lines("setup") if line["coach"]["code"]]
    assert steps[0] == "not_in_position"
    assert steps[-4:] == ["count_down", "count_down", "count_down", "go"]
    reps = room.lines("rep")
    assert [line["rep"]["index"] for line in reps] == [1, 2]
    peaks = [line["rep"]["peak_hip_flexion_deg"] for line in reps]
    assert peaks == pytest.approx([70, 110], abs=1.5)
    said = [(line["kind"], line["code"]) for line in room.lines("cue")]
    assert said[-5:] == [("count", "count"), ("fault", "under_90"), ("count", "count"),
                         ("praise", "under_90"), ("announce", "set_end")]  # fmt: skip
    assert [(cue.kind, cue.code) for cue in room.ear.heard] == said
    assert room.live.banner.count == 2
    assert len(final.data.reps) == 2
    (end,) = room.lines("set_end")
    assert end["reps"] == end["final"]["reps"] == 2
    assert "rep 2" in room.text.getvalue()


EARLY = track(leg_raises(100, 100, 100, rest_s=0.3, pause_s=0.1), PLAIN, fps=20.0)


@pytest.mark.parametrize("room", [(EARLY, True)], indirect=True)
def test_what_moves_before_the_count_down_never_counts(room):
    _run(room, EARLY)
    final = room.live.end(EARLY.source)
    assert room.lines("rep") == []
    assert final.data.reps == ()
    assert room.lines("set_end")[0]["reps"] == 0
    assert room.live.banner.count is None


@pytest.mark.parametrize("room", [(SET, False)], indirect=True)
def test_a_file_counts_from_its_first_rest_without_a_count_down(room):
    assert room.live.banner.count == 0
    _run(room, SET)
    room.live.end(SET.source)
    assert [line["rep"]["index"] for line in room.lines("rep")] == [1, 2]
    assert "count_down" not in [line["coach"]["code"] for line in room.lines("setup")]


TWICE = joined(SET, SET)


@pytest.mark.parametrize("room", [(TWICE, True), (TWICE, False)], indirect=True)
def test_a_new_set_ends_the_old_one_and_counts_from_one(room):
    for frame in frames(TWICE):
        if frame.index == len(SET):
            room.live.restart(TWICE.source)
            assert room.live.banner.count in (None, 0)
        room.live.step(frame, TWICE.source)
    room.live.end(TWICE.source)
    assert [line["rep"]["index"] for line in room.lines("rep")] == [1, 2, 1, 2]
    assert [line["reps"] for line in room.lines("set_end")] == [2, 2]
    assert "restarted" in [line["code"] for line in room.lines("cue")]


@pytest.mark.parametrize("room", [(SET, False)], indirect=True)
def test_while_paused_nothing_is_looked_at(room):
    first_stop_s = 6.0 + 1.5 + 0.4 + 2.0
    for frame in frames(SET):
        # Over the whole second repetition.
        if first_stop_s + 0.5 < frame.time_s and not room.live.paused:
            room.live.toggle_pause()
            assert room.live.banner.line == "Paused."
        assert (room.live.step(frame, SET.source) is None) == room.live.paused
    room.live.toggle_pause()
    assert not room.live.paused
    room.live.end(SET.source)
    assert [line["rep"]["index"] for line in room.lines("rep")] == [1]
    assert [line["code"] for line in room.lines("cue")][-3:] == ["paused", "resumed", "set_end"]


@pytest.mark.parametrize("room", [(SET, False)], indirect=True)
def test_muted_is_shown_and_silent_while_the_events_go_on(room):
    room.live.toggle_mute()
    assert room.live.banner.note == "muted"
    _run(room, SET)
    room.live.end(SET.source)
    assert room.ear.heard == []
    assert room.lines("cue") != []
    room.live.toggle_mute()
    assert room.live.banner.note == ""
    room.ear.broken = True
    assert room.live.banner.note == "no sound"


UP = track(
    still(),
    replace(PLAIN, posture="standing", arms="sides", hip_px=(320.0, 160.0)),
    duration_s=5.0,
    fps=20.0,
)
SETS = joined(joined(SET, UP), SET)


@pytest.mark.parametrize("room", [(SETS, True)], indirect=True)
def test_getting_up_ends_a_set_and_lying_down_again_begins_the_next(room):
    shown = []
    for frame in frames(SETS):
        room.live.step(frame, SETS.source)
        shown.append(room.live.banner)
    room.live.end(SETS.source)
    assert [line["reps"] for line in room.lines("set_end")] == [2, 2]
    assert [line["rep"]["index"] for line in room.lines("rep")] == [1, 2, 1, 2]
    # The summary was said, and shown with its card; nobody who gets up is told to lie down.
    (first, second) = (line for line in room.lines("cue") if line["code"] == "set_end")
    assert first["text"].startswith("Set done: 2 repetitions.")
    assert any(banner.card and banner.line == first["text"] for banner in shown)
    end_s = first["time_s"]
    after = [line["code"] for line in room.lines("cue") if end_s <= line["time_s"] < end_s + 2.0]
    assert "not_in_position" not in after
    assert room.live.ended_banner.line == second["text"]


@pytest.mark.parametrize("room", [(SET, False)], indirect=True)
def test_a_lost_camera_is_said_and_shown_until_it_is_back(room):
    made = list(frames(SET))
    for frame in made[:150]:
        room.live.step(frame, SET.source)
    room.live.lost(True)
    assert room.live.banner.line == "I lost the camera: trying again."
    room.live.lost(False)
    assert room.live.banner.line != "I lost the camera: trying again."
    for frame in made[150:]:
        room.live.step(frame, SET.source)
    room.live.end(SET.source)
    assert [line["rep"]["index"] for line in room.lines("rep")] == [1, 2]
    codes = [line["code"] for line in room.lines("cue")]
    assert codes.index("camera_lost") < codes.index("camera_back")


@pytest.mark.parametrize("room", [(SET, False)], indirect=True)
@pytest.mark.parametrize(
    ("change", "note", "sentence"),
    [("lite", "lite model", "from now on it is lite"), ("lite_missing", "too slow", "models pull")],
)
def test_a_change_of_the_model_is_announced(room, change, note, sentence):
    room.live.model_changed(change)
    assert room.live.banner.note == note
    assert sentence in room.text.getvalue().replace("\n", " ")
    assert [cue.code for cue in room.ear.heard] == [change]
