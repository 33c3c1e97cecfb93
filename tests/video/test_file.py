from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from av.error import FFmpegError

from formcheck.errors import VideoError
from formcheck.video import Frame, SourceInfo, SourceWarning, open_source
from formcheck.video.file import VideoFile
from formcheck.video.upright import Upright
from tests.media import CORNERS, corner_colours, has_encoder, marked_frames, write_clip

CODECS = [
    ("libx264", "yuv420p", "mp4"),
    ("libx264", "yuv420p", "mov"),
    ("libx264", "yuv420p", "mkv"),
    ("libx264", "yuv420p", "ts"),
    ("libx264", "yuv420p", "flv"),
    ("libx264", "yuv420p", "avi"),  # reordered pictures in a container without their times
    ("libx264", "yuv420p10le", "mp4"),
    ("libx264", "yuv444p", "mp4"),
    ("libx265", "yuv420p10le", "mp4"),
    ("libvpx-vp9", "yuv420p", "webm"),
    ("libvpx-vp9", "yuva420p", "webm"),
    ("libsvtav1", "yuv420p", "mp4"),
    ("mjpeg", "yuvj420p", "avi"),
    ("mjpeg", "yuvj422p", "mov"),
    ("mpeg4", "yuv420p", "avi"),
    ("mpeg4", "yuv420p", "mp4"),
    ("mpeg2video", "yuv420p", "mpg"),
    ("ffv1", "yuv444p", "mkv"),
    ("prores_ks", "yuva444p10le", "mov"),
    ("qtrle", "argb", "mov"),
    ("gif", "rgb8", "gif"),
]
QUIET = {"libx265": {"x265-params": "log-level=none"}, "libsvtav1": {"preset": "12"}}


def read(path: Path) -> tuple[list[Frame], SourceInfo, list[SourceWarning]]:
    with open_source(path) as source:
        frames = list(source)
    return frames, source.info, source.warnings


def times(frames: list[Frame]) -> npt.NDArray[np.float64]:
    return np.array([f.time_s for f in frames])


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("codec", "pix_fmt", "kind"), CODECS)
def test_every_codec_gives_every_frame_with_its_time_and_colours(
    tmp_path: Path, codec: str, pix_fmt: str, kind: str
) -> None:
    if not has_encoder(codec):
        pytest.skip(f"no encoder {codec} here")
    path = write_clip(
        tmp_path / f"a.{kind}",
        marked_frames(20, 256, 144),
        codec=codec,
        pix_fmt=pix_fmt,
        options=QUIET.get(codec),
    )
    frames, info, warnings = read(path)
    tick_s = {"gif": 0.01, "mkv": 0.001, "webm": 0.001, "flv": 0.001}.get(kind, 0.0)
    assert warnings == []
    assert [f.index for f in frames] == list(range(20))
    np.testing.assert_allclose(times(frames), np.arange(20) / 30, atol=tick_s + 1e-4)
    assert (info.width, info.height, info.frames) == (256, 144, 20)
    assert info.duration_s == pytest.approx(20 / 30, abs=tick_s + 1e-4)
    assert info.fps_mean == pytest.approx(30, abs=0.6 if kind == "gif" else 0.1)
    assert not info.variable_frame_rate
    for frame in frames:
        assert frame.image.shape == (144, 256, 3)
        assert frame.image.flags.c_contiguous
        assert all(corner == colour for corner, colour in corner_colours(frame.image).items())
    shades = [int(f.image[72, 128].mean()) for f in frames[:16]]
    if kind != "gif":  # 8 shades of gray only
        np.testing.assert_allclose(shades, 60 + 10 * np.arange(16), atol=6)


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="no such scheduling here")
def test_an_encoder_leaves_the_priority_of_the_tests_alone(tmp_path: Path) -> None:
    """SVT-AV1 would make them, and every browser that they start, real-time processes of root."""
    if not has_encoder("libsvtav1"):
        pytest.skip("no encoder libsvtav1 here")
    before = os.sched_getscheduler(0)
    options = QUIET["libsvtav1"]
    write_clip(tmp_path / "a.mp4", marked_frames(2, 64, 64), codec="libsvtav1", options=options)
    assert os.sched_getscheduler(0) == before


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p"])
def test_colours_are_true(tmp_path: Path, pix_fmt: str) -> None:
    frames, _, _ = read(write_clip(tmp_path / "a.mp4", marked_frames(2, 120, 90), pix_fmt=pix_fmt))
    np.testing.assert_allclose(frames[0].image[15, 20], CORNERS["top_left"], atol=8)
    np.testing.assert_allclose(frames[0].image[75, 100], CORNERS["bottom_right"], atol=8)


