"""Whether the live path says what the recorded analysis says: ``python -m benchmarks.live``.

Every sample clip is played in real time through capture, inference and coach, once as a file that
is paced by its timestamps and once as an MJPEG stream over HTTP on the loopback, and held against
the analysis of the recording. What was played is kept: with ``--resume`` a run goes on where
another one of the same code was stopped. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

import formcheck
from benchmarks.live_agreement import PEAK_BAR_DEG, Agreement, agreement
from benchmarks.live_play import WAYS, Played, kept, play_all
from benchmarks.markdown import heading, table, write_page
from benchmarks.replay import told
from benchmarks.samples import SAMPLES, TRACKS, sample_paths
from benchmarks.tracks import TrackKey, cached_track, look_at_all
from formcheck.pose.track import Track

__all__ = ["main", "page"]

KEPT = SAMPLES.parent / ".cache" / "benchmark" / "live"
"""What was played is kept here, so that each way can be played at another time."""

PATTERNS: dict[str, Callable[[int, np.random.Generator], bool]] = {
    "all frames": lambda _, __: True,
    "one in ten missing, at random": lambda _, rng: rng.random() > 0.1,
    "five running missing of every 60": lambda i, _: i % 60 >= 5,
}
"""Whether a frame is there, by its number: what a computer that is too slow leaves out."""


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
        "file paced by its timestamps (two at once: a file loses no frame, however slow the",
        "computer), and as an MJPEG stream over HTTP on the loopback (its pictures compressed once",
        "more, its times those of their arrival). *Live* are the",
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
    parser.add_argument("--resume", action="store_true", help="play only what was not played yet")
    parser.add_argument("--only-page", action="store_true", help="of what was played before")
    options = parser.parse_args(arguments)
    videos = [v for v, _ in sample_paths(SAMPLES) if not options.clips or v.stem in options.clips]
    folder = TRACKS / options.model
    for done in look_at_all(videos, folder, options.model, workers=2, lumbar=True):
        print(f"{done.name}: looked at", file=sys.stderr, flush=True)
    for way in [] if options.only_page else options.way or WAYS:
        missing = [v for v in videos if not (options.resume and kept(_kept_path(v, way)))]
        for video, _ in play_all(missing, way, KEPT, options.model):
            print(f"{video.stem}, {way}: played", file=sys.stderr, flush=True)
    results = []
    for video in videos:
        offline = formcheck.analyze_track(_track(video, options.model)).data.reps
        for way in WAYS:
            if (run := kept(_kept_path(video, way))) is not None:
                results.append((video.stem, way, run, agreement(run.reps, offline)))
    replayed = list(_replayed(videos, options.model))
    write_page(page(results, replayed, "python -m benchmarks.live"), options.output)
    found = [(f"{name}, {way}", a) for name, way, _, a in results]
    found += [(f"landmarks, {name}", a) for name, several in replayed for a in several]
    missed = [f"{name}: {what}" for name, a in found for what in a.missed]
    for item in missed:
        print(f"missed: {item}", file=sys.stderr)
    return 1 if missed else 0


def _kept_path(video: Path, way: str) -> Path:
    return KEPT / f"{video.stem}.{way}.json"


if __name__ == "__main__":
    sys.exit(main())
