"""A clip done in a process of its own, which may crash or hang without harm to the others."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

from formcheck.batch.job import Job, Outcome
from formcheck.threads import started

__all__ = ["COMMAND", "Child", "do_job", "end_children"]

COMMAND: Final = (sys.executable, "-m", "formcheck.batch.child")

_START_S: Final = 120.0
"""A process that is not ready by then never will be: a cold disk takes some ten seconds."""
_LAST_WORDS: Final = 300


class Child:
    """A process that does one job after the other; started anew after it crashed or hung.

    Parameters
    ----------
    command : sequence of str
        What is run; it speaks as :mod:`formcheck.batch.child` does.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._last_words: list[str] = []

    def do(self, job: Job, give_up_s: float) -> Outcome:
        """Return what became of a job.

        Parameters
        ----------
        job : Job
            The clip.
        give_up_s : float
            After so long without progress the process is taken to hang, and ended.
        """
        began = time.monotonic()
        try:
            if self._process is None:
                self._start()
            assert self._process is not None
            assert self._process.stdin is not None
            self._process.stdin.write(job.to_json() + "\n")
            self._process.stdin.flush()
            while "outcome" not in (message := self._next(give_up_s)):
                pass
            return Outcome(**message["outcome"])
        except TimeoutError as error:
            self.close()
            return Outcome("hung", f"{error}: given up", time.monotonic() - began)
        except (OSError, EOFError, ValueError):
            return Outcome("crashed", self._why(), time.monotonic() - began)

    def _start(self) -> None:
        self._lines, self._last_words = queue.Queue(), []
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for us; it ends when its input does
        )
        for target in (self._listen, self._overhear):
            started(threading.Thread(target=target, args=(self._process,), daemon=True))
        self._next(_START_S, "its process was not ready after")

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        lines = self._lines
        with suppress(ValueError):  # closed meanwhile
            for line in process.stdout:
                lines.put(line)
        lines.put(None)

    def _overhear(self, process: subprocess.Popen[str]) -> None:
        """Keep the last line that it says on stderr, which must not fill up either."""
        assert process.stderr is not None
        words = self._last_words
        with suppress(ValueError):
            for line in process.stderr:
                if line.strip():
                    words[:] = [line.strip()[:_LAST_WORDS]]

    def _next(self, patience_s: float, late: str = "no progress for") -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=patience_s)
        except queue.Empty:
            raise TimeoutError(f"{late} {patience_s:g} s") from None
        if line is None:
            raise EOFError
        message: dict[str, Any] = json.loads(line)
        return message

    def _why(self) -> str:
        """Return how the process ended, and forget it."""
        process = self._process
        code = None
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=5)
        self.close()
        how = f"signal {-code}" if code is not None and code < 0 else f"code {code}"
        said = f": {self._last_words[0]}" if self._last_words else ""
        return f"its process ended by itself ({how}){said}"

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()

    def __enter__(self) -> Self:
        """Return the child itself; nothing is started before the first job."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.close()


_children: dict[int, Child] = {}
"""One for each thread that has done a job."""


def do_job(job: Job, give_up_s: float, command: Sequence[str] = COMMAND) -> Outcome:
    """Return what became of a job, done by a child process that belongs to the calling thread.

    What a local pool runs in its threads, and a cluster in those of its workers.
    """
    child = _children.setdefault(threading.get_ident(), Child(command))
    return child.do(job, give_up_s)


def end_children() -> None:
    """End the child processes of all threads, also in the midst of a job."""
    while _children:
        _children.popitem()[1].close()
