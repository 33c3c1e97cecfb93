"""Clips in a smaller picture: the same frames and times, and a truth that fits them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.narrower import narrower, narrower_truth
from formcheck.video import open_source
from tests.media import corner_colours, marked_frames, write_clip


def truth(width=320, height=180):
    return {
        "clip": "a",
        "width": width,
        "height": height,
        "camera": {"focal_px": 400.0, "yaw_deg": 9.0},
        "series": {
            "lumbar_px": {"L3": [[32.0, 16.0], None]},
            "joints_px": {"hip_left": [[8.0, 4.0]]},
            "hip_flexion_deg": [40.0],
        },
    }


def test_all_that_is_in_pixels_is_scaled_and_nothing_else():
    small = narrower_truth(truth(), (160, 90))
    assert (small["width"], small["height"]) == (160, 90)
    assert small["camera"] == {"focal_px": 200.0, "yaw_deg": 9.0}
    assert small["series"]["lumbar_px"]["L3"] == [[16.0, 8.0], None]
    assert small["series"]["joints_px"]["hip_left"] == [[4.0, 2.0]]
    assert small["series"]["hip_flexion_deg"] == [40.0]


def test_a_scaled_clip_keeps_its_frames_and_times_and_is_written_once(tmp_path):
    part = tmp_path / "part"
    part.mkdir()
    times_s = np.array([0.0, 0.04, 0.10, 0.14, 0.21])
    write_clip(part / "a.mp4", marked_frames(5, 320, 180), times_s=times_s.tolist())
    (part / "a.truth.json").write_text(json.dumps(truth()), encoding="utf-8")
    folder = narrower(part, 160)
    assert folder == tmp_path / "part_160"
    assert sorted(path.name for path in folder.iterdir()) == ["a.mp4", "a.truth.json"]
    with open_source(folder / "a.mp4") as source:
        frames = list(source)
    assert [frame.image.shape for frame in frames] == [(90, 160, 3)] * 5
    assert [frame.time_s for frame in frames] == pytest.approx(times_s, abs=1e-4)
    assert all(corner == colour for corner, colour in corner_colours(frames[0].image).items())
    before = (folder / "a.mp4").stat().st_mtime_ns
    narrower(part, 160)
    assert (folder / "a.mp4").stat().st_mtime_ns == before


def test_of_a_camera_held_upright_the_longer_side_counts(tmp_path):
    part = tmp_path / "part"
    part.mkdir()
    write_clip(part / "a.mp4", marked_frames(3, 180, 320), times_s=[0.0, 0.04, 0.08])
    (part / "a.truth.json").write_text(json.dumps(truth(180, 320)), encoding="utf-8")
    with open_source(narrower(part, 160) / "a.mp4") as source:
        assert next(iter(source)).image.shape == (160, 90, 3)


def test_no_clip_is_made_larger(tmp_path):
    part = tmp_path / "part"
    part.mkdir()
    (part / "a.truth.json").write_text(json.dumps(truth()), encoding="utf-8")
    with pytest.raises(ValueError, match="expected larger than 640"):
        narrower(part, 640)
