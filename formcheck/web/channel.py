"""Messages between the server and a process of its own, over two pipes.

A message is a length of four bytes and the content. What comes back from a process that looked at
a stranger's file is JSON of a bounded length and never anything that could be executed.
"""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any, BinaryIO, Final

__all__ = ["ANSWER_BYTES", "FRAME", "Channel", "ChannelClosedError", "pack", "receive"]

ANSWER_BYTES: Final = 4 * 2**20
"""Longest answer of a process."""
FRAME: Final = b"F"
"""First byte of a message that holds a picture; any other message is JSON."""
_LENGTH: Final = struct.Struct("<I")


class ChannelClosedError(Exception):
    """The other side has gone, or sends what is no message."""


def pack(content: bytes) -> bytes:
    r"""Return the message as it is sent.

    >>> pack(b"ab")
    b'\x02\x00\x00\x00ab'
    """
    return _LENGTH.pack(len(content)) + content


async def receive(stream: asyncio.StreamReader) -> dict[str, Any]:
    """Return the next answer of a process (the server's side).

    Raises
    ------
    ChannelClosedError
        It has ended, or sent what is no answer.
    """
    try:
        (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
        if length > ANSWER_BYTES:
            raise ChannelClosedError("the answer is too long")
        loaded = json.loads(await stream.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError, ValueError, RecursionError) as error:
        raise ChannelClosedError(str(error)) from error
    if not isinstance(loaded, dict):
        raise ChannelClosedError("the answer is no object")
    return loaded


class Channel:
    """The process's side.

    Parameters
    ----------
    incoming, outgoing : BinaryIO
        The pipes.
    """

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming, self._outgoing = incoming, outgoing

    def receive(self) -> bytes:
        """Wait for a message and return it.

        Raises
        ------
        ChannelClosedError
            The server has gone.
        """
        head = self._incoming.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise ChannelClosedError("the server has gone")
        (length,) = _LENGTH.unpack(head)
        content = self._incoming.read(length)
        if len(content) < length:
            raise ChannelClosedError("the server has gone")
        return content

    def tell(self, **answer: Any) -> None:
        """Send an answer; unknown numbers are None, never NaN."""
        content = json.dumps(answer, allow_nan=False, separators=(",", ":")).encode()
        self._outgoing.write(pack(content))
        self._outgoing.flush()
