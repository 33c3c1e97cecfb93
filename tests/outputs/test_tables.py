from __future__ import annotations

import csv
import importlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from formcheck.errors import FormcheckError, OutputError
from formcheck.kinematics.signals import Spine
from formcheck.outputs.tables import FRAME_COLUMNS, frames_table, write_frames_csv
from formcheck.outputs.terminal import advice_lines, render_rep_table, warning_lines
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.report import Analysis
from tests.outputs.sample import sample_analysis

HEADER = (
    "frame,time_s,pose_found,hip_flexion_deg,hip_flexion_sigma_deg,hip_flexion_left_deg,"
    "hip_flexion_right_deg,knee_flexion_deg,pelvic_tilt_change_deg,pelvic_tilt_sigma_deg,"
    "lordosis_deg,lordosis_change_deg,lordosis_sigma_deg,trunk_lift_deg,rep,phase,"
    "lumbar_clearance_trunks,waist_seen,"
)


@pytest.fixture
def analysis() -> Analysis:
    return sample_analysis()


def test_csv_has_the_columns_of_the_contract_and_a_row_per_frame(
    tmp_path: Path, analysis: Analysis
) -> None:
    path = tmp_path / "frames.csv"
    write_frames_csv(path, analysis)
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines[0].startswith(HEADER)
    points = lines[0].removeprefix(HEADER).split(",")
    assert points[:3] == ["T8_x_px", "T8_y_px", "T8_sigma_px"]
    assert len(points) == 3 * len(LUMBAR_POINTS)
    assert len(lines) == len(analysis.track) + 2
    assert lines[-1] == ""
    assert "nan" not in "".join(lines).lower()


def test_csv_numbers_have_a_fixed_format(tmp_path: Path, analysis: Analysis) -> None:
    path = tmp_path / "frames.csv"
    write_frames_csv(path, analysis)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[1]["time_s"] == "0.040000"
    assert rows[1]["hip_flexion_sigma_deg"] == "3.90"
    assert rows[1]["trunk_lift_deg"] == "0.00", "no minus before zero"
    unseen = rows[22]
    assert (unseen["pose_found"], unseen["hip_flexion_deg"], unseen["rep"]) == ("0", "", "")
    rep = analysis.reps[1]
    assert (rows[rep.start - 1]["rep"], rows[rep.start]["rep"]) == ("", "2")
    assert [rows[i]["phase"] for i in (rep.start, rep.top_start, rep.top_stop, rep.stop)] == [
        "raise",
        "top",
        "lower",
        "",
    ]


def test_spine_columns_are_filled_from_the_kinematics(analysis: Analysis) -> None:
    n = len(analysis.track)
    even = np.zeros(n)
    lordosis = np.where(np.arange(n) < 100, 20.0, 29.0)
    spine = Spine(
        lordosis_deg=lordosis,
        lordosis_change_deg=lordosis - 20.0,
        lordosis_sigma_deg=even + 2.5,
        pelvic_tilt_deg=even + 13.0,
        pelvic_tilt_change_deg=even + 5.0,
        pelvic_tilt_sigma_deg=even + 3.5,
        clearance=even + 0.0512,
        waist_seen=even + 0.75,
        in_range=even + 1.0,
        rest_lordosis_deg=20.0,
    )
    points = np.full((n, len(LUMBAR_POINTS), 2), 7.0)
    points[3] = np.nan
    made = replace(
        analysis,
        kinematics=replace(analysis.kinematics, spine=spine),
        track=replace(analysis.track, lumbar_px=points),
    )
    table = frames_table(made)
    assert (table["lordosis_deg"][100], table["lordosis_change_deg"][100]) == (29, 9)
    assert (table["pelvic_tilt_change_deg"][0], table["pelvic_tilt_sigma_deg"][0]) == (5, 3.5)
    assert (table["lordosis_sigma_deg"][0], table["waist_seen"][0]) == (2.5, 0.75)
    assert table["lumbar_clearance_trunks"][0] == 0.0512
    assert table["L3_x_px"][2:5] == [7.0, None, 7.0]
    assert frames_table(analysis)["lordosis_deg"][0] is None


def test_frames_and_kinematics_must_agree(analysis: Analysis) -> None:
    with pytest.raises(ValueError, match="expected 100 frames, got 400"):
        frames_table(replace(analysis, track=analysis.track.window(0, 100)))


def test_table_is_a_mapping_and_becomes_a_data_frame(analysis: Analysis) -> None:
    table = frames_table(analysis)
    assert tuple(table) == FRAME_COLUMNS
    assert len(table) == len(FRAME_COLUMNS)
    pytest.importorskip("pandas")
    frame = table.to_pandas()
    assert list(frame.columns) == list(FRAME_COLUMNS)
    assert len(frame) == len(analysis.track)
    assert frame["hip_flexion_deg"].isna().sum() == 6
    assert frame["hip_flexion_deg"].max() == pytest.approx(98, abs=0.1)
    assert frame["lordosis_deg"].dtype == float
    assert frame["rep"].dropna().unique().tolist() == [1, 2, 3]


def test_missing_pandas_is_said_with_the_remedy(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(FormcheckError, match=r"pip install formcheck\[pandas\]"):
        frames_table(analysis).to_pandas()


def test_unwritable_folder_is_an_output_error(tmp_path: Path, analysis: Analysis) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_frames_csv(tmp_path / "missing" / "frames.csv", analysis)


def _shown(analysis: Analysis, *, ascii_only: bool = False, width: int = 80) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(render_rep_table(analysis.data, ascii_only=ascii_only))
    return console.export_text()


def test_rep_table_says_verdicts_in_words(analysis: Analysis) -> None:
    text = _shown(analysis)
    assert "74° ± 4°" in text
    assert "✗ Under 90°" in text
    assert "? Can’t tell: back arch" in text
    assert "? Leg height: too close to call" in text
    assert "✓ 7 passed" in text
    assert "1 of 3 repetitions shows a fault: under 90° in 1." in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_rep_table_in_ascii(analysis: Analysis) -> None:
    text = _shown(analysis, ascii_only=True)
    assert text.isascii()
    assert "x Under 90 deg" in text


def test_hostile_names_are_no_markup() -> None:
    analysis = sample_analysis(name="[red]a[/red].mp4")
    assert "[red]a[/red].mp4" in _shown(analysis)


def test_lines_of_advice_and_warnings(analysis: Analysis) -> None:
    assert [line.plain for line in advice_lines(analysis.data)] == [
        "Advice: Under 90° in repetition 2: bring the thighs past vertical."
    ]
    assert warning_lines(analysis.data)[0].plain.startswith("Set-up: 25 frames a second")
