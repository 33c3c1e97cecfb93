"""Memory that is done with, given back to the system."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["give_back"]


def give_back() -> bool:
    """Give freed memory back to the system; return whether there was anything to do it with.

    The GNU C library keeps what was freed below what is still in use, each thread its own: over ten
    minutes of sets the process grew by a twentieth, while what it used stayed the same
    (``benchmarks.latency``). Giving it back takes some milliseconds, so it is done between two
    sets. Other systems do so by themselves.

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
