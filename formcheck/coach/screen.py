"""Whether there is a screen: OpenCV's window ends the whole process where there is none."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping

__all__ = ["has_screen"]

_PATIENCE_S = 2.0
_SOCKETS = "/tmp/.X11-unix/X"
_FIRST_PORT = 6000


def has_screen(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether a window can be opened, as far as can be told beforehand.

    Parameters
    ----------
    environment : mapping of str to str, optional
        The process's own if left out; only Linux is looked at.
    """
    if not sys.platform.startswith("linux"):
        return True
    known = os.environ if environment is None else environment
    display = known.get("DISPLAY")
    if not display:
        return bool(known.get("WAYLAND_DISPLAY"))
    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdigit():
        return True  # some other kind of address: let the window try
    if host in ("", "unix"):
        path = f"{_SOCKETS}{number}"
        return any(_answers(socket.AF_UNIX, at) for at in (path, f"\0{path}"))
    return _answers(socket.AF_INET, (host, _FIRST_PORT + int(number)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as door:
            door.settimeout(_PATIENCE_S)
            door.connect(address)
    except (OSError, OverflowError):
        return False
    return True
