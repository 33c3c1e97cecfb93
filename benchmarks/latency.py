"""How far the live window lags, and how soon a cue sounds: ``python -m benchmarks.latency``.

The sample clips, scaled to 1280x720, are given as a camera would at 30 frames a second; capture,
inference, coach and a real OpenCV window (on a screen of memory if there is none) run as in
``formcheck live``. Each clip is a set of its own. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console

from benchmarks.markdown import heading, table, write_page
from benchmarks.samples import SAMPLES, sample_paths
from formcheck.checks import build_checks
from formcheck.coach.banner import Banner
from formcheck.coach.cue import Cue
from formcheck.coach.language import load_language
from formcheck.coach.sound import SoundThread
from formcheck.coach.window import Window, WindowKey
from formcheck.commands.events import EventWriter
from formcheck.commands.live_loop import Shown, run_in_window
from formcheck.commands.live_set import LiveSet, Outlets
from formcheck.lumbar.reader import LumbarReader
from formcheck.outputs.hud import HudState
from formcheck.pose.backend import PersonPose
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.track import LumbarRow
from formcheck.video.fit import fitted
from formcheck.video.frame import Frame
from formcheck.video.live import LiveSource
from formcheck.video.source import open_source

__all__ = ["Measured", "main", "missed_bars", "page"]

SIZE, FPS = (1280, 720), 30.0
OVERLAY_BAR_MS = 1e3 / FPS + 15.0
"""Capture to overlay may take the inference, one frame interval, and 15 ms."""
CUE_BAR_MS = 150.0
WARM_UP_S = 10.0
"""At the start models and caches are loaded; it is not counted."""
DRIFT_BAR, GROWTH_BAR = 0.15, 0.05
"""The last third against the first: median latency, resident memory."""
WORD_S = 0.3
"""So long a spoken word takes: the next cue waits for the one before."""


@dataclass(slots=True)
class Measured:
    """What one run gave; times by the clock, in seconds since its start, lengths in ms."""

    shown: list[tuple[float, float, float]] = field(default_factory=list)
    """When, capture to overlay, inference of that frame."""
    cues: list[tuple[float, float, float]] = field(default_factory=list)
    """When, from said to heard, from the capture of the frame that decided it to heard."""
    memory: list[tuple[float, float]] = field(default_factory=list)
    """When, resident MB."""
    looked_at: int = 0
    left_out: int = 0


class _Camera:
    """Gives the sample clips at 30 frames a second; tells when another one begins."""

    def __init__(self, videos: Sequence[Path], length_s: float) -> None:
        self._images = self._play(itertools.cycle(videos))
        self._length_s = length_s
        self._start_s = 0.0
        self._count = 0
        self.new_clip = False

    def _play(self, videos: Iterator[Path]) -> Iterator[npt.NDArray[np.uint8]]:
        for video in videos:
            with open_source(video) as source:
                for frame in source:
                    yield fitted(frame.image, SIZE)
            self.new_clip = True

    def grab(self) -> tuple[float, npt.NDArray[np.uint8]] | None:
        image = next(self._images)
        self._start_s = self._start_s or time.monotonic()
        due_s = self._start_s + self._count / FPS
        self._count += 1
        time.sleep(max(0.0, due_s - time.monotonic()))
        if due_s - self._start_s > self._length_s:
            return None
        return time.monotonic(), image

    def close(self) -> None:
        pass


class _Backend(MediaPipeBackend):
    """Notes how long each frame takes, by when it was captured."""

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self.took_ms: dict[float, float] = {}
        self.captured: dict[float, float] = {}
        self.latest = 0.0

    def detect(self, frame: Frame) -> list[PersonPose]:
        start_s = time.perf_counter()
        people = super().detect(frame)
        self.latest = frame.captured_s
        self.captured[frame.time_s] = frame.captured_s
        self.took_ms[frame.captured_s] = 1e3 * (time.perf_counter() - start_s)
        return people


class _Lumbar(LumbarReader):
    """Adds what the lumbar network takes to the inference of the frame."""

    def __init__(self, backend: _Backend) -> None:
        super().__init__()
        self._backend = backend

    def read(self, image: npt.NDArray[np.uint8], pose: PersonPose | None) -> LumbarRow | None:
        start_s = time.perf_counter()
        row = super().read(image, pose)
        self._backend.took_ms[self._backend.latest] += 1e3 * (time.perf_counter() - start_s)
        return row


class _Sound(SoundThread):
    """Notes when cues are given; its player notes when they begin to sound."""

    def __init__(self) -> None:
        self.given: dict[Cue, float] = {}
        self.heard: dict[Cue, float] = {}
        super().__init__(lambda: self, print)

    def say(self, cues: tuple[Cue, ...]) -> None:
        self.given.update(dict.fromkeys(cues, time.monotonic()))
        super().say(cues)

    def play(self, cues: tuple[Cue, ...]) -> None:
        self.heard.update(dict.fromkeys(cues, time.monotonic()))
        time.sleep(WORD_S * sum(len(cue.text.split()) for cue in cues))


class _Screen(Window):
    """A window in which a new set is asked for whenever the camera shows another clip."""

    def __init__(self, camera: _Camera) -> None:
        super().__init__()
        self._camera = camera

    def show(
        self, image: npt.NDArray[np.uint8], state: HudState | None, banner: Banner
    ) -> WindowKey | None:
        super().show(image, state, banner)
        new, self._camera.new_clip = self._camera.new_clip, False
        return "restart" if new else None


def measure(length_s: float, model: str) -> Measured:
    """Run the live window for so long and return what was measured."""
    videos = [video for video, _ in sample_paths(SAMPLES) if "portrait" not in video.name]
    camera, found = _Camera(videos, length_s), Measured()
    sound = _Sound()
    with (
        _Screen(camera) as screen,
        _Backend(model) as backend,
        EventWriter(None) as events,
        LiveSource(lambda: camera, "sample clips") as source,
    ):
        live = LiveSet(
            backend,
            exercise="auto",
            checks=build_checks({}),
            language=load_language("en"),
            counted_down=False,
            outlets=Outlets(events, Console(file=io.StringIO()), sound),
            lumbar=_Lumbar(backend),
        )
        start_s = time.monotonic()
        memory_s = 0.0

        def note(shown: Shown) -> None:
            nonlocal memory_s
            now_s = time.monotonic()
            took = backend.took_ms.get(shown.captured_s)
            if took is not None:
                lag_ms = 1e3 * (now_s - shown.captured_s)
                found.shown.append((now_s - start_s, lag_ms, took))
            if now_s - memory_s >= 5.0:
                memory_s = now_s
                found.memory.append((now_s - start_s, _resident_mb()))

        run_in_window(live, source, screen, note)
        found.left_out, found.looked_at = source.dropped, len(backend.took_ms)
    for cue, heard_s in sound.heard.items():
        captured_s = backend.captured.get(cue.time_s)
        if cue.kind in ("fault", "advice", "praise", "count") and captured_s is not None:
            given = 1e3 * (heard_s - sound.given[cue])
            found.cues.append((heard_s - start_s, given, 1e3 * (heard_s - captured_s)))
    return found


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def screen_of_memory() -> Iterator[None]:
    """Give a screen where there is none."""
    if os.environ.get("DISPLAY") or shutil.which("Xvfb") is None:
        yield
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        os.environ["DISPLAY"] = f":{told.readline().strip()}"
    try:
        yield
    finally:
        del os.environ["DISPLAY"]
        server.terminate()
        server.wait(timeout=10)


def _quantiles(values: Sequence[float]) -> list[float]:
    return [float(q) for q in np.percentile(values, (50, 95, 99))]


def _settled(found: Measured) -> Measured:
    """Return the run without its first seconds."""
    return Measured(
        [row for row in found.shown if row[0] >= WARM_UP_S],
        [row for row in found.cues if row[0] >= WARM_UP_S],
        [row for row in found.memory if row[0] >= WARM_UP_S],
        found.looked_at,
        found.left_out,
    )


def _thirds(rows: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the medians of the first and the last third."""
    values = [value for _, value in rows]
    third = max(1, len(values) // 3)
    return float(np.median(values[:third])), float(np.median(values[-third:]))


def missed_bars(found: Measured) -> list[str]:
    """Return what is missed, in words."""
    found = _settled(found)
    missed = []
    lag, took = ([row[i] for row in found.shown] for i in (1, 2))
    limit = float(np.percentile(took, 95)) + OVERLAY_BAR_MS
    if np.percentile(lag, 95) > limit:
        missed.append(
            f"capture to overlay: p95 {np.percentile(lag, 95):.0f} ms, the bar is {limit:.0f}"
        )
    late = [cue for cue in found.cues if cue[1] > CUE_BAR_MS]
    if late:
        missed.append(f"{len(late)} of {len(found.cues)} cues began after {CUE_BAR_MS:.0f} ms")
    first, last = _thirds([(t, lag) for t, lag, _ in found.shown])
    if last > (1 + DRIFT_BAR) * first:
        missed.append(f"latency drifts: {first:.0f} to {last:.0f} ms")
    first, last = _thirds(found.memory)
    if last > (1 + GROWTH_BAR) * first:
        missed.append(f"memory grows: {first:.0f} to {last:.0f} MB")
    return missed


def page(found: Measured, model: str, length_s: float, command: str) -> list[str]:
    """Return the lines of the result page."""
    missed = missed_bars(found)
    found = _settled(found)
    lag, took = ([row[i] for row in found.shown] for i in (1, 2))
    rows = [
        ("capture to overlay", *_quantiles(lag)),
        ("of that, inference", *_quantiles(took)),
        ("of that, all else", *_quantiles([a - b for a, b in zip(lag, took, strict=True)])),
        ("a cue is given, to its sound", *_quantiles([cue[1] for cue in found.cues])),
        ("capture of its frame, to its sound", *_quantiles([cue[2] for cue in found.cues])),
    ]
    minutes = []
    for minute in range(int(length_s // 60)):
        inside = [row[1] for row in found.shown if 60 * minute <= row[0] < 60 * minute + 60]
        memory = [mb for t, mb in found.memory if 60 * minute <= t < 60 * minute + 60]
        if inside and memory:
            cells = [f"{v:.0f}" for v in _quantiles(inside)[:2]]
            minutes.append((minute + 1, *cells, f"{np.median(memory):.0f}"))
    total = found.looked_at + found.left_out
    return [
        *heading("Latency of the live window", command),
        f"The sample clips at {SIZE[0]}x{SIZE[1]} and {FPS:.0f} frames a second for "
        f"{length_s / 60:.0f} minutes, model",
        f"*{model}*, overlay painted and shown in a window on a screen of memory; {os.cpu_count()} "
        "cores, no GPU.",
        f"{found.looked_at} frames were looked at, {found.left_out} left out "
        f"({found.left_out / total:.1%}). Each clip is a set",
        f"of its own; speech is stood in for by silence of {WORD_S:g} s a word. Milliseconds by",
        "the clock.",
        "",
        "All bars are held." if not missed else f"**{len(missed)} missed:**",
        "",
        *(f"- {item}" for item in missed),
        *([""] if missed else []),
        *table(
            ("", "p50", "p95", "p99"), [(name, *(f"{v:.1f}" for v in row)) for name, *row in rows]
        ),
        f"Bars: capture to overlay at p95 no more than the inference's p95 and {OVERLAY_BAR_MS:.0f}"
        " ms (one frame",
        f"interval and 15 ms); every cue begins within {CUE_BAR_MS:.0f} ms "
        f"({len(found.cues)} cues); the last",
        f"third of the run is no slower by {DRIFT_BAR:.0%}, and takes no more memory by "
        f"{GROWTH_BAR:.0%}, than the first.",
        "",
        "## Minute by minute",
        "",
        *table(("minute", "latency p50", "latency p95", "resident MB"), minutes),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    length_s = 60.0 * options.minutes
    with screen_of_memory():
        found = measure(length_s, options.model)
    command = "python -m benchmarks.latency"
    write_page(page(found, options.model, length_s, command), options.output)
    missed = missed_bars(found)
    for item in missed:
        print(f"missed: {item}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
