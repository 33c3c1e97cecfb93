"""Faces of people whom the track does not follow are covered as well, as far as they are found."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from formcheck.outputs.bystanders import LOOKS_PER_S, HeadLooks, look_for_heads
from formcheck.outputs.face import FaceBlur
from formcheck.pose.backend import PersonPose
from formcheck.pose.track import Track
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.source import open_source
from tests import stick
from tests.media import write_clip

Image = npt.NDArray[np.uint8]
FPS = 20.0


def _still_track(frames: int = 60) -> Track:
    figure = stick.Stick(size=(480, 270), px_per_m=110.0)
    return stick.track(stick.still(), figure, time_s=np.arange(frames) / FPS)


def _nobody(frames: int, size: tuple[int, int]) -> Track:
    """Return a track that follows nobody."""
    info = SourceInfo("clip.mp4", *size, frames=frames, duration_s=frames / 20, fps_mean=20.0)
    unseen = np.full((frames, 33, 3), np.nan)
    return Track(info, np.arange(frames) / 20, unseen[..., :2], unseen[..., 0], unseen)


def test_the_person_followed_is_not_looked_for_again(tmp_path: Path) -> None:
    track = _still_track(20)
    x, y = np.rint(track.landmarks_px[0, 0]).astype(int)
    image = np.full((270, 480, 3), 120, np.uint8)
    image[y - 10 : y + 10, x - 10 : x + 10] = (250, 0, 0)
    clip = write_clip(tmp_path / "clip.mp4", [image + i % 2 for i in range(20)], fps=20)
    found = look_for_heads(clip, track, searcher=_RedSearcher)
    assert len(found.time_s) == 0
    assert len(look_for_heads(clip, _nobody(20, (480, 270)), searcher=_RedSearcher).time_s)


def _looks(times: list[float], centres: list[tuple[float, float]]) -> HeadLooks:
    count = len(times)
    return HeadLooks(
        time_s=np.array(times),
        centre_px=np.array(centres, dtype=float),
        radius_px=np.full(count, 20.0),
        speed_px_s=np.full(count, 100.0),
        interval_s=0.2,
    )


class _RedSearcher:
    """Finds a person whose head is where the picture is red."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the person whose whole head is in this picture."""
        rows, columns = np.nonzero(frame.image[:, :, 0] > frame.image[:, :, 1] + 100.0)
        if len(rows) < 300:
            return []
        points = np.full((33, 2), (columns.mean(), rows.mean()))
        points[[23, 24], 1] += 40.0
        return [PersonPose(points, np.ones(33), np.zeros((33, 3)))]


@pytest.mark.parametrize("size", [(480, 270), (180, 320)])
def test_heads_are_looked_for_in_the_whole_picture_and_in_its_parts(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    width, height = size
    frames, places = [], []
    for i in range(40):
        image = np.full((height, width, 3), 120, np.uint8)
        x, y = 20 + round((width - 40) * i / 39), 20 + round((height - 40) * i / 39)
        image[y - 10 : y + 10, x - 10 : x + 10] = (250, 0, 0)
        frames.append(image)
        places.append((x, y))
    passed: list[int] = []
    clip = write_clip(tmp_path / "clip.mp4", frames, fps=20)
    track = _nobody(40, size)
    found = look_for_heads(clip, track, progress=passed.append, searcher=_RedSearcher)
    assert passed == list(range(40))
    times = np.unique(found.time_s)
    np.testing.assert_allclose(times, np.arange(0, 2, 1 / LOOKS_PER_S), atol=1e-6)
    for time_s, centre in zip(found.time_s, found.centre_px, strict=True):
        assert centre == pytest.approx(places[round(time_s * 20)], abs=2)
    per_look = [(found.time_s == time_s).sum() for time_s in times]
    assert min(per_look) >= 2, "in the whole and in at least one part"


def test_a_disc_holds_what_the_head_can_reach_until_the_next_look() -> None:
    looks = _looks([1.0, 1.2], [(50, 50), (60, 50)])
    radii = {tuple(c): r for c, r in looks.near(1.05, 0.1)}
    assert radii == {(50.0, 50.0): pytest.approx(25.0)}
    both = [radius for _, radius in looks.near(1.05, 0.5)]
    assert both == pytest.approx([25.0, 30.0]), "no more than half-way to the next look"
    assert list(looks.near(2.0, 0.5)) == []


def test_those_heads_are_blurred_and_nothing_else() -> None:
    track = _still_track()
    picture = np.random.default_rng(1).integers(0, 256, (270, 480, 3), dtype=np.uint8)
    alone = FaceBlur(track).apply(picture, 30)
    looks = _looks([1.4, 1.6], [(400, 60), (404, 60)])
    both = FaceBlur(track, others=looks).apply(picture, 30)
    changed = np.argwhere((both != alone).any(axis=2))
    away = np.linalg.norm(changed[:, ::-1] - (402, 60), axis=1)
    assert len(changed) > 1000
    assert away.max() <= 20 + 100 * 0.1 + 5
    part = both[52:68, 394:410].astype(float)
    assert np.abs(np.diff(part, axis=1)).mean() < 10
    before = FaceBlur(track).apply(picture, 0)
    np.testing.assert_array_equal(FaceBlur(track, others=looks).apply(picture, 0), before)


def test_a_second_person_in_a_real_picture_is_found(samples: Path, tmp_path: Path) -> None:
    """One who lies on the left, one who hangs on the right: both heads, not only the first."""
    clips = [samples / "lying_under_90.mp4", samples / "hanging_full.mp4"]
    frames = [np.hstack(pair) for pair in zip(*(_first(clip, 9) for clip in clips), strict=True)]
    height, width = frames[0].shape[:2]
    clip = write_clip(tmp_path / "two.mp4", frames, fps=10)
    found = look_for_heads(clip, _nobody(len(frames), (width, height)))
    x, y = found.centre_px.T
    hanging = (x > width / 2) & (y < height / 2)
    lying = (x < width / 2) & (y > height / 2)
    assert len(np.unique(found.time_s)) == 3
    for who in (hanging, lying):
        assert len(np.unique(found.time_s[who])) == 3


def _first(clip: Path, count: int) -> list[Image]:
    """Return the first frames of a clip at half its size."""
    found = []
    with open_source(clip) as source:
        for frame in source:
            found.append(cv2.resize(frame.image, (480, 270), interpolation=cv2.INTER_AREA))
            if len(found) == count:
                break
    return found
