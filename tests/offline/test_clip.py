"""A clip looked at in parts gives what one look gives; nothing is lost whatever goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import ModelError
from formcheck.offline.clip import look_at, look_in_parts, shares
from formcheck.offline.seam import SeamSettings
from formcheck.pose.backend import BackendState, PersonPose
from formcheck.pose.track import Track
from formcheck.video.frame import Frame
from formcheck.video.source import open_source
from tests import stick
from tests.fake_backend import FakeBackend
from tests.media import marked_frames, write_clip

FPS = 20
SETTINGS = SeamSettings(least_s=2.5)


class Tracker(FakeBackend):
    """Replays a track, but finds its way into it from wherever it begins, as a real one does."""

    def __init__(self, track: Track, *, off_px: float = 12.0, look_s: float = 0.0) -> None:
        super().__init__(track)
        self.frames = 0
        self.off_px = off_px
        self.look_s = look_s
        self.first = -1

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the person, at first a little beside."""
        self.first = frame.index if self.first < 0 else self.first
        self.frames += 1
        beside = self.off_px * 0.6 ** (frame.index - self.first) if self.first else 0.0
        return [replace(p, landmarks_px=p.landmarks_px + beside) for p in super().detect(frame)]

    @property
    def state(self) -> BackendState:
        return BackendState(True, None, self.look_s)


@pytest.fixture(scope="module")
def track() -> Track:
    motion, duration_s = stick.leg_raises(80.0)
    figure = stick.Stick(size=(320, 180), px_per_m=75.0)
    return stick.track(motion, figure, fps=FPS, duration_s=duration_s)


@pytest.fixture(scope="module")
def clip(track: Track, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return write_clip(path, marked_frames(len(track), 320, 180), fps=FPS)


@pytest.fixture(scope="module")
def whole(track: Track, clip: Path) -> Track:
    with open_source(clip) as source, Tracker(track) as backend:
        return look_at(source, backend)[0]


def _threads() -> set[str]:
    return {t.name for t in threading.enumerate() if t.name.startswith("formcheck")}


@pytest.mark.parametrize("workers", [2, 3])
def test_parts_give_what_one_look_gives(clip: Path, track: Track, whole: Track, workers: int):
    made: list[Tracker] = []

    def make(times_s: Sequence[float]) -> Tracker:
        assert len(times_s) == len(track)
        made.append(Tracker(track))
        return made[-1]

    told: list[tuple[int, int | None]] = []
    looked = look_in_parts(clip, make, workers, lambda d, n: told.append((d, n)), SETTINGS)
    assert looked is not None
    parts, warnings = looked
    assert len(made) == workers
    assert all(b.opened == b.closed == 1 for b in made)
    # Each goes on for a second and the few frames that the next one needs, and is a little ahead.
    most = len(track) / workers + 2.5 * FPS
    assert all(b.frames <= most for b in made)
    assert parts.source == whole.source
    assert warnings == []
    np.testing.assert_array_equal(parts.time_s, whole.time_s)
    np.testing.assert_allclose(parts.landmarks_px, whole.landmarks_px, atol=0.05)
    np.testing.assert_allclose(parts.contour, whole.contour, atol=1e-2, equal_nan=True)
    assert told[-1] == (len(track), len(track))
    assert not _threads()


def test_parts_that_never_agree_leave_all_to_the_first(clip: Path, track: Track, whole: Track):
    beside = replace(track, landmarks_px=track.landmarks_px + 9.0)
    made: list[Tracker] = []

    def make(times_s: Sequence[float]) -> Tracker:
        made.append(Tracker(beside if made else track))
        return made[-1]

    looked = look_in_parts(clip, make, 2, None, SETTINGS)
    assert looked is not None
    assert made[0].frames == len(track)
    np.testing.assert_array_equal(looked[0].landmarks_px, whole.landmarks_px)
    assert looked[0].source == whole.source


@pytest.mark.parametrize(("company", "alone"), [(False, False), (True, True)])
def test_other_people_are_looked_for_at_the_same_moments(
    clip: Path, track: Track, company: bool, alone: bool
):
    """Where the moments differ, that may not matter: nobody else is there."""
    made: list[Tracker] = []

    class Company(Tracker):
        def detect(self, frame: Frame) -> list[PersonPose]:
            found = super().detect(frame)
            other = [replace(found[0], landmarks_px=found[0].landmarks_px + 400)] if found else []
            return found + other * (company and frame.index % 40 == 39)

    def make(times_s: Sequence[float]) -> Tracker:
        made.append(Company(track, look_s=float(len(made))))
        return made[-1]

    assert look_in_parts(clip, make, 2, None, SETTINGS) is not None
    assert (made[0].frames == len(track)) is alone


def test_short_and_odd_clips_are_left_to_one_look(tmp_path: Path, track: Track):
    short = write_clip(tmp_path / "short.mp4", marked_frames(30, 320, 180), fps=FPS)
    assert look_in_parts(short, lambda _: Tracker(track), 4, None, SETTINGS) is None
    avi = write_clip(tmp_path / "a.avi", marked_frames(160, 320, 180), fps=FPS, codec="mpeg4")
    assert look_in_parts(avi, lambda _: Tracker(track), 2, None, SETTINGS) is None


def test_a_damaged_clip_is_left_to_one_look(tmp_path: Path, clip: Path, track: Track):
    content = bytearray(clip.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content)
    with open_source(damaged) as source:
        count = sum(1 for _ in source)
        assert source.warnings, "the damage shows"
    looked = look_in_parts(damaged, lambda _: Tracker(track), 2, None, SETTINGS)
    assert looked is None or len(looked[0]) == count
    assert not _threads()


@pytest.mark.parametrize("broken", [0, 1])
def test_an_error_of_any_part_ends_all(clip: Path, track: Track, broken: int):
    made: list[Tracker] = []

    class Failing(Tracker):
        def detect(self, frame: Frame) -> list[PersonPose]:
            if self.frames > 30:
                raise ModelError("MediaPipe failed", "model", "reinstall")
            return super().detect(frame)

    def make(times_s: Sequence[float]) -> Tracker:
        made.append((Failing if len(made) == broken else Tracker)(track))
        return made[-1]

    with pytest.raises(ModelError, match="MediaPipe failed"):
        look_in_parts(clip, make, 2, None, SETTINGS)
    assert all(backend.opened == backend.closed for backend in made)
    assert not _threads()


def test_an_interrupt_ends_all(clip: Path, track: Track):
    def stop(done: int, total: int | None) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look_in_parts(clip, lambda _: Tracker(track), 2, stop, SETTINGS)
    assert not _threads()


def test_shares_cover_the_clip_once():
    raw_s = np.arange(1000) / 30 + 4.0
    for workers in (1, 2, 3, 64):
        found = shares(raw_s.tolist(), workers, 5.0)
        assert found[0].start == 0
        assert found[-1].stop == 1000
        assert all(a.stop == b.start for a, b in pairwise(found))
        assert len(found) == min(workers, 6)
        assert all(share.raw_s == raw_s[share.start] for share in found)


def test_all_shares_take_the_same_time():
    """Every part but the last looks at a second more than its share."""
    raw_s = np.arange(1000) / 30 + 4.0
    for workers in (2, 3):
        found = shares(raw_s.tolist(), workers, 5.0, 1.0)
        looked = [s.stop - s.start + 30 for s in found[:-1]] + [found[-1].stop - found[-1].start]
        assert max(looked) - min(looked) <= 2
        assert found[-1].stop == 1000
