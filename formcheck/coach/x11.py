"""See that the window gets its X11 events: OpenCV's wheels for Linux lose some of them.

Qt reads the X connection in a thread of its own and asks ``XSetEventQueueOwner`` to keep libX11 off
the events. The wheel brings the libX11-xcb that has this function (1.6.8, in opencv-contrib-python
5.1.0.95) but takes the system's libX11, into whose private structure that function writes. Where
the two differ (byte 0x40 in the wheel, 0x48 in libX11 1.8.4 of Debian 12) the request is lost, and
each time libX11 flushes it may swallow what the window was to get. A lost map or expose event
leaves the window black for good (without a window manager in 18 of 30 openings on a busy machine,
in none of 12 after this); a lost key is a key pressed in vain. The system's own function fits the
system's libX11: once loaded for all, it is found before the wheel's.
"""

from __future__ import annotations

import ctypes
import sys

import cv2

__all__ = ["claim_events"]

_LIBRARY = "libX11-xcb.so.1"


def claim_events() -> bool:
    """Have OpenCV's Qt get all events of its windows; call it before the first one is opened.

    Returns
    -------
    bool
        False if events may be lost: the system has no ``libX11-xcb.so.1``.
    """
    if not sys.platform.startswith("linux") or not cv2.currentUIFramework().startswith("QT"):
        return True
    try:
        ctypes.CDLL(_LIBRARY, ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
