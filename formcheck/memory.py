"""Memory that is done with, given back to the system."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["give_back"]


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
