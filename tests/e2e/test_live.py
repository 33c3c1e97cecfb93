"""The live loop on a sample clip: the same repetitions and verdicts as the recorded analysis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formcheck.cli import run
from formcheck.commands.events import EventWriter
from tests.e2e.screen import memory_screen
from tests.e2e.truth import Truth

CLIP = "lying_swing"


def test_counts_what_analyze_counts(samples: Path, capfd: pytest.CaptureFixture[str]) -> None:
    video = samples / f"{CLIP}.mp4"
    assert run(["live", "--source", str(video), "--headless", "--no-pace", "--events", "-"]) == 0
    captured = capfd.readouterr()
    # Events on stdout stand alone: whatever else is told goes to stderr.
    events: list[dict[str, Any]] = [json.loads(line) for line in captured.out.splitlines()]
    assert {event["event"] for event in events} == {"frame", "rep", "cue", "setup", "set_end"}
    assert "rep 6" in captured.err
    told_reps = [event for event in events if event["event"] == "rep"]
    reps = [event["rep"] for event in told_reps if not event["revised"]]
    truth = Truth.of(video)
    assert [rep["index"] for rep in reps] == list(range(1, len(truth.reps) + 1))
    for rep, true in zip(reps, truth.reps, strict=True):
        assert rep["peak_hip_flexion_deg"] == pytest.approx(true["peak_hip_flexion_deg"], abs=6.0)
        assert rep["start_s"] < true["peak_s"] < rep["stop_s"]
        assert rep["checks"]["under_90"]["verdict"] != "flag"
    assert all(event["provisional"] for event in events if event["event"] in ("rep", "frame"))
    # A repetition is told soon after it ended, not at the end of the clip.
    told = {e["rep"]["index"]: e["time_s"] for e in told_reps if not e["revised"]}
    assert all(told[rep["index"]] - rep["stop_s"] < 1.0 for rep in reps)
    ends = [event for event in events if event["event"] == "set_end"]
    assert len(ends) == 1
    assert ends[0]["reps"] == ends[0]["final"]["reps"] == len(reps)
    frames = [event for event in events if event["event"] == "frame"]
    length_s = truth.content["frames"] / truth.content["fps"]
    assert 5 * length_s < len(frames) <= 10 * length_s + 1


def test_events_that_cannot_be_written_are_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "no" / "events.jsonl"
    assert run(["live", "--source", "any.mp4", "--headless", "--events", str(target)]) == 1
    assert str(target) in capfd.readouterr().err


def test_events_go_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "events.jsonl"
    with EventWriter(str(target)) as events:
        events.set_end(1.5, 2, {"reps": 2})
    line = json.loads(target.read_text(encoding="utf-8"))
    assert line == {
        "event": "set_end",
        "time_s": 1.5,
        "provisional": False,
        "reps": 2,
        "final": {"reps": 2},
    }


@pytest.fixture
def screen() -> Iterator[str]:
    """Start a screen of memory, and give its name."""
    with memory_screen() as name:
        yield name


def test_the_window_opens_and_runs_to_the_end(screen: str, samples: Path) -> None:
    environment = {**os.environ, "DISPLAY": screen}
    command = [sys.executable, "-m", "formcheck", "live", "--no-pace", "--mirror"]
    done = subprocess.run(
        [*command, "--source", str(samples / f"{CLIP}.mp4")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "rep 6" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("display", [None, ":4567", "127.0.0.1:4567.0"])
def test_no_screen_is_one_sentence(
    display: str | None,
    monkeypatch: pytest.MonkeyPatch,
    samples: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if display is None:
        monkeypatch.delenv("DISPLAY", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", display)  # nobody answers there
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert run(["live", "--source", str(samples / f"{CLIP}.mp4")]) == 2
    assert "--headless" in capfd.readouterr().err


def test_missing_camera_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["live", "--camera", "97", "--headless"]) == 1
    assert len(capfd.readouterr().err.strip().splitlines()) == 1
