"""A task that hears nothing: it hangs in native code and holds the interpreter."""

from __future__ import annotations

import ctypes
from typing import Any

from formcheck.web.channel import Channel

__all__ = ["TASK", "hang"]

TASK = "tests.web.stuck:hang"
HANGS_S = 60


def hang(order: dict[str, Any], channel: Channel) -> None:
    """Hang, as a decoder might: no other thread of this process gets a turn."""
    channel.tell(type="hangs")
    ctypes.PyDLL(None).sleep(HANGS_S)
