"""The server's side of a confined process: started, spoken to, and ended for certain."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import Any, Self

from formcheck.web.channel import ChannelClosedError, pack, receive
from formcheck.web.limits import Limits

__all__ = ["Confined"]


class Confined:
    """One process that does one task; use :meth:`start`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ended: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, task: str, order: dict[str, Any], limits: Limits) -> Self:
        """Start a process and give it its order.

        Parameters
        ----------
        task : str
            ``module:function``, see :data:`formcheck.web.confined.Task`.
        order : dict
            What it is to do; JSON.
        limits : Limits
        """
        environment = {
            **os.environ,
            "OPENCV_IO_MAX_IMAGE_PIXELS": str(limits.picture_pixels),
            # Small sums; more threads would wait busily for cores that the browser needs.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "formcheck.web.confined",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the server, which ends its processes
        )
        confined = cls(process)
        bounds = {
            "server_pid": os.getpid(),
            "memory_bytes": limits.memory_bytes,
            "cpu_s": max(limits.job_s, limits.set_s),
            "file_bytes": 4 * limits.upload_bytes,
        }
        await confined.send(json.dumps({"task": task, **bounds, **order}).encode())
        return confined

    async def send(self, content: bytes) -> None:
        """Send a message.

        Raises
        ------
        ChannelClosedError
            The process has ended.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(pack(content))
            await self._process.stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise ChannelClosedError("the process has ended") from error

    async def receive(self, within_s: float) -> dict[str, Any]:
        """Wait for the next answer and return it.

        Raises
        ------
        ChannelClosedError
            The process has ended, or sent what is no answer.
        TimeoutError
            No answer came in time.
        """
        assert self._process.stdout is not None
        async with asyncio.timeout(within_s):
            return await receive(self._process.stdout)

    async def end(self) -> None:
        """End the process, whatever it does; may be called twice.

        It is asked for its end only once it is dead, by asyncio's own watcher: ``Process.kill`` and
        closing its pipes ask, too, and one of the two is then told of a child that nobody knows
        (CPython's gh-127049).
        """
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                _kill(self._process)
        if self._ended is None:
            self._ended = asyncio.create_task(self._end())
        await asyncio.shield(self._ended)  # it goes on where nobody waits any longer

    async def _end(self) -> None:
        await self._process.wait()
        # Python 3.11 closes the pipes of a process that was killed only with its loop.
        self._process._transport.close()  # type: ignore[attr-defined]


def _kill(process: asyncio.subprocess.Process) -> None:
    if sys.platform == "win32":  # there nobody waits for a number
        process.kill()
    else:
        os.kill(process.pid, signal.SIGKILL)
