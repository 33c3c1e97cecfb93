"""Encoded clips give back their times, and stand upright in formcheck's own reader."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from studio.camera import Camera
from studio.encode import TIME_BASE, rate_of, stored, ticks_of, writing
from studio.timing import Timing, frame_times_s
from tests.media import CORNERS, corner_colours, has_encoder, marked_frames

pytest.importorskip("pydantic", reason="formcheck's reader is not installed")
VideoFile = pytest.importorskip("formcheck.video.file").VideoFile

UPRIGHT = {name: name for name in CORNERS}


def write(path, times_s, size=(96, 64), **settings):
    camera = Camera(width=size[0], height=size[1])
    with writing(path, camera, times_s, 18, **settings) as add:
        for picture in marked_frames(len(times_s), *size):
            add(picture)
    return path


def read(path):
    with VideoFile(path) as video:
        frames = list(video)
        return frames, video.info, video.warnings


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
@pytest.mark.parametrize("fps", [24.0, 30000 / 1001, 30.0, 60.0])
def test_constant_times_come_back(tmp_path, fps, codec):
    if not has_encoder(codec):
        pytest.skip(f"this PyAV cannot write {codec}")
    times = frame_times_s(Timing(), fps, 1.5)
    frames, info, warnings = read(write(tmp_path / "a.mp4", times, codec=codec))
    np.testing.assert_allclose([f.time_s for f in frames], times, atol=float(TIME_BASE))
    assert not info.variable_frame_rate
    assert info.fps_mean == pytest.approx(fps, rel=1e-3)
    assert info.duration_s == pytest.approx(times[-1] + 1 / fps, abs=1e-3)
    assert not warnings


@pytest.mark.parametrize("seed", [0, 1])
def test_variable_times_come_back(tmp_path, seed):
    times = frame_times_s(Timing("variable", 0.1, 0.2, 0.1, seed), 30.0, 3.0)
    frames, info, warnings = read(write(tmp_path / "a.mp4", times))
    np.testing.assert_allclose([f.time_s for f in frames], times, atol=float(TIME_BASE))
    assert info.variable_frame_rate
    assert not warnings


def test_every_picture_keeps_its_place(tmp_path):
    times = frame_times_s(Timing("variable", seed=4), 30.0, 2.0)
    frames, _, _ = read(write(tmp_path / "a.mp4", times))
    shades = [int(f.image[32, 48, 0]) for f in frames]
    expected = [int(p[32, 48, 0]) for p in marked_frames(len(times))]
    np.testing.assert_allclose(shades, expected, atol=3)


@pytest.mark.parametrize(
    ("rotation_deg", "size"), list(itertools.product((0, 90, 180, 270), ((96, 64), (64, 96))))
)
def test_rotated_clips_stand_upright(tmp_path, rotation_deg, size):
    times = frame_times_s(Timing(), 30.0, 0.3)
    path = write(tmp_path / "a.mp4", times, size, rotation_deg=rotation_deg)
    frames, info, _ = read(path)
    assert (info.width, info.height, info.rotation_deg) == (*size, rotation_deg)
    for frame in frames:
        assert frame.image.shape == (size[1], size[0], 3)
        assert corner_colours(frame.image) == UPRIGHT


def test_a_turned_picture_lies_on_its_side_in_the_file():
    picture = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    lying = stored(picture, 90)
    assert lying.shape == (7, 5, 3)
    np.testing.assert_array_equal(np.rot90(lying, -1), picture)


@pytest.mark.parametrize("codec", ["libx264", "libx264-quick"])
def test_writings_are_the_same_to_the_last_bit(tmp_path, codec):
    if not has_encoder("libx264"):
        pytest.skip("this PyAV cannot write libx264")
    times = frame_times_s(Timing("variable"), 30.0, 1.0)
    # Two in three pairs were the same before x264 was held to one way of counting.
    written = {
        write(tmp_path / f"{run}.mp4", times, rotation_deg=90, codec=codec).read_bytes()
        for run in range(8)
    }
    assert len(written) == 1


@pytest.mark.parametrize("times_s", [[0.0, 0.1, 0.1], [0.0, 0.2, 0.1], [0.0, 1e-6]])
def test_times_that_do_not_rise_are_a_mistake(times_s):
    with pytest.raises(ValueError, match="expected rising times"):
        ticks_of(times_s)


def test_the_nominal_rate_is_the_usual_one():
    assert float(rate_of([0.0, 0.04, 0.08, 0.2])) == pytest.approx(25.0)
    assert rate_of([0.0]) == 30


def test_wrong_settings_and_pictures_are_mistakes(tmp_path):
    camera = Camera(width=96, height=64)
    path = tmp_path / "a.mp4"
    with pytest.raises(ValueError, match="rotation of 0, 90"), writing(path, camera, [0.0], 25, 45):
        pass
    with (
        pytest.raises(ValueError, match="codec of libx264"),
        writing(path, camera, [0.0], 25, codec="gif"),
    ):
        pass
    with (
        pytest.raises(ValueError, match=r"picture of \(64, 96, 3\), got \(96, 64, 3\)"),
        writing(path, camera, [0.0], 25) as add,
    ):
        add(np.zeros((96, 64, 3), np.uint8))
    with (
        pytest.raises(ValueError, match="expected 2 pictures, got 1"),
        writing(path, camera, [0.0, 0.1], 25) as add,
    ):
        add(np.zeros((64, 96, 3), np.uint8))
