"""Bodies found the wrong way round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.errors import ModelError
from formcheck.pose import mediapipe as module
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.reversal import certainty, is_reversed, windows_around
from formcheck.video.frame import Frame
from tests.pose.people import person

SIZE = (360, 640)


def sized(pose: PersonPose, scale: float) -> PersonPose:
    """The same with a metric body of so many times the usual size."""
    world = np.zeros_like(pose.world_m)
    for side, x in (("LEFT", -0.15), ("RIGHT", 0.15)):
        world[Landmark[f"{side}_SHOULDER"]] = (x, -0.5, 0.0)
        world[Landmark[f"{side}_HIP"]] = (0.7 * x, 0.0, 0.0)
        world[Landmark[f"{side}_KNEE"]] = (0.7 * x, 0.4, 0.0)
    return replace(pose, world_m=scale * world)


RIGHT = sized(person(300, 250, head_deg=180.0, legs_deg=0.0, size=SIZE), 1.0)
WRONG = sized(person(300, 250, head_deg=0.0, legs_deg=180.0, size=SIZE), 0.7)


def test_the_other_way_round():
    assert is_reversed(WRONG, RIGHT)
    assert not is_reversed(RIGHT, RIGHT)
    assert not is_reversed(RIGHT, person(300, 250, head_deg=100.0))
    assert not is_reversed(RIGHT, person(520, 250, head_deg=0.0)), "somebody else"


def test_a_smaller_metric_body_is_less_sure():
    assert certainty(RIGHT) > certainty(WRONG)
    assert certainty(replace(RIGHT, world_m=np.zeros_like(RIGHT.world_m))) == -np.inf


def test_joints_off_the_mask_are_less_sure():
    bare = replace(RIGHT, mask=np.zeros(SIZE, np.float32))
    assert certainty(bare) < certainty(RIGHT)
    assert certainty(bare) == certainty(replace(RIGHT, mask=None))


def test_windows_hold_the_body_in_four_turns():
    windows = windows_around(RIGHT, SIZE)
    assert [window.turns for window in windows] == [0, 1, 2, 3]
    points = RIGHT.landmarks_px
    for window in windows:
        corner = np.array([window.left, window.top])
        assert ((points > corner) & (points < corner + window.side)).all()


def test_windows_stay_of_the_pictures_size():
    far = RIGHT.landmarks_px.copy()
    far[Landmark.LEFT_INDEX] = (1e6, 0.0)
    assert windows_around(replace(RIGHT, landmarks_px=far), SIZE)[0].side == 2 * 640
    unseen = replace(RIGHT, landmarks_px=np.full_like(far, np.nan))
    assert windows_around(unseen, SIZE) == ()


class Puzzled:
    """A landmarker that takes the whole picture the wrong way round, and one turn of it rightly."""

    started: list[Puzzled]
    surer = 1.0
    right_turns: int | None = 3
    gone_from = 10**9
    broken = False

    def __init__(self, _path, _with_mask, video, _confidence, window=None):
        self.video, self.window, self.closed = video, window, False
        self.is_tracker = video or window is not None or not Puzzled.started
        Puzzled.started.append(self)

    def detect(self, _image, frame):
        return self._see(self.window, frame) if self.is_tracker else None

    def detect_in(self, window, frame):
        return self._see(window, frame)

    def _see(self, window, frame):
        if frame.index >= self.gone_from:
            return None
        if window is not None and window.turns == self.right_turns:
            if self.broken and self.video:
                raise ModelError("it broke", "here", "mend it")
            return sized(RIGHT, self.surer)
        return WRONG

    def close(self):
        self.closed = True


@pytest.fixture
def puzzled(monkeypatch):
    class Fresh(Puzzled):
        pass

    Puzzled.started = []
    monkeypatch.setattr(module, "Landmarker", Fresh)
    return Fresh


def _seen(frames: int, image_mode: bool = False) -> list[PersonPose | None]:
    image = np.zeros((*SIZE, 3), np.uint8)
    with MediaPipeBackend(image_mode=image_mode) as backend:
        people = [backend.detect(Frame(i, i / 10, image)) for i in range(frames)]
    return [found[0] if found else None for found in people]


def _is_right(pose: PersonPose | None) -> bool:
    return pose is not None and not is_reversed(RIGHT, pose)


@pytest.mark.parametrize("image_mode", [False, True])
def test_a_body_found_the_wrong_way_round_is_turned_from_the_first_frame(puzzled, image_mode):
    assert all(_is_right(pose) for pose in _seen(30, image_mode))
    assert all(landmarker.closed for landmarker in Puzzled.started)


def test_a_body_that_is_not_surer_the_other_way_round_is_left(puzzled):
    puzzled.surer = 0.7
    assert not any(_is_right(pose) for pose in _seen(10))


def test_a_body_that_has_no_other_way_is_left_after_some_looks(puzzled):
    puzzled.right_turns = None
    assert not any(_is_right(pose) for pose in _seen(60))
    assert len(Puzzled.started) == 2  # the tracker and the scout


def test_a_window_in_which_nobody_is_seen_is_given_up(puzzled):
    puzzled.gone_from = 10
    seen = _seen(40)
    assert seen[9] is not None
    assert seen[10:] == [None] * 30
    assert [landmarker.window is None for landmarker in Puzzled.started if landmarker.video] == [
        True,
        False,
        True,
    ]


def test_a_tracker_that_fails_is_closed(puzzled):
    puzzled.broken = True
    with pytest.raises(ModelError):
        _seen(1)
    assert all(landmarker.closed for landmarker in Puzzled.started)


@pytest.mark.parametrize(
    ("joins_s", "turns", "there_from", "looks"),
    [
        (0.0, None, 0, 4),  # the first part of a clip looks as a single one does
        (10.0, None, 0, 1),
        (10.0, 3, 0, 4),  # a turn shows a body the other way round, if none that is surer
        (10.0, None, 5, 4),  # it comes into sight only then: nobody else has looked
    ],
)
def test_who_joins_looks_once_where_nothing_speaks_for_another_way(
    puzzled, monkeypatch, joins_s, turns, there_from, looks
):
    puzzled.right_turns, puzzled.surer = turns, 0.7
    looked: list[float] = []
    see, near = puzzled._see, puzzled.detect_in

    def detect_in(self, window, frame):
        looked.append(frame.time_s)
        return near(self, window, frame)

    monkeypatch.setattr(puzzled, "detect_in", detect_in)
    monkeypatch.setattr(
        puzzled, "_see", lambda s, w, f: see(s, w, f) if f.index >= there_from else None
    )
    image = np.zeros((*SIZE, 3), np.uint8)
    with MediaPipeBackend(looks_s=[0.0, 1.0]) as backend:
        for i in range(60):
            backend.detect(Frame(i, joins_s + i / 10, image))
    assert len(set(looked)) == looks
