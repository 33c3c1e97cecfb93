"""The page of the speed benchmark, from made-up runs, and its clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import speed_page
from benchmarks.samples import ROOT
from benchmarks.speed import FIRST_ROUNDS, STARTS, tasks
from benchmarks.speed_clips import looped
from benchmarks.speed_costs import BEGIN, END, costs, renew
from benchmarks.speed_page import ROUNDS, outcomes, page
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
    for number, key in enumerate(("10", "60", "600"), start=1):
        runs["length", key] = _run(1, 2.0)
        runs["length", key]["frames"] = 100 * number
        runs["length", key]["cpu_s"] = 1.0 + 4.0 * number
    lines = page(runs)
    assert any("3 rounds" in line for line in lines)
    assert any("| formcheck, all cores, all outputs | 12.5 | 1.25 |" in line for line in lines)
    assert any(line.startswith("Fit: 40.0 ms of CPU a frame + 1.0 s") for line in lines)
    assert any("**not measured**" in line for line in lines)
    assert page({}), "also before anything is measured"


def test_longer_clips_tell_of_memory_and_cost(runs):
    runs["length", "10"] = _run(1, cpu_s=5.0, peak_mb=800)
    runs["length", "600"] = _run(1, cpu_s=6.0, peak_mb=1000)
    found = {outcome.bar.key: outcome.value for outcome in outcomes(runs)}
    assert found["memory"] == pytest.approx(1.25)
    assert found["linear"] == pytest.approx(1.2)


def test_what_says_most_is_measured_first():
    kinds = [task.key[0] for task in tasks()]
    assert kinds.index("batch") == FIRST_ROUNDS * (len(WAYS) + len(STARTS))
    assert [key for key in kinds if key == "way"] == ["way"] * ROUNDS * len(WAYS)
    assert len({task.key for task in tasks()}) == len(kinds)


def test_costs_of_an_archive_follow_from_the_runs(tmp_path: Path, runs):
    for run in runs.values():
        run["written"] = {"report.html": 200_000, "annotated.mp4": 1_000_000}
    text = "\n".join(costs(runs))
    # 100 frames take 10 s of CPU: 1800 frames 180 s, a thousand clips 50 hours.
    assert "| CPU, seconds | 180 | 180 |" in text
    assert "| written, MB | 18.2 | 18.2 |" in text
    assert "| CPU, core-hours | 50.0 | 50,000.0 |" in text
    assert "| cores | 2.6 | 2,604.2 |" in text
    page_ = tmp_path / "scaling.md"
    page_.write_text(f"# Costs\n\n{BEGIN}\n\nstale\n\n{END}\n\nafter\n", encoding="utf-8")
    renew(page_, runs)
    once = page_.read_text(encoding="utf-8")
    assert once == f"# Costs\n\n{BEGIN}\n\n{text.rstrip()}\n\n{END}\n\nafter\n"
    renew(page_, runs)
    assert page_.read_text(encoding="utf-8") == once
    assert "-" in "\n".join(costs({})), "also before anything is measured"


def test_a_page_without_marks_is_left_alone(tmp_path: Path, runs):
    page_ = tmp_path / "scaling.md"
    page_.write_text("# Costs\n", encoding="utf-8")
    with pytest.raises(ValueError, match="expected one line"):
        renew(page_, runs)
    assert page_.read_text(encoding="utf-8") == "# Costs\n"


def test_the_committed_page_has_the_marks():
    text = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1


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
