"""Names of work in progress, by which what a killed run left is known and taken away."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import socket
import sys
from pathlib import Path

__all__ = ["is_leftover", "remove_leftovers", "work_name"]

_WORK_NAME = re.compile(r"\.formcheck-(?P<host>[\w.]*)-(?P<pid>\d+)-[0-9a-f]{8}")


def work_name() -> str:
    """Return a new hidden name that tells machine and process."""
    return f".formcheck-{_host()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_leftover(path: Path) -> bool:
    """Return whether a run of this machine that has ended left this."""
    match = _WORK_NAME.fullmatch(path.name)
    return match is not None and match["host"] == _host() and not _runs(int(match["pid"]))


def remove_leftovers(directory: Path) -> None:
    """Remove what runs of this machine left in a folder when they were killed.

    A result that such a run had just moved away, without putting the new one in its place, comes
    back. Folders of running programs and of other machines stay.

    Parameters
    ----------
    directory : Path
        An existing folder.
    """
    for path in directory.iterdir():
        if not is_leftover(path):
            continue
        with contextlib.suppress(OSError):
            if not path.is_dir():
                path.unlink()
                continue
            _bring_back(path / "old", directory)
            shutil.rmtree(path)


def _bring_back(olds: Path, directory: Path) -> None:
    for old in olds.iterdir() if olds.is_dir() else ():
        if not (directory / old.name).exists():
            old.rename(directory / old.name)


def _host() -> str:
    return re.sub(r"[^\w.]", "_", socket.gethostname(), flags=re.ASCII)[:60]


def _runs(pid: int) -> bool:
    """Return whether a process of that number runs; when in doubt, yes."""
    if sys.platform == "win32":  # there os.kill would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
