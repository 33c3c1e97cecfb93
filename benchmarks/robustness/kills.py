"""Kill -9 at random moments: ``python -m benchmarks.robustness.kills [COMMAND...]``.

Each command is killed a hundred times in one folder, in turn at a random moment of its processor
time and right before a random change that it makes to the file system; every tenth time it is left
alone afterwards. Goes on where it was stopped. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.bars import Bar, Outcome
from benchmarks.robustness.kills_clips import short_clip
from benchmarks.robustness.kills_commands import COMMANDS, Victim
from benchmarks.robustness.kills_process import (
    Forked,
    fork_command,
    load_everything,
    operations_in,
)
from benchmarks.robustness.page import KEPT, Run, keep

__all__ = ["main"]

WORK: Final = KEPT / "kills"
LEAST: Final = 100
_SEED: Final = 20261130
_LEFT_ALONE_EVERY: Final = 10
_LIMIT_S: Final = 900.0
"""A run on the busiest machine ends before; else it hangs."""


@dataclass(frozen=True, slots=True)
class Round:
    """One kill, or one run that was left alone or ended before it could be killed.

    Parameters
    ----------
    kind : {"clock", "operation", "alone", "early"}
    share : float
        Where of the run it was killed.
    problems : list of str
        What was wrong afterwards.
    outlived_s : float
        So long the last child process ran on.
    """

    number: int
    kind: str
    share: float
    problems: list[str]
    outlived_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """What a run that is left alone takes."""

    cpu_s: float
    operations: int


class Series:
    """The rounds of one command, kept line by line.

    Parameters
    ----------
    name : str
    folder : Path
        Of this command alone.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._folder, self._kept = folder, folder / "rounds.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self._victim: Victim = COMMANDS[name](folder / "work", short_clip(name))
        lines = self._kept.read_text("utf-8").splitlines() if self._kept.exists() else []
        self.rounds = [Round(**json.loads(line)) for line in lines]

    @property
    def kills(self) -> int:
        """How often it was killed."""
        return sum(round_.kind in ("clock", "operation") for round_ in self.rounds)

    def go_on(self, wanted: int) -> None:
        """Kill until it was killed so often."""
        if self.kills >= wanted:
            return
        measure = self._measure()
        while self.kills < wanted:
            self._one(measure)
            if self.kills % _LEFT_ALONE_EVERY == 0 and self.rounds[-1].kind != "early":
                self._measure()

    def _measure(self) -> Measure:
        """Leave one run alone; note what is wrong after it, and what it took."""
        process = self._started(count=True)
        problems = self._begin(process)
        began_s = process.cpu_s()
        if not process.wait(_LIMIT_S, lambda: bool(process.cpu_s()) and self._at_end(process)):
            problems.append(f"it hangs: no end in {_LIMIT_S:g} s")
        cpu_s = max(0.1, self._last_cpu_s - began_s)
        if process.alive():  # a server runs on
            os.kill(process.pid, signal.SIGINT)
            if not process.wait(_LIMIT_S):
                problems.append("it does not stop")
                process.kill()
        problems += [*process.orphans(), *self._victim.after_run(process)]
        self._note(Round(len(self.rounds), "alone", 1.0, problems, process.outlived_s))
        return Measure(cpu_s, operations_in(process.folder))

    def _one(self, measure: Measure) -> None:
        number = len(self.rounds)
        rng = np.random.default_rng([_SEED, number])
        by_clock, share = bool(rng.random() < 0.5), float(rng.random())
        die_at = None if by_clock else int(share * measure.operations)
        process = self._started(die_at=die_at)
        problems = self._begin(process)
        stop_s = process.cpu_s() + share * measure.cpu_s

        def over() -> bool:
            return (by_clock and process.cpu_s() >= stop_s) or self._at_end(process)

        if not process.wait(_LIMIT_S, over):
            problems.append(f"it hangs: no end in {_LIMIT_S:g} s")
        early = process.alive() and not by_clock
        process.kill()
        killed = process.code == -signal.SIGKILL and not early
        problems += [*process.orphans(), *self._victim.after_kill(process)]
        kind = ("clock" if by_clock else "operation") if killed else "early"
        self._note(Round(number, kind, share, problems, process.outlived_s))

    def _started(self, die_at: int | None = None, *, count: bool = False) -> Forked:
        arguments = self._victim.arguments(len(self.rounds))
        self._last_cpu_s = 0.0
        return fork_command(arguments, self._folder / "said", die_at, count=count)

    def _begin(self, process: Forked) -> list[str]:
        try:
            return self._victim.begin(process)
        except OSError:  # killed before it could answer
            return [] if _gone(process) else ["it does not answer"]

    def _at_end(self, process: Forked) -> bool:
        self._last_cpu_s = max(self._last_cpu_s, process.cpu_s())
        try:
            return self._victim.at_end(process)
        except OSError:
            return _gone(process)

    def _note(self, round_: Round) -> None:
        self.rounds.append(round_)
        with self._kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(round_)) + "\n")
        told = "; ".join(round_.problems) or "well"
        print(f"{self._folder.name} {round_.number} {round_.kind} {told}", flush=True)


