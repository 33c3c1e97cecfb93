"""``formcheck live`` from end to end with stick figures: what is opened, lost and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Self

import numpy as np
import pytest

from formcheck.cli import run
from formcheck.commands import live
from formcheck.errors import CameraError
from formcheck.lumbar import reader
from formcheck.pose import mediapipe
from formcheck.pose.track import Track
from formcheck.video.frame import Frame, SourceInfo
from tests.fake_backend import FakeBackend, frames
from tests.stick import Stick, leg_raises, track

PLAIN = Stick(outline=False, px_per_m=160.0, size=(640, 360), hip_px=(320.0, 280.0))
SET = track(leg_raises(70, 110, rest_s=6.0), PLAIN, fps=20.0)


class Camera:
    """Gives the frames of a track; breaks off where told to."""

    def __init__(self, made: Track, lost_s: float = np.inf) -> None:
        self._made, self._lost_s = made, lost_s

    @property
    def info(self) -> SourceInfo:
        return self._made.source

    def __iter__(self) -> Iterator[Frame]:
        for frame in frames(self._made):
            if frame.time_s > self._lost_s:
                raise CameraError("stopped giving pictures", "camera 0", "check its cable")
            yield frame

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def camera(monkeypatch):
    """Put a camera in that shows a set, and a backend that knows it."""

    def put(lost_s: float = np.inf) -> None:
        monkeypatch.setattr(live, "open_source", lambda *_, **__: Camera(SET, lost_s))
        monkeypatch.setattr(mediapipe, "MediaPipeBackend", lambda _: FakeBackend(SET))
        monkeypatch.setattr(reader, "LumbarReader", lambda: None)

    return put


def _events(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_camera_counts_down_and_then_counts(camera, capfd):
    camera()
    assert run(["live", "--headless", "--silent", "--events", "-", "--lang", "de"]) == 0
    events = _events(capfd.readouterr().out)
    cues = [(event["code"], event["text"]) for event in events if event["event"] == "cue"]
    assert cues[:5] == [
        ("hold_still", "Beine unten, still halten."),
        ("count_down", "3"),
        ("count_down", "2"),
        ("count_down", "1"),
        ("go", "Los."),
    ]
    assert ("under_90", "Höher, über neunzig Grad.") in cues
    stages = [e["coach"]["stage"] for e in events if e["event"] == "setup"]
    assert stages == sorted(stages, key=("placing", "countdown", "counting").index)
    assert [e["reps"] for e in events if e["event"] == "set_end"] == [2]


def test_a_lost_camera_is_one_sentence_and_the_set_is_kept(camera, capfd):
    camera(lost_s=11.0)
    assert run(["live", "--headless", "--silent", "--events", "-"]) == 0
    captured = capfd.readouterr()
    assert "formcheck: stopped giving pictures (camera 0): check its cable" in captured.err
    assert [e["reps"] for e in _events(captured.out) if e["event"] == "set_end"] == [1]


def test_without_a_speech_engine_the_set_goes_on(camera, capfd, monkeypatch):
    def missing(*_: object) -> None:
        raise OSError("nothing to speak with")

    camera()
    monkeypatch.setattr(live, "open_player", missing)
    assert run(["live", "--headless", "--voice"]) == 0
    told = capfd.readouterr().out
    assert told.count("no sound, nothing to speak with (sound)") == 1
    assert "rep 2" in told
