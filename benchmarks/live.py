"""Whether the live path says what the recorded analysis says: ``python -m benchmarks.live``.

Every sample clip is played in real time through capture, inference and coach, once as a file that
is paced by its timestamps and once as an MJPEG stream over HTTP on the loopback, and held against
the analysis of the recording. Takes as long as the clips, twice. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from rich.console import Console

import formcheck
from benchmarks.live_agreement import PEAK_BAR_DEG, Agreement, agreement
from benchmarks.markdown import heading, table, write_page
from benchmarks.mjpeg import MjpegServer
from benchmarks.replay import told
from benchmarks.samples import SAMPLES, TRACKS, sample_paths
from benchmarks.tracks import TrackKey, cached_track, look_at_all
from formcheck.checks import build_checks
from formcheck.coach.language import load_language
from formcheck.commands.events import EventWriter
from formcheck.commands.live_loop import run_headless
from formcheck.commands.live_set import LiveSet, Outlets
from formcheck.errors import CameraError
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.track import Track
from formcheck.report import RepItem
from formcheck.video.live import LiveSource
from formcheck.video.source import open_source

__all__ = ["Played", "main", "play"]

WAYS = ("file", "stream")
KEPT = SAMPLES.parent / ".cache" / "benchmark" / "live"
"""What was played is kept here, so that each way can be played at another time."""

PATTERNS: dict[str, Callable[[int, np.random.Generator], bool]] = {
    "all frames": lambda _, __: True,
    "one in ten missing, at random": lambda _, rng: rng.random() > 0.1,
    "five running missing of every 60": lambda i, _: i % 60 >= 5,
}
"""Whether a frame is there, by its number: what a computer that is too slow leaves out."""


@dataclass(frozen=True, slots=True)
class Played:
    """A clip that was played through the live path.

    Parameters
    ----------
    reps : tuple of RepItem
        As they were last told.
    final : int
        Repetitions that the second look counted at the end.
    frames, dropped : int
        Frames that were looked at, and left out since a newer one was there.
    """

    reps: tuple[RepItem, ...]
    final: int
    frames: int
    dropped: int

    def to_json(self) -> str:
        """Return a text to keep."""
        return json.dumps(asdict(self) | {"reps": [r.model_dump(mode="json") for r in self.reps]})

    @classmethod
    def from_json(cls, text: str) -> Played:
        """Return what was kept."""
        kept = json.loads(text)
        return cls(**kept | {"reps": tuple(map(RepItem.model_validate, kept["reps"]))})


def play(address: str, model: str = "full") -> Played:
    """Return what the live path says of a file or stream, played in real time to its end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        with (
            EventWriter(str(path)) as events,
            MediaPipeBackend(model) as backend,
            open_source(address, live=True, paced=True) as source,
        ):
            live = LiveSet(
                backend,
                exercise="auto",
                checks=build_checks({}),
                language=load_language("en"),
                counted_down=False,
                outlets=Outlets(events, Console(file=io.StringIO()), None),
                lumbar=LumbarReader(),
            )
            try:
                run_headless(live, source)
            except CameraError as error:
                if not re.search("ended|broke off", str(error)):
                    raise
            final = live.end(source.info)
            assert isinstance(source, LiveSource)
            dropped = source.dropped
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    reps = [RepItem.model_validate(line["rep"]) for line in lines if line["event"] == "rep"]
    latest = {rep.index: rep for rep in reps}
    return Played(tuple(latest.values()), len(final.data.reps), len(final.track), dropped)


def _serve(video: str, door: Connection) -> None:
    """Send a clip once, at its own times, to the first who asks; in a process of its own."""
    with open_source(video) as source:
        frames = [(frame.time_s, frame.image) for frame in source]
    times = [time_s for time_s, _ in frames]
    with MjpegServer((image for _, image in frames), times_s=times, loop=False) as server:
        door.send(server.address)
        door.recv()


