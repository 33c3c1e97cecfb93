"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

from typing import Final

__all__ = ["cell_text"]

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def cell_text(value: object) -> str:
    """Return a cell as text: empty for None, and no text that a spreadsheet would run.

    A text (not a number) that begins as a formula does gets an apostrophe in front.

    >>> cell_text("=cmd()"), cell_text(-2.5), cell_text(None)
    ("'=cmd()", '-2.5', '')
    """
    if value is None:
        return ""
    risky = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if risky else str(value)
