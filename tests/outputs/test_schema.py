from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from formcheck.checks.base import SetResult
from formcheck.errors import InputError
from formcheck.outputs.schema import read_report, report_json_schema, shipped_schema
from formcheck.outputs.write import report_json, write_results
from tests.outputs.sample import sample_analysis


def test_shipped_schema_is_the_generated_one() -> None:
    assert shipped_schema() == report_json_schema(), "run python -m formcheck.outputs.schema"


@pytest.mark.parametrize("seen", [True, False])
def test_a_report_obeys_its_schema_and_comes_back(tmp_path: Path, seen: bool) -> None:
    analysis = sample_analysis(seen=seen)
    write_results(tmp_path, analysis, report=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["frames.csv", "report.json"]
    loaded = json.loads((tmp_path / "report.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(shipped_schema())
    validator.check_schema(shipped_schema())
    validator.validate(loaded)
    assert read_report(tmp_path / "report.json") == analysis.data


def test_the_schema_bites() -> None:
    loaded = json.loads(report_json(sample_analysis().data))
    loaded["reps"][0]["checks"]["under_90"]["verdict"] = "maybe"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(loaded, shipped_schema())


def test_json_never_holds_nan() -> None:
    data = sample_analysis().data
    odd = SetResult(
        "advice", "pass", value=float("nan"), details={"a": float("inf"), "b": [float("nan")]}
    )
    text = report_json(data.model_copy(update={"set_checks": {"odd": odd}}))

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    loaded = json.loads(text, parse_constant=refuse)
    assert loaded["set_checks"]["odd"]["value"] is None
    assert loaded["set_checks"]["odd"]["details"] == {"a": None, "b": [None]}


def test_properties_of_a_later_version_are_left_out(tmp_path: Path) -> None:
    data = sample_analysis().data
    loaded = json.loads(report_json(data))
    loaded["setup"]["camera_roll_deg"] = 1.0
    loaded["reps"][1]["beauty"] = {"value": 3}
    jsonschema.validate(loaded, shipped_schema())
    path = tmp_path / "report.json"
    path.write_text(json.dumps(loaded), encoding="utf-8")
    assert read_report(path) == data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not valid JSON"),
        ("9" * 5000, "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[1, 2]", "not a formcheck report"),
        ('{"schema": "formcheck.report/9"}', "another version, formcheck.report/9"),
        ('{"schema": "formcheck.report/1"}', "damaged: formcheck_version: field required"),
    ],
)
def test_damage_is_said_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_report(path)
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["", "today", "0001-01-01T00:00:00+23:59", "2026-13-01"])
def test_a_report_of_no_time_is_damaged(tmp_path: Path, text: str) -> None:
    loaded = json.loads(report_json(sample_analysis().data))
    loaded["created_utc"] = text
    path = tmp_path / "report.json"
    path.write_text(json.dumps(loaded), encoding="utf-8")
    with pytest.raises(InputError, match="damaged: created_utc"):
        read_report(path)


def test_damaged_numbers_and_missing_files(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    with pytest.raises(InputError, match="cannot be read"):
        read_report(path)
    loaded = json.loads(report_json(sample_analysis().data))
    loaded["reps"][0]["start_s"] = "soon"
    path.write_text(json.dumps(loaded), encoding="utf-8")
    with pytest.raises(InputError, match=r"reps\.0\.start_s"):
        read_report(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not valid JSON"):
        read_report(path)


def test_results_are_one_set(tmp_path: Path) -> None:
    analysis = sample_analysis()
    short = replace(analysis, track=analysis.track)
    write_results(tmp_path, short)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "frames.csv",
        "report.html",
        "report.json",
    ]