@contextmanager
def served(video: Path) -> Iterator[str]:
    """Give the address of a stream that shows a clip once, as a camera on the network would."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(str(video), theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
        ours.send("enough")
    finally:
        process.join(timeout=5)
        if process.is_alive():
            process.terminate()


def _play(video: Path, way: str, model: str) -> Played:
    if way == "file":
        return play(str(video), model)
    with served(video) as address:
        return play(address, model)


def _track(video: Path, model: str) -> Track:
    track = cached_track(video, TRACKS / model, TrackKey.of(video, model, lumbar=True))
    assert track is not None, "look_at_all came before"
    return track


def _replayed(videos: Sequence[Path], model: str) -> Iterator[tuple[str, list[Agreement]]]:
    """Yield how the tracks of all clips agree when they are played through the live session."""
    tracks = [_track(video, model) for video in videos]
    offline = [formcheck.analyze_track(track).data.reps for track in tracks]
    for name, is_kept in PATTERNS.items():
        rng = np.random.default_rng(0)
        live = [told(t, kept=[i for i in range(len(t)) if is_kept(i, rng)]) for t in tracks]
        yield name, [agreement(*pair) for pair in zip(live, offline, strict=True)]


def _replayed_table(replayed: Sequence[tuple[str, list[Agreement]]]) -> list[str]:
    rows = []
    for name, found in replayed:
        rows.append(
            (
                name,
                f"{sum(a.live == a.offline for a in found)} of {len(found)}",
                f"{max(a.worst_peak_deg for a in found):.2f}",
                sum(a.decided for a in found),
                sum(len(a.missed) for a in found),
                sum(a.open for a in found),
            )
        )
    columns = ("", "clips counted alike", "worst peak", "verdicts decided", "missed", "left open")
    return table(columns, rows)


def page(
    results: Sequence[tuple[str, str, Played, Agreement]],
    replayed: Sequence[tuple[str, list[Agreement]]],
    command: str,
) -> list[str]:
    """Return the lines of the result page."""
    missed = [f"{name}, {way}: {what}" for name, way, _, a in results for what in a.missed]
    held = "All bars are held." if not missed else f"**{len(missed)} missed:**"
    rows = []
    for name in dict.fromkeys(name for name, *_ in results):
        mine = {way: (run, a) for n, way, run, a in results if n == name}
        offline = next(iter(mine.values()))[1].offline
        cells: list[object] = [name, offline]
        for way in WAYS:
            if way not in mine:
                cells += ["-"] * 4
                continue
            run, found = mine[way]
            cells += [
                found.live,
                f"{found.worst_peak_deg:.1f}",
                f"{found.decided - len(found.missed)} of {found.decided}, {found.open} open",
                f"{run.dropped} of {run.frames + run.dropped}",
            ]
        rows.append(cells)
    columns = ["clip", "offline"]
    for way in WAYS:
        columns += [f"{way}: live", "peak", "verdicts the same", "left out"]
    return [
        *heading("Live against recorded", command),
        "Every sample clip, played in real time through the live path with real inference: as a",
        "file paced by its timestamps, and as an MJPEG stream over HTTP on the loopback (its",
        "pictures compressed once more, its times those of their arrival). *Live* are the",
        "repetitions counted, *peak* the largest difference of a peak in degrees (the bar is",
        f"{PEAK_BAR_DEG:g}), *verdicts the same* those that were decided live and are flagged in",
        "both looks or in none; *open* were left open live and decided of the recording.",
        "*Left out* are frames that came while an older one was looked at; of a file none are.",
        "",
        held if rows else "**Not played in real time in this run** (`--only-page`).",
        "",
        *(f"- {item}" for item in missed),
        *([""] if missed else []),
        *(table(columns, rows) if rows else []),
        "## The same landmarks",
        "",
        "The landmarks of the recorded analysis, given to the live session frame by frame, without",
        "inference and as fast as it goes; then with frames left out, as by a computer that is too",
        "slow, and held against the analysis of all frames.",
        "",
        *_replayed_table(replayed),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("clips", nargs="*", help="names of clips; all if left out")
    parser.add_argument("--way", choices=WAYS, action="append", help="play this way only")
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--output", type=Path, help="also write the page here")
    parser.add_argument("--only-page", action="store_true", help="of what was played before")
    options = parser.parse_args(arguments)
    videos = [v for v, _ in sample_paths(SAMPLES) if not options.clips or v.stem in options.clips]
    for done in look_at_all(videos, TRACKS / options.model, options.model, lumbar=True):
        print(f"{done.name}: looked at", file=sys.stderr, flush=True)
    results = []
    for video in videos:
        for way in WAYS:
            kept = KEPT / f"{video.stem}.{way}.json"
            if way in (options.way or WAYS) and not options.only_page:
                KEPT.mkdir(parents=True, exist_ok=True)
                kept.write_text(_play(video, way, options.model).to_json(), encoding="utf-8")
            if kept.is_file():
                run = Played.from_json(kept.read_text("utf-8"))
                found = agreement(
                    run.reps, formcheck.analyze_track(_track(video, options.model)).data.reps
                )
                print(f"{video.stem}, {way}: {found}", file=sys.stderr, flush=True)
                results.append((video.stem, way, run, found))
    replayed = list(_replayed(videos, options.model))
    write_page(page(results, replayed, "python -m benchmarks.live"), options.output)
    missed = [found for *_, found in results] + [a for _, found in replayed for a in found]
    return 1 if any(found.missed for found in missed) else 0


if __name__ == "__main__":
    sys.exit(main())
