"""The tables of a batch, whatever its clips are called."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet
import pytest

from formcheck.batch.cohort import write_tables
from formcheck.batch.job import Status
from formcheck.batch.journal import Entry
from formcheck.outputs.publish import write_text_atomic
from tests.outputs.sample import sample_analysis


def _entry(folder: Path, status: Status, error: str = "") -> Entry:
    return Entry(
        f"/clips/{folder.name}.mp4", str(folder), 1, 1, "", status, error, 1.5, "2026-01-01"
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1+1", "@sum(a1)"])
def test_no_spreadsheet_runs_the_name_of_a_clip(tmp_path: Path, name: str):
    folder = tmp_path / name
    folder.mkdir()
    write_text_atomic(folder / "report.json", sample_analysis().data.model_dump_json(by_alias=True))
    entries = [_entry(folder, "done"), _entry(tmp_path / "plain", "failed", "=cmd() is no video")]
    rows = write_tables(tmp_path, entries)
    assert rows[0]["clip"] == name, "the page links by the name as it is"
    first, second = _rows(tmp_path / "cohort.csv")
    assert first["clip"] == f"'{name}"
    assert second["clip"] == "plain"
    assert second["error"] == "'=cmd() is no video"
    reps = _rows(tmp_path / "cohort_reps.csv")
    assert [rep["clip"] for rep in reps] == [f"'{name}"] * len(sample_analysis().reps)
    typed = pyarrow.parquet.read_table(tmp_path / "cohort.parquet").to_pylist()
    assert typed[0]["clip"] == name


def test_the_time_of_the_analysis_is_not_that_of_the_clip(tmp_path: Path):
    write_tables(tmp_path, [_entry(tmp_path / "a", "failed")])
    (row,) = _rows(tmp_path / "cohort.csv")
    assert float(row["analysis_s"]) == 1.5
    assert row["duration_s"] == ""
    assert "seconds" not in row
