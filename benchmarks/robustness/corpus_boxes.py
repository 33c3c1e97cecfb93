"""Surgery on the boxes of an mp4 or mov file, by their names."""

from __future__ import annotations

import struct

__all__ = ["box", "boxed", "patched", "without"]


def box(data: bytes, name: bytes, which: int = 0) -> tuple[int, int]:
    """Return where the content of a box begins and ends.

    Raises
    ------
    ValueError
        There is none.
    """
    place = -1
    for _ in range(which + 1):
        place = data.index(name, place + 1)
    (size,) = struct.unpack_from(">I", data, place - 4)
    return place + 4, place - 4 + size


def patched(data: bytes, name: bytes, offset: int, form: str, *values: float) -> bytes:
    """Return the file with numbers (big-endian) written over the content of a box.

    >>> patched(bytes(4) + b"mvhd" + bytes(8), b"mvhd", 4, "I", 7)[-4:].hex()
    '00000007'
    """
    start, _ = box(data, name)
    changed = bytearray(data)
    struct.pack_into(">" + form, changed, start + offset, *values)
    return bytes(changed)


def boxed(name: bytes, content: bytes, size: int | None = None) -> bytes:
    """Return a box, whose size may be a lie."""
    return struct.pack(">I", len(content) + 8 if size is None else size) + name + content


def without(data: bytes, name: bytes) -> bytes:
    """Return the file in which a box is called something that nobody knows."""
    start, _ = box(data, name)
    return data[: start - 4] + b"xxxx" + data[start:]
