"""A tracker that runs ahead finds what one that waits would find."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.tracker import Tracker
from formcheck.video.frame import Frame

IMAGE = np.zeros((20, 20, 3), np.uint8)


class Counting:
    """Tells in the pose who it is and how many frames it has seen, in which order."""

    window = None

    def __init__(self, name: int) -> None:
        self.name = name
        self.seen: list[int] = []
        self.closed = False

    def detect(self, _: object, frame: Frame) -> PersonPose:
        assert not self.closed, "used after it was closed"
        time.sleep(0.001)
        assert not self.closed, "closed while it was used"
        self.seen.append(frame.index)
        marks = np.full((33, 2), 1000.0 * self.name + sum(self.seen))
        return PersonPose(marks, np.ones(33), np.zeros((33, 3)))

    def close(self) -> None:
        self.closed = True


def _frames(count: int) -> Iterator[Frame]:
    return (Frame(i, i / 30, IMAGE) for i in range(count))


def _found(*, at_once: bool, replaced_after: set[int]) -> list[float]:
    """Return what is found when the landmarker is replaced after these frames."""
    tracker = Tracker(cast(Landmarker, Counting(1)))
    found = []

    def take(frame: Frame, pose: PersonPose | None) -> None:
        assert pose is not None
        found.append(float(pose.landmarks_px[0, 0]))
        if frame.index in replaced_after:
            time.sleep(0.01)  # the tracker runs ahead meanwhile
            fresh = Counting(2 + frame.index)
            fresh.detect(None, frame)
            tracker.replace(cast(Landmarker, fresh))

    if at_once:
        for frame, pose in tracker.detect_each(_frames(40)):
            take(frame, pose)
    else:
        for frame in _frames(40):
            take(frame, tracker.detect(frame))
    tracker.close()
    return found


@pytest.mark.parametrize("replaced_after", [set(), {0}, {5, 6, 20}, {38, 39}, set(range(40))])
def test_running_ahead_finds_the_same(replaced_after: set[int]) -> None:
    wanted = _found(at_once=False, replaced_after=replaced_after)
    assert _found(at_once=True, replaced_after=replaced_after) == wanted
    assert len(wanted) == 40


def test_it_runs_ahead_a_few_frames_only() -> None:
    landmarker = Counting(1)
    tracker = Tracker(cast(Landmarker, landmarker))
    with_more = tracker.detect_each(_frames(100))
    next(with_more)
    time.sleep(0.3)
    assert 3 <= len(landmarker.seen) <= 10
    with_more.close()  # type: ignore[attr-defined]
    seen = len(landmarker.seen)
    time.sleep(0.02)
    assert len(landmarker.seen) == seen, "its thread has ended"


def test_the_end_does_not_wait_for_frames_that_nobody_takes() -> None:
    tracker = Tracker(cast(Landmarker, Counting(1)))
    found = tracker.detect_each(_frames(100))
    next(found)
    time.sleep(0.02)
    tracker.replace(cast(Landmarker, Counting(2)))
    time.sleep(0.02)
    found.close()  # type: ignore[attr-defined]


def test_an_error_of_the_frames_is_told() -> None:
    def frames() -> Iterator[Frame]:
        yield from _frames(3)
        raise OSError("disk gone")

    tracker = Tracker(cast(Landmarker, Counting(1)))
    with pytest.raises(OSError, match="disk gone"):
        list(tracker.detect_each(frames()))
