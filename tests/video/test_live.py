from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from formcheck.errors import CameraError
from formcheck.video import open_source
from formcheck.video.camera import CameraSource, StreamSource
from formcheck.video.live import LiveSource
from formcheck.video.pace import PlayedFile
from tests.media import corner_colours, marked_frames, write_clip

Picture = tuple[float, npt.NDArray[np.uint8]]


class FakeGrabber:
    """Gives pictures when told to; the last item may be an error or None (the end)."""

    def __init__(self, items: Sequence[Picture | Exception | None], gate: threading.Event) -> None:
        self._items = items
        self._gate = gate
        self.taken = 0
        self.closed = threading.Event()

    def grab(self) -> Picture | None:
        if self.taken:
            self._gate.wait(5.0)
        item = self._items[min(self.taken, len(self._items) - 1)]
        self.taken += 1
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self.closed.set()


def pictures(times_s: list[float], width: int = 48, height: int = 32) -> list[Picture]:
    return list(zip(times_s, marked_frames(len(times_s), width, height), strict=True))


def until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("waited in vain")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Give the files of a folder on the loopback; yields the address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(timeout=10)


def open_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


def test_only_the_latest_picture_is_given() -> None:
    gate = threading.Event()
    grabber = FakeGrabber([*pictures([100.0, 100.1, 100.2, 100.3]), None], gate)
    with LiveSource(lambda: grabber, "camera 0") as source:
        first = next(source)
        gate.set()
        until(grabber.closed.is_set)
        second = next(source)
        assert next(source, None) is None
    assert (first.index, first.time_s) == (0, 0.0)
    assert second.index == 1
    assert second.time_s == pytest.approx(0.3)
    assert source.dropped == 2
    assert (source.info.width, source.info.height, source.info.frames) == (48, 32, 2)
    assert source.warnings == []


def test_times_of_a_camera_rise_strictly() -> None:
    gate = threading.Event()
    grabber = FakeGrabber([*pictures([5.0, 5.0]), None], gate)
    with LiveSource(lambda: grabber, "camera 0") as source:
        first = next(source)
        gate.set()
        second = next(source)
    assert first.time_s == 0.0 < second.time_s < 1e-6


def test_a_lost_camera_has_its_sentence() -> None:
    gate = threading.Event()
    lost = CameraError("stopped giving pictures", "camera 0", "check its cable")
    grabber = FakeGrabber([*pictures([1.0]), lost], gate)
    with LiveSource(lambda: grabber, "camera 0") as source:
        next(source)
        gate.set()
        with pytest.raises(CameraError, match="stopped giving pictures"):
            next(source)
    assert grabber.closed.is_set()


def test_a_mistake_in_the_thread_is_not_swallowed() -> None:
    gate = threading.Event()
    grabber = FakeGrabber([*pictures([1.0]), ZeroDivisionError()], gate)
    with LiveSource(lambda: grabber, "camera 0") as source:
        next(source)
        gate.set()
        with pytest.raises(ZeroDivisionError):
            next(source)


def test_a_stuck_camera_does_not_hang() -> None:
    gate = threading.Event()
    grabber = FakeGrabber(pictures([1.0]), gate)
    source = LiveSource(lambda: grabber, "camera 0", patience_s=0.05)
    next(source)
    with pytest.raises(CameraError, match="no picture for"):
        next(source)
    gate.set()
    source.close()
    assert next(source, None) is None


def test_a_camera_without_pictures() -> None:
    with pytest.raises(CameraError, match="gives no picture"):
        LiveSource(lambda: FakeGrabber([None], open_gate()), "camera 0")


def test_pictures_of_another_size_are_fitted() -> None:
    gate = threading.Event()
    grabber = FakeGrabber([*pictures([1.0]), *pictures([2.0], 96, 64), None], gate)
    with LiveSource(lambda: grabber, "camera 0") as source:
        next(source)
        gate.set()
        assert next(source).image.shape == (32, 48, 3)


