"""Looks that go wrong in every way, run by the tests in processes of their own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from formcheck.doctor.finding import Finding


def noisy() -> Iterator[Finding]:
    os.write(1, b"a driver says hello\n")
    yield Finding("devices", "noisy", "ok", "went well")


def crashing() -> Iterator[Finding]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield Finding("devices", "crashing", "ok", "never said")


def raising() -> Iterator[Finding]:
    raise ValueError("the driver is odd")
    yield


def hanging() -> Iterator[Finding]:
    time.sleep(30)
    yield Finding("devices", "hanging", "ok", "never said")
