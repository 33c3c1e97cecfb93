"""Run ``formcheck analyze`` on one input in a process with bounds, and look at what it left."""

from __future__ import annotations

import contextlib
import csv
import gc
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

import av
import jsonschema  # type: ignore[import-untyped]

from benchmarks.robustness.corpus_case import Case
from formcheck.outputs.schema import shipped_schema
from formcheck.pose.replay import load_track

__all__ = ["CPU_S", "MEMORY_BYTES", "Ended", "complaints", "in_child", "run"]

CPU_S: Final = 60
"""Processor time that one input may take."""
MEMORY_BYTES: Final = 6 * 2**30
"""Address space that one input may take; the libraries alone take more than one gigabyte."""
_CLOCK_S: Final = 300.0  # others may be using the machine
_FILE_BYTES: Final = 2**28
_FILES: Final = {"report.json", "frames.csv", "track.npz", "annotated.mp4", "report.html"}
_CODES: Final = {0, 1, 2, 3}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended.

    Parameters
    ----------
    code : int
        Exit code; minus the signal that ended it.
    late : bool
        Whether it was ended by the clock.
    cpu_s : float
    peak_bytes : int
        Resident memory.
    said : str
        On stderr.
    """

    code: int
    late: bool
    cpu_s: float
    peak_bytes: int
    said: str
    wrong: list[str] = field(default_factory=list)


def in_child(
    work: Callable[[], int],
    said: Path,
    *,
    cpu_s: int = CPU_S,
    memory_bytes: int = MEMORY_BYTES,
    clock_s: float = _CLOCK_S,
) -> Ended:
    """Return how a forked process ends that does some work; what it loaded before is shared.

    Parameters
    ----------
    work : callable
        Returns the exit code.
    said : Path
        Takes what it says.
    cpu_s, memory_bytes, clock_s
        Its bounds. It is ended, with all that it started, when the clock runs out.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _child(work, said, cpu_s, memory_bytes)
    late = not _waited(pid, clock_s)
    if late:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    spent_s = used.ru_utime + used.ru_stime
    text = said.read_text(encoding="utf-8", errors="backslashreplace")
    return Ended(code, late, spent_s, used.ru_maxrss * 1024, text)


def _waited(pid: int, clock_s: float) -> bool:
    """Wait until a process has ended, without taking its end; False if it does not in time."""
    until = time.monotonic() + clock_s
    pause_s = 0.005
    while time.monotonic() < until:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return True
        time.sleep(pause_s)
        pause_s = min(0.1, 1.5 * pause_s)
    return False


def _child(work: Callable[[], int], said: Path, cpu_s: int, memory_bytes: int) -> NoReturn:
    code = 70
    try:
        os.setsid()
        gc.disable()
        for what, limit in (
            (resource.RLIMIT_CPU, cpu_s),
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_FSIZE, _FILE_BYTES),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (limit, limit))
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(out, 2)
        sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", errors="backslashreplace", closefd=False)
        code = work()
        sys.stderr.flush()
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 70
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def run(case: Case, work: Path) -> Ended:
    """Return how the analysis of a case ends, with all that is wrong about it."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    results = work / "results"

    def analyze() -> int:
        from formcheck.cli import main

        if case.folder is not None:
            os.chdir(case.folder)
        named = case.arguments or (str(case.path),)
        main(["analyze", "--workers", "1", "-o", str(results), *named])

    ended = in_child(analyze, work / "said")
    ended.wrong.extend(complaints(case, ended, results))
    return ended


def complaints(case: Case, ended: Ended, results: Path) -> list[str]:
    """Return what is wrong about how a case ended; nothing if all is well."""
    wrong = []
    if ended.late:
        wrong.append(f"not done after {_CLOCK_S:g} s")
    if ended.code not in _CODES:
        wrong.append(f"exit code {ended.code}")
    expected = {"analysed": {0}, "refused": {1}, "either": {0, 1, 2}}[case.must]
    if ended.code not in expected and ended.code in _CODES:
        wrong.append(f"exit code {ended.code}, not {sorted(expected)}")
    lines = ended.said.splitlines()
    if "Traceback" in ended.said:
        wrong.append("a traceback")
    if [line for line in lines if not line.startswith("formcheck: ")]:
        wrong.append(f"says {ended.said[:200]!r}")
    if ended.code in (1, 2) and (len(lines) != 1 or not lines[0].isprintable()):
        wrong.append(f"{len(lines)} lines on stderr")
    left = sorted(p for p in results.rglob("*")) if results.exists() else []
    if ended.code == 0:
        with_name = [p for p in left if p.is_dir()]
        wrong += _invalid(with_name[0]) if len(with_name) == 1 else [f"{len(with_name)} results"]
    elif left:
        wrong.append(f"leaves {left[0].name!r}")
    return wrong


@cache
def _validator() -> Any:
    schema = shipped_schema()
    return jsonschema.validators.validator_for(schema)(schema)


def _invalid(folder: Path) -> list[str]:
    """Return what is wrong about the files of a result."""
    there = {p.name for p in folder.iterdir()}
    if there != _FILES:
        return [f"writes {sorted(there)}"]
    wrong = []
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"), parse_constant=str)
    wrong += [f"report.json: {e.message[:100]}" for e in _validator().iter_errors(report)]
    frames = report["source"]["frames"]
    with (folder / "frames.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if len(rows) != frames:
        wrong.append(f"frames.csv: {len(rows)} rows of {frames}")
    if len(load_track(folder / "track.npz")) != frames:
        wrong.append("track.npz: another number of frames")
    page = (folder / "report.html").read_text(encoding="utf-8")
    if not page.rstrip().endswith("</html>"):
        wrong.append("report.html: no end")
    with av.open(str(folder / "annotated.mp4")) as film:
        drawn = sum(1 for _ in film.decode(video=0))
    if not 0 < drawn <= frames + 1:
        wrong.append(f"annotated.mp4: {drawn} pictures of {frames}")
    return wrong
