"""A set ends when the person gets up or leaves, and not before."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from formcheck.coach.set_end import SetEnd
from formcheck.pose.landmarks import Landmark
from tests.coach.snapshots import lying, snapshot


def _upright():
    points = lying().landmarks_px
    turned = np.stack([600.0 - (points[:, 1] - 600.0), points[:, 0]], axis=1)
    # Hands up by the head would be somebody who hangs.
    for wrist in (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST):
        turned[wrist] = turned[Landmark.LEFT_HIP]
    return dataclasses.replace(lying(), landmarks_px=turned)


def _over_after(pose, **more) -> float | None:
    """Return after how many seconds in this pose the set is over, None if never."""
    watch = SetEnd()
    values = {"reps": 3} | more
    for i in range(100):
        assert not watch.step(snapshot(0.1 * i, **values))
    for i in range(100, 400):
        if watch.step(snapshot(0.1 * i, pose=pose, **values)):
            return 0.1 * i - 9.9
    return None


def test_who_gets_up_ends_the_set():
    assert _over_after(_upright()) == pytest.approx(3.0, abs=0.11)


def test_somebody_who_is_followed_no_more_got_up():
    watch = SetEnd()
    times = np.arange(0.0, 10.0, 0.1)
    over = [t for t in times if watch.step(snapshot(t, pose=None, got_up=True, reps=1))]
    assert over[0] == pytest.approx(3.0, abs=0.11)


def test_who_leaves_ends_the_set_later():
    assert _over_after(None) == pytest.approx(15.0, abs=0.11)


@pytest.mark.parametrize("more", [{"reps": 0}, {"counting": False}, {"phase": "up"}])
def test_no_set_no_end(more):
    assert _over_after(_upright(), **more) is None


def test_who_lies_on_goes_on():
    assert _over_after(lying()) is None
