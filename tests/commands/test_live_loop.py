"""Looking and drawing apart: every frame is looked at, the latest is drawn, keys are obeyed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from formcheck.coach.banner import Banner
from formcheck.commands.live_loop import run_headless, run_in_window
from formcheck.errors import CameraError
from formcheck.video.frame import Frame
from tests.coach.snapshots import snapshot

PICTURE = np.zeros((48, 64, 3), np.uint8)
PATIENCE_S = 20.0


class Live:
    """Notes what it is asked for."""

    arch = None

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.did: list[tuple[str, int]] = []
        self.threads: set[str] = set()

    @property
    def banner(self) -> Banner:
        return Banner(count=len(self.seen), note="muted")

    def step(self, frame: Frame, _: object) -> Any:
        self.seen.append(frame.index)
        self.threads.add(threading.current_thread().name)
        return snapshot(frame.time_s)

    def lost(self, lost: bool) -> None:
        self.did.append(("lost" if lost else "found", len(self.seen)))

    def toggle_pause(self) -> None:
        self.did.append(("pause", len(self.seen)))

    def toggle_mute(self) -> None:
        self.did.append(("mute", len(self.seen)))

    def restart(self, _: object) -> None:
        self.did.append(("restart", len(self.seen)))


class Source:
    """Gives frames, each when it may; fails or ends."""

    def __init__(self, count: int, failure: Exception | None = None) -> None:
        self.info = None
        self.may = threading.Semaphore(0)
        self._count, self._failure = count, failure

    def __iter__(self) -> Iterator[Frame]:
        for i in range(self._count):
            assert self.may.acquire(timeout=PATIENCE_S)
            yield Frame(i, i / 30, PICTURE)
        if self._failure is not None:
            raise self._failure


class Screen:
    """Draws nothing; presses keys as a script says, one for each picture shown."""

    def __init__(self, source: Source, keys: list[str | None], step: int = 1) -> None:
        self.shown: list[Banner] = []
        self._source, self._keys, self._step = source, keys, step
        source.may.release(step)

    def show(self, _: object, __: object, banner: Banner) -> str | None:
        assert threading.current_thread() is threading.main_thread()
        self.shown.append(banner)
        self._source.may.release(self._step)
        return self._keys.pop(0) if self._keys else None

    def poll(self) -> str | None:
        return None


def _run(count: int, keys: list[str | None], *, step: int = 1, failure=None, **more):
    live, source = Live(), Source(count, failure)
    for name, value in more.items():
        setattr(source, name, value)
    screen = Screen(source, keys, step)
    run_in_window(live, source, screen)  # type: ignore[arg-type]
    return live, screen


def test_every_frame_is_looked_at_though_not_every_one_is_drawn():
    live, screen = _run(200, [], step=20)
    assert live.seen == list(range(200))
    assert live.threads == {"looker"}
    assert 1 <= len(screen.shown) <= 200
    assert screen.shown[-1].count == 200  # the last one is


@pytest.mark.parametrize("key", ["pause", "mute", "restart"])
def test_a_key_is_obeyed_before_the_next_frame_but_one(key):
    live, _ = _run(6, [None, key])
    ((done, after),) = live.did
    assert done == key
    assert 2 <= after <= 4


def test_quitting_stops_looking():
    live, screen = _run(1000, [None, None, "quit"])
    assert len(screen.shown) == 3
    assert len(live.seen) <= 5


def test_what_goes_wrong_while_looking_is_raised_here():
    lost = CameraError("stopped giving pictures", "camera 0", "check its cable")
    with pytest.raises(CameraError, match="stopped giving pictures"):
        _run(3, [], failure=lost)


def test_frames_that_were_left_out_are_shown():
    _, screen = _run(2, [], dropped=17)
    assert screen.shown[-1].note == "muted   17 frames left out"
    _, screen = _run(2, [], dropped=0)
    assert screen.shown[-1].note == "muted"


def test_headless_looks_at_all():
    live = Live()
    source = Source(5)
    source.may.release(5)
    run_headless(live, source)  # type: ignore[arg-type]
    assert live.seen == [0, 1, 2, 3, 4]
