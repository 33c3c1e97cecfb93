"""What the open shutter sees of several people: their moments belong to the same times."""

from __future__ import annotations

import numpy as np
import pytest

from studio.camera import Camera
from studio.exposure import STEP_PX
from studio.joints import JointAngles
from studio.performer import Performer, exposures
from studio.stage import Instant

CAMERA = Camera(target_m=(0.0, 0.0, 0.5), distance_m=3.0, view_height_m=1.5, width=640, height=360)
PX_PER_M = 360 / 1.5
TIMES = np.arange(6) / 30.0
SHUTTER_S = 0.5 / 30.0


class Mover:
    """Somebody of one joint who goes along y at a speed from a start on; counts what is asked."""

    def __init__(self, speed_m_per_s: float, start_s: float = 0.0) -> None:
        self.speed, self.start = speed_m_per_s, start_s
        self.asked: list[float] = []

    def act(self, times_s):
        self.asked += times_s.tolist()
        for time_s in times_s:
            y = self.speed * max(time_s - self.start, 0.0)
            yield Instant(float(time_s), JointAngles(), None, {"ankle": np.array([0.0, y, 0.5])})

    @property
    def performer(self) -> Performer:
        return Performer(None, None, self.act)


def moments(movers, shutter_s):
    cast = [mover.performer for mover in movers]
    frames = [list(one.act(TIMES)) for one in cast]
    return list(exposures(cast, frames, TIMES, CAMERA, shutter_s))


def test_a_closed_shutter_takes_the_frames_themselves():
    seen = moments([Mover(3.0), Mover(0.0)], 0.0)
    assert [len(frame) for frame in seen] == [1] * 6
    assert [frame[0][0].time_s for frame in seen] == TIMES.tolist()


def test_only_frames_with_motion_are_taken_in_several_moments():
    seen = moments([Mover(2.5 * STEP_PX / PX_PER_M / SHUTTER_S, start_s=3 / 30.0)], SHUTTER_S)
    assert [len(frame) for frame in seen] == [1, 1, 1, 3, 3, 3]


def test_everybody_is_seen_at_the_same_moments_about_the_frame():
    shutter_s = 0.8 / 30.0
    for number, frame in enumerate(moments([Mover(0.0), Mover(4.0)], shutter_s)):
        times = [[instant.time_s for instant in moment] for moment in frame]
        assert len(frame) > 1
        np.testing.assert_allclose(*np.transpose(times))
        assert np.mean(times) == pytest.approx(TIMES[number])
        assert np.ptp(times) < shutter_s


def test_an_empty_room_has_empty_moments():
    assert moments([], 0.5) == [[()]] * 6
