"""Bars of a benchmark: what a value must be, what it is, and the table of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.markdown import table

__all__ = ["Bar", "Outcome", "bar_table"]

Unit = Literal["deg", "mm", "share", "count", "ratio", "f1", "auc", "correlation"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a value must lie within ``[low, high]``.

    Parameters
    ----------
    key : str
        Which of a benchmark's values.
    what : str
        In words.
    unit : str
    low, high : float
        Ends that still hold; infinite = open.
    """

    key: str
    what: str
    unit: Unit
    low: float = -float("inf")
    high: float = float("inf")

    @property
    def limit_text(self) -> str:
        """The bar in words."""
        low, high = (_written(end, self.unit, exactly=True) for end in (self.low, self.high))
        if self.low == self.high:
            return low
        if self.low == -float("inf"):
            return f"<= {high}"
        return f">= {low}" if self.high == float("inf") else f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A bar and what was found; NaN = there was nothing to measure, which never holds."""

    bar: Bar
    value: float

    @property
    def verdict(self) -> str:
        """``held``, ``missed`` or ``not measured``."""
        if math.isnan(self.value):
            return "not measured"
        return "held" if self.bar.low <= self.value <= self.bar.high else "missed"

    @property
    def value_text(self) -> str:
        """The value in words."""
        return "-" if math.isnan(self.value) else _written(self.value, self.bar.unit, exactly=False)

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.bar.what} {self.bar.limit_text}: {self.value_text} ({self.verdict})"


def bar_table(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the bars with what was found."""
    rows = [
        (
            o.bar.what,
            o.bar.limit_text,
            o.value_text,
            "held" if o.verdict == "held" else f"**{o.verdict}**",
        )
        for o in outcomes
    ]
    return table(("bar", "must be", "is", ""), rows)


def _written(value: float, unit: Unit, *, exactly: bool) -> str:
    """Return a limit exactly as it is set, or a value rounded."""
    if unit == "share":
        return f"{100 * value:g} %" if exactly else f"{100 * value:.1f} %"
    if unit in ("auc", "correlation") and not exactly:
        return f"{value:.3f}"
    if exactly or unit == "count":
        return f"{value:g}"
    return f"{value:.2f}"
