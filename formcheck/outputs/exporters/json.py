"""``--to json``: the report and the wide table in one JSON object."""

from __future__ import annotations

import json

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.wide import wide_table
from formcheck.outputs.write import report_json
from formcheck.report import Analysis

__all__ = ["Json"]


class Json(Exporter):
    """``schema``, ``report`` (as in report.json) and ``frames`` (columns); unknown is null."""

    name = "json"
    suffix = "_frames.json"
    summary = "the report, and angles in deg and points in px as columns (web, JavaScript)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the object, UTF-8, schema ``formcheck.export/1``."""
        frames = {
            name: [round(cell, 6) if isinstance(cell, float) else cell for cell in column]
            for name, column in wide_table(analysis).items()
        }
        whole = {
            "schema": "formcheck.export/1",
            "report": json.loads(report_json(analysis.data, indent=None)),
            "frames": frames,
        }
        return (json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n").encode()
