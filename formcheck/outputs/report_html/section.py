"""What a section of the report is, and what all of them may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from formcheck.discovery import classes_in
from formcheck.outputs.stills import Still
from formcheck.report import Analysis, RepItem, ReportData

__all__ = ["Page", "Section", "all_sections"]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """All that a section may look at.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    video : str or None
        Where the annotated video is, as a relative address; None if there is none.
    embedded : bool
        Whether the page holds the video itself.
    stills : tuple of Still
        Pictures of key moments, in the order of time.
    provisional : tuple of RepItem
        What was said while the set went on (live only; empty for a recording).
    """

    analysis: Analysis
    video: str | None = None
    embedded: bool = False
    stills: tuple[Still, ...] = ()
    provisional: tuple[RepItem, ...] = ()

    @property
    def data(self) -> ReportData:
        """Everything that ``report.json`` holds."""
        return self.analysis.data


class Section:
    """One part of the page: a file here, and a partial ``NAME.html.j2`` beside it.

    Class attributes: ``name`` (of the file and the partial) and ``rank`` (its place from the top,
    smaller first).
    """

    name: ClassVar[str]
    rank: ClassVar[int]

    def values(self, page: Page) -> Mapping[str, Any] | None:  # noqa: ARG002
        """Return what the partial names; None where there is nothing to show."""
        return {}


@cache
def all_sections() -> tuple[Section, ...]:
    """Return the sections in their order on the page."""
    from formcheck.outputs.report_html import sections

    found = classes_in(sections.__name__, sections.__path__, Section)
    return tuple(sorted((kind() for kind in found), key=lambda section: section.rank))
