"""What formcheck costs per frame, stage by stage: ``python -m benchmarks.cost``.

One process, one run: absolute times are those of the machine of that day, the shares of the
inference travel. CPU time is that of all threads for inference and video coding, which bring their
own, and that of the calling thread for our stages: what the threads of the inference tidy up after
it has returned is not theirs. OpenCV is held to one thread, so nothing of ours hides in another.

Ends with 1 if the bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.markdown import heading, table, write_page
from benchmarks.samples import SAMPLES
from formcheck.analysis import analyse
from formcheck.lumbar.bridge import READINGS_HZ, ReadingPace, bridged
from formcheck.lumbar.reader import LumbarReader
from formcheck.outputs.overlay import OverlayPainter
from formcheck.pose.backend import PoseBackend
from formcheck.pose.follow import SubjectFollower
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.recorder import TrackRecorder
from formcheck.pose.silhouette import SilhouetteReader
from formcheck.pose.track import Track
from formcheck.report import Analysis
from formcheck.video.file import VideoFile
from formcheck.video.planes import Planes
from formcheck.video.sink import VideoSink
from formcheck.video.source import open_source

__all__ = ["Cost", "StopWatch", "bar_ms", "lumbar_ms", "main", "tiled"]

BAR_MS = 2.0
"""CPU per frame of everything but network inference, video coding and drawing."""
WARM_UP = 15
"""Frames at the start that are not timed: first calls allocate and load."""
ENCODED = range(100, 250)
"""Frames that are encoded, from the midst of the set; they are held in memory."""
MINUTES = (1, 2, 4, 8)
LUMBAR_BAR_MS = 8.0
"""CPU of one reading of the low back, crop and network, on one core."""
LUMBAR = f"low back, {READINGS_HZ:g} readings a second"
READING = "(one reading: crop and network)"
INFERENCE, DECODING = "network inference, with mask", "decoding"
PAINTING, ENCODING = "painting the overlay", "encoding"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stage costs per frame, milliseconds: CPU of all threads, and by the clock."""

    stage: str
    cpu_ms: float
    wall_ms: float


