"""The loop of a live run: frames are looked at in one thread, drawn in another.

A camera or stream reads on in a third one (:class:`~formcheck.video.live.LiveSource`). Each hands
over to the next through one place that holds the latest only, so that no delay can grow. Windows
belong to the main thread; it alone draws and takes keys.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from formcheck.coach.banner import Banner
from formcheck.coach.window import LiveHud, Window, WindowKey
from formcheck.outputs.hud import HudState
from formcheck.threads import started
from formcheck.video.live import LiveSource
from formcheck.video.source import Source

if TYPE_CHECKING:
    from formcheck.commands.live_set import LiveSet

__all__ = ["Shown", "run_headless", "run_in_window", "show_end"]

_WAIT_S = 0.02
"""So long the window waits for news before it looks for keys again."""
_END_S = 6.0
"""So long the last summary stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One picture with what is drawn over and below it, and when it was captured."""

    image: npt.NDArray[np.uint8]
    state: HudState | None
    banner: Banner
    captured_s: float = math.nan


class _Looker:
    """Looks at every frame that the source gives, in its own thread; keeps the latest to show."""

    def __init__(self, live: LiveSet, source: Source) -> None:
        self._live, self._source = live, source
        self._keys: SimpleQueue[WindowKey] = SimpleQueue()
        self._hud = LiveHud(live.arch)
        self._news = threading.Condition()
        self._latest: Shown | None = None
        self._last: Shown | None = None
        self._finished = False
        self._failure: Exception | None = None
        self._stopping = threading.Event()
        thread = threading.Thread(target=self._look_on, name="looker", daemon=True)
        self._thread = started(thread)

    @property
    def finished(self) -> bool:
        """Whether all was looked at and taken."""
        with self._news:
            return self._finished and self._latest is None

    def press(self, key: WindowKey) -> None:
        """Have a key obeyed before the next frame."""
        self._keys.put(key)

    def take(self) -> Shown | None:
        """Return what is to be shown, None if there is nothing new."""
        with self._news:
            self._news.wait_for(lambda: self._latest or self._finished, _WAIT_S)
            shown, self._latest = self._latest, None
            return shown

    def stop(self) -> None:
        """Look at no more frames; raise what went wrong in the thread."""
        self._stopping.set()
        if isinstance(self._source, LiveSource):
            self._source.close()  # it may wait for a frame that does not come
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _look_on(self) -> None:
        _tell_of_loss(self._source, self._lost)
        try:
            for frame in self._source:
                if self._stopping.is_set():
                    break
                self._obey()
                snapshot = self._live.step(frame, self._source.info)
                state = self._hud.state(snapshot) if snapshot is not None else None
                banner = _banner(self._live, self._source)
                self._last = Shown(frame.image, state, banner, frame.captured_s)
                self._show(self._last)
        except Exception as error:  # raised again by stop, in the main thread
            self._failure = error
        finally:
            with self._news:
                self._finished = True
                self._news.notify()

    def _show(self, shown: Shown) -> None:
        with self._news:
            self._latest = shown
            self._news.notify()

    def _lost(self, lost: bool) -> None:
        """Show over the last picture that the camera was lost."""
        self._live.lost(lost)
        if self._last is not None:
            banner = _banner(self._live, self._source)
            self._show(replace(self._last, banner=banner, captured_s=math.nan))

    def _obey(self) -> None:
        while True:
            try:
                key = self._keys.get_nowait()
            except Empty:
                return
            if key == "pause":
                self._live.toggle_pause()
            elif key == "mute":
                self._live.toggle_mute()
            elif key == "restart":
                self._live.restart(self._source.info)
                self._hud = LiveHud(self._live.arch)


def run_in_window(
    live: LiveSet,
    source: Source,
    screen: Window,
    on_shown: Callable[[Shown], None] | None = None,
) -> None:
    """Run until the source ends or the person quits.

    Parameters
    ----------
    live : LiveSet
    source : Source
    screen : Window
    on_shown : callable, optional
        Called after each picture that was shown.

    Raises
    ------
    FormcheckError
        Whatever went wrong while looking, like a camera that was lost.
    """
    looker = _Looker(live, source)
    try:
        while not looker.finished:
            shown = looker.take()
            key = screen.show(shown.image, shown.state, shown.banner) if shown else screen.poll()
            if shown and on_shown is not None:
                on_shown(shown)
            if key == "quit":
                break
            if key is not None:
                looker.press(key)
    finally:
        looker.stop()


def run_headless(live: LiveSet, source: Source) -> None:
    """Run until the source ends."""
    _tell_of_loss(source, live.lost)
    for frame in source:
        live.step(frame, source.info)


def show_end(live: LiveSet, screen: Window) -> None:
    """Show the summary of the last set until a key is pressed, for a few seconds at most."""
    banner = live.ended_banner
    until_s = time.monotonic() + _END_S
    if not banner.line or not screen.show_again(banner):
        return
    while screen.poll() is None and time.monotonic() < until_s:
        time.sleep(_WAIT_S)


def _tell_of_loss(source: Source, tell: Callable[[bool], None]) -> None:
    if isinstance(source, LiveSource):
        source.on_loss = tell


def _banner(live: LiveSet, source: Source) -> Banner:
    """Return the set's banner, with the number of frames that were left out, if any were."""
    banner = live.banner
    dropped = getattr(source, "dropped", 0)
    if not dropped:
        return banner
    left_out = f"{dropped} frames left out"
    return replace(banner, note=f"{banner.note}   {left_out}" if banner.note else left_out)
