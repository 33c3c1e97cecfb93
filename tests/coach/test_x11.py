"""The window's events: the system's library is found before the one that OpenCV brings."""

from __future__ import annotations

import ctypes
import ctypes.util
import subprocess
import sys

import cv2
import pytest

from formcheck.coach import x11

QT_ON_LINUX = sys.platform.startswith("linux") and cv2.currentUIFramework().startswith("QT")


@pytest.mark.skipif(not QT_ON_LINUX, reason="no Qt on X11")
def test_the_systems_function_is_found_first():
    """In a process of its own: what is loaded for all stays loaded."""
    if ctypes.util.find_library("X11-xcb") is None:
        pytest.skip("libX11-xcb is not installed")
    code = (
        "import ctypes\n"
        "from formcheck.coach.x11 import claim_events\n"
        "all_of_it = ctypes.CDLL(None)\n"
        "assert not hasattr(all_of_it, 'XSetEventQueueOwner')\n"
        "assert claim_events()\n"
        "assert hasattr(all_of_it, 'XSetEventQueueOwner')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_missing_library_is_told(monkeypatch):
    monkeypatch.setattr(x11, "_LIBRARY", "libformcheck-nowhere.so.1")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(cv2, "currentUIFramework", lambda: "QT")
    assert not x11.claim_events()


@pytest.mark.parametrize(("platform", "toolkit"), [("darwin", "COCOA"), ("linux", "GTK")])
def test_others_lose_nothing(monkeypatch, platform, toolkit):
    monkeypatch.setattr(x11, "_LIBRARY", "libformcheck-nowhere.so.1")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(cv2, "currentUIFramework", lambda: toolkit)
    assert x11.claim_events()
