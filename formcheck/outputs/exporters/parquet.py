"""``--to parquet``: the wide table with types, for pandas, Polars, DuckDB and R."""

from __future__ import annotations

import importlib
from typing import Any

from formcheck.errors import FormcheckError
from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.wide import wide_table
from formcheck.outputs.write import report_json
from formcheck.report import Analysis

__all__ = ["Parquet"]

_KINDS = {"frame": "int64", "pose_found": "int64", "rep": "int64", "phase": "string"}


class Parquet(Exporter):
    """The wide table; null = not seen; the report is in the metadata under ``formcheck.report``."""

    name = "parquet"
    suffix = "_frames.parquet"
    summary = "as csv, typed and small (pandas, Polars, DuckDB); needs formcheck[export]"

    def render(self, analysis: Analysis) -> bytes:
        """Return the file.

        Raises
        ------
        FormcheckError
            PyArrow is not installed.
        """
        arrow, parquet = _pyarrow()
        table = wide_table(analysis)
        kinds = {"int64": arrow.int64(), "string": arrow.string(), "float64": arrow.float64()}
        arrays = [
            arrow.array(column, type=kinds[_KINDS.get(name, "float64")])
            for name, column in table.items()
        ]
        report = {"formcheck.report": report_json(analysis.data, indent=None)}
        stream = arrow.BufferOutputStream()
        made = arrow.Table.from_arrays(arrays, names=list(table)).replace_schema_metadata(report)
        parquet.write_table(made, stream, compression="snappy")
        return bytes(stream.getvalue().to_pybytes())


def _pyarrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise FormcheckError(
            "pyarrow is not installed",
            "--to parquet",
            "install it with `pip install formcheck[export]`",
        ) from error
