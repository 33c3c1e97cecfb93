"""Results read back: whole, of one clip, of one version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from formcheck.api import analyze
from formcheck.errors import InputError
from formcheck.outputs.results import load_result, read_result
from formcheck.pose.replay import load_track, save_track
from tests import stick


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """Return a saved result whose limit of under_90 was changed."""
    made = stick.track(stick.leg_raises(60.0, 60.0), stick.Stick(name="low.mp4"))
    save_track(tmp_path / "low.npz", made)
    report = analyze(tmp_path / "low.npz", settings={"under_90": {"limit_deg": 45}})
    return report.save(tmp_path / "out" / "low", html=False)


def test_the_report_is_the_one_that_was_written(result: Path) -> None:
    loaded = load_result(result)
    assert loaded.renewed_from is None
    assert loaded.folder == result
    assert loaded.analysis.data == read_result(result) == read_result(result / "report.json")
    assert loaded.analysis.data.reps[0].checks["under_90"].verdict == "pass"
    assert len(loaded.analysis.reps) == len(loaded.analysis.data.reps) == 2
    assert load_result(result / "report.json").analysis.data == loaded.analysis.data


def test_a_track_is_judged_anew(result: Path) -> None:
    loaded = load_result(result / "track.npz")
    assert loaded.analysis.data.reps[0].checks["under_90"].verdict == "flag"


def test_another_version_is_computed_anew_and_told(result: Path) -> None:
    path = result / "report.json"
    path.write_text(path.read_text().replace('"formcheck_version": "0', '"formcheck_version": "99'))
    loaded = load_result(result)
    assert loaded.renewed_from is not None
    assert loaded.renewed_from.startswith("99")
    assert loaded.analysis.data.reps[0].checks["under_90"].verdict == "flag"


def test_a_track_of_another_clip_is_refused(result: Path) -> None:
    track = load_track(result / "track.npz")
    save_track(result / "track.npz", track.window(0, len(track) - 1))
    with pytest.raises(InputError, match="not of one clip"):
        load_result(result)


@pytest.mark.parametrize(
    ("lost", "words"), [("report.json", "holds no report"), ("track.npz", "holds no track")]
)
def test_what_is_missing_is_named(result: Path, lost: str, words: str) -> None:
    (result / lost).unlink()
    with pytest.raises(InputError, match=words):
        load_result(result)


def test_what_is_not_there_or_damaged_is_one_sentence(tmp_path: Path, result: Path) -> None:
    with pytest.raises(InputError, match="no such result"):
        load_result(tmp_path / "nowhere")
    shutil.copy(result / "report.json", result / "track.npz")
    with pytest.raises(InputError, match="damaged"):
        load_result(result)
    (result / "report.json").write_text(json.dumps({"schema": "other/1"}))
    with pytest.raises(InputError, match="not a formcheck report"):
        load_result(result)


def test_angles_are_those_of_the_analysis(result: Path) -> None:
    analysis = load_result(result).analysis
    table = np.genfromtxt(result / "frames.csv", delimiter=",", names=True)
    wanted = np.round(analysis.kinematics.hip_flexion_deg, 2)
    np.testing.assert_allclose(table["hip_flexion_deg"], wanted, atol=0.011, equal_nan=True)
