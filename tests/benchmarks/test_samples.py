from __future__ import annotations

import json

import pytest

from benchmarks import samples
from benchmarks.clips import true_clip
from benchmarks.markdown import table
from benchmarks.samples import page, sample_paths
from benchmarks.scoring import score_clip

TRUTH = {
    "schema": "formcheck.truth/1",
    "clip": "clip",
    "series": {"time_s": [0.0, 0.1], "hip_flexion_deg": [0.0, 5.0]},
    "reps": [
        {
            "leg": "both",
            "start_s": 0.0,
            "peak_s": 1.0,
            "stop_s": 2.0,
            "peak_hip_flexion_deg": 95.0,
            "checks": {"under_90": {"verdict": "pass", "value": 95.0}},
        }
    ],
}


@pytest.fixture
def folder(tmp_path):
    for name in ("clip.truth.json", ".clip.truth.json", "alone.truth.json"):
        (tmp_path / name).write_text(json.dumps(TRUTH), encoding="utf-8")
    (tmp_path / "clip.mp4").touch()
    return tmp_path


def test_a_sample_is_a_clip_with_its_truth(folder):
    assert [(v.name, t.name) for v, t in sample_paths(folder)] == [("clip.mp4", "clip.truth.json")]


def test_the_truth_is_read(folder):
    clip = true_clip(folder / "clip.truth.json")
    assert clip.reps[0].peak_deg == 95.0
    assert clip.reps[0].checks["under_90"].verdict == "pass"


def test_a_truth_of_another_schema_is_refused(folder):
    (folder / "clip.truth.json").write_text('{"schema": "other"}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected formcheck\.truth/1"):
        true_clip(folder / "clip.truth.json")


def test_the_page_names_command_date_versions_and_missed_bars(folder):
    clip = true_clip(folder / "clip.truth.json")
    good = score_clip(clip, clip)
    text = "\n".join(page([good], [good], "python -m benchmarks.samples"))
    assert "`python -m benchmarks.samples`, 20" in text
    assert "mediapipe " in text
    # The truth has no uncertainty, which is one bar that it misses itself.
    assert "**1 missed:**" in text


def test_an_empty_folder_fails(tmp_path, capsys):
    assert samples.main(["--samples", str(tmp_path)]) == 1
    assert "no clips" in capsys.readouterr().err


def test_tables_have_as_many_cells_as_columns():
    lines = table(["a", "b", "c"], [[1, 2, 3]])
    assert {line.count("|") for line in lines if line} == {4}
