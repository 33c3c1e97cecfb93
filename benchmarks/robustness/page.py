"""The page of all robustness runs, put together from what each of them kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.bars import Outcome
from benchmarks.markdown import heading, table

__all__ = ["KEPT", "RUNS", "Run", "keep", "page"]

KEPT: Final = Path(__file__).parents[2] / ".cache" / "robustness"
RUNS: Final = {
    "corpus": "Input corpus",
    "fuzz": "Fuzzing",
    "kills": "Killed at random moments",
    "faults": "Disk, memory, clock and neighbours",
    "scenes": "Scene faults",
    "refusal": "Honest refusal",
    "soak": "Soak",
}
"""Every run by name, with the heading under which it stands if it has not been run."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run found.

    Parameters
    ----------
    title : str
        Heading on the page.
    outcomes : sequence of Outcome
        Its bars.
    columns, rows : sequence
        A table of the counts.
    notes : sequence of str
        Sentences below it: how it was done, and what is not covered.
    """

    title: str
    outcomes: Sequence[Outcome]
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    notes: Sequence[str]

    @property
    def held(self) -> bool:
        """Whether every bar is held."""
        return all(outcome.verdict == "held" for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class _KeptBar:
    """A bar as it stands in a kept file."""

    text: str
    must_be: str
    is_: str
    held: bool

    def told(self) -> dict[str, Any]:
        told = asdict(self)
        told["is"] = told.pop("is_")
        return told


def keep(name: str, run: Run, folder: Path = KEPT) -> None:
    """Write what a run found; print its bars."""
    bars = [
        _KeptBar(o.bar.what, o.bar.limit_text, o.value_text, o.verdict == "held")
        for o in run.outcomes
    ]
    content = {
        "title": run.title,
        "bars": [bar.told() for bar in bars],
        "columns": list(run.columns),
        "rows": [[str(cell) for cell in row] for row in run.rows],
        "notes": list(run.notes),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for outcome in run.outcomes:
        print(outcome)


def page(folder: Path = KEPT) -> tuple[list[str], bool]:
    """Return the lines of the page, and whether everything was run and every bar is held."""
    found = {name: _kept(folder / f"{name}.json") for name in RUNS}
    bars = [bar for kept in found.values() if kept for bar in kept["bars"]]
    held = sum(bar["held"] for bar in bars)
    lines = [
        *heading("Robustness", "python -m benchmarks.robustness"),
        f"{held} of {len(bars)} bars are held. Each part is a command of its own, "
        "`python -m benchmarks.robustness.NAME`.",
        "",
    ]
    for name, title in RUNS.items():
        kept = found[name]
        lines += _section(name, kept) if kept else [f"## {title}", "", f"`{name}`: not run.", ""]
    return lines, held == len(bars) and all(found.values())


def _kept(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _section(name: str, kept: dict[str, Any]) -> list[str]:
    bars = [
        (bar["text"], bar["must_be"], bar["is"], "held" if bar["held"] else "**missed**")
        for bar in kept["bars"]
    ]
    lines = [f"## {kept['title']}", "", f"`python -m benchmarks.robustness.{name}`", ""]
    lines += table(("bar", "must be", "is", ""), bars) if bars else []
    if kept["rows"]:
        lines += table(kept["columns"], kept["rows"])
    return [*lines, *(f"- {note}" for note in kept["notes"]), *([""] if kept["notes"] else [])]
