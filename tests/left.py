"""What a killed run leaves behind, for the tests."""

from __future__ import annotations

import subprocess
import sys

from formcheck import leftovers

__all__ = ["dead_pid", "dead_work_name"]


def dead_pid() -> int:
    """Return the number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(timeout=60)
    return child.pid


def dead_work_name() -> str:
    """Return a name of work in progress of a process that has ended."""
    return f".formcheck-{leftovers._host()}-{dead_pid()}-00ff00ff"