def _gone(process: Forked) -> bool:
    for _ in range(50):
        if not process.alive():
            return True
        time.sleep(0.1)
    return False


def _kinds(rounds: Sequence[Round], *words: str) -> int:
    """Return how many problems begin with one of these words, after the name of a result."""
    problems = [problem for round_ in rounds for problem in round_.problems]
    return sum(any(word in problem for word in words) for problem in problems)


def summary(all_rounds: dict[str, list[Round]]) -> Run:
    """Return what is told of all commands."""
    everything = [round_ for rounds in all_rounds.values() for round_ in rounds]
    counts = {name: Counter(r.kind for r in rounds) for name, rounds in all_rounds.items()}
    fewest = min((c["clock"] + c["operation"] for c in counts.values()), default=0)
    sorts = {
        "history": _kinds(everything, "history:"),
        "orphan": _kinds(everything, "orphan"),
        "left": _kinds(everything, "left over"),
        "next": _kinds(everything, "next run", "next server", "hangs", "does not"),
    }
    whole = sum(len(round_.problems) for round_ in everything) - sum(sorts.values())
    outcomes = [
        Outcome(Bar("kills", "kills of each command", "count", low=LEAST), fewest),
        Outcome(Bar("half", "half-written or lost results", "count", 0, 0), whole),
        Outcome(Bar("rows", "lost rows of the history", "count", 0, 0), sorts["history"]),
        Outcome(Bar("orphans", "orphan processes", "count", 0, 0), sorts["orphan"]),
        Outcome(Bar("next", "next runs that fail or hang", "count", 0, 0), sorts["next"]),
        Outcome(Bar("left", "temporary files after the next run", "count", 0, 0), sorts["left"]),
    ]
    columns = ("command", "kills by the clock", "kills at a file operation", "left alone", "wrong")
    rows: list[tuple[Any, ...]] = [
        (name, c["clock"], c["operation"], c["alone"], _kinds(all_rounds[name], ""))
        for name, c in counts.items()
    ]
    longest_s = max((round_.outlived_s for round_ in everything), default=0.0)
    outlived = f"The longest that a child process outlived its parent: {longest_s:.2f} s."
    return Run("Killed at random moments", outcomes, columns, rows, [*_NOTES, outlived])


_NOTES = (
    "`kill -9` at a random share of the processor time of a run, or right before a random one of "
    "its own changes to the file system (open for writing, rename, make, remove); seeded.",
    "All kills of a command fall on one folder and one history, so each run begins with what the "
    "one before left. After each: every result is read back (JSON, table, landmarks, each frame "
    "of the video, end of the page), every row ever told is looked for, SQLite checks its file, "
    "and child processes are waited for.",
    "Imports are done before the fork: no kill is wasted on them. Clips are of 320x180.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Go on with the kills; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commands", nargs="*", choices=[*COMMANDS, []], help="Default: all.")
    parser.add_argument("--kills", type=int, default=LEAST)
    parser.add_argument("--fresh", action="store_true", help="Forget what was kept.")
    asked = parser.parse_args(arguments)
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # NumPy, already there, has read it
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        os.execv(
            sys.executable, [sys.executable, "-m", "benchmarks.robustness.kills", *sys.argv[1:]]
        )
    load_everything()
    for name in asked.commands or COMMANDS:
        if asked.fresh:
            shutil.rmtree(WORK / name, ignore_errors=True)
        Series(name, WORK / name).go_on(asked.kills)
    run = summary({name: Series(name, WORK / name).rounds for name in COMMANDS})
    keep("kills", run)
    return 0 if run.held else 1


if __name__ == "__main__":
    sys.exit(main())
