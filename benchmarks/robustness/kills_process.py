"""A command in a process of its own that is killed at a moment, and what it leaves running.

The process is forked from one that has imported everything already: starting costs nothing, and
every kill falls into work instead of imports.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import psutil

__all__ = ["Forked", "fork_command", "load_everything", "operations_in"]

_HEAVY: Final = (
    "formcheck.api",
    "formcheck.batch.one_clip",
    "formcheck.commands.analyze",
    "formcheck.commands.batch",
    "formcheck.commands.live",
    "formcheck.commands.live_loop",
    "formcheck.commands.live_record",
    "formcheck.commands.live_set",
    "formcheck.commands.serve",
    "formcheck.outputs.annotate",
    "formcheck.outputs.report_html",
    "formcheck.pose.auto_model",
    "formcheck.pose.mediapipe",
    "formcheck.web.server",
    "mediapipe.tasks.python.vision",
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGING: Final = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect"}
_OPERATIONS: Final = "operations.txt"
_PR_SET_PDEATHSIG: Final = 1
_ORPHAN_S: Final = 120.0
"""So long a child may outlive its parent on a busy machine."""


def load_everything() -> None:
    """Import what the commands use, and start no thread by it."""
    for name in _HEAVY:
        import_module(name)
    import_module("formcheck.checks").build_checks({})  # finds and imports all of them
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("expected one thread before a fork, there are more")


@dataclass(eq=False)
class Forked:
    """A running command.

    Parameters
    ----------
    pid : int
    folder : Path
        Where ``stdout`` and ``stderr`` of it lie.
    """

    pid: int
    folder: Path
    children: dict[int, psutil.Process] = field(default_factory=dict)
    code: int | None = None
    outlived_s: float = 0.0
    """So long a child ran on after it, found by :meth:`orphans`."""

    @property
    def stdout(self) -> str:
        """What it has said."""
        return (self.folder / "stdout").read_text("utf-8", errors="replace")

    @property
    def stderr(self) -> str:
        """What it has complained of."""
        return (self.folder / "stderr").read_text("utf-8", errors="replace")

    def alive(self) -> bool:
        """Return whether it runs still; its exit code, or minus a signal, is kept."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is None

    def cpu_s(self) -> float:
        """Return the processor time of it and its children: a clock that a busy machine spares."""
        total = 0.0
        try:
            process = psutil.Process(self.pid)
            own = process.cpu_times()
            total = own.user + own.system
            for child in process.children(recursive=True):
                self.children[child.pid] = child
                times = child.cpu_times()
                total += times.user + times.system
        except psutil.Error:
            pass
        return total

    def wait(self, within_s: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Wait for its end or for something else; return False if neither came in time."""
        stop_s = time.monotonic() + within_s
        while self.alive():
            if until():
                return True
            if time.monotonic() > stop_s:
                return False
            time.sleep(0.05)
        return True

    def work(self, cpu_s: float, within_s: float) -> bool:
        """Wait until it has used so much processor time, or its end."""
        return self.wait(within_s, lambda: self.cpu_s() > cpu_s)

    def kill(self) -> None:
        """Kill it as a power cut would, and wait until it is gone."""
        self.cpu_s()  # look for children once more
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)

    def orphans(self) -> list[str]:
        """Return the children that outlive it, ended then; waits for them first."""
        began_s = time.monotonic()
        _, alive = psutil.wait_procs(self.children.values(), timeout=_ORPHAN_S)
        self.outlived_s = time.monotonic() - began_s
        told = []
        for process in alive:
            told.append(f"orphan {process.pid} of {self.pid}")
            process.kill()
        return told


def fork_command(
    arguments: Sequence[str],
    folder: Path,
    die_at: int | None = None,
    *,
    count: bool = False,
    before: Callable[[], None] = lambda: None,
) -> Forked:
    """Start ``formcheck ARGUMENTS`` in a forked process.

    Parameters
    ----------
    arguments : sequence of str
    folder : Path
        Made if missing; takes what the command says.
    die_at : int, optional
        It kills itself before its so many-th change to the file system, from 0.
    count : bool
        Whether to count those changes, for :func:`operations_in`.
    before : callable
        Called in the new process, to limit it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Forked(pid, folder)
    code = 70
    try:
        _die_with_parent()
        _redirect(folder)
        counted = _hook(die_at) if count or die_at is not None else [0]
        from formcheck.cli import run

        before()
        code = run(list(arguments))
        if count:
            (folder / _OPERATIONS).write_text(str(counted[0]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def operations_in(folder: Path) -> int:
    """Return how many changes to the file system a counted command made."""
    return int((folder / _OPERATIONS).read_text())


def _die_with_parent() -> None:
    """Have the kernel kill this process when the one that forked it ends, however it ends."""
    library = ctypes.CDLL(None)
    if hasattr(library, "prctl"):
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _redirect(folder: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for name, number in (("stdout", 1), ("stderr", 2)):
        os.dup2(os.open(folder / name, flags, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def _hook(die_at: int | None) -> list[int]:
    """Count what changes the file system; die before the wanted one."""
    counted = [0]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not (isinstance(flags, int) and flags & _WRITING) or path == os.devnull:
                return
        elif event not in _CHANGING:
            return
        if counted[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        counted[0] += 1

    sys.addaudithook(hook)
    return counted
