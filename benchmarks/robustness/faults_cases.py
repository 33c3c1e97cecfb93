"""Faults of disk, memory, clock and neighbours: how each is made, and what must hold after it."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.robustness.kills_checks import (
    half_written,
    history_problems,
    leftovers,
    live_problems,
)
from benchmarks.robustness.kills_process import Forked, fork_command
from formcheck.pose.models import find_bundle

__all__ = ["CASES", "Place", "Try"]

_LIMIT_S: Final = 300.0
_KB: Final = 1024


@dataclass(frozen=True, slots=True)
class Try:
    """One fault and what it led to.

    Parameters
    ----------
    fault, how_much : str
    codes : list of int
        How the processes ended; minus a signal.
    problems : list of str
        What must not be.
    """

    fault: str
    how_much: str
    codes: list[int | None]
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tries are made: a folder, and two short clips with a person."""

    folder: Path
    clip: Path
    set_clip: Path

    def fresh(self, name: str) -> Path:
        """Return an empty folder."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path


def _analyze(place: Place, out: Path, *more: str, clip: Path | None = None) -> list[str]:
    return ["analyze", str(clip or place.clip), "-o", str(out), "--workers", "1", *more]


def _live(place: Place, out: Path) -> list[str]:
    source = ["--source", str(place.set_clip), "--headless", "--no-pace", "--model", "full"]
    return ["live", *source, "--record", str(out)]


def _run(
    arguments: Sequence[str], said: Path, before: Callable[[], None] = lambda: None
) -> tuple[Forked, list[str]]:
    """Run a command to its end; return what must not be said or done."""
    process = fork_command(arguments, said, before=before)
    wrong = []
    if not process.wait(_LIMIT_S):
        wrong.append(f"it hangs: no end in {_LIMIT_S:g} s")
        process.kill()
    return process, [*wrong, *_said(process)]


def _said(process: Forked) -> list[str]:
    wrong = ["a traceback"] if "Traceback" in process.stderr else []
    if process.code == 1 and "formcheck: " not in process.stderr:
        wrong.append("it failed without a sentence")
    return wrong + process.orphans()


@contextmanager
def _disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Give a file system of its own with so much room."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def disk_full(place: Place) -> Iterator[Try]:
    """Fill the disk at every size from nothing to enough; then write again with room."""
    for kilobytes in (4, 16, 32, 48, 64, 96, 128, 160, 224, 320):
        with _disk(place.folder / "full", kilobytes) as disk:
            out = disk / "out"
            process, wrong = _run(_analyze(place, out), place.folder / "said")
            wrong += half_written(out) + leftovers(disk)
            whole = (out / place.clip.stem / "report.json").exists()
            if process.code != (0 if whole else 1):
                wrong.append(f"code {process.code}, result {'there' if whole else 'absent'}")
            yield Try("disk full, analyze", f"{kilobytes} kB", [process.code], wrong)


def file_limit(place: Place) -> Iterator[Try]:
    """Let no file grow beyond a size (``RLIMIT_FSIZE``): each write fails in its turn."""
    for kilobytes in (1, 4, 12, 24, 40):

        def limited(size: int = kilobytes * _KB) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        out = place.fresh("limited")
        # What it says goes into files too: a pipe has no such limit.
        process, wrong = _run(_analyze(place, out), place.folder / "said", limited)
        wrong += half_written(out) + leftovers(out)
        yield Try("file size limit, analyze", f"{kilobytes} kB", [process.code], wrong)


def disk_full_live(place: Place) -> Iterator[Try]:
    """Fill the disk while a live set is recorded: the set goes on, what is there plays."""
    for kilobytes in (4, 32, 64, 128, 256):
        with _disk(place.folder / "full", kilobytes) as disk:
            process, wrong = _run(_live(place, disk / "out"), place.folder / "said")
            runs = sorted((disk / "out").iterdir()) if (disk / "out").is_dir() else []
            wrong += [problem for run in runs for problem in live_problems(run)]
            wrong += leftovers(disk)
            if process.code not in (0, 1) or (process.code == 1 and runs):
                wrong.append(f"code {process.code}, {len(runs)} recordings")
            yield Try("disk full, live --record", f"{kilobytes} kB", [process.code], wrong)


def disk_full_history(place: Place) -> Iterator[Try]:
    """Fill the disk under the history: the rows that were there stay."""
    for kilobytes in (96, 128, 192, 256):
        with _disk(place.folder / "full", kilobytes) as disk:
            database, known, codes, wrong = disk / "h.sqlite3", set[str](), [], list[str]()
            for number in range(6):
                clip = place.folder / f"row{number}.mp4"
                if not clip.exists():
                    clip.hardlink_to(place.clip)
                keep = ["--save-history", "--db", str(database), "--no-video", "--no-report"]
                out = place.fresh("rows")
                process, more = _run(_analyze(place, out, *keep, clip=clip), place.folder / "said")
                wrong += more + (history_problems(database, known) if known else [])
                if "kept as set" in process.stdout + process.stderr:
                    known.add(clip.name)
                codes.append(process.code)
            yield Try("disk full, history", f"{kilobytes} kB", codes, wrong)


def read_only(place: Place) -> Iterator[Try]:
    """Write where nothing may be written, and where it is forbidden while the run goes on."""
    for when_s in (None, 0.2, 0.5, 0.8):
        with _disk(place.folder / "sealed", 4096) as disk:
            out = disk / "out"
            out.mkdir()
            seal = ["mount", "-o", "remount,ro", str(disk)]
            if when_s is None:
                subprocess.run(seal, check=True)
            process = fork_command(_analyze(place, out), place.folder / "said")
            if when_s is not None:
                process.work(when_s, _LIMIT_S)
                subprocess.run(seal, check=False, capture_output=True)
            wrong = [] if process.wait(_LIMIT_S) else ["it hangs"]
            process.kill()
            wrong += _said(process) + half_written(out)
            when = "from the start" if when_s is None else f"after {when_s:g} s of work"
            yield Try("read-only disk, analyze", when, [process.code], wrong)


def no_permission(place: Place) -> Iterator[Try]:
    """Write as nobody into a folder of somebody else's, and lose the permission midway."""
    for midway in (False, True):
        out = place.fresh("others")
        out.chmod(0o777 if midway else 0o755)
        base = place.folder / "said"

        def as_nobody() -> None:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)

        process = fork_command(_analyze(place, out), base, before=as_nobody)
        if midway:
            process.work(0.4, _LIMIT_S)
            out.chmod(0o555)
        wrong = [] if process.wait(_LIMIT_S) else ["it hangs"]
        process.kill()
        out.chmod(0o777)
        wrong += _said(process) + half_written(out)
        how = "lost midway" if midway else "never had"
        yield Try("no permission, analyze", how, [process.code], wrong)


