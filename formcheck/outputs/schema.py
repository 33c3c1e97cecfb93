"""The JSON Schema of ``report.json``, and reading a report back.

``python -m formcheck.outputs.schema`` writes the shipped ``report.schema.json`` anew.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from formcheck.errors import InputError
from formcheck.report import ReportData

__all__ = ["SCHEMA_FILE", "read_report", "report_json_schema", "shipped_schema", "write_schema"]

SCHEMA_FILE: Final = "report.schema.json"
_REMEDY: Final = "analyse the video again, or use the formcheck that wrote it"


def report_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``report.json``.

    It lets unknown properties pass: optional additions keep the version of the report.
    """
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "formcheck.report/1; generated from formcheck.report.ReportData",
        **ReportData.json_schema(),
    }
    opened: dict[str, Any] = _open(schema)
    return opened


def shipped_schema() -> dict[str, Any]:
    """Return the schema that comes with the package."""
    text = resources.files(__package__).joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def write_schema(path: Path) -> None:
    """Write the schema to a file."""
    text = json.dumps(report_json_schema(), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_report(path: Path) -> ReportData:
    """Return the report in a ``report.json``; properties added by a later formcheck are left out.

    Raises
    ------
    InputError
        When the file is missing, no JSON, or not a report of version 1.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"the report cannot be read, {error.strerror or error}"
        raise InputError(what, str(path), "name a report.json of formcheck") from error
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        raise InputError("the report is not valid JSON", str(path), _REMEDY) from error
    if not isinstance(loaded, dict) or not str(loaded.get("schema", "")).startswith("formcheck."):
        raise InputError("this is not a formcheck report", str(path), "name a report.json")
    if loaded["schema"] != ReportData.model_fields["schema_"].default:
        raise InputError(
            f"the report is of another version, {loaded['schema']}", str(path), _REMEDY
        )
    try:
        return _validated(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f"the report is damaged: {place}: {first['msg'].lower()}"
        raise InputError(what, str(path), _REMEDY) from error


def _validated(loaded: dict[str, Any]) -> ReportData:
    """Validate, leaving out what this version does not know."""
    try:
        return ReportData.model_validate(loaded)
    except ValidationError as error:
        extra = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
        if not extra:
            raise
        for loc in extra:
            _remove(loaded, loc)
        return ReportData.model_validate(loaded)


def _remove(loaded: Any, loc: tuple[int | str, ...]) -> None:
    for key in loc[:-1]:
        loaded = loaded[key]
    loaded.pop(loc[-1], None)


def _open(node: Any) -> Any:
    """Leave out every ``additionalProperties: false``."""
    if isinstance(node, dict):
        return {
            key: _open(value)
            for key, value in node.items()
            if not (key == "additionalProperties" and value is False)
        }
    return [_open(item) for item in node] if isinstance(node, list) else node


if __name__ == "__main__":
    write_schema(Path(__file__).with_name(SCHEMA_FILE))
