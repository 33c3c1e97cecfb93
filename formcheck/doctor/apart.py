"""A look done in a process of its own, since drivers and native code may crash or hang.

``python -m formcheck.doctor.apart MODULE:FUNCTION`` prints its findings as one line of JSON.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from typing import Final

from formcheck.doctor.finding import Finding

__all__ = ["LookError", "findings_of", "look_apart"]

_MARGIN_S: Final = 5.0


class LookError(Exception):
    """A process that looked crashed, failed or hung; the message tells which."""


def findings_of(look: str) -> list[Finding]:
    """Return what a look, named ``module:function``, finds in this process."""
    module, function = look.split(":")
    found: Iterator[Finding] = getattr(import_module(module), function)()
    return list(found)


def look_apart(look: str, limit_s: float) -> list[Finding]:
    """Return what a look finds in a process of its own.

    Parameters
    ----------
    look : str
        ``module:function``.
    limit_s : float
        After so long the process is ended; should we be gone by then, it ends by itself.

    Raises
    ------
    LookError
        The process crashed, failed or took longer.
    """
    command = [sys.executable, "-m", "formcheck.doctor.apart", look, str(limit_s)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LookError(f"no answer for {limit_s:g} s") from None
    if done.returncode < 0:
        raise LookError(f"ended by {signal.Signals(-done.returncode).name}")
    try:
        return [Finding(**item) for item in json.loads(done.stdout.splitlines()[-1])]
    except (IndexError, ValueError, TypeError):
        words = [line for line in done.stderr.splitlines() if line.strip()]
        raise LookError(words[-1] if words else f"ended with code {done.returncode}") from None


if __name__ == "__main__":
    # A thread of C: it ends a process that hangs in native code and whose parent is gone.
    faulthandler.dump_traceback_later(float(sys.argv[2]) + _MARGIN_S, exit=True)
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # native code may print: what is found has a descriptor of its own
    told.write(json.dumps([asdict(found) for found in findings_of(sys.argv[1])]) + "\n")
    told.flush()
    os._exit(0)  # some drivers hang while they wind up
