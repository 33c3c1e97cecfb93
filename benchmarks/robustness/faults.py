"""Faults of disk, memory, clock and neighbours: ``python -m benchmarks.robustness.faults``.

As root on Linux, for it mounts small file systems of its own; some five minutes. Ends with 1 if a
bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from benchmarks.bars import Bar, Outcome
from benchmarks.robustness.faults_cases import CASES, Place, Try
from benchmarks.robustness.kills_clips import short_clip
from benchmarks.robustness.kills_process import load_everything
from benchmarks.robustness.page import KEPT, Run, keep

__all__ = ["main"]

WORK: Final = KEPT / "faults"
_DOCUMENTED: Final = {0, 1}
_NOTES: Final = (
    "Every try is a process of its own, with bounded time; after it, results must be whole or "
    "absent, nothing temporary may lie about where it can be removed, and what was said must be a "
    "sentence.",
    "With too little memory native libraries end the process by a signal of their own "
    "(`std::bad_alloc`); no Python program can catch that. It is counted, not hidden.",
    "The wall clock is made to jump inside the process; nothing in formcheck measures by it.",
)


def summary(tries: Sequence[Try]) -> Run:
    """Return what is told of all tries."""
    problems = [problem for one in tries for problem in one.problems]
    codes = [code for one in tries for code in one.codes]
    by_signal = sum(code is None or code not in _DOCUMENTED for code in codes)
    memory = [one for one in tries if one.fault.startswith("little memory")]
    signals = sum(code is not None and code < 0 for one in memory for code in one.codes)
    outcomes = [
        Outcome(Bar("kinds", "kinds of fault", "count", low=len(CASES)), _kinds(tries)),
        Outcome(
            Bar("wrong", "half-written files, tracebacks, hangs, lost rows", "count", 0, 0),
            len(problems),
        ),
        Outcome(
            Bar("codes", "undocumented exit codes, but for too little memory", "count", 0, 0),
            by_signal - signals,
        ),
    ]
    rows = [
        (
            one.fault,
            one.how_much,
            " ".join(_code(code) for code in one.codes),
            "; ".join(one.problems) or "none",
        )
        for one in tries
    ]
    columns = ("fault", "how much", "ended with", "wrong")
    notes = [*_NOTES, f"Ended by a library for want of memory: {signals} of {len(memory)} tries."]
    return Run("Disk, memory, clock and neighbours", outcomes, columns, rows, notes)


def _kinds(tries: Sequence[Try]) -> int:
    """Return how many kinds there are; one kind on two commands is two."""
    return len({one.fault for one in tries})


def _code(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else str(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all faults; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="*", default=[case.__name__ for case in CASES])
    asked = parser.parse_args(arguments)
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # NumPy, already there, has read it
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        again = [sys.executable, "-m", "benchmarks.robustness.faults", *sys.argv[1:]]
        os.execv(sys.executable, again)
    load_everything()
    place = Place(WORK / "work", short_clip("analyze"), short_clip("live"))
    kept = WORK / "tries.json"
    known = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    for case in CASES:
        if case.__name__ not in asked.cases:
            continue
        tries = []
        for one in case(place):
            print(one, flush=True)
            tries.append(asdict(one))
        known[case.__name__] = tries
        kept.write_text(json.dumps(known), encoding="utf-8")
    shutil.rmtree(place.folder, ignore_errors=True)
    ordered = [Try(**one) for case in CASES for one in known.get(case.__name__, [])]
    run = summary(ordered)
    keep("faults", run)
    return 0 if run.held else 1


if __name__ == "__main__":
    sys.exit(main())
