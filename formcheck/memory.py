"""Memory: whether there is enough for what comes next, and giving back what is done with."""

from __future__ import annotations

import ctypes
import mmap
import sys

__all__ = ["give_back", "require_room"]


def give_back() -> bool:
    """Give freed memory back to the system; return whether there was anything to do it with.

    The GNU C library keeps what was freed below what is still in use, each thread its own: what a
    process held grew from set to set and from clip to clip, though less and less of it was in use.
    It is done between two sets and after a clip, where a pause of milliseconds does no harm.

    Examples
    --------
    >>> isinstance(give_back(), bool)
    True
    """
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is None:
        return False
    trim(ctypes.c_size_t(0))
    return True


def require_room(count_bytes: int) -> None:
    """Make sure that so much address space can be had at once: it is taken, and given back.

    Nothing is written to it, so it costs no memory and next to no time. What native libraries do
    without memory is worse than an error: they wait forever, or end the process.

    Parameters
    ----------
    count_bytes : int
        At least 1.

    Raises
    ------
    MemoryError
        There is not so much.
    """
    try:
        room = mmap.mmap(-1, count_bytes)
    except (OSError, OverflowError) as error:
        raise MemoryError(f"no room for {count_bytes / 2**20:.0f} MiB") from error
    room.close()
