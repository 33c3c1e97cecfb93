"""A confined process is ended without a word, also one that ends by itself just then."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from asyncio import unix_events
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest

from formcheck.web.limits import Limits
from formcheck.web.process import Confined
from tests.web.stuck import TASK

LATE_S = 0.2


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let asyncio hear of a child's end only then, as on a machine with much to do."""
    watcher = getattr(unix_events, "ThreadedChildWatcher", None)
    if watcher is None or sys.version_info >= (3, 12):
        pytest.skip("a newer Python watches in another way")
    event, hear = threading.Event(), watcher._do_waitpid

    def late(*told: object) -> None:
        event.wait(20.0)
        hear(*told)

    monkeypatch.setattr(watcher, "_do_waitpid", late)
    return event


async def _dead(heard: threading.Event) -> Confined:
    """Return a process that is dead; the event comes a little later."""
    process = await Confined.start("tests.web.stuck:missing", {}, Limits())
    pid = process._process.pid
    os.kill(pid, signal.SIGKILL)
    while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        await asyncio.sleep(0.005)
    asyncio.get_running_loop().call_later(LATE_S, heard.set)
    return process


async def _end(process: Confined) -> None:
    await process.end()


async def _end_twice(process: Confined) -> None:
    await asyncio.gather(process.end(), process.end())
    await process.end()


async def _end_unwaited(process: Confined) -> None:
    """Whoever asked is gone at once, as a browser may be."""
    asked = asyncio.create_task(process.end())
    await asyncio.sleep(0.01)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await process.end()


def _run(life: Coroutine[Any, Any, int | None]) -> int | None:
    """Run in a thread: a browser of another test may hold this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, life).result(timeout=60)


@pytest.mark.parametrize("way", [_end, _end_twice, _end_unwaited])
def test_a_process_that_has_just_ended(
    way: Callable[[Confined], Awaitable[None]],
    heard: threading.Event,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def life() -> int | None:
        process = await _dead(heard)
        await way(process)
        return process._process.returncode

    with caplog.at_level(logging.WARNING):
        assert _run(life()) == -9  # asyncio was told, not asked in vain
    assert not caplog.records


def test_a_process_that_hears_nothing() -> None:
    async def life() -> int | None:
        process = await Confined.start(TASK, {}, Limits())
        assert (await process.receive(20.0))["type"] == "hangs"
        await process.end()
        return process._process.returncode

    assert _run(life()) == -9
