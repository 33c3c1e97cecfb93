"""Threads that start, or say that there is no memory to start them."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from formcheck.threads import ROOM_BYTES, room_for_threads, started

_IN_LITTLE_MEMORY = """
import resource, threading
from pathlib import Path
from formcheck.threads import started
pages = int(Path("/proc/self/statm").read_bytes().split()[0])
size = pages * resource.getpagesize() + {more}
resource.setrlimit(resource.RLIMIT_AS, (size, size))
try:
    started(threading.Thread(target=lambda: None)).join()
except MemoryError:
    print("no memory")
else:
    print("started")
"""


def in_little_memory(more: int) -> str:
    code = _IN_LITTLE_MEMORY.format(more=more)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_a_thread_is_started_and_returned() -> None:
    ran = threading.Event()
    thread = threading.Thread(target=ran.set)
    assert started(thread) is thread
    thread.join()
    assert ran.is_set()


def test_more_threads_than_there_is_room_for() -> None:
    with pytest.raises(MemoryError, match="no room for"):
        room_for_threads(2**47 // ROOM_BYTES)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is set as Linux has it")
@pytest.mark.parametrize(("more", "answer"), [(0, "no memory"), (2 * ROOM_BYTES, "started")])
def test_without_memory_it_says_so_and_does_not_wait(more: int, answer: str) -> None:
    assert in_little_memory(more) == answer