def little_memory(place: Place) -> Iterator[Try]:
    """Limit the address space to what the process has already and so much more."""
    for megabytes in (0, 16, 64, 128, 192, 256, 384, 512, 768, 1024):

        def limited(more: int = megabytes * _KB * _KB) -> None:
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            size = pages * resource.getpagesize() + more
            resource.setrlimit(resource.RLIMIT_AS, (size, size))

        out = place.fresh("poor")
        process, wrong = _run(_analyze(place, out), place.folder / "said", limited)
        wrong += half_written(out)
        # A library may end the process itself where it gets no memory: that is no answer to a
        # person, yet nothing may be left half-written by it.
        yield Try("little memory, analyze", f"{megabytes} MB left", [process.code], wrong)


def model_swapped(place: Place) -> Iterator[Try]:
    """Put another file in the place of the pose model before and during a run."""
    for when_s in (None, 0.15, 0.4, 0.8):
        models = place.fresh("models")
        bundle = models / find_bundle("full").name
        shutil.copy(find_bundle("full"), bundle)

        def swap(target: Path = bundle) -> None:
            other = target.with_suffix(".other")
            other.write_bytes(b"no model" * 1000)
            other.replace(target)

        out = place.fresh("swapped")
        if when_s is None:
            swap()
        process = fork_command(
            _analyze(place, out),
            place.folder / "said",
            before=lambda folder=models: os.environ.update(FORMCHECK_MODELS=str(folder)),
        )
        if when_s is not None:
            process.work(when_s, _LIMIT_S)
            swap()
        wrong = [] if process.wait(_LIMIT_S) else ["it hangs"]
        process.kill()
        wrong += _said(process) + half_written(out)
        when = "before" if when_s is None else f"after {when_s:g} s of work"
        yield Try("pose model swapped, analyze", when, [process.code], wrong)


def clock_jumps(place: Place) -> Iterator[Try]:
    """Let the wall clock jump by days, to and fro, at every look at it."""
    for command, days in (("analyze", 400.0), ("live", -30.0)):
        out = place.fresh("jumping")

        def jumping(by: float = days * 86400.0) -> None:
            real, looks = time.time, [0]

            def jumped() -> float:
                looks[0] += 1
                return real() + by * (looks[0] % 3 - 1)

            time.time = jumped

        arguments = _analyze(place, out) if command == "analyze" else _live(place, out)
        process, wrong = _run(arguments, place.folder / "said", jumping)
        if process.code != 0:
            wrong.append(f"code {process.code}")
        wrong += half_written(out) if command == "analyze" else []
        yield Try(f"wall clock jumps, {command}", f"{days:+g} days", [process.code], wrong)


def neighbours(place: Place) -> Iterator[Try]:
    """Let two and three processes write one result, and one history, at the same time."""
    for count in (2, 3):
        out, database = place.fresh("shared"), place.folder / "shared.sqlite3"
        database.unlink(missing_ok=True)
        keep = ["--save-history", "--db", str(database)]
        running = [
            fork_command(_analyze(place, out, *keep), place.folder / f"said{number}")
            for number in range(count)
        ]
        wrong = []
        for process in running:
            wrong += [] if process.wait(_LIMIT_S) else ["it hangs"]
            process.kill()
            wrong += _said(process)
            if process.code != 0:
                wrong.append(f"code {process.code}: {process.stderr.strip()[-200:]}")
        wrong += half_written(out) + leftovers(out)
        wrong += history_problems(database, {place.clip.name})
        yield Try("same result and history", f"{count} processes", [p.code for p in running], wrong)


CASES: Final = (
    disk_full,
    file_limit,
    disk_full_live,
    disk_full_history,
    read_only,
    no_permission,
    little_memory,
    model_swapped,
    clock_jumps,
    neighbours,
)
"""Every kind of fault; each yields its tries."""
