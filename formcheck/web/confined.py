"""A process of its own for whatever decodes a stranger's pictures: ``python -m`` this module.

A hostile file can crash or fill this process, never the server: memory, time, file size and open
files are limited before the first byte is looked at. It ends with the server, however that ended:
the kernel sees to it on Linux, even where a decoder hangs; elsewhere, and where the kernel cannot
say, the end of its input does.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from formcheck.errors import FormcheckError
from formcheck.threads import started
from formcheck.web.channel import Channel, ChannelClosedError

__all__ = ["Task", "confine", "end_with", "main", "watch_server"]

Task = Callable[[dict[str, Any], Channel], None]
"""Takes its order and the channel; what it tells last is its result."""


_PR_SET_PDEATHSIG: Final = 1
"""Of ``prctl``: which signal comes when the process that started this one has ended."""


def end_with(parent_pid: int) -> None:
    """Have this process killed as soon as the one that started it has ended; Linux only.

    Parameters
    ----------
    parent_pid : int
        Who started it: it may have ended already, before the kernel was asked.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)


def confine(memory_bytes: int, cpu_s: float, file_bytes: int) -> None:
    """Limit this process; where the system knows no such limits the server's clock must do."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, int(cpu_s) + 1),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(what)
        least = limit if most == resource.RLIM_INFINITY else min(limit, most)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (least, least))


def watch_server(channel: Channel) -> None:
    """End this process with the server, while the main thread works."""

    def wait() -> None:
        with contextlib.suppress(ChannelClosedError):
            while True:
                channel.receive()
        os._exit(1)

    started(threading.Thread(target=wait, name="watch", daemon=True))


def main() -> int:
    """Take the order, do it, tell what came of it; return 0 whenever that could be told."""
    channel = Channel(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    # Native libraries write to stdout as they like: there they would break the messages.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        order = json.loads(channel.receive())
    except ChannelClosedError:
        return 1
    end_with(order["server_pid"])
    confine(order["memory_bytes"], order["cpu_s"], order["file_bytes"])
    with contextlib.suppress(OSError):
        os.nice(order.get("nice", 0))
    try:
        module, name = order["task"].split(":")
        task: Task = getattr(import_module(module), name)
        task(order, channel)
    except FormcheckError as error:
        channel.tell(type="failed", what=error.what, remedy=error.remedy)
    except MemoryError:
        remedy = "record it smaller, for instance in Full HD"
        channel.tell(type="failed", what="it needs more memory than is allowed", remedy=remedy)
    except (ChannelClosedError, BrokenPipeError):
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # native threads wind up noisily, and nothing is left to be saved
