"""``--to csv``: one row per frame with angles and points, for any spreadsheet."""

from __future__ import annotations

import csv
import io

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.wide import wide_table
from formcheck.outputs.tables import Cell
from formcheck.report import Analysis

__all__ = ["Csv"]


class Csv(Exporter):
    """The wide table; UTF-8, comma, full stop, six decimals; an empty cell is not seen."""

    name = "csv"
    suffix = "_frames.csv"
    summary = "angles in deg and points in px, one row per frame (spreadsheets, R, pandas)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the table, UTF-8."""
        table = wide_table(analysis)
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(map(_text, zip(*table.values(), strict=True)))
        return stream.getvalue().encode()


def _text(row: tuple[Cell, ...]) -> list[str]:
    return [
        "" if cell is None else f"{cell:.6f}" if isinstance(cell, float) else str(cell)
        for cell in row
    ]
