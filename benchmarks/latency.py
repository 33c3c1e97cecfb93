"""How far the live window lags, and how soon a cue sounds: ``python -m benchmarks.latency``.

The sample clips, scaled to 1280x720, are given as a camera would at 30 frames a second; capture,
inference, coach and a real OpenCV window (on a screen of memory if there is none) run as in
``formcheck live``. Each clip is a set of its own. Takes ``--minutes``, and wants a quiet machine
with two cores. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console

from benchmarks.clips import read_truth
from benchmarks.film_camera import FilmCamera, Showing, number_of, playlist
from benchmarks.latency_page import FPS, SIZE, WARM_UP_S, WORD_S, Heard, Measured, missed_bars, page
from benchmarks.markdown import write_page
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
from formcheck.video.frame import Frame
from formcheck.video.live import LiveSource

__all__ = ["main", "measure"]

_MEMORY_EVERY_S = 2.0


class _Backend(MediaPipeBackend):
    """Notes when each picture was looked at, and how long that took."""

    def __init__(self, model: str, found: Measured) -> None:
        super().__init__(model)
        self._found = found
        self.number = 0
        """Of the picture that is looked at."""

    def detect(self, frame: Frame) -> list[PersonPose]:
        self.number = number_of(frame.image)
        start_s = time.monotonic()
        people = super().detect(frame)
        self._found.begun_s[self.number] = start_s
        self._found.took_s[self.number] = time.monotonic() - start_s
        return people


class _Lumbar(LumbarReader):
    """Adds what the lumbar network takes to the inference of the picture."""

    def __init__(self, backend: _Backend, found: Measured) -> None:
        super().__init__()
        self._backend, self._found = backend, found

    def read(self, image: npt.NDArray[np.uint8], pose: PersonPose | None) -> LumbarRow | None:
        start_s = time.monotonic()
        row = super().read(image, pose)
        self._found.took_s[self._backend.number] += time.monotonic() - start_s
        return row


class _Sound(SoundThread):
    """Notes when cues are given, and how long after that they begin to sound."""

    def __init__(self, backend: _Backend, found: Measured) -> None:
        self._backend = backend
        self._mouth = _Mouth(found)
        super().__init__(lambda: self._mouth, print)

    def say(self, cues: tuple[Cue, ...]) -> None:
        if cues:
            self._mouth.given = (time.monotonic(), self._backend.number)
        super().say(cues)


class _Mouth:
    """A player of silence, as long as the words would take; notes when it begins."""

    def __init__(self, found: Measured) -> None:
        self._found = found
        self.given = (0.0, 0)
        """When the last cues were given, and the number of the picture that they came of."""

    def play(self, cues: tuple[Cue, ...], cut: threading.Event) -> None:
        now_s, (given_s, number) = time.monotonic(), self.given
        given_ms, frame_ms = 1e3 * (now_s - given_s), 1e3 * (now_s - self._found.sent_s[number])
        for cue in cues:
            if cue.kind in ("fault", "advice", "praise", "count"):
                shown_in = int(self._found.round[number])
                self._found.cues.append(Heard(cue.kind, shown_in, given_ms, float(frame_ms)))
        cut.wait(WORD_S * sum(len(cue.text.split()) for cue in cues))

    def close(self) -> None:
        pass


class _Screen(Window):
    """A window that notes what it shows; asks for a new set when the camera shows another clip."""

    def __init__(self, camera: FilmCamera, found: Measured) -> None:
        super().__init__()
        self._camera, self._found = camera, found
        self._showing = 0
        self._memory_s = 0.0

    def show(
        self, image: npt.NDArray[np.uint8], state: HudState | None, banner: Banner
    ) -> WindowKey | None:
        number = number_of(image)
        if np.isnan(self._found.handed_s[number]):
            self._found.handed_s[number] = time.monotonic()
        super().show(image, state, banner)
        if self._camera.now == self._showing:
            return None
        self._showing = self._camera.now
        return "restart"

    def note(self, shown: Shown) -> None:
        """Note that a picture was shown; what is shown once more counts the first time."""
        now_s, number = time.monotonic(), number_of(shown.image)
        if np.isnan(self._found.shown_s[number]):
            self._found.shown_s[number] = now_s
        if now_s - self._memory_s >= _MEMORY_EVERY_S:
            self._memory_s = now_s
            self._found.memory.append((int(self._found.round[number]), _resident_mb()))


def measure(showings: Sequence[Showing], model: str) -> Measured:
    """Run the live window while the camera shows clips, and return what was measured."""
    with FilmCamera(showings, SIZE, FPS) as camera:
        found = _unmeasured(showings, camera)
        backend = _Backend(model, found)
        sound = _Sound(backend, found)
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nowhere,
            _Screen(camera, found) as screen,
            backend,
            EventWriter(None) as events,
            LiveSource(lambda: camera, "sample clips", patience_s=30.0) as source,
        ):
            live = LiveSet(
                backend,
                exercise="auto",
                checks=build_checks({}),
                language=load_language("en"),
                counted_down=False,
                outlets=Outlets(events, Console(file=nowhere), sound),
                lumbar=_Lumbar(backend, found),
            )
            run_in_window(live, source, screen, screen.note)
        sound.close()
    return found


def _unmeasured(showings: Sequence[Showing], camera: FilmCamera) -> Measured:
    clips = list(dict.fromkeys(showing.video.stem for showing in showings))
    indices = np.array([clips.index(showing.video.stem) for showing in showings])
    rounds = np.array([showing.round for showing in showings])
    nothing = [np.full(len(camera.sent_s), np.nan) for _ in range(4)]
    return Measured(clips, indices[camera.showing], rounds[camera.showing], camera.sent_s, *nothing)


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
    try:
        with os.fdopen(reading) as told:
            os.environ["DISPLAY"] = f":{told.readline().strip()}"
        yield
    finally:
        os.environ.pop("DISPLAY", None)
        server.terminate()
        server.wait(timeout=10)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clips", nargs="*", help="names of clips; all that fit if left out")
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    videos = [
        (video, int(read_truth(truth)["frames"]))
        for video, truth in sample_paths(SAMPLES)
        if "portrait" not in video.name and (not options.clips or video.stem in options.clips)
    ]
    with screen_of_memory():
        found = measure(playlist(videos, 60.0 * options.minutes, FPS, WARM_UP_S), options.model)
    write_page(page(found, options.model, "python -m benchmarks.latency"), options.output)
    missed = missed_bars(found)
    for item in missed:
        print(f"missed: {item}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