class StopWatch:
    """Adds up CPU and clock time of what runs in its ``with`` blocks.

    Blocks entered while it is paused are not counted.

    Parameters
    ----------
    stage : str
        What is timed.
    all_threads : bool
        Whether the CPU time is that of the whole process, not only of this thread.
    """

    def __init__(self, stage: str, *, all_threads: bool = False) -> None:
        self.stage = stage
        self.paused = False
        self._cpu = time.process_time if all_threads else time.thread_time
        self._cpu_s = self._wall_s = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what runs in this block."""
        cpu, wall = self._cpu(), time.perf_counter()
        yield
        if not self.paused:
            self._cpu_s += self._cpu() - cpu
            self._wall_s += time.perf_counter() - wall

    def cost(self, frames: int) -> Cost:
        """Return the mean per frame."""
        return Cost(self.stage, 1e3 * self._cpu_s / frames, 1e3 * self._wall_s / frames)


def decode_cost(video: Path) -> Cost:
    """Return what decoding costs, to upright RGB pictures."""
    watch, count = StopWatch(DECODING, all_threads=True), 0
    with open_source(video) as source, watch.running():
        for _ in source:
            count += 1
    return watch.cost(count)


def pose_costs(video: Path, backend: PoseBackend) -> tuple[list[Cost], Track]:
    """Return what inference, and what is read beside it, cost; and the track."""
    inference = StopWatch(INFERENCE, all_threads=True)
    following = StopWatch("following, recording")
    reading = StopWatch("silhouette, background")
    spine = StopWatch(LUMBAR)
    follower, silhouette, recorder = SubjectFollower(), SilhouetteReader(), TrackRecorder()
    lumbar, pace = LumbarReader(), ReadingPace()
    readings = 0
    with open_source(video) as source:
        for frame in source:
            for watch in (inference, following, reading, spine):
                watch.paused = frame.index < WARM_UP
            with inference.running():
                people = backend.detect(frame)
            with following.running():
                pose = follower.select(people, frame.time_s)
            with reading.running():
                row = silhouette.read(frame.image, pose, len(people))
            lumbar_row = None
            if pace.is_due(frame.time_s):
                with spine.running():
                    lumbar_row = lumbar.read(frame.image, pose)
                readings += not spine.paused
            with following.running():
                recorder.add(frame.time_s, pose, row, lumbar_row)
        track = bridged(recorder.track(source.info))
    timed = len(track) - WARM_UP
    one = replace(spine.cost(max(1, readings)), stage=READING)
    costs = [watch.cost(timed) for watch in (inference, spine, following, reading)]
    return [*costs[:2], one, *costs[2:]], track


def analysis_cost(track: Track, repeats: int = 5) -> Cost:
    """Return what angles, repetitions and verdicts of a whole track cost per frame."""
    analyse(track)
    watch = StopWatch("angles, repetitions, verdicts")
    for _ in range(repeats):
        with watch.running():
            analyse(track)
    return watch.cost(repeats * len(track))


def output_costs(video: Path, analysis: Analysis) -> list[Cost]:
    """Return what painting the overlay and encoding cost."""
    painting, encoding = StopWatch(PAINTING), StopWatch(ENCODING, all_threads=True)
    size = (analysis.track.source.width, analysis.track.source.height)
    painter = OverlayPainter(analysis, size)
    kept: list[tuple[Planes, float]] = []
    count = 0
    with VideoFile(video) as source:
        matrix = source.matrix
        for index, time_s, planes in source.in_planes():
            painting.paused = index < WARM_UP
            with painting.running():
                painted = painter.paint(planes, index)
            count += not painting.paused
            if ENCODED.start <= index < ENCODED.stop:
                kept.append((painted, time_s))
    # The encoder's threads run ahead: only the whole file, closed, tells its price.
    with (
        tempfile.TemporaryDirectory() as folder,
        encoding.running(),
        VideoSink(Path(folder) / "painted.mp4", *size, matrix=matrix) as sink,
    ):
        for painted, time_s in kept:
            sink.write(painted, time_s)
    return [painting.cost(count), encoding.cost(len(kept))]


def tiled(track: Track, duration_s: float) -> Track:
    """Return the track repeated until it is so long; times go on by its own frame interval."""
    interval_s = float(np.median(np.diff(track.time_s)))
    length_s = float(track.time_s[-1]) + interval_s
    count = int(np.ceil(duration_s / length_s))
    arrays = {
        f.name: np.concatenate([getattr(track, f.name)] * count)
        for f in fields(track)
        if f.name not in ("source", "time_s")
    }
    arrays["time_s"] = np.concatenate([track.time_s + i * length_s for i in range(count)])
    whole = Track(source=track.source, **arrays)
    return whole.window(0, int(np.searchsorted(whole.time_s, duration_s)))


def growth(track: Track) -> list[tuple[int, int, Cost]]:
    """Return minutes, frames and cost of the analysis of ever longer sets."""
    rows = []
    for minutes in MINUTES:
        longer = tiled(track, 60.0 * minutes)
        rows.append((minutes, len(longer), analysis_cost(longer, repeats=3)))
    return rows


def bar_ms(costs: Sequence[Cost]) -> float:
    """Return the CPU per frame of what the bar is about.

    Network inference (the lumbar network's, too) and video coding are apart, and so is painting,
    which only the annotated video needs.
    """
    apart = (INFERENCE, LUMBAR, READING, DECODING, PAINTING, ENCODING)
    return sum(cost.cpu_ms for cost in costs if cost.stage not in apart)


def lumbar_ms(costs: Sequence[Cost]) -> float:
    """Return the CPU of one reading of the low back."""
    return sum(cost.cpu_ms for cost in costs if cost.stage == READING)


def page(
    costs: Sequence[Cost], longer: Sequence[tuple[int, int, Cost]], clip: Track, command: str
) -> list[str]:
    """Return the lines of the result page."""
    inference = next(cost for cost in costs if cost.stage == INFERENCE)
    total = bar_ms(costs)
    source = clip.source
    first = longer[0][2].cpu_ms
    return [
        *heading("What a frame costs", command),
        f"{source.name}: {len(clip)} frames, {source.width}x{source.height}.",
        "Milliseconds per frame of CPU and by the clock, on a shared machine: compare the shares,",
        "not the times. CPU is that of all threads for inference and video coding, that of one",
        "thread for the rest, which needs no more.",
        "",
        *table(
            ("stage", "CPU ms", "clock ms", "share of inference"),
            [
                (
                    c.stage,
                    f"{c.cpu_ms:.2f}",
                    f"{c.wall_ms:.2f}",
                    f"{c.cpu_ms / inference.cpu_ms:.1%}",
                )
                for c in costs
            ],
        ),
        f"Everything but network inference and video coding: **{total:.2f} ms** of CPU a frame",
        f"({total / inference.cpu_ms:.1%} of the inference); the bar is {BAR_MS:g}.",
        f"One reading of the low back: **{lumbar_ms(costs):.2f} ms** on one core; the bar is "
        f"{LUMBAR_BAR_MS:g}.",
        "Painting the overlay is drawing for the annotated video and stands apart: with",
        "`--no-video` neither it nor the encoding nor the second decoding is done.",
        "",
        "## The analysis of longer sets",
        "",
        "The same set, repeated. A cost per frame that stays the same is growth in proportion.",
        "",
        *table(
            ("minutes", "frames", "CPU ms in all", "CPU ms a frame", "against the first"),
            [
                (
                    minutes,
                    frames,
                    f"{cost.cpu_ms * frames:.0f}",
                    f"{cost.cpu_ms:.4f}",
                    f"{cost.cpu_ms / first:.2f}",
                )
                for minutes, frames, cost in longer
            ],
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if the bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description=__doc__)
    parser.add_argument("--clip", type=Path, default=SAMPLES / "lying_full.mp4")
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    with MediaPipeBackend(options.model) as backend:
        observed, track = pose_costs(options.clip, backend)
    decoding = decode_cost(options.clip)
    analysing = analysis_cost(track)
    costs = [decoding, *observed, analysing, *output_costs(options.clip, analyse(track))]
    command = "python -m benchmarks.cost"
    command += f" --model {options.model}" if options.model != "full" else ""
    write_page(page(costs, growth(track), track, command), options.output)
    if bar_ms(costs) > BAR_MS:
        print(f"missed: {bar_ms(costs):.2f} ms a frame, the bar is {BAR_MS:g}", file=sys.stderr)
        return 1
    if lumbar_ms(costs) > LUMBAR_BAR_MS:
        told = f"missed: lumbar {lumbar_ms(costs):.2f} ms a reading, the bar is {LUMBAR_BAR_MS:g}"
        print(told, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
