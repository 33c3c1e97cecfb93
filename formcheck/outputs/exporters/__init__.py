"""The exporters: one file each, found by its name.

A module of this package that defines a subclass of
:class:`~formcheck.outputs.exporters.base.Exporter` is an exporter; the class's ``name`` is the
module's. Modules without one are tools.
"""

from __future__ import annotations

from functools import cache

from formcheck.discovery import classes_in, named
from formcheck.outputs.exporters.base import Exporter

__all__ = ["Exporter", "all_exporters", "get_exporter"]


@cache
def all_exporters() -> tuple[Exporter, ...]:
    """Return all exporters, by name."""
    return tuple(kind() for kind in classes_in(__name__, __path__, Exporter))


def get_exporter(name: str) -> Exporter:
    """Return the exporter of a name.

    Raises
    ------
    UsageError
        There is none of this name.
    """
    known = {exporter.name: exporter for exporter in all_exporters()}
    return named(name, known, "no export format", "--to")
