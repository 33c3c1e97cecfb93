from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from formcheck.errors import OutputError
from formcheck.video import Frame, SourceInfo, VideoSink, open_source, sink
from formcheck.video.sink import encoded_size
from tests.media import corner_colours, has_encoder, marked_frames, packet_times, write_clip

VARIABLE = [0.0, 0.02, 0.1, 0.133, 0.5, 0.51, 0.8, 0.83, 0.9, 1.5]


def read(path: Path) -> tuple[list[Frame], SourceInfo]:
    with open_source(path) as source:
        frames = list(source)
        assert source.warnings == []
    return frames, source.info


def write(path: Path, times_s: Sequence[float], width: int = 96, height: int = 64) -> Path:
    with VideoSink(path, width, height) as out:
        for image, time_s in zip(marked_frames(len(times_s), width, height), times_s, strict=True):
            out.write(image, time_s)
    return path


@pytest.mark.parametrize(
    "times_s",
    [
        [i / 30 for i in range(60)],
        [i * 1001 / 24000 for i in range(60)],
        [i * 1001 / 30000 for i in range(60)],
        [i / 240 for i in range(60)],
        VARIABLE,
        [0.0, 1e-7, 2e-7, 1.0],  # closer than the file can tell
        [0.0],
    ],
    ids=["30", "23.976", "29.97", "240", "variable", "crowded", "one"],
)
def test_every_frame_and_its_time_come_back(tmp_path: Path, times_s: list[float]) -> None:
    path = write(tmp_path / "a.mp4", times_s)
    frames, _ = read(path)
    assert len(frames) == len(times_s)
    np.testing.assert_allclose([f.time_s for f in frames], times_s, atol=1e-3)
    np.testing.assert_allclose(packet_times(path), times_s, atol=1e-3)
    assert packet_times(path)[0] == 0.0
    for frame in frames:
        assert all(corner == colour for corner, colour in corner_colours(frame.image).items())


@pytest.mark.skipif(not has_encoder("libx264"), reason="x264 tells its settings in the file")
def test_pictures_are_encoded_side_by_side_and_alike_on_any_number_of_cores(tmp_path: Path) -> None:
    told = write(tmp_path / "a.mp4", [i / 30 for i in range(5)]).read_bytes()
    assert b" threads=3 " in told
    assert b" sliced_threads=0 " in told


@pytest.mark.skipif(not has_encoder("libx264"), reason="x264 tells its settings in the file")
def test_a_recording_gets_each_picture_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(path, "w") as container:
        stream = sink.add_stream(container, (96, 64), Fraction(30), at_once=True)
        for i, image in enumerate(marked_frames(5, 96, 64)):
            frame = sink.to_encode(image)
            frame.pts, frame.time_base = 3000 * i, Fraction(1, 90000)
            packets = stream.encode(frame)
            assert [packet.pts for packet in packets] == [3000 * i]
            container.mux(packets)
        container.mux(stream.encode())


@pytest.mark.parametrize("kind", ["mp4", "mkv", "gif"])
@pytest.mark.parametrize("rotation_deg", [0, 90])
def test_a_clip_and_its_copy_agree(tmp_path: Path, kind: str, rotation_deg: int) -> None:
    made = write_clip(
        tmp_path / f"a.{kind}",
        marked_frames(10, 97, 65),
        times_s=VARIABLE,
        codec="gif" if kind == "gif" else "libx264",
        pix_fmt="rgb8" if kind == "gif" else "yuv444p",
        rotation_deg=rotation_deg if kind == "mp4" else 0,
        start_s=2.0,
    )
    with open_source(made) as source:
        frames = []
        with VideoSink(tmp_path / "b.mp4", source.info.width, source.info.height) as out:
            for frame in source:
                out.write(frame.image, frame.time_s)
                frames.append(frame)
    copies, info = read(tmp_path / "b.mp4")
    assert info.frames == source.info.frames
    assert info.duration_s == pytest.approx(source.info.duration_s, abs=1e-3)
    assert info.rotation_deg == 0
    np.testing.assert_allclose([f.time_s for f in copies], [f.time_s for f in frames], atol=1e-3)
    height, width = frames[0].image.shape[:2]
    for frame, copy in zip(frames, copies, strict=True):
        difference = frame.image.astype(int) - copy.image[:height, :width]
        assert np.abs(difference).mean() < (
            25 if kind == "gif" else 6
        )  # a GIF is dithered: hard to code


def test_duration_includes_the_last_frame(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", [i * 1001 / 30000 for i in range(30)])
    data = path.read_bytes()
    start = data.index(b"mdhd") + 4
    scale, duration = (int.from_bytes(data[start + n : start + n + 4]) for n in (12, 16))
    assert duration / scale == pytest.approx(30 * 1001 / 30000, abs=1e-4)


@pytest.mark.parametrize(
    ("size", "written"),
    [
        ((96, 64), (96, 64)),
        ((97, 65), (98, 66)),
        ((7680, 4320), (4096, 2304)),
        ((4320, 7680), (2304, 4096)),
        ((4097, 100), (4096, 98)),
        ((4096, 4096), (3072, 3072)),
        ((1, 1), (2, 2)),
    ],
)
def test_written_size(size: tuple[int, int], written: tuple[int, int]) -> None:
    assert encoded_size(*size) == written


def test_odd_sizes_repeat_the_edge(tmp_path: Path) -> None:
    frames, info = read(write(tmp_path / "a.mp4", [0.0, 0.04], 97, 65))
    assert (info.width, info.height) == (98, 66)
    right = frames[0].image[5, -1].astype(int)
    np.testing.assert_allclose(right, (20, 200, 20), atol=25)


def test_large_pictures_are_scaled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink, "MAX_SIDE_PX", 128)
    frames, info = read(write(tmp_path / "a.mp4", [0.0, 0.04], 256, 144))
    assert (info.width, info.height) == (128, 72)
    assert all(corner == colour for corner, colour in corner_colours(frames[0].image).items())


