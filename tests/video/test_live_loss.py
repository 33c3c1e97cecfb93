"""Cameras and streams that are lost, stuck, or come back as something else."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.mjpeg import MjpegServer
from formcheck.errors import CameraError
from formcheck.video import live
from formcheck.video.camera import CameraSource, StreamSource
from formcheck.video.fit import fitted
from formcheck.video.live import LiveSource
from formcheck.video.live_clock import LiveClock
from tests.media import marked_frames

PICTURES = list(marked_frames(8, 48, 32))
LOST = CameraError("stopped giving pictures", "camera 0", "check its cable")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_BACK_OFF_S", (0.01, 0.02, 0.04))


class Device:
    """Gives a few pictures, then fails, or hangs; every connection is the next of its kinds."""

    def __init__(self, *kinds: str, start_s: float = 100.0) -> None:
        self._kinds = iter(kinds)
        self._start_s = start_s
        self.closed = self.opened = 0
        self.freed = threading.Event()

    def connect(self) -> _Connection:
        kind = next(self._kinds, "gone")
        self.opened += 1
        if kind == "gone":
            raise CameraError("cannot be opened", "camera 0", "plug it in")
        return _Connection(self, kind, self._start_s)


class _Connection:
    def __init__(self, device: Device, kind: str, start_s: float) -> None:
        self._device, self._kind = device, kind
        self._times = (start_s + 0.01 * i for i in itertools.count())
        self._left = 0 if kind in ("mute", "deaf") else 3

    def grab(self) -> tuple[float, np.ndarray] | None:
        time.sleep(0.01)
        self._left -= 1
        if self._left >= 0 or self._kind == "steady":
            return next(self._times), PICTURES[self._left % len(PICTURES)]
        if self._kind in ("hangs", "deaf"):
            self._device.freed.wait(5.0)
        if self._kind == "ends":
            return None
        raise LOST

    def close(self) -> None:
        self._device.closed += 1


def _source(device: Device, **more: float) -> LiveSource:
    return LiveSource(device.connect, "camera 0", **{"reconnect_s": 5.0, **more})  # type: ignore[arg-type]


def test_a_lost_camera_comes_back_and_the_times_go_on() -> None:
    device = Device("breaks", "gone", "gone", "steady")
    told: list[bool] = []
    with _source(device) as source:
        source.on_loss = told.append
        start_s = time.monotonic()
        frames = list(itertools.islice(source, 12))
        elapsed_s = time.monotonic() - start_s
    assert device.opened == 4
    assert told == [True, False]
    times = np.array([frame.time_s for frame in frames])
    assert (np.diff(times) > 0).all()
    # The own times began anew: the gap is that of our clock.
    assert times[-1] == pytest.approx(elapsed_s, abs=0.06)
    assert [frame.index for frame in frames] == list(range(12))
    assert device.closed == 2


def test_what_does_not_come_back_ends_with_what_was_said_when_it_was_lost() -> None:
    with _source(Device("breaks"), reconnect_s=0.1) as source:
        source.on_loss = lambda _: None
        with pytest.raises(CameraError, match="stopped giving pictures"):
            list(source)


@pytest.mark.parametrize("kind", ["mute", "deaf"])
def test_what_can_be_opened_but_gives_no_picture_is_tried_no_longer(kind: str) -> None:
    """Opening is not coming back: a mute device fails at once, a deaf one does not answer."""
    device = Device("breaks", *[kind] * 1000)
    with _source(device, reconnect_s=0.3) as source:
        source.on_loss = lambda _: None
        late = threading.Timer(3.0, source.close)
        late.start()
        start_s = time.monotonic()
        with pytest.raises(CameraError, match="stopped giving pictures"):
            list(source)
        late.cancel()
        device.freed.set()
    assert time.monotonic() - start_s >= 0.3
    assert device.opened >= 2


def test_each_loss_has_its_whole_time() -> None:
    device = Device(*["breaks"] * 8, "steady")
    with _source(device, reconnect_s=0.5) as source:
        frames = list(itertools.islice(source, 60))
    assert frames[-1].time_s > 0.5, "longer in all than one loss may take"
    assert device.opened == 9


def test_without_reconnecting_it_is_lost_at_once() -> None:
    device = Device("breaks", "steady")
    with _source(device, reconnect_s=0.0) as source, pytest.raises(CameraError):
        list(source)
    assert device.opened == 1


def test_a_stuck_camera_is_left_behind_and_opened_again() -> None:
    device = Device("hangs", "steady")
    told: list[bool] = []
    with _source(device, patience_s=0.1) as source:
        source.on_loss = told.append
        frames = list(itertools.islice(source, 6))
        device.freed.set()  # what the stuck thread says now is not heard
        frames += itertools.islice(source, 3)
    assert told == [True, False]
    assert len(frames) == 9
    assert max(np.diff([frame.time_s for frame in frames])) >= 0.1


def test_quitting_does_not_wait_for_a_camera_that_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "_BACK_OFF_S", (60.0,))
    source = _source(Device("breaks"), reconnect_s=600.0)
    threading.Timer(0.2, source.close).start()
    start_s = time.monotonic()
    assert len(list(source)) <= 3
    assert time.monotonic() - start_s < 3.0


def test_a_recording_that_ends_is_not_opened_again() -> None:
    device = Device("ends", "steady")
    with _source(device) as source:
        assert 1 <= len(list(source)) <= 3
    assert device.opened == 1


def test_an_unplugged_camera_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Capture:
        opened = 0

        def __init__(self, _: int) -> None:
            Capture.opened += 1
            self._left = 3 if Capture.opened == 1 else 1000
            self._there = Capture.opened not in (2, 3)

        def isOpened(self) -> bool:  # noqa: N802
            return self._there

        def grab(self) -> bool:
            time.sleep(0.005)
            self._left -= 1
            return self._left >= 0

        def retrieve(self) -> tuple[bool, np.ndarray]:
            return True, PICTURES[0]

        def release(self) -> None:
            pass

    monkeypatch.setattr("cv2.VideoCapture", Capture)
    with CameraSource(0, reconnect_s=5.0) as source:
        assert len(list(itertools.islice(source, 10))) == 10
    assert Capture.opened == 4


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0])
def test_a_sender_whose_clock_is_set_does_not_move_ours(jump_s: float) -> None:
    clock = LiveClock()
    arrived = 50.0 + 0.04 * np.arange(100)
    own = 7.0 + 0.04 * np.arange(100) + np.where(np.arange(100) >= 60, jump_s, 0.0)
    times = [clock.step(*pair) for pair in zip(own, arrived, strict=True)]
    np.testing.assert_allclose(times, 0.04 * np.arange(100), atol=1e-6)


def test_a_computer_that_slept_finds_a_gap_and_goes_on() -> None:
    clock = LiveClock()
    arrived = np.concatenate([50.0 + 0.04 * np.arange(5), 1850.0 + 0.04 * np.arange(5)])
    own = np.concatenate([0.04 * np.arange(5), 0.2 + 0.04 * np.arange(5)])
    times = [clock.step(*pair) for pair in zip(own, arrived, strict=True)]
    np.testing.assert_allclose(times, arrived - 50.0, atol=1e-6)


def test_a_network_that_stutters_does_not_move_the_own_times() -> None:
    clock = LiveClock()
    rng = np.random.default_rng(1)
    own = 0.04 * np.arange(200)
    arrived = np.maximum.accumulate(50.0 + own + rng.uniform(0.0, 1.5, 200))
    times = [clock.step(*pair) for pair in zip(own, arrived, strict=True)]
    np.testing.assert_allclose(np.diff(times), 0.04, atol=1e-6)


def test_a_picture_of_another_shape_keeps_its_angles() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    for i in range(40, 160):
        image[i - 3 : i + 4, i - 3 : i + 4] = 255  # a line at 45 degrees
    turned = fitted(image, (320, 100))
    assert turned.shape == (100, 320, 3)
    assert not turned[:, :105].any()
    assert not turned[:, 215:].any()
    rows, columns = np.nonzero(turned[..., 0] > 128)
    slope = np.polyfit(columns, rows, 1)[0]
    assert slope == pytest.approx(1.0, abs=0.03)
    assert fitted(image, (200, 200)) is image


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer(PICTURES, fps=25.0) as running:
        yield running


def test_a_stream_without_times_has_those_of_its_arrival(server: MjpegServer) -> None:
    with StreamSource(server.address) as source:
        frames = list(itertools.islice(source, 20))
    steps = np.diff([frame.time_s for frame in frames])[3:]
    assert np.median(steps) == pytest.approx(1 / 25, abs=0.01)
    assert frames[0].image.shape == (32, 48, 3)


def test_a_stream_that_is_cut_comes_back(server: MjpegServer, tmp_path: Path) -> None:
    told: list[bool] = []
    with StreamSource(server.address, reconnect_s=20.0) as source:
        source.on_loss = told.append
        frames = list(itertools.islice(source, 5))
        server.cut(refuse_s=0.3)
        frames += itertools.islice(source, 20)
    assert told == [True, False]
    gaps = np.diff([frame.time_s for frame in frames])
    assert gaps.max() > 0.25
    assert (gaps > 0).all()


def test_a_stream_that_ends_for_good_is_one_sentence(server: MjpegServer) -> None:
    with StreamSource(server.address) as source:
        next(source)
        server.cut(refuse_s=60.0)
        with pytest.raises(CameraError, match=r"the stream (ended|broke off)"):
            list(source)
