from __future__ import annotations

import gc
import resource
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from formcheck.cli import run
from formcheck.errors import VideoError
from formcheck.video import open_source, watched
from formcheck.video.decode import Decoder
from formcheck.video.scan import scan_times
from formcheck.video.watched import Watched, bounded_memory
from tests.media import marked_frames, write_clip


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let decoding hang after the fifth packet until the event is set, and nobody wait long."""
    event = threading.Event()
    decoded = Decoder._decoded
    seen = 0

    def hang(self: Decoder, packet: object) -> object:
        nonlocal seen
        seen += 1
        if seen > 5:
            event.wait(30)
        return decoded(self, packet)  # type: ignore[arg-type]

    monkeypatch.setattr(Decoder, "_decoded", hang)
    monkeypatch.setattr(watched, "PATIENCE_S", 0.3)
    monkeypatch.setattr(watched, "_FAREWELL_S", 0.1)
    yield event
    event.set()
    for _ in range(100):
        if not threads():
            return
        time.sleep(0.1)
    raise AssertionError("a thread goes on")


def threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "formcheck-decode"]


def test_a_call_gives_what_it_gives_and_raises_what_it_raises() -> None:
    calls = Watched("a.mp4")
    assert calls.call(lambda: 6 * 7) == 42
    with pytest.raises(KeyError, match="x"):
        calls.call(lambda: {}["x"])
    with pytest.raises(StopIteration):
        calls.call(iter([]).__next__)
    assert calls.call(threading.current_thread).name == "formcheck-decode"
    released = threading.Event()
    calls.close(released.set)
    assert released.is_set()
    assert not threads()


def test_a_call_that_hangs_is_given_up_and_never_waited_for_again() -> None:
    event = threading.Event()
    calls = Watched("a.mp4", patience_s=0.2)
    with pytest.raises(VideoError, match=r"does not go on, given up after 0.2 seconds \(a.mp4\)"):
        calls.call(lambda: event.wait(30))
    released = threading.Event()
    calls.close(released.set)
    assert not released.is_set()
    event.set()
    assert released.wait(10)


def test_the_thread_of_a_source_that_was_forgotten_ends() -> None:
    calls = Watched("a.mp4")
    calls.call(lambda: None)
    del calls
    gc.collect()
    for _ in range(50):
        if not threads():
            return
        time.sleep(0.1)
    raise AssertionError(threads())


def test_a_decoder_that_hangs_ends_in_one_sentence(tmp_path: Path, stuck: threading.Event) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(30), codec="mpeg4")
    with pytest.raises(VideoError, match="does not go on") as caught, open_source(path) as source:
        for _ in source:
            pass
    assert caught.value.exit_code == 1
    stuck.set()


class Nobody:
    """A pose backend that sees nobody."""

    def detect(self, frame: object) -> list[object]:  # noqa: ARG002
        return []

    def __enter__(self) -> Nobody:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_an_analysis_ends_with_it_in_one_sentence_and_leaves_nothing(
    tmp_path: Path,
    stuck: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(30), codec="mpeg4")
    monkeypatch.setattr("formcheck.api._mediapipe", lambda *_: Nobody())
    results = tmp_path / "results"
    assert run(["analyze", str(path), "-o", str(results)]) == 1
    said = capfd.readouterr().err
    assert said.startswith("formcheck: decoding it does not go on, given up after 0.3 seconds (")
    assert said.count("\n") == 1
    assert not results.exists()


def test_a_file_that_cannot_even_be_opened_in_time(
    tmp_path: Path, stuck: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_clip(tmp_path / "a.mp4", marked_frames(5))

    def hang(*_: object) -> None:
        stuck.wait(30)
        raise VideoError("opened too late")

    monkeypatch.setattr("formcheck.video.file.open_container", hang)
    monkeypatch.setattr("formcheck.video.scan.open_container", hang)
    for opened in (open_source, scan_times):
        with pytest.raises(VideoError, match="does not go on"):
            opened(path)
    stuck.set()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such limit")
def test_memory_is_bounded_inside_and_free_outside() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with bounded_memory(2**28), pytest.raises(MemoryError):
        np.empty(2**29, np.uint8)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    np.empty(2**29, np.uint8)


def test_pictures_larger_than_8k_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    large = write_clip(
        tmp_path / "a.mov", [np.zeros((4400, 8200, 3), np.uint8)], codec="png", pix_fmt="rgb24"
    )
    with pytest.raises(VideoError, match="too large, 8200 x 4400 pixels"):
        open_source(large)
