"""Result pages: a heading that says how they came to be, and tables."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

__all__ = ["heading", "table", "write_page"]

_PARTS = ("formcheck", "mediapipe", "opencv-contrib-python", "av", "numpy", "scipy")


def heading(title: str, command: str) -> list[str]:
    """Return the lines on top of a page: title, command, date, versions."""
    versions = ", ".join(f"{part} {version(part)}" for part in _PARTS)
    return [
        f"# {title}",
        "",
        f"`{command}`, {datetime.now(UTC):%Y-%m-%d}.",
        f"{versions}, Python {platform.python_version()}, {platform.machine()}.",
        "",
    ]


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return a Markdown table; the first column is left-aligned, the others right.

    >>> table(["clip", "reps"], [["a", 5]])
    ['| clip | reps |', '|:--|--:|', '| a | 5 |', '']
    """
    lines = ["| " + " | ".join(columns) + " |", "|:--|" + "--:|" * (len(columns) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return [*lines, ""]


def write_page(lines: Iterable[str], output: Path | None) -> None:
    """Print a page, and write it if there is a place for it."""
    text = "\n".join(lines).rstrip("\n") + "\n"
    print(text)
    if output is not None:
        output.write_text(text, encoding="utf-8", newline="\n")
