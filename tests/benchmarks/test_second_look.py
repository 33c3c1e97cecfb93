"""Clips in a second look: other pictures, the same frames, times and truth."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.second_look import look_of, second_look
from formcheck.video import open_source
from tests.media import marked_frames, write_clip


@pytest.fixture
def part(tmp_path):
    part = tmp_path / "part"
    part.mkdir()
    write_clip(part / "a.mp4", marked_frames(4, 320, 180), times_s=[0.0, 0.04, 0.10, 0.14])
    (part / "a.truth.json").write_text(json.dumps({"clip": "a", "series": [1.0]}), encoding="utf-8")
    return part


def test_frames_times_and_truth_stay_and_it_is_written_once(part):
    folder = second_look(part)
    assert folder == part.with_name("part_second_look")
    assert sorted(path.name for path in folder.iterdir()) == ["a.mp4", "a.truth.json"]
    truths = [json.loads((where / "a.truth.json").read_text()) for where in (folder, part)]
    assert truths[0] == truths[1]
    with open_source(folder / "a.mp4") as source:
        frames = list(source)
    assert [frame.image.shape for frame in frames] == [(180, 320, 3)] * 4
    assert [frame.time_s for frame in frames] == pytest.approx([0.0, 0.04, 0.10, 0.14], abs=1e-4)
    before = (folder / "a.mp4").stat().st_mtime_ns
    second_look(part)
    assert (folder / "a.mp4").stat().st_mtime_ns == before


def test_a_look_is_the_clips_own_and_changes_every_picture():
    picture = np.random.default_rng(1).integers(0, 255, (90, 160, 3), dtype=np.uint8)
    look, again, other = look_of("a", picture), look_of("a", picture), look_of("b", picture)
    assert look == again != other
    drawn = look.draw(picture, 0)
    assert drawn.shape == picture.shape
    assert drawn.dtype == np.uint8
    assert np.abs(drawn.astype(float) - picture).mean() > 10.0
    assert np.array_equal(drawn, look.draw(picture, 0))
    assert not np.array_equal(drawn, look.draw(picture, 1))  # grain