@pytest.mark.parametrize(
    ("rotation_deg", "mirrored"), list(itertools.product((0, 90, 180, 270), (False, True)))
)
def test_rotated_and_mirrored_clips_come_upright(
    tmp_path: Path, rotation_deg: int, mirrored: bool
) -> None:
    def stored() -> Iterator[npt.NDArray[np.uint8]]:
        for image in marked_frames(3, 96, 64):
            seen = image[:, ::-1] if mirrored else image
            yield np.ascontiguousarray(np.rot90(seen, rotation_deg // 90))  # counter-clockwise

    path = write_clip(tmp_path / "a.mp4", stored(), rotation_deg=rotation_deg, mirrored=mirrored)
    frames, info, _ = read(path)
    assert (info.width, info.height, info.rotation_deg) == (96, 64, rotation_deg)
    for frame in frames:
        assert frame.image.shape == (64, 96, 3)
        assert frame.image.flags.c_contiguous
        assert all(corner == colour for corner, colour in corner_colours(frame.image).items())


@pytest.mark.parametrize("size", [(96, 64), (95, 63)])
@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_planes_show_the_same_pictures(
    tmp_path: Path, rotation_deg: int, size: tuple[int, int]
) -> None:
    frames = marked_frames(3, *size)
    path = write_clip(
        tmp_path / "a.mp4",
        frames,
        rotation_deg=rotation_deg,
        mirrored=True,
        pix_fmt="yuv420p" if size[0] % 2 == 0 else "yuv444p",
    )
    with VideoFile(path) as source:
        pictures = [(frame.index, frame.time_s, frame.image) for frame in source]
    with VideoFile(path) as source:
        in_planes = list(source.in_planes())
    assert [row[:2] for row in in_planes] == [row[:2] for row in pictures]
    for (*_, image), (*_, planes) in zip(pictures, in_planes, strict=True):
        height, width, _ = image.shape
        assert planes.matrix == source.matrix
        assert planes.size == (width + width % 2, height + height % 2)
        apart = np.abs(planes.rgb()[:height, :width].astype(int) - image)
        assert apart.mean() < 6


def test_portrait_with_rotation_stands(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mov", marked_frames(2, 96, 64), rotation_deg=90)
    frames, info, _ = read(path)
    assert (info.width, info.height) == (64, 96)
    assert corner_colours(frames[0].image)["top_right"] == "top_left"


@pytest.mark.parametrize("size", [(97, 65), (64, 96), (17, 16)])
def test_odd_and_portrait_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(3, *size), pix_fmt="yuv444p")
    frames, info, _ = read(path)
    assert (info.width, info.height) == size
    assert {f.image.shape for f in frames} == {(size[1], size[0], 3)}


@pytest.mark.parametrize("rotation_deg", [0, 90])
def test_pixels_become_square(tmp_path: Path, rotation_deg: int) -> None:
    path = write_clip(
        tmp_path / "a.mp4",
        marked_frames(2, 90, 64),
        sar=Fraction(4, 3),
        rotation_deg=rotation_deg,
    )
    frames, info, _ = read(path)
    expected = (120, 64) if rotation_deg == 0 else (64, 120)
    assert (info.width, info.height) == expected
    assert frames[0].image.shape == (expected[1], expected[0], 3)


@pytest.mark.parametrize("fps", [Fraction(24000, 1001), Fraction(30000, 1001), 15, 60, 240])
def test_broken_rates_are_exact(tmp_path: Path, fps: Fraction) -> None:
    frames, info, _ = read(write_clip(tmp_path / "a.mp4", marked_frames(30), fps=fps))
    np.testing.assert_allclose(times(frames), np.arange(30) / float(fps), atol=1e-5)
    assert info.fps_mean == pytest.approx(float(fps), rel=1e-3)
    assert not info.variable_frame_rate


VARIABLE = [0.0, 0.02, 0.1, 0.133, 0.5, 0.51, 0.8]


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
@pytest.mark.parametrize("start_s", [0.0, 3.0])
def test_variable_rate_and_late_start(tmp_path: Path, kind: str, start_s: float) -> None:
    path = write_clip(tmp_path / f"a.{kind}", marked_frames(7), times_s=VARIABLE, start_s=start_s)
    frames, info, warnings = read(path)
    np.testing.assert_allclose(times(frames), VARIABLE, atol=1e-3)
    assert frames[0].time_s == 0.0
    assert info.variable_frame_rate
    assert warnings == []


def test_a_pause_is_kept_and_told(tmp_path: Path) -> None:
    moments = [*np.arange(10) / 30, *(5 + np.arange(10) / 30)]
    frames, _, warnings = read(write_clip(tmp_path / "a.mp4", marked_frames(20), times_s=moments))
    np.testing.assert_allclose(times(frames), moments, atol=1e-4)
    assert [w.code for w in warnings] == ["time_gap"]


def test_a_stream_without_times_gets_the_nominal_ones(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.h264", marked_frames(10), fps=25, container="h264")
    frames, info, warnings = read(path)
    np.testing.assert_allclose(times(frames), np.arange(10) / 25, atol=1e-6)
    assert [w.code for w in warnings] == ["timestamps_repaired"]
    assert info.frames == 10


def test_sound_changes_nothing(tmp_path: Path) -> None:
    frames, info, warnings = read(write_clip(tmp_path / "a.mp4", marked_frames(10), audio=True))
    np.testing.assert_allclose(times(frames), np.arange(10) / 30, atol=1e-5)
    assert (info.frames, warnings) == (10, [])


def test_the_default_of_several_streams_is_taken(tmp_path: Path) -> None:
    gray = [np.full((200, 300, 3), 128, np.uint8)] * 5
    path = write_clip(tmp_path / "a.mkv", marked_frames(10), before=gray)
    frames, info, _ = read(path)
    assert (info.width, info.height, len(frames)) == (96, 64, 10)


def test_size_that_changes_is_brought_to_the_first(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "a.ts", marked_frames(5, 96, 64)).read_bytes()
    large = write_clip(tmp_path / "b.ts", marked_frames(5, 192, 128)).read_bytes()
    (tmp_path / "c.ts").write_bytes(small + large)
    frames, info, warnings = read(tmp_path / "c.ts")
    assert len(frames) == 10
    assert {f.image.shape for f in frames} == {(64, 96, 3)}
    assert all(a == b for a, b in corner_colours(frames[-1].image).items())
    assert "frame_size_changed" in [w.code for w in warnings]
    assert all(a.time_s < b.time_s for a, b in itertools.pairwise(frames))
    assert (info.frames, info.width) == (10, 96)


def test_info_is_complete_at_the_end_only(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "lift.mp4", marked_frames(10))
    with open_source(path) as source:
        before = source.info
        next(source)
        assert source.info.frames is None
        assert len(list(source)) == 9
        assert next(source, None) is None
    assert (before.name, before.frames, before.duration_s) == ("lift.mp4", None, None)
    assert before.expected_frames == source.info.frames == 10
    source.close()


def noisy(count: int) -> Iterator[npt.NDArray[np.uint8]]:
    for index in range(count):
        cells = np.random.default_rng(index).integers(0, 255, (18, 32, 3), dtype=np.uint8)
        yield np.kron(cells, np.ones((8, 8, 1), np.uint8))


def same(first: list[Frame], second: list[Frame]) -> bool:
    return len(first) == len(second) and all(
        a.time_s == b.time_s and np.array_equal(a.image, b.image)
        for a, b in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_damage_is_passed_over_the_same_way_each_time(tmp_path: Path, codec: str) -> None:
    if not has_encoder(codec):
        pytest.skip(f"no encoder {codec} here")
    options: dict[str, Any] = {"g": "10", **QUIET.get(codec, {})}
    path = write_clip(tmp_path / "a.mp4", noisy(60), codec=codec, options=options)
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(1)
    for place in rng.integers(len(data) // 10, len(data) * 9 // 10, 20):
        data[place : place + 200] = rng.bytes(200)
    path.write_bytes(bytes(data))
    frames, info, _ = read(path)
    assert 40 <= len(frames) <= 60
    assert info.frames == len(frames)
    assert all(a.time_s < b.time_s for a, b in itertools.pairwise(frames))
    for _ in range(3):
        assert same(read(path)[0], frames)


def test_a_sound_clip_is_the_same_each_time(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", noisy(30))
    assert same(read(path)[0], read(path)[0])


@pytest.mark.parametrize("kind", ["mp4", "mkv", "avi", "flv"])
def test_truncated_clip_is_read_as_far_as_it_goes(tmp_path: Path, kind: str) -> None:
    path = write_clip(
        tmp_path / f"a.{kind}",
        noisy(120),
        muxing={"movflags": "+faststart"} if kind == "mp4" else None,
    )
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    frames, info, warnings = read(path)
    assert 40 <= len(frames) <= 80
    assert info.frames == len(frames)
    assert "truncated" in [w.code for w in warnings]
    np.testing.assert_allclose(times(frames)[:40], np.arange(40) / 30, atol=1.1e-3)


def test_endless_damage_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.video.decode._MAX_BAD_PACKETS", 5)
    path = write_clip(tmp_path / "a.mov", marked_frames(40), codec="mjpeg", pix_fmt="yuvj420p")
    data = path.read_bytes()
    start = data.index(b"\xff\xd8", len(data) // 2)
    end = data.index(b"moov") if data.index(b"moov") > start else len(data)
    path.write_bytes(data[:start] + bytes(end - start) + data[end:])
    frames, _, warnings = read(path)
    assert 0 < len(frames) < 40
    assert {"truncated", "corrupt_parts"} <= {w.code for w in warnings}


def test_a_source_left_early_gives_no_more(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(200), options={"bf": "0"})
    with open_source(path) as source:
        next(source)
        assert source.info.frames is None
    assert next(source, None) is None
    assert (source.info.frames, source.warnings) == (None, [])
    source.close()


def test_a_path_that_looks_like_a_protocol_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_clip(tmp_path / "a.mp4", marked_frames(3)).rename(tmp_path / "concat:a|b.mp4")
    assert len(read(Path("concat:a|b.mp4"))[0]) == 3


@pytest.mark.parametrize("kind", [str, Path])
def test_an_address_is_not_a_file_and_its_password_is_not_shown(kind: type[str | Path]) -> None:
    with pytest.raises(VideoError, match="is an address, not a file") as caught:
        open_source(kind("https://me:secret@example.org/a.mp4"))
    assert caught.value.where == "https://example.org/a.mp4"


def test_a_file_whose_path_reads_like_an_address_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "http:").mkdir()
    write_clip(tmp_path / "http:" / "a.mp4", marked_frames(3))
    monkeypatch.chdir(tmp_path)
    with open_source(Path("http:/a.mp4")) as source:
        assert len(list(source)) == 3


def test_a_picture_that_cannot_be_shown_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(10))
    shown = Upright.rgb
    calls = itertools.count()

    def sometimes(self: Upright, picture: Any) -> npt.NDArray[np.uint8]:
        if next(calls) == 5:  # the first call looks whether the clip can be shown at all
            raise FFmpegError(95, "Operation not supported")
        return shown(self, picture)

    monkeypatch.setattr(Upright, "rgb", sometimes)
    frames, info, warnings = read(path)
    assert [f.index for f in frames] == list(range(9))
    np.testing.assert_allclose(
        np.diff(times(frames))[[2, 3, 4]], [1 / 30, 2 / 30, 1 / 30], atol=1e-4
    )
    assert info.frames == 9
    assert [w.code for w in warnings] == ["corrupt_parts"]
    calls = itertools.count(5)
    with pytest.raises(VideoError, match="its first frame is damaged"):
        open_source(path)
