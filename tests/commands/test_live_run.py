"""``formcheck live`` from end to end with stick figures: what is opened, lost and told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from formcheck.analysis import analyse
from formcheck.cli import run
from formcheck.commands import live
from formcheck.errors import CameraError, OutputError
from formcheck.lumbar import reader
from formcheck.pose import mediapipe
from formcheck.pose.replay import load_track
from formcheck.pose.track import Track
from formcheck.pose.track_log import TrackLog, load_parts
from formcheck.video.file import VideoFile
from formcheck.video.frame import Frame, SourceInfo
from tests.fake_backend import FakeBackend, frames
from tests.left import dead_work_name
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


def test_a_recording_holds_video_track_and_both_looks(camera, tmp_path, capfd):
    camera()
    assert run(["live", "--headless", "--silent", "--record", str(tmp_path / "kept")]) == 0
    (folder,) = (tmp_path / "kept").iterdir()
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) == [
        "set-1",
        "set-1/live_reps.json",
        "set-1/report.html",
        "set-1/report.json",
        "set-1/track.npz",
        "video.mp4",
    ]
    with VideoFile(folder / "video.mp4") as video:
        times = [frame.time_s for frame in video]
    assert times == pytest.approx(SET.time_s.tolist(), abs=1e-4)
    kept = load_track(folder / "set-1" / "track.npz")
    report = json.loads((folder / "set-1" / "report.json").read_text("utf-8"))
    assert len(report["reps"]) == len(analyse(kept).data.reps) == 2
    live_reps = json.loads((folder / "set-1" / "live_reps.json").read_text("utf-8"))
    assert [rep["index"] for rep in live_reps] == [1, 2]
    page = (folder / "set-1" / "report.html").read_text("utf-8")
    assert page.count('id="two-looks"') == 1
    assert "../video.mp4" in page


KILLED_S = 11.0


class _Killed(Camera):
    """A camera under which the process is killed."""

    def __iter__(self) -> Iterator[Frame]:
        for frame in super().__iter__():
            if frame.time_s > KILLED_S:
                os.kill(os.getpid(), signal.SIGKILL)
            yield frame


def record_until_killed(folder: str) -> None:
    """Run in a process of its own."""
    live.open_source = lambda *_, **__: _Killed(SET)  # type: ignore[assignment]
    mediapipe.MediaPipeBackend = lambda _: FakeBackend(SET)  # type: ignore[assignment,misc]
    reader.LumbarReader = lambda: None  # type: ignore[assignment,misc]
    run(["live", "--headless", "--silent", "--record", folder])


def test_a_kill_leaves_a_video_that_plays_and_the_track_up_to_the_last_second(tmp_path):
    code = "import sys; from tests.commands.test_live_run import record_until_killed as go; "
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", f"{code}go(sys.argv[1])", str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=300, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (folder,) = tmp_path.iterdir()
    with VideoFile(folder / "video.mp4") as video:
        last_s = max(frame.time_s for frame in video)
    assert last_s > KILLED_S - 1.0
    parts = load_parts(folder / "set-1" / "track_parts")
    assert parts.time_s[-1] > KILLED_S - 1.1
    assert (np.diff(parts.time_s) < 0.06).all()
    assert len(analyse(parts).data.reps) == 1


def test_a_full_disk_ends_the_recording_and_not_the_set(camera, tmp_path, capfd, monkeypatch):
    def full(*_: object) -> None:
        raise OutputError("the disk is full", "track", "make room or choose another folder")

    camera()
    monkeypatch.setattr(TrackLog, "write", full)
    assert run(["live", "--headless", "--silent", "--record", str(tmp_path)]) == 0
    told = capfd.readouterr().out
    assert told.count("the disk is full") == 1
    assert "rep 2" in told
    (folder,) = tmp_path.iterdir()
    with VideoFile(folder / "video.mp4") as video:  # what was written until then plays
        assert sum(1 for _ in video) > 10


def test_what_killed_recordings_left_half_written_is_removed_by_the_next(camera, tmp_path):
    parts = tmp_path / "2026-01-02_03-04-05" / "set-1" / "track_parts"
    parts.mkdir(parents=True)
    half = [parts / dead_work_name(), parts.parent / dead_work_name()]
    for path in half:
        path.write_bytes(b"half a track")
    (parts / "000001.npz").write_bytes(b"a whole piece")
    camera()
    assert run(["live", "--headless", "--silent", "--record", str(tmp_path)]) == 0
    assert not any(path.exists() for path in half)
    assert (parts / "000001.npz").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(camera, tmp_path, capfd):
    camera()
    (tmp_path / "file").write_text("in the way")
    assert run(["live", "--headless", "--silent", "--record", str(tmp_path / "file" / "in")]) == 1
    assert len(capfd.readouterr().err.strip().splitlines()) == 1
