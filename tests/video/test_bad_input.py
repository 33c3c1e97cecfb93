from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.errors import VideoError
from formcheck.video import open_source
from tests.media import marked_frames, write_clip, write_wav


def missing(folder: Path) -> Path:
    return folder / "nothing.mp4"


def a_folder(folder: Path) -> Path:
    (folder / "a.mp4").mkdir()
    return folder / "a.mp4"


def in_a_file(folder: Path) -> Path:
    (folder / "a").write_text("x")
    return folder / "a" / "b.mp4"


def link_to_itself(folder: Path) -> Path:
    (folder / "a.mp4").symlink_to(folder / "a.mp4")
    return folder / "a.mp4"


def written(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "a.mp4")
    return folder / "a.mp4"


def a_socket(folder: Path) -> Path:
    short = Path(f"/tmp/formcheck-test-{os.getpid()}.mp4")  # socket names are short
    short.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(short))
    return short.rename(folder / "a.mp4")


def device(folder: Path) -> Path:
    return Path("/dev/zero")


def picture(kind: str, name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        image = next(marked_frames(1))
        coded, data = cv2.imencode(f".{kind}", image)
        assert coded
        (folder / name).write_bytes(data.tobytes())
        return folder / name

    return write


def gif_of_one(folder: Path) -> Path:
    return write_clip(folder / "a.gif", marked_frames(1), codec="gif", pix_fmt="rgb8")


def sound(folder: Path) -> Path:
    return write_wav(folder / "a.wav").rename(folder / "a.mp4")


def tiny(folder: Path) -> Path:
    return write_clip(
        folder / "a.mkv", [np.zeros((1, 1, 3), np.uint8)] * 3, codec="ffv1", pix_fmt="yuv444p"
    )


def narrow(folder: Path) -> Path:
    return write_clip(folder / "a.mp4", marked_frames(3, 200, 14))


def header_lost(folder: Path) -> Path:
    path = write_clip(folder / "a.mp4", marked_frames(30))
    path.write_bytes(path.read_bytes()[:-2000])
    return path


def no_frames(folder: Path) -> Path:
    """Stay within the index, but with nothing where the pictures were."""
    path = write_clip(folder / "a.mov", marked_frames(5), codec="mjpeg", pix_fmt="yuvj420p")
    data = path.read_bytes()
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    path.write_bytes(data[:start] + bytes(end - start) + data[end:])
    return path


def renamed_clip(folder: Path) -> Path:
    """Make a play list that names a real clip beside it."""
    write_clip(folder / "real.ts", marked_frames(5))
    path = folder / "a.mp4"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nreal.ts\n#EXT-X-ENDLIST\n")
    return path


TEXT = b"just some words\n" * 400
CONCAT = b"ffconcat version 1.0\nfile real.mp4\n"
SUBTITLES = b"1\n00:00:00,000 --> 00:00:01,000\nHello\n"

CORPUS = [
    (missing, "no such file"),
    (a_folder, "is a folder"),
    (in_a_file, "cannot be opened"),
    (link_to_itself, "cannot be opened"),
    (written("a.mp4", b""), "the file is empty"),
    (written("a.mp4", b"\0" * 5000), "not a video that can be read"),
    (written("a.mp4", np.random.default_rng(0).bytes(50000)), "not a video that can be read"),
    (written("a.mp4", TEXT), "not a video that can be read"),
    (written("a.txt", TEXT), "not a video that can be read"),
    (written("a.srt", SUBTITLES), "not a video that can be read"),
    (written("a.ffconcat", CONCAT), "not a video that can be read"),
    (written("a.m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"), "not a video"),
    (written("a.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"), "not a video"),
    (written("a.yuv", b"\0" * 5000), "not a video that can be read"),
    (renamed_clip, "not a video that can be read"),
    (pipe, "is a pipe or device"),
    (a_socket, "is a pipe or device"),
    (device, "is a pipe or device"),
    (picture("png", "a.png"), "is a picture, not a video"),
    (picture("jpg", "a.jpg"), "is a picture, not a video"),
    (picture("png", "a.mp4"), "is a picture, not a video"),
    (picture("jpg", "a.mp4"), "is a picture, not a video"),
    (picture("webp", "a.webp"), "is a picture, not a video"),
    (picture("bmp", "a.mp4"), "is a picture, not a video"),
    (picture("tiff", "a.tiff"), "is a picture, not a video"),
    (gif_of_one, "is a picture, not a video"),
    (sound, "has only sound, no picture"),
    (tiny, "too small, 1 x 1"),
    (narrow, "too small, 200 x 14"),
    (header_lost, "not a video that can be read"),
    (no_frames, "no frame of it can be decoded"),
    (lambda folder: folder / "a\0b.mp4", "cannot be opened"),
    (lambda folder: folder / ("x" * 300), "cannot be opened"),
]


@pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and devices")
@pytest.mark.parametrize(("make", "sentence"), CORPUS)
def test_every_bad_input_has_its_sentence(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path)
    with pytest.raises(VideoError, match=sentence) as caught:
        open_source(path)
    message = str(caught.value)
    assert "\n" not in message
    assert path.name.split("\0")[0] in message
    assert caught.value.remedy
    assert capfd.readouterr().err == ""


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(3))

    def refuse(*args: object, **kwargs: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(VideoError, match="may not be read"):
        open_source(path)


def test_a_file_swapped_for_a_pipe_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo = pipe(tmp_path)
    real = write_clip(tmp_path / "b.mp4", marked_frames(1)).stat()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", lambda _self, **_: real)
        with pytest.raises(VideoError, match="is a pipe or device"):
            open_source(fifo)


@pytest.mark.parametrize("broken", range(8))
def test_noise_in_the_header_never_crashes(tmp_path: Path, broken: int) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(10), muxing={"movflags": "+faststart"})
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(broken)
    for place in rng.integers(0, min(len(data), 1200), 12):
        data[place] = rng.integers(256)
    path.write_bytes(bytes(data))
    with contextlib.suppress(VideoError), open_source(path) as source:
        assert sum(1 for _ in source) > 0
