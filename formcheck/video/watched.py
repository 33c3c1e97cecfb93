"""Bounds for code that is not ours: a call that never comes back, a file that takes all memory."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from formcheck.errors import VideoError
from formcheck.threads import started

__all__ = ["OPENING_BYTES", "PATIENCE_S", "Watched", "bounded_memory"]

T = TypeVar("T")

PATIENCE_S: Final = 60.0
"""A file whose decoding does not go on for so long is given up, seconds."""

OPENING_BYTES: Final = 3 * 2**29
"""Address space that opening one file may take: room for a few pictures of 8K. [design]"""

_TICK_S = 0.5
_FAREWELL_S = 5.0  # so long a call that nobody waits for any more may still take

_Call = tuple[Callable[[], Any], bool]  # whether it is the last one
_Result = tuple[Any, BaseException | None]


class Watched:
    """Makes the calls into a decoder in a thread of its own, and gives up one that hangs.

    A call that is in native code cannot be ended. Its thread is left behind then, with all that
    it holds, and ends with the program.

    Parameters
    ----------
    where : str
        The file, for the sentence.
    patience_s : float
        How long a call may take. It is counted in short waits, so a program that was stopped
        meanwhile (Ctrl-Z, a sleeping machine) loses no patience.
    """

    def __init__(self, where: str, patience_s: float | None = None) -> None:
        self._where = where
        self._patience_s = PATIENCE_S if patience_s is None else patience_s
        self._calls: SimpleQueue[_Call] = SimpleQueue()
        self._results: SimpleQueue[_Result] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._pending = self._closed = False
        weakref.finalize(self, self._calls.put, (_nothing, True))

    def call(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, or raise what it raises.

        Raises
        ------
        VideoError
            It does not come back in time, or an earlier one did not.
        """
        if self._thread is None:
            queues = (self._calls, self._results)
            thread = threading.Thread(
                target=_serve, args=queues, name="formcheck-decode", daemon=True
            )
            self._thread = started(thread)
        if self._closed or (self._pending and self._wait(_FAREWELL_S) is None):
            raise self._stuck()
        self._pending = True
        self._calls.put((work, False))
        result = self._wait(self._patience_s)
        if result is None:
            raise self._stuck()
        value, error = result
        if error is not None:
            try:
                raise error
            finally:
                del error, result  # or its traceback would keep this frame, and this frame it
        found: T = value
        return found

    def _wait(self, patience_s: float) -> _Result | None:
        for _ in range(max(1, math.ceil(patience_s / _TICK_S))):
            try:
                result = self._results.get(timeout=min(_TICK_S, patience_s))
            except Empty:
                continue
            self._pending = False
            return result
        return None

    def _stuck(self) -> VideoError:
        return VideoError(
            f"decoding it does not go on, given up after {self._patience_s:g} seconds",
            self._where,
            "copy it again, or convert it to H.264 in an mp4 file",
        )

    def close(self, release: Callable[[], None] | None = None) -> None:
        """End the thread, and call ``release`` once nothing is in use any more.

        That is at once, unless a call hangs: then it is when that comes back, if it ever does.
        """
        if self._closed:
            return
        self._closed = True
        if self._thread is None:
            (release or _nothing)()
            return
        self._calls.put((release or _nothing, True))
        if not self._pending or self._wait(_FAREWELL_S) is not None:
            self._thread.join()


def _nothing() -> None:
    """Do nothing, as the last call of a thread."""


def _serve(calls: SimpleQueue[_Call], results: SimpleQueue[_Result]) -> None:
    last = False
    while not last:
        work, last = calls.get()
        result: _Result
        try:
            result = (work(), None)
        except BaseException as error:  # raised again where it was asked for
            result = (None, error)
        results.put(result)
        del work, result


_memory = threading.Lock()


@contextmanager
def bounded_memory(bytes_more: int = OPENING_BYTES) -> Iterator[None]:
    """Let this process take so much more address space while the block runs, and no more.

    A header of a few bytes can ask for gigabytes. Where the system knows no such limit, or a
    closer one is set already, nothing is changed.
    """
    with _memory:
        try:
            import resource

            taken = _address_space()
            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        except (ImportError, OSError):  # not on Linux
            yield
            return
        limit = taken + bytes_more
        if soft != resource.RLIM_INFINITY:
            limit = min(limit, soft)
        elif hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Return how much this process has taken, bytes; an OSError where the system does not tell."""
    import resource

    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    return pages * resource.getpagesize()
