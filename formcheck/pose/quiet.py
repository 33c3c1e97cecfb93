"""Keep the messages of native libraries off the user's terminal."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

__all__ = ["calm_native_logs", "quiet_stderr"]

_STDERR: Final = 2
_LEVELS: Final = {"GLOG_minloglevel": "2", "TF_CPP_MIN_LOG_LEVEL": "2"}

_lock = threading.Lock()
_depth = 0
_saved = -1


def calm_native_logs() -> None:
    """Ask MediaPipe and TensorFlow Lite for errors only, unless the user set their levels."""
    for name, level in _LEVELS.items():
        os.environ.setdefault(name, level)


@contextmanager
def quiet_stderr(active: bool = True) -> Iterator[None]:
    """Send what is written to file descriptor 2 nowhere, while any thread is inside.

    Exceptions pass; the descriptor is restored in any case. Nothing happens where a process has no
    standard error.

    Parameters
    ----------
    active : bool
        False makes it do nothing.
    """
    if not active:
        yield
        return
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _depth, _saved  # noqa: PLW0603 - the descriptor belongs to the whole process
    with _lock:
        _depth += 1
        if _depth > 1:
            return
        with suppress(OSError):  # no standard error at all
            saved = os.dup(_STDERR)
            try:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, _STDERR)
                os.close(nowhere)
            except OSError:
                os.close(saved)
                raise
            _saved = saved


def _leave() -> None:
    global _depth, _saved  # noqa: PLW0603
    with _lock:
        _depth -= 1
        if _depth == 0 and _saved >= 0:
            os.dup2(_saved, _STDERR)
            os.close(_saved)
            _saved = -1
