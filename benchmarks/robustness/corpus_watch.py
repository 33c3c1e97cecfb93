"""Notices who comes where nobody should: a port that is listened to, a file that is opened."""

from __future__ import annotations

import ctypes
import os
import select
import socket
import struct
from pathlib import Path
from types import TracebackType
from typing import Final, Self

__all__ = ["Bait"]

_IN_OPEN: Final = 0x20
_EVENT: Final = struct.Struct("iIII")


class Bait:
    """A port of 127.0.0.1 (TCP and UDP) and files that must not be asked for.

    Use it as a context manager; files are watched by inotify, so on Linux only.

    Attributes
    ----------
    port : int
    """

    def __init__(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._tcp.getsockname()[1])
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._watch = self._libc.inotify_init1(os.O_NONBLOCK)

    def watch(self, path: Path) -> None:
        """Notice from now on when a file is opened."""
        if self._libc.inotify_add_watch(self._watch, os.fsencode(path), _IN_OPEN) < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch", str(path))

    def taken(self) -> int:
        """Return how many came since it was last asked: connections, packets, files opened."""
        count = 0
        while select.select([self._tcp], [], [], 0)[0]:
            self._tcp.accept()[0].close()
            count += 1
        while select.select([self._udp], [], [], 0)[0]:
            self._udp.recv(65536)
            count += 1
        while select.select([self._watch], [], [], 0)[0]:
            count += len(os.read(self._watch, 65536)) // _EVENT.size
        return count

    def __enter__(self) -> Self:
        """Return the bait itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of port and files."""
        self._tcp.close()
        self._udp.close()
        os.close(self._watch)
