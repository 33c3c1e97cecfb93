"""Takes a recording from the network onto the shelf: never more than allowed, never in memory."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from starlette.requests import ClientDisconnect

from formcheck.errors import OutputError
from formcheck.web.limits import Limits
from formcheck.web.refused import RefusedError

__all__ = ["Uploads"]


class Uploads:
    """Counts the recordings that arrive, and writes them.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._running = 0

    async def write(self, chunks: AsyncIterator[bytes], promised: int | None, path: Path) -> None:
        """Write what comes into a file; what is refused leaves nothing.

        Parameters
        ----------
        chunks : async iterator of bytes
            The body of the request.
        promised : int or None
            Its length if the request says it.
        path : Path
            Where to.

        Raises
        ------
        RefusedError
            It is too large, empty, too slow, too many at once, or there is no room.
        """
        with self._place():
            self._check(promised or 0, path)
            try:
                await self._copy(chunks, path)
            except ClientDisconnect:
                raise RefusedError(400, "the upload was broken off", "try again") from None
            except TimeoutError:
                raise RefusedError(408, "the upload came to a stop", "try again") from None
            except OSError as error:
                told = OutputError.of(error, "")
                raise RefusedError(507, told.what, "make room on the disk") from error

    async def _copy(self, chunks: AsyncIterator[bytes], path: Path) -> None:
        size = 0
        coming = aiter(chunks)
        with await asyncio.to_thread(path.open, "wb") as file:
            while True:
                async with asyncio.timeout(self._limits.silence_s):
                    chunk = await anext(coming, None)
                if chunk is None:
                    break
                grown = size + len(chunk)
                if grown // _CHECK_EVERY > size // _CHECK_EVERY:
                    self._check(0, path)
                size = grown
                if size > self._limits.upload_bytes:
                    raise self._too_large()
                await asyncio.to_thread(file.write, chunk)
        if size == 0:
            raise RefusedError(422, "the file is empty", "choose a video")

    def _check(self, promised: int, path: Path) -> None:
        if promised > self._limits.upload_bytes:
            raise self._too_large()
        if shutil.disk_usage(path.parent).free < promised + self._limits.free_bytes:
            raise RefusedError(507, "the disk is full", "make room, or delete results")

    def _too_large(self) -> RefusedError:
        most = f"{self._limits.upload_bytes / 2**30:.3g} GB"
        return RefusedError(413, f"the file is larger than {most}", "cut out the set and try again")

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if self._running >= self._limits.uploads:
            raise RefusedError(429, "too many uploads at once", "try again in a moment")
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1


_CHECK_EVERY = 64 * 2**20
"""So often, in bytes, the room on the disk is looked at."""
