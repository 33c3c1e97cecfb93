"""The robustness runs: what they count, and the page that is put together from them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.bars import Bar, Outcome
from benchmarks.robustness.kills_checks import half_written, history_problems, leftovers
from benchmarks.robustness.page import RUNS, Run, keep, page
from benchmarks.robustness.refusal_made import STEPS, Spot
from benchmarks.robustness.scenes_score import _invented, turned_round
from benchmarks.robustness.soak_process import Diary, Held, growth, read_diary
from formcheck.analysis import analyse
from formcheck.api import Report
from formcheck.pose.replay import save_track
from tests.left import dead_work_name
from tests.stick import leg_raises, track

GOOD = track(leg_raises(100, 100))


def _run(value: float) -> Run:
    bar = Bar("lost", "lost rows", "count", 0, 0)
    return Run("Killed", [Outcome(bar, value)], ("command", "kills"), [("batch", 100)], ["A note."])


def test_the_page_tells_what_was_run_what_was_missed_and_what_was_not_run(tmp_path):
    lines, held = page(tmp_path)
    assert not held
    assert sum("not run" in line for line in lines) == len(RUNS)
    keep("kills", _run(2.0), tmp_path)
    lines, _ = page(tmp_path)
    text = "\n".join(lines)
    assert "0 of 1 bars are held" in text
    assert "| lost rows | 0 | 2 | **missed** |" in text
    assert "| batch | 100 |" in text
    assert sum("not run" in line for line in lines) == len(RUNS) - 1


def test_the_page_is_held_when_everything_was_run_and_held(tmp_path):
    for name in RUNS:
        keep(name, _run(0.0), tmp_path)
    lines, held = page(tmp_path)
    assert held
    assert f"{len(RUNS)} of {len(RUNS)} bars are held" in "\n".join(lines)
    assert not any("not run" in line or "missed" in line for line in lines)


def test_invented_repetitions_are_those_that_are_of_no_true_one():
    true = [(1.0, 3.0), (5.0, 7.0)]
    assert _invented([(1.1, 3.2), (4.8, 7.0)], true) == 0
    assert _invented([(1.0, 3.0), (3.2, 4.8), (5.0, 7.0)], true) == 1
    assert _invented([(1.0, 2.0), (2.0, 3.0)], true) == 1, "one true one counts once"
    assert _invented([], true) == 0


def test_a_verdict_that_is_turned_round_is_found():
    reps = analyse(GOOD).data.reps
    name, result = next((n, r) for n, r in reps[1].checks.items() if r.verdict == "pass")
    turned = replace(result, verdict="flag")
    other = reps[1].model_copy(update={"checks": {**reps[1].checks, name: turned}})
    assert turned_round(reps, reps) == []
    assert turned_round((reps[0], other), reps) == [f"{name} of rep 2: flag"]
    open_ = replace(result, verdict="cant_tell")
    other = reps[1].model_copy(update={"checks": {**reps[1].checks, name: open_}})
    assert turned_round((reps[0], other), reps) == []


def test_growth_is_that_of_the_last_two_thirds():
    level = [Held(i, i, 100.0 + 50.0 * (i < 30), 40.0, 1000, 5, 9) for i in range(1, 91)]
    assert growth(level).rss_mb == 0.0
    rising = [replace(held, rss_mb=100.0 + held.done, files=held.done) for held in level]
    assert growth(rising).rss_share > 0.1
    assert growth(rising).files == 30
    assert np.isnan(growth([]).rss_mb)


def test_the_diary_tells_of_this_process(tmp_path):
    diary = Diary(tmp_path / "diary.jsonl")
    diary.note(1)
    with (tmp_path / "open").open("w"):
        diary.note(2)
    first, second = read_diary(tmp_path / "diary.jsonl")
    assert second.files == first.files + 1
    assert first.rss_mb > 10
    assert first.threads >= 1
    assert np.isnan(first.heap_mb) or first.heap_mb > 1


def test_a_half_written_result_is_found(tmp_path):
    Report(analyse(GOOD)).save(tmp_path / "out" / "clip", video=False)
    (problem,) = half_written(tmp_path / "out")
    assert (
        "annotated.mp4 has -1 frames" in problem
    )  # it has none, which a killed run must not leave
    text = (tmp_path / "out" / "clip" / "report.json").read_text()
    (tmp_path / "out" / "clip" / "report.json").write_text(text[:1000])
    assert half_written(tmp_path / "out")[0].startswith("clip: ")
    assert half_written(tmp_path / "nothing") == []


def test_what_lies_about_and_lost_rows_are_found(tmp_path):
    assert leftovers(tmp_path) == []
    (tmp_path / dead_work_name()).mkdir()
    assert len(leftovers(tmp_path)) == 1
    assert history_problems(tmp_path / "no.sqlite3", set()) == []
    assert history_problems(tmp_path / "no.sqlite3", {"clip.mp4"}) == ["history: 1 rows are gone"]


@pytest.mark.parametrize("name", STEPS)
def test_every_step_changes_the_picture_and_keeps_its_shape(name):
    rng = np.random.default_rng(0)
    image = rng.integers(40, 215, (90, 160, 3), dtype=np.uint8)
    points = np.tile([80.0, 45.0], (33, 1))
    points[[11, 12]] = (50.0, 45.0)
    points[[25, 26]] = (110.0, 45.0)
    drawn = STEPS[name].draw(image, 3, Spot(points))
    assert drawn.shape == image.shape
    assert drawn.dtype == np.uint8
    assert np.abs(drawn.astype(int) - image.astype(int)).mean() > 0.3


_KILLED = """
import sys
from pathlib import Path
from benchmarks.robustness.kills_process import fork_command, operations_in
folder, track = Path(sys.argv[1]), sys.argv[2]
command = ["analyze", track, "-o", str(folder / "out")]
whole = fork_command(command, folder / "said", count=True)
assert whole.wait(120.0), "it hangs"
print(whole.code, operations_in(folder / "said") > 5)
killed = fork_command(command, folder / "said", die_at=4)
assert killed.wait(120.0), "it hangs"
print(killed.code, killed.orphans())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_command_is_killed_at_one_of_its_writes(tmp_path: Path):
    save_track(tmp_path / "clip.npz", GOOD)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(tmp_path / "clip.npz")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.stdout.splitlines() == ["0 True", "-9 []"], done.stderr
    assert len(list((tmp_path / "out").glob(".formcheck-*"))) == 1
