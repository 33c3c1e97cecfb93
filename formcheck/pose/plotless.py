"""MediaPipe without the plotting library, which only its own drawings need.

``import mediapipe`` imports ``matplotlib.pyplot`` for one function that formcheck never calls: a
third of a second before the first frame. While it is imported, a stand-in takes that place; whoever
does call the function gets the real library then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final

__all__ = ["plots_later"]

_PLOTS: Final = ("matplotlib", "matplotlib.pyplot")


class _Later(ModuleType):
    """Has what the module of that name has, which is imported when it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked of any module by the machinery of imports
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def plots_later() -> Iterator[None]:
    """Put stand-ins for the plotting library in place during the block, if it is not there yet."""
    if any(name in sys.modules for name in _PLOTS):
        yield
        return
    whole, plots = (_Later(name) for name in _PLOTS)
    whole.__dict__["pyplot"] = plots
    standing = dict(zip(_PLOTS, (whole, plots), strict=True))
    sys.modules.update(standing)
    try:
        yield
    finally:
        for name, module in standing.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
