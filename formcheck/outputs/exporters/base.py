"""What an exporter is: a pure function from an analysis to the bytes of one file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from formcheck.report import Analysis

__all__ = ["Exporter"]


class Exporter(ABC):
    """One file format.

    Attributes
    ----------
    name : str
        What ``--to`` calls it; the name of the module.
    suffix : str
        Put behind the clip's name to name the file; never that of a file that ``analyze`` writes.
    summary : str
        One line for ``formcheck export --list``: what it holds and who reads it.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    summary: ClassVar[str]

    @abstractmethod
    def render(self, analysis: Analysis) -> bytes:
        """Return the content of the file; what is not known stays empty or NaN, never 0.

        Raises
        ------
        FormcheckError
            A package that this format needs is not installed.
        """
