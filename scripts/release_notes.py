"""Print the changelog's section of this version; with ``--tag``, only if all three agree.

    python scripts/release_notes.py [--tag v1.2.3]

The version stands in ``formcheck/_version.py`` and nowhere else; a tag must name it, and the
section must have a date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

__all__ = ["KINDS", "Section", "faults", "sections"]

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Verdict changes")

_HEADING = re.compile(r"^## \[(?P<version>\d+\.\d+\.\d+)\] - (?P<day>\S+)$")


@dataclass(frozen=True)
class Section:
    """What the changelog tells of one version; ``day`` is None while it is unreleased."""

    version: str
    day: date | None
    text: str


def sections(changelog: str) -> list[Section]:
    """Return the versions of a changelog in its order.

    Raises
    ------
    ValueError
        A heading is not ``## [1.2.3] - 2026-01-31`` (or ``unreleased``).
    """
    found = []
    for part in re.split(r"^(?=## )", changelog, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        match = _HEADING.match(heading)
        if match is None:
            raise ValueError(f"expected '## [1.2.3] - 2026-01-31', got '{heading}'")
        day = None if match["day"] == "unreleased" else date.fromisoformat(match["day"])
        found.append(Section(match["version"], day, text.strip()))
    return found


def faults(found: Sequence[Section], version: str) -> list[str]:
    """Return what is wrong with a changelog for this version; empty if nothing is."""
    if not found:
        return ["there is no version in it"]
    told = []
    if found[0].version != version:
        told.append(f"the newest version in it is {found[0].version}, the source is {version}")
    numbers = [tuple(int(n) for n in section.version.split(".")) for section in found]
    if numbers != sorted(set(numbers), reverse=True):
        told.append("its versions do not fall from top to bottom")
    days = [section.day for section in found[1:]]
    if None in days:
        told.append("only the newest version may be unreleased")
    dated = [section.day for section in found if section.day is not None]
    if dated != sorted(dated, reverse=True):
        told.append("its dates do not fall from top to bottom")
    for section in found:
        for kind in re.findall(r"^### (.+)$", section.text, re.MULTILINE):
            if kind not in KINDS:
                told.append(f"{section.version}: no such kind of change: {kind}")
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the notes, or what is wrong; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tag", help="such as v1.2.3")
    tag = parser.parse_args(arguments).tag
    sys.path.insert(0, str(ROOT))
    from formcheck._version import __version__

    try:
        found = sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        told = faults(found, __version__)
    except ValueError as error:
        found, told = [], [str(error)]
    if tag is not None and tag != f"v{__version__}":
        told.append(f"the tag is {tag}, the source is {__version__}")
    if tag is not None and found and found[0].day is None:
        told.append(f"{found[0].version} is unreleased: give it its date")
    for fault in told:
        print(f"release_notes: {fault} (CHANGELOG.md)", file=sys.stderr)
    if told:
        return 1
    print(found[0].text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
