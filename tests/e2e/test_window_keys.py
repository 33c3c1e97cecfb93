"""The real window on a screen of memory: every key does what the foot of the window says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formcheck.cli import run
from formcheck.coach import sound
from formcheck.commands import live
from formcheck.lumbar import reader
from formcheck.pose import mediapipe
from formcheck.video.frame import Frame
from tests.commands.test_live_run import SET, Camera
from tests.e2e.screen import Keyboard, memory_screen, until
from tests.fake_backend import FakeBackend

ROOT = Path(__file__).parents[2]


class _Slow(Camera):
    """Shows the set at four times its speed, then its last picture on and on."""

    def __iter__(self) -> Iterator[Frame]:
        for frame in super().__iter__():
            time.sleep(0.012)
            yield frame
        for i in range(1, 100_000):
            time.sleep(0.05)
            yield Frame(frame.index, frame.time_s + 0.05 * i, frame.image)


class _Player:
    def play(self, *_: object) -> None:
        time.sleep(0.05)

    def close(self) -> None:
        pass


def run_in_a_window(events: str) -> None:
    """Run in a process of its own."""
    live.open_source = lambda *_, **__: _Slow(SET)  # type: ignore[assignment]
    mediapipe.MediaPipeBackend = lambda _: FakeBackend(SET)  # type: ignore[assignment,misc]
    reader.LumbarReader = lambda: None  # type: ignore[assignment,misc]
    live.open_player = lambda *_: _Player()  # type: ignore[assignment]
    assert sound.SoundThread is live.SoundThread
    sys.exit(run(["live", "--tones", "--events", events]))


class Run:
    """A window that runs in another process."""

    def __init__(self, screen: str, path: Path) -> None:
        code = "import sys; from tests.e2e.test_window_keys import run_in_a_window as go; "
        self._path = path
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{code}go(sys.argv[1])", str(path)],
            cwd=ROOT,
            env={**os.environ, "DISPLAY": screen},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self.keyboard = Keyboard(screen, "formcheck (q")
        except BaseException:
            self.process.kill()
            self.process.communicate()
            raise

    def events(self, kind: str) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        text = self._path.read_text("utf-8")
        lines = [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]
        return [line for line in lines if line["event"] == kind]

    def told(self, code: str) -> bool:
        return code in [cue["code"] for cue in self.events("cue")]

    def press_for(self, name: str, code: str) -> None:
        """Press a key and wait for its answer."""
        self.keyboard.press(name)
        until(lambda: self.told(code), f"`{code}` after `{name}`")

    def end(self) -> str:
        out, error = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, error
        assert error == ""
        return out


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Run]:
    """Give a window that shows its pictures."""
    with memory_screen() as screen:
        started = Run(screen, tmp_path / "events.jsonl")
        try:
            until(lambda: started.keyboard.picture().std() > 20, "a picture")
            yield started
        finally:
            started.keyboard.close()
            if started.process.returncode is None:
                started.process.kill()
                started.process.communicate()


def test_every_key_works(running: Run) -> None:
    keys = running.keyboard
    until(lambda: running.events("rep"), "a repetition")
    assert keys.picture().std() > 20  # the window shows something
    for name, code in (("m", "muted"), ("m", "unmuted"), ("space", "paused"), ("p", "resumed")):
        running.press_for(name, code)
    keys.press("x")  # no key of ours
    running.press_for("r", "restarted")
    assert len(running.events("set_end")) == 1
    assert running.process.poll() is None
    keys.press("q")
    time.sleep(0.5)
    keys.press("q")  # the summary is left as well
    assert "rep 1" in running.end()
    assert len(running.events("set_end")) == 2


def test_escape_quits(running: Run) -> None:
    until(lambda: running.events("frame"), "a frame")
    assert running.keyboard.picture().std() > 20
    running.keyboard.press("Escape")
    running.end()


def test_closing_the_window_quits(running: Run) -> None:
    until(lambda: running.events("rep"), "a repetition")
    assert running.keyboard.picture().std() > 20
    running.keyboard.close_window()
    assert "rep 1" in running.end()
