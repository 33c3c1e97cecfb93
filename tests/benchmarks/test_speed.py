"""The page of the speed benchmark, from made-up runs, and its clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import speed_page
from benchmarks.speed_clips import looped
from benchmarks.speed_page import outcomes, page
from benchmarks.speed_run import WAYS
from formcheck.video.scan import scan_times
from formcheck.video.source import open_source
from tests.media import marked_frames, write_clip


def _run(wall_s: float, cpu_s: float = 10.0, peak_mb: float = 500.0) -> dict[str, Any]:
    return {"frames": 100, "wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": peak_mb}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], dict[str, Any]]:
    monkeypatch.setattr(speed_page, "available_cores", lambda: 2)
    made: dict[tuple[str, ...], dict[str, Any]] = {}
    for turn, late in enumerate((0.0, 0.0, 30.0)):
        for way in WAYS:
            made["way", way, str(turn)] = _run((8.0 if way == "all" else 10.0) + late)
    return made


def test_bars_are_ratios_of_medians(runs):
    found = {outcome.bar.key: outcome for outcome in outcomes(runs)}
    assert found["all"].value == pytest.approx(10 / 8)
    assert found["all"].verdict == "held"
    # Two cores and 10 s of CPU: five seconds, were no core ever to wait.
    assert found["ceiling"].value == pytest.approx(5 / 8)
    assert found["ceiling"].verdict == "missed"
    assert found["batch"].verdict == "not measured"


def test_the_page_tells_what_there_is_and_what_is_missing(runs):
    runs["length", "10"], runs["length", "30"] = _run(1, 2.0), _run(1, 2.0)
    runs["length", "120"] = _run(1, 2.0)
    for number, key in enumerate(("10", "30", "120"), start=1):
        runs["length", key]["frames"] = 100 * number
        runs["length", key]["cpu_s"] = 1.0 + 4.0 * number
    lines = page(runs)
    assert any("3 rounds" in line for line in lines)
    assert any("| formcheck, all cores, all outputs | 12.5 | 1.25 |" in line for line in lines)
    assert any(line.startswith("Fit: 40.0 ms of CPU a frame + 1.0 s") for line in lines)
    assert any("**not measured**" in line for line in lines)
    assert page({}), "also before anything is measured"


@pytest.mark.parametrize("duration_s", [1.0, 5.0])
def test_a_looped_clip_is_as_long_as_asked_and_whole(tmp_path: Path, duration_s: float):
    clip = write_clip(tmp_path / "clip.mp4", marked_frames(50), fps=25)
    path = looped(clip, duration_s, tmp_path / "cache")
    assert path == looped(clip, duration_s, tmp_path / "cache"), "made once"
    times = scan_times(path)
    assert times is not None
    np.testing.assert_allclose(np.diff(times), 0.04, atol=1e-6)
    with open_source(path) as source:
        assert sum(1 for _ in source) == 25 * duration_s == len(times)
        assert source.warnings == []
