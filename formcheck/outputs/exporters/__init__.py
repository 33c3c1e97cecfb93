"""The exporters: one file each, found by its name.

A module of this package that defines a subclass of
:class:`~formcheck.outputs.exporters.base.Exporter` is an exporter; the class's ``name`` is the
module's. Modules without one are tools.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from functools import cache

from formcheck.errors import UsageError
from formcheck.outputs.exporters.base import Exporter

__all__ = ["Exporter", "all_exporters", "get_exporter"]


@cache
def all_exporters() -> tuple[Exporter, ...]:
    """Return all exporters, by name."""
    found: list[Exporter] = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if _is_exporter(value) and value.__module__ == module.__name__:
                if value.name != info.name:
                    raise TypeError(f"expected exporter {info.name!r}, got {value.name!r}")
                found.append(value())
    return tuple(found)


def _is_exporter(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, Exporter) and not inspect.isabstract(value)


def get_exporter(name: str) -> Exporter:
    """Return the exporter of a name.

    Raises
    ------
    UsageError
        There is none of this name.
    """
    known = {exporter.name: exporter for exporter in all_exporters()}
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(known)}"
    raise UsageError(f"no export format is called `{name}`", "--to", remedy)
