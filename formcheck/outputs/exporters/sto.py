"""``--to sto``: every angle of frames.csv with its standard error, as an OpenSim storage."""

from __future__ import annotations

import numpy as np

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.opensim import storage_text
from formcheck.outputs.tables import frames_table
from formcheck.report import Analysis

__all__ = ["Sto"]

_LEFT_OUT = frozenset({"frame", "time_s", "phase"})


class Sto(Exporter):
    """The numeric columns of ``frames.csv`` by their names; ``rep`` 0 between repetitions."""

    name = "sto"
    suffix = ".sto"
    summary = "all angles of frames.csv in deg with their standard errors (OpenSim storage)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the storage file, UTF-8."""
        table = frames_table(analysis)
        columns = {
            name: np.array([np.nan if cell is None else cell for cell in table[name]], dtype=float)
            for name in table
            if name not in _LEFT_OUT
        }
        columns["rep"] = np.nan_to_num(columns["rep"], nan=0.0)
        name = f"{analysis.track.source.name}{self.suffix}"
        return storage_text(name, analysis.track.time_s, columns).encode()