def test_browsers_can_play_it(tmp_path: Path) -> None:
    data = write(tmp_path / "a.mp4", [i / 30 for i in range(40)]).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # starts before it is loaded whole
    assert b"avc1" in data
    assert b"ctts" not in data  # no reordered pictures: nothing to shift


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="no ffprobe here")
def test_another_program_agrees(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", VARIABLE)
    entries = "stream=codec_name,pix_fmt,profile,start_time,nb_frames,color_space"
    run = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", entries, "-of", "default=nw=1", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.split("=") for line in run.stdout.splitlines())
    assert found["codec_name"] == "h264"
    assert found["pix_fmt"] == "yuv420p"
    assert found["color_space"] == "bt709"
    assert float(found["start_time"]) == 0.0
    assert found["nb_frames"] == str(len(VARIABLE))


@pytest.mark.parametrize("missing", [(), ("libx264",), ("libx264", "libopenh264")])
def test_next_encoder_when_one_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    here = {name for name, _, _ in sink.ENCODERS if has_encoder(name)} - set(missing)
    monkeypatch.setattr("formcheck.video.sink.av.codecs_available", here)
    frames, _ = read(write(tmp_path / "a.mp4", VARIABLE))
    np.testing.assert_allclose([f.time_s for f in frames], VARIABLE, atol=1e-3)


def test_no_encoder_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink, "ENCODERS", ())
    with pytest.raises(OutputError, match="no video encoder is installed"):
        VideoSink(tmp_path / "a.mp4", 96, 64)
    assert list(tmp_path.iterdir()) == []


def begin(path: Path, error: type[BaseException]) -> None:
    with VideoSink(path, 96, 64) as out:
        out.write(next(marked_frames(1)), 0.0)
        assert not path.exists() or path.read_text() == "old"
        raise error


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_interrupted_sink_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error):
        begin(tmp_path / "a.mp4", error)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a.mp4").write_text("old")
    with pytest.raises(error):
        begin(tmp_path / "a.mp4", error)
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_nothing_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no picture to write"):
        write(tmp_path / "a.mp4", [])
    assert list(tmp_path.iterdir()) == []


class FullContainer:
    """A container whose disk is full after a few packets."""

    def __init__(self, container: object, room: int, number: int) -> None:
        self._container = container
        self._room = room
        self._number = number

    def __getattr__(self, name: str) -> object:
        return getattr(self._container, name)

    def mux(self, _packet: object) -> None:
        self._room -= 1
        if self._room < 0:
            raise OSError(self._number, os.strerror(self._number))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EIO, "cannot be written"),
    ],
)
@pytest.mark.parametrize("room", [0, 5, 9])
def test_failed_writes_have_their_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str, room: int
) -> None:
    real = VideoSink._mux

    def mux(self: VideoSink, packets: list[Any]) -> None:
        if not isinstance(self._container, FullContainer):
            self._container = FullContainer(self._container, room, number)  # type: ignore[assignment]
        real(self, packets)

    monkeypatch.setattr(VideoSink, "_mux", mux)
    with pytest.raises(OutputError, match=sentence) as caught:
        write(tmp_path / "a.mp4", [i / 30 for i in range(10)])
    assert "a.mp4" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [3, 400])
def test_a_disk_that_is_really_full(small_disk: Path, count: int) -> None:
    (small_disk / "other").write_bytes(bytes(500_000))
    rng = np.random.default_rng(0)
    with pytest.raises(OutputError, match="the disk is full"):
        write_noise(small_disk / "a.mp4", rng, count)
    assert [p.name for p in small_disk.iterdir()] == ["other"]


def write_noise(path: Path, rng: np.random.Generator, count: int) -> None:
    with VideoSink(path, 320, 240) as out:
        for index in range(count):
            image: npt.NDArray[np.uint8] = rng.integers(0, 255, (240, 320, 3), dtype=np.uint8)
            out.write(image, index / 30)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give half a megabyte of disk; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("no small disk here")
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_no_folder_and_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        VideoSink(tmp_path / "missing" / "a.mp4", 96, 64)

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(OutputError, match="no permission"):
        VideoSink(tmp_path / "a.mp4", 96, 64)


def test_mistakes_of_the_programmer(tmp_path: Path) -> None:
    image = next(marked_frames(1))
    with VideoSink(tmp_path / "a.mp4", 96, 64, fps=float(Fraction(30000, 1001))) as out:
        out.write(image, 0.0)
        with pytest.raises(ValueError, match="expected a time after"):
            out.write(image, 0.0)
        with pytest.raises(ValueError, match="expected a time after"):
            out.write(image, float("nan"))
        with pytest.raises(ValueError, match=r"expected \(64, 96, 3\) uint8"):
            out.write(image[:, :90], 1.0)
        with pytest.raises(ValueError, match="uint8"):
            out.write(image.astype(np.float32), 1.0)
    with pytest.raises(ValueError, match="closed"):
        out.write(image, 2.0)
    with pytest.raises(ValueError, match="positive size"):
        VideoSink(tmp_path / "b.mp4", 0, 64)
