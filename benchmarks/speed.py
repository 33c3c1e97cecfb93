"""How fast formcheck is beside a bare MediaPipe loop: ``python -m benchmarks.speed``.

Every run is a process of its own; the ways take turns, so that a busy moment hits all of them.
What was measured is kept in ``.cache/speed``: a run that was stopped (or ``--minutes`` were over)
goes on where it was, ``--fresh`` begins anew. Times are those of the machine of that day: only the
ratios travel. Ends with 1 if a bar is missed, with 2 if something is still to be measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.markdown import write_page
from benchmarks.samples import SAMPLES
from benchmarks.speed_batch import WORKERS, batch_seconds
from benchmarks.speed_clips import SAMPLE, looped, scaled
from benchmarks.speed_costs import renew
from benchmarks.speed_page import HEIGHTS, LENGTHS_S, ROUNDS, Runs, outcomes, page
from benchmarks.speed_run import WAYS

__all__ = ["main"]

CACHE = SAMPLES.parent / ".cache" / "speed"
SIZED_S = 10.0
LONG_P = 1080
LOOP_S = 10.0
"""Longer clips repeat so much of the sample."""
FIRST_ROUNDS = 3
"""Rounds that come before everything else; the others, if there is time left."""
GIVE_UP_S = 3600.0
BATCH_CLIPS = 40
BATCH_CLIP_S = 2.0
STARTS = {
    "help": [sys.executable, "-m", "formcheck", "--help"],
    "python": [sys.executable, "-c", "import typer"],
    "first_frame": [sys.executable, "-c", "{code}", str(SAMPLE)],
}
_FIRST_FRAME = """
import sys, os, formcheck
def first(stage, done, total):
    if done > 0:
        os._exit(0)
formcheck.analyze(sys.argv[1], progress=first)
"""


@dataclass(frozen=True)
class Task:
    """One measurement still to be made, and how."""

    key: tuple[str, ...]
    run: Callable[[], dict[str, Any]]


def tasks() -> Iterator[Task]:
    """Yield all measurements, what says most first; the ways of one round after each other."""
    yield from _rounds(range(FIRST_ROUNDS))
    for how in WORKERS:
        yield Task(("batch", how), lambda how=how: batched(how))
    for height in HEIGHTS:
        for way in ("bare", "all"):
            key = ("size", str(height), way)
            yield Task(key, lambda h=height, way=way: timed(way, sized(h, SIZED_S)))
    for length_s in LENGTHS_S:
        yield Task(("length", str(length_s)), lambda s=length_s: timed("all", sized(LONG_P, s)))
    yield from _rounds(range(FIRST_ROUNDS, ROUNDS))


def _rounds(turns: range) -> Iterator[Task]:
    for turn in turns:
        for way in WAYS:
            yield Task(("way", way, str(turn)), lambda way=way: timed(way, SAMPLE))
        for name in STARTS:
            yield Task(("start", name, str(turn)), lambda name=name: started(name))


def sized(height: int, length_s: float) -> Path:
    """Return the sample at that height and length, made once."""
    return looped(scaled(height, CACHE, min(length_s, LOOP_S)), length_s, CACHE)


def timed(way: str, clip: Path) -> dict[str, Any]:
    """Return what a run of its own told."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed_run", way, str(clip)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=GIVE_UP_S,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def started(name: str) -> dict[str, Any]:
    """Return how long a command takes from its start to its end."""
    command = [part.replace("{code}", _FIRST_FRAME) for part in STARTS[name]]
    began_s = time.perf_counter()
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdout=quiet, stderr=quiet, check=True, timeout=GIVE_UP_S)
    return {"wall_s": time.perf_counter() - began_s}


def batched(how: str) -> dict[str, Any]:
    """Return how long the batch takes."""
    return {"wall_s": batch_seconds(how, sized(360, BATCH_CLIP_S), BATCH_CLIPS)}


def known(path: Path) -> Runs:
    """Return what was measured before."""
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {tuple(line.pop("key")): line for line in lines}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is missing, print the page; return 1 if a bar is missed, 2 if one is open."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--minutes", type=float, default=600.0, help="start nothing after so long")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    parser.add_argument("--only", help="one kind: way, start, size, batch or length")
    parser.add_argument("--clips", action="store_true", help="only make the clips")
    parser.add_argument("--costs", type=Path, help="also renew the tables of costs in this page")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    store = CACHE / "runs.jsonl"
    if options.fresh:
        store.unlink(missing_ok=True)
    runs = known(store)
    if options.clips:
        for height, length_s in (
            *((h, SIZED_S) for h in HEIGHTS),
            *((LONG_P, s) for s in LENGTHS_S),
        ):
            print(sized(height, length_s), file=sys.stderr, flush=True)
        return 0
    until_s = time.monotonic() + 60 * options.minutes
    for task in tasks():
        wanted = task.key not in runs and options.only in (None, task.key[0])
        if not wanted or time.monotonic() > until_s:
            continue
        runs[task.key] = task.run()
        with store.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": task.key, **runs[task.key]}) + "\n")
        print(" ".join(task.key), runs[task.key], file=sys.stderr, flush=True)
    write_page(page(runs), options.output)
    if options.costs is not None:
        renew(options.costs, runs)
    verdicts = {outcome.verdict for outcome in outcomes(runs)}
    return 1 if "missed" in verdicts else 2 if "not measured" in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
