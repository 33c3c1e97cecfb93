"""Hours in one process, compressed: ``python -m benchmarks.robustness.soak``.

Half an hour of live coaching from a looped clip at 30 pictures a second, a set a minute, then 500
short analyses with all their files; memory, threads and open files must not grow from the second
third to the third. ``--parts`` runs one part alone. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rich.console import Console

import formcheck
from benchmarks.bars import Bar, Outcome
from benchmarks.robustness.kills_clips import short_clip
from benchmarks.robustness.page import KEPT, Run, keep
from benchmarks.robustness.soak_process import Diary, growth, read_diary, trimmed_mb
from benchmarks.samples import SAMPLES
from formcheck.checks import build_checks
from formcheck.coach.language import load_language
from formcheck.commands.events import EventWriter
from formcheck.commands.live_set import LiveSet, Outlets
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.quiet import calm_native_logs
from formcheck.video.file import VideoFile
from formcheck.video.live import LiveSource

__all__ = ["main"]

WORK: Final = KEPT / "soak"
PARTS: Final = ("live", "analyses")
_FPS: Final = 30.0
_SET_S: Final = 60.0
_NOTE_EVERY_S: Final = 10.0
_NOTE_EVERY_CLIPS: Final = 5
_RSS_SHARE: Final = 0.02
"""Resident memory wavers by this much with the pictures that are under way."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one part went.

    Parameters
    ----------
    minutes : float
    done, left_out : int
        Frames looked at and left out, or clips.
    sets : int
    rss_mb, trimmed_mb : float
        Resident memory at the end, and when the C heap has given back what it kept for later.
    """

    minutes: float
    done: int
    left_out: int
    sets: int
    rss_mb: float
    trimmed_mb: float


class Loop:
    """A clip that begins anew at its end, at a steady rate: what a camera is to a live source."""

    def __init__(self, path: Path, fps: float) -> None:
        self._path, self._fps = path, fps
        self._images = self._decoded()
        self._began_s = time.monotonic()
        self._count = 0

    def _decoded(self) -> Any:
        while True:
            with VideoFile(self._path) as source:
                for frame in source:
                    yield frame.image

    def grab(self) -> tuple[float, npt.NDArray[np.uint8]] | None:
        """Wait until the next picture is due."""
        image: npt.NDArray[np.uint8] = next(self._images)
        due_s = self._count / self._fps
        self._count += 1
        time.sleep(max(0.0, self._began_s + due_s - time.monotonic()))
        return due_s, image

    def close(self) -> None:
        """Close the clip."""
        self._images.close()


def soak_live(minutes: float, clip: Path) -> Part:
    """Coach for so long; return how it went."""
    diary = Diary(WORK / "live.jsonl")
    began_s = noted_s = set_s = time.monotonic()
    done, sets = 0, 0
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        EventWriter(os.devnull) as events,
        MediaPipeBackend("full") as backend,
        LiveSource(lambda: Loop(clip, _FPS), "loop") as source,
    ):
        live = LiveSet(
            backend,
            exercise="auto",
            checks=build_checks({}),
            language=load_language("en"),
            counted_down=False,
            outlets=Outlets(events, Console(file=nowhere), None),
            lumbar=LumbarReader(),
        )
        for frame in source:
            live.step(frame, source.info)
            done += 1
            now_s = time.monotonic()
            if now_s - set_s >= _SET_S:
                live.restart(source.info)
                set_s, sets = now_s, sets + 1
            if now_s - noted_s >= _NOTE_EVERY_S:
                diary.note(done)
                noted_s = now_s
            if now_s - began_s >= 60 * minutes:
                break
        live.end(source.info)
        left_out = source.dropped
    passed = (time.monotonic() - began_s) / 60
    last = read_diary(WORK / "live.jsonl")[-1]
    return Part(passed, done, left_out, sets, last.rss_mb, trimmed_mb())


def soak_analyses(count: int, clips: Sequence[Path]) -> Part:
    """Analyse so many clips with all their files; return how it went."""
    diary = Diary(WORK / "analyses.jsonl")
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number, clip in zip(range(1, count + 1), itertools.cycle(clips), strict=False):
            formcheck.analyze(clip, model="full").save(Path(folder) / f"result{number % 7}")
            if number % _NOTE_EVERY_CLIPS == 0:
                diary.note(number)
    passed = (time.monotonic() - began_s) / 60
    last = read_diary(WORK / "analyses.jsonl")[-1]
    return Part(passed, count, 0, 0, last.rss_mb, trimmed_mb())


def summary(parts: dict[str, Part], live_minutes: float, analyses: int) -> Run:
    """Return what is told of the parts."""
    grown = {name: growth(read_diary(WORK / f"{name}.jsonl")) for name in PARTS}
    nan = float("nan")
    live, many = parts.get("live"), parts.get("analyses")
    outcomes = [
        Outcome(
            Bar("minutes", "minutes of live coaching", "count", low=live_minutes),
            round(live.minutes, 1) if live else nan,
        ),
        Outcome(
            Bar("clips", "short analyses in one process", "count", low=analyses),
            many.done if many else nan,
        ),
    ]
    for name, g in grown.items():
        outcomes += [
            Outcome(
                Bar("rss", f"{name}: growth of resident memory", "share", high=_RSS_SHARE),
                g.rss_share,
            ),
            Outcome(Bar("threads", f"{name}: growth of threads", "count", high=0), g.threads),
            Outcome(Bar("files", f"{name}: growth of open files", "count", high=0), g.files),
        ]
    columns = ("third", "done", "resident MB", "C heap in use MB", "Python blocks", "threads")
    rows = [row for name in PARTS for row in _thirds(name)]
    notes = [
        "Growth is the median of the third third against that of the second; the first warms up.",
        *_told(parts),
    ]
    return Run("Soak", outcomes, (*columns, "files"), rows, notes)


def _thirds(name: str) -> list[tuple[Any, ...]]:
    diary = read_diary(WORK / f"{name}.jsonl")
    last = diary[-1].done if diary else 0
    rows = []
    for third in range(3):
        part = [h for h in diary if third * last < 3 * h.done <= (third + 1) * last]
        if not part:
            continue
        medians = {
            key: float(np.median([getattr(h, key) for h in part]))
            for key in ("rss_mb", "heap_mb", "blocks", "threads", "files")
        }
        rows.append(
            (f"{name}, {third + 1} of 3", part[-1].done, *(f"{v:.1f}" for v in medians.values()))
        )
    return rows


def _told(parts: dict[str, Part]) -> list[str]:
    told = []
    for name, part in parts.items():
        frames = f"{part.done} frames looked at, {part.left_out} left out since the machine was "
        what = f"{frames}busy, {part.sets} sets" if name == "live" else f"{part.done} clips"
        told.append(
            f"{name}: {what}, {part.minutes:.0f} minutes; {part.rss_mb:.0f} MB at the end, "
            f"{part.trimmed_mb:.0f} MB once the C heap has given back what it keeps for later."
        )
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--minutes", type=float, default=30.0, help="Of live coaching.")
    parser.add_argument("--analyses", type=int, default=500)
    asked = parser.parse_args(arguments)
    calm_native_logs()
    kept = WORK / "parts.json"
    for name in asked.parts:
        if name == "live":
            part = soak_live(asked.minutes, SAMPLES / "gym_tempo.mp4")
        else:
            part = soak_analyses(asked.analyses, [short_clip("soak", s) for s in _SHORT])
        known = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
        kept.write_text(json.dumps({**known, name: asdict(part)}), encoding="utf-8")
    known = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    parts = {name: Part(**known[name]) for name in PARTS if name in known}
    run = summary(parts, 30.0, 500)
    keep("soak", run)
    return 0 if run.held else 1


_SHORT: Final = ("gym_tempo", "studio_good", "garage_good")

if __name__ == "__main__":
    sys.exit(main())