class FakeCapture:
    """Stands for OpenCV's capture: BGR pictures, then nothing."""

    def __init__(self, count: int, *, opened: bool = True) -> None:
        self._images = itertools.islice(marked_frames(100, 48, 32), count)
        self._opened = opened
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802
        return self._opened

    def grab(self) -> bool:
        self._next = next(self._images, None)
        return self._next is not None

    def retrieve(self) -> tuple[bool, npt.NDArray[np.uint8]]:
        assert self._next is not None
        return True, np.ascontiguousarray(self._next[:, :, ::-1])

    def release(self) -> None:
        self.released = True


def test_camera_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(3)
    monkeypatch.setattr("cv2.VideoCapture", lambda _number: capture)
    with open_source(0) as source:
        assert isinstance(source, CameraSource)
        assert corner_colours(next(source).image)["top_left"] == "top_left"
        until(lambda: capture.released)
        with pytest.raises(CameraError, match="stopped giving pictures"):
            list(source)


def test_camera_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = FakeCapture(0, opened=False)
    monkeypatch.setattr("cv2.VideoCapture", lambda _number: capture)
    with pytest.raises(CameraError, match=r"cannot be opened \(camera 7\)"):
        open_source("7", live=True)
    assert capture.released


def test_a_missing_camera_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CameraError):
        open_source(97)
    assert capfd.readouterr().err == ""


def test_a_recording_on_the_network_is_paced(tmp_path: Path) -> None:
    streamable = {"movflags": "faststart"}
    write_clip(tmp_path / "a.mp4", marked_frames(9), rotation_deg=90, muxing=streamable)
    with _served(tmp_path) as address:
        start_s = time.monotonic()
        with StreamSource(f"{address}/a.mp4") as source:
            frames = list(source)
    assert time.monotonic() - start_s >= 8 / 30
    assert {f.image.shape for f in frames} == {(96, 64, 3)}
    assert frames[-1].time_s <= 8 / 30 + 1e-6
    assert all(a.time_s < b.time_s for a, b in itertools.pairwise(frames))


@pytest.mark.parametrize("address", ["http://user:secret@127.0.0.1:9/a", "rtsp://127.0.0.1:9/a"])
def test_a_stream_that_cannot_be_reached(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CameraError, match="the stream cannot be opened") as caught:
        open_source(address, live=True)
    assert "secret" not in str(caught.value)
    assert capfd.readouterr().err == ""


TIMES = [0.0, 0.05, 0.1, 0.25, 0.3, 0.5]


def test_frames_of_a_file_come_at_their_times(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(6), times_s=TIMES)
    with PlayedFile(path) as source:
        time.sleep(0.1)  # nothing plays before it is asked for
        start_s = time.monotonic()
        came = [(frame.time_s, time.monotonic() - start_s) for frame in source]
    times_s, elapsed_s = np.array(came).T
    np.testing.assert_allclose(times_s, TIMES, atol=1e-4)
    assert (elapsed_s[1:] >= np.array(TIMES[1:]) - 0.002).all()
    assert source.dropped == 0
    assert source.info.frames == 6
    assert source.warnings == []


def test_a_slow_program_misses_no_frame_of_a_file(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(12), fps=60)
    with PlayedFile(path) as source:
        seen = []
        for frame in source:
            seen.append(frame.time_s)
            time.sleep(0.03)
    assert source.dropped == 0
    np.testing.assert_allclose(seen, np.arange(12) / 60, atol=1e-3)


def test_a_file_that_nobody_looks_at_any_more_is_closed(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(12), fps=60)
    with PlayedFile(path) as source:
        next(source)
        time.sleep(0.1)
        start_s = time.monotonic()
    assert time.monotonic() - start_s < 1.0
    assert list(source) == []


def test_paced_by_the_door(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(4), fps=50)
    start_s = time.monotonic()
    with open_source(path, live=True, paced=True) as source:
        assert len(list(source)) == 4
    assert time.monotonic() - start_s >= 0.06
