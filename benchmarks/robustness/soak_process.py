"""What a process holds: memory, threads, files; and how that grew over a run."""

from __future__ import annotations

import ctypes
import ctypes.util
import gc
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil

__all__ = ["Diary", "Growth", "Held", "growth", "read_diary", "trimmed_mb"]

_MB = 2.0**20


@dataclass(frozen=True, slots=True)
class Held:
    """What the process held at one moment.

    Parameters
    ----------
    at_s : float
        Since the part began.
    done : int
        Frames or clips so far.
    rss_mb : float
        Resident memory.
    heap_mb : float
        What programs and libraries have asked of the C heap and not given back; NaN where that
        cannot be told. Resident memory beyond it is kept by the heap for later.
    blocks : int
        Objects' blocks of Python.
    threads, files : int
    """

    at_s: float
    done: int
    rss_mb: float
    heap_mb: float
    blocks: int
    threads: int
    files: int


class Diary:
    """Writes down what the process holds, a line at a time.

    Parameters
    ----------
    path : Path
        An older one is replaced.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._path.write_text("", encoding="utf-8")
        self._process = psutil.Process()
        self._began_s = time.monotonic()

    def note(self, done: int) -> None:
        """Add a line."""
        gc.collect()
        held = Held(
            at_s=time.monotonic() - self._began_s,
            done=done,
            rss_mb=self._process.memory_info().rss / _MB,
            heap_mb=_heap_mb(),
            blocks=sys.getallocatedblocks(),
            threads=self._process.num_threads(),
            files=self._process.num_fds(),
        )
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(held)) + "\n")


def read_diary(path: Path) -> list[Held]:
    """Return the lines; none where there is no diary."""
    if not path.is_file():
        return []
    return [Held(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more was held in the third third of a run than in the second: medians."""

    rss_mb: float
    rss_share: float
    heap_mb: float
    blocks: float
    threads: float
    files: float


def growth(diary: Sequence[Held]) -> Growth:
    """Return the growth over the last two thirds of what was done; the first one warms up."""
    last = diary[-1].done if diary else 0
    second, third = (
        [held for held in diary if low * last < held.done <= high * last]
        for low, high in ((1 / 3, 2 / 3), (2 / 3, 1.0))
    )
    if not second or not third:
        return Growth(*[float("nan")] * 6)

    def more(name: str) -> float:
        before, after = (np.median([getattr(h, name) for h in part]) for part in (second, third))
        return float(after - before)

    level = float(np.median([held.rss_mb for held in second]))
    rss = more("rss_mb")
    others = [more(name) for name in ("heap_mb", "blocks", "threads", "files")]
    return Growth(rss, rss / level, *others)


def trimmed_mb() -> float:
    """Give back what the C heap keeps for later; return the resident memory then."""
    library = _c_library()
    if library is not None and hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
    return float(psutil.Process().memory_info().rss / _MB)


class _Mallinfo2(ctypes.Structure):
    """The structure of ``mallinfo2`` in the GNU C library."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def _c_library() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("c")
    return ctypes.CDLL(name) if name else None


def _heap_mb() -> float:
    library = _c_library()
    if library is None or not hasattr(library, "mallinfo2"):
        return float("nan")
    library.mallinfo2.restype = _Mallinfo2
    info = library.mallinfo2()
    return float((info.uordblks + info.hblkhd) / _MB)
