"""What goes wrong while somebody trains: a disk that fills, a stream that is cut.

The disk is a real one, of memory and small, in a name space of its own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.mjpeg import MjpegServer
from formcheck.cli import run
from formcheck.commands import live
from formcheck.history.store import open_history
from formcheck.lumbar import reader
from formcheck.pose import mediapipe
from formcheck.pose.track_log import load_parts
from formcheck.video import live as live_source
from formcheck.video.file import VideoFile
from tests.commands.test_live_run import SET, Camera, camera
from tests.fake_backend import FakeBackend

__all__ = ["camera"]  # the fixture

ROOT = Path(__file__).parents[2]


def record_onto(folder: str) -> None:
    """Run in a process of its own."""
    live.open_source = lambda *_, **__: Camera(SET)  # type: ignore[assignment]
    mediapipe.MediaPipeBackend = lambda _: FakeBackend(SET)  # type: ignore[assignment,misc]
    reader.LumbarReader = lambda: None  # type: ignore[assignment,misc]
    sys.exit(run(["live", "--headless", "--silent", "--record", folder]))


def _on_a_small_disk(folder: Path, kept: Path, size_kb: int) -> list[str]:
    """Return the command that records onto a disk of this size, and keeps what was written."""
    code = "import sys; from tests.commands.test_live_faults import record_onto as go; "
    script = (
        f"mount -t tmpfs -o size={size_kb}k tmpfs {folder} || exit 77; "
        f"{sys.executable} -c '{code}go(\"{folder}\")'; code=$?; "
        f"cp -r {folder}/. {kept}; exit $code"
    )
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]


def test_a_disk_that_fills_loses_the_last_second_at_most(tmp_path):
    folder, kept = tmp_path / "disk", tmp_path / "kept"
    folder.mkdir()
    kept.mkdir()
    if shutil.which("unshare") is None:
        pytest.skip("no name spaces here")
    done = subprocess.run(
        _on_a_small_disk(folder, kept, 140),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode in (1, 77) and "rep" not in done.stdout:
        pytest.skip(f"no name spaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("the disk is full") == 1
    assert "the set goes on, unrecorded" in done.stdout
    assert "rep 2" in done.stdout
    (run_folder,) = kept.iterdir()
    with VideoFile(run_folder / "video.mp4") as video:
        video_s = max(frame.time_s for frame in video)
    parts = load_parts(run_folder / "set-1" / "track_parts")
    assert 2.0 < video_s < SET.time_s[-1] - 2.0  # it did fill
    assert parts.time_s[-1] == pytest.approx(video_s, abs=1.1)
    assert (np.diff(parts.time_s) < 0.06).all()
    assert not [p for p in run_folder.rglob("*") if p.name.endswith(".part")]


class _Reading(FakeBackend):
    """Knows whom a picture shows by its brightness, which counts the frames of a set."""

    def detect(self, frame):
        level = float(np.median(frame.image))
        index = int(np.clip(round((level - 20) * (len(self._track) - 1) / 200), 0, None))
        return super().detect(
            type(frame)(min(index, len(self._track) - 1), frame.time_s, frame.image)
        )


@pytest.mark.slow  # in real time: on a busy machine pictures are left out
def test_a_stream_that_is_cut_mid_set_keeps_the_set(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(live_source, "_BACK_OFF_S", (0.2,))
    monkeypatch.setattr(mediapipe, "MediaPipeBackend", lambda _: _Reading(SET))
    monkeypatch.setattr(reader, "LumbarReader", lambda: None)
    levels = np.linspace(20, 220, len(SET))
    pictures = [np.full((360, 640, 3), round(level), np.uint8) for level in levels]
    events = tmp_path / "events.jsonl"
    with MjpegServer(pictures, times_s=SET.time_s.tolist(), loop=False, resume=True) as server:
        # Between the two repetitions, with the legs down.
        threading.Thread(target=_cut_at, args=(server, 10.2), daemon=True).start()
        command = ["live", "--source", server.address, "--headless", "--silent"]
        record = ["--record", str(tmp_path / "kept")]
        assert run([*command, *record, "--reconnect", "6", "--events", str(events)]) == 0
    told = capfd.readouterr()
    assert "the camera is lost, trying again" in told.out
    assert "the camera is back" in told.out
    lines = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    reps = [line["rep"]["index"] for line in lines if line["event"] == "rep"]
    assert set(reps) == {1, 2}
    assert [line["reps"] for line in lines if line["event"] == "set_end"] == [2]
    cues = [line["code"] for line in lines if line["event"] == "cue"]
    assert cues.index("camera_lost") < cues.index("camera_back")
    (folder,) = (tmp_path / "kept").iterdir()
    with VideoFile(folder / "video.mp4") as video:
        times = [frame.time_s for frame in video]
    # The gap is there, and nothing else is missing.
    assert 0.5 < max(np.diff(times)) < 5.0
    assert sum(step > 0.5 for step in np.diff(times)) == 1


def _cut_at(server: MjpegServer, time_s: float) -> None:
    while server.sent_s < time_s:
        time.sleep(0.02)
    server.cut(refuse_s=0.7)


def test_a_live_set_is_kept_in_the_history(camera, tmp_path, capfd):
    camera()
    database = tmp_path / "history.db"
    command = ["live", "--headless", "--silent", "--save-history", "--person", "Anna"]
    assert run([*command, "--db", str(database)]) == 0
    assert "kept as set 1" in capfd.readouterr().out
    with open_history(database, create=False) as history:
        (kept,) = history.sets()
    assert kept.note.person == "Anna"
    assert len(kept.reps) == 2


def test_what_belongs_to_the_history_needs_it(capfd):
    assert run(["live", "--headless", "--person", "Anna"]) == 2
    assert "--save-history" in capfd.readouterr().err
