"""Full as long as it keeps up, lite from the moment it does not."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import numpy as np
import pytest

from formcheck.errors import ModelError
from formcheck.pose.auto_model import AutoModelBackend
from formcheck.pose.backend import PersonPose
from formcheck.video.frame import Frame

PICTURE = np.zeros((32, 48, 3), np.uint8)


class Room:
    """A clock, and models that take their time by it."""

    def __init__(self, full_s: float, *, lite_installed: bool = True) -> None:
        self.now_s = 0.0
        self.took_s = {"full": full_s, "lite": 0.012}
        self.lite_installed = lite_installed
        self.opened: list[str] = []
        self.closed: list[str] = []

    def backend(self) -> AutoModelBackend:
        return AutoModelBackend(open_model=lambda name: Model(self, name), clock=lambda: self.now_s)


class Model:
    def __init__(self, room: Room, name: str) -> None:
        self._room, self._name = room, name

    def __enter__(self) -> Self:
        if self._name == "lite" and not self._room.lite_installed:
            raise ModelError("pose model 'lite' is not installed", "lite", "pull it")
        self._room.opened.append(self._name)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._room.closed.append(self._name)

    def detect(self, _: Frame) -> list[PersonPose]:
        self._room.now_s += self._room.took_s[self._name]
        return []


def _run(room: Room, *, length_s: float = 20.0, more_s: float = 0.004, fps: float = 30.0):
    """Look at the latest picture of a camera, again and again; return the changes and times."""
    changes: list[tuple[str, float]] = []
    with room.backend() as backend:
        backend.on_change = lambda change: changes.append((change, room.now_s))
        taken = -1
        while room.now_s < length_s:
            latest = int(room.now_s * fps)
            if latest == taken:
                room.now_s = (taken + 1) / fps + 1e-9
                continue
            taken = latest
            backend.detect(Frame(taken, taken / fps, PICTURE))
            room.now_s += more_s
    return changes


def test_full_stays_where_it_keeps_up():
    room = Room(full_s=0.025)
    assert _run(room) == []
    assert room.opened == room.closed == ["full"]


def test_a_slow_computer_gets_lite_after_some_seconds_and_once():
    room = Room(full_s=0.060)
    ((change, when_s),) = _run(room)
    assert change == "lite"
    assert 6.9 < when_s < 7.3
    assert room.opened == room.closed == ["full", "lite"]


def test_where_lite_is_not_installed_that_is_told_once_and_full_goes_on():
    room = Room(full_s=0.060, lite_installed=False)
    ((change, _),) = _run(room)
    assert change == "lite_missing"
    assert room.closed == ["full"]


@pytest.mark.parametrize(("fps", "more_s"), [(15.0, 0.0), (30.0, 0.060)])
def test_another_model_is_no_help_where_it_is_not_the_cause(fps, more_s):
    """A slow camera, or a computer that is busy with something else."""
    assert _run(Room(full_s=0.025), fps=fps, more_s=more_s) == []


def test_a_slow_start_is_no_slow_computer():
    room = Room(full_s=0.300)

    class Later(dict[str, float]):
        def __getitem__(self, name: str) -> float:
            return 0.300 if room.now_s < 2.0 else 0.025

    room.took_s = Later()
    assert _run(room) == []


def test_it_must_be_open():
    with pytest.raises(RuntimeError, match="open backend"):
        Room(0.02).backend().detect(Frame(0, 0.0, PICTURE))
