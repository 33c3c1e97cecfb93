from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import psutil
import pytest

from formcheck.memory import give_back, require_room

PART, PARTS = 60_000, 2_000  # below what the C library gets from the system piece by piece


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the GNU C library")
def test_what_was_freed_below_what_is_in_use_goes_back():
    if not Path("/lib64/ld-linux-x86-64.so.2").exists():
        pytest.skip("the GNU C library")
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    process = psutil.Process()
    parts = [libc.malloc(PART) for _ in range(PARTS)]
    for part in parts:
        ctypes.memset(part, 1, PART)
    for part in parts[:-1]:
        libc.free(ctypes.c_void_p(part))
    kept = process.memory_info().rss
    assert give_back()
    given_back = kept - process.memory_info().rss
    libc.free(ctypes.c_void_p(parts[-1]))
    assert given_back > 0.5 * PART * PARTS


def test_other_systems_are_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not give_back()


def test_room_that_was_asked_for_is_given_back():
    process = psutil.Process()
    before = process.memory_info().vms
    require_room(2**30)
    assert process.memory_info().vms - before < 2**28


@pytest.mark.parametrize("count_bytes", [2**52, 2**63, 2**70])
def test_more_room_than_there_can_be(count_bytes):
    with pytest.raises(MemoryError, match="no room for"):
        require_room(count_bytes)
