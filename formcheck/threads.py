"""Threads that start, or say that there is no memory to start them."""

from __future__ import annotations

import threading
from typing import Final, TypeVar

from formcheck.memory import require_room

__all__ = ["ROOM_BYTES", "room_for_threads", "started"]

T = TypeVar("T", bound=threading.Thread)

ROOM_BYTES: Final = 2**24
"""Address space that a new thread needs: 8 MiB for its stack, where nobody chose another size, and
as much again for what the interpreter allocates before the thread runs. [design]"""


def room_for_threads(count: int = 1) -> None:
    """Make sure that there is memory to start some threads.

    A thread that finds no memory while it starts ends at once, and who started it waits for it
    forever (CPython gh-140746).

    Raises
    ------
    MemoryError
        There is none.
    """
    require_room(count * max(ROOM_BYTES, 2 * threading.stack_size()))


def started(thread: T) -> T:
    """Start a thread and return it.

    Raises
    ------
    MemoryError
        There is no memory for it.
    """
    room_for_threads()
    thread.start()
    return thread
