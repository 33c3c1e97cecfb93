"""A screen of memory, and hands on its keyboard."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

__all__ = ["Keyboard", "memory_screen", "until"]


def until(condition: Callable[[], Any], what: str, patience_s: float = 60.0) -> Any:
    """Wait for something and return it."""
    end_s = time.monotonic() + patience_s
    while time.monotonic() < end_s:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


@contextmanager
def memory_screen() -> Iterator[str]:
    """Start a screen of memory and give its name; skip where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    try:
        yield name
    finally:
        server.terminate()
        server.wait(timeout=10)


class Keyboard:
    """Presses keys on the window whose title begins as given."""

    def __init__(self, screen: str, title: str) -> None:
        from Xlib import X, display

        self._x = X
        self._display = display.Display(screen)
        self._root = self._display.screen().root
        self.window = until(lambda: self._find(self._root, title), f"a window `{title}`")

    def _find(self, window: Any, title: str) -> Any:
        from Xlib.error import BadWindow

        with contextlib.suppress(BadWindow):  # one that was closed meanwhile
            for child in window.query_tree().children:
                name = child.get_wm_name()
                if isinstance(name, str) and name.startswith(title):
                    return child
                if found := self._find(child, title):
                    return found
        return None

    def press(self, name: str) -> None:
        """Press and release a key by its X name, like ``space``."""
        from Xlib import XK
        from Xlib.ext import xtest

        # There is no window manager: the keys go to where the pointer is.
        place = self.window.get_geometry()
        self._root.warp_pointer(place.x + place.width // 2, place.y + place.height // 2)
        self.window.set_input_focus(self._x.RevertToParent, self._x.CurrentTime)
        code = self._display.keysym_to_keycode(XK.string_to_keysym(name))
        for kind in (self._x.KeyPress, self._x.KeyRelease):
            xtest.fake_input(self._display, kind, code)
            self._display.sync()
            time.sleep(0.05)

    def close(self) -> None:
        """Take the hands off."""
        self._display.close()

    def close_window(self) -> None:
        """Ask the window to close, as its cross does."""
        from Xlib.protocol import event

        atoms = [self._display.intern_atom(name) for name in ("WM_PROTOCOLS", "WM_DELETE_WINDOW")]
        message = event.ClientMessage(
            window=self.window,
            client_type=atoms[0],
            data=(32, [atoms[1], self._x.CurrentTime, 0, 0, 0]),
        )
        self.window.send_event(message)
        self._display.sync()

    def picture(self) -> npt.NDArray[np.uint8]:
        """Return what the screen shows, RGB."""
        place = self._root.get_geometry()
        raw = self._root.get_image(0, 0, place.width, place.height, self._x.ZPixmap, 0xFFFFFFFF)
        shape = (place.height, place.width, 4)
        pixels = np.frombuffer(raw.data, np.uint8).reshape(shape)
        return np.ascontiguousarray(pixels[..., 2::-1])
