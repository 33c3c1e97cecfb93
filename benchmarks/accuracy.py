"""Accuracy on rendered clips with exact truth: ``python -m benchmarks.accuracy``.

The clips of a part (``fit`` to calibrate by, ``held_out`` to tell) lie in
``.cache/benchmark/PART``; ``--render`` makes them with the studio, once. Network inference runs
once for each clip, its track is kept; every later run analyses the tracks anew, in seconds. Footage
that was not rendered is told in a table of its own. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shlex
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import formcheck
from benchmarks.accuracy_bars import outcomes
from benchmarks.accuracy_files import clip_row, rep_rows, write_csv, write_json
from benchmarks.accuracy_page import Footage, accuracy_page
from benchmarks.accuracy_results import results_of
from benchmarks.comparison import Compared, compare
from benchmarks.footage import ClipResult, clip_result, footage_folder, measure_stills
from benchmarks.labels import CLIPS
from benchmarks.markdown import write_page
from benchmarks.samples import sample_paths
from benchmarks.tracks import TrackKey, cached_track, is_stale, look_at_all
from formcheck.errors import FormcheckError

__all__ = ["main"]

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "benchmark"
PARTS = ("fit", "held_out")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a bar is missed or there are no clips."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.render and options.folder:
        parser.error("--render makes the clips of a part, it cannot be used with --folder")
    folder: Path = options.folder or CACHE / options.part
    if options.render and not _rendered(options.part, folder, options.workers):
        return 1
    pairs = list(sample_paths(folder)) if folder.is_dir() else []
    if not pairs:
        print(f"no clips with truth in {_shown(folder)}; {_remedy(options)}", file=sys.stderr)
        return 1
    tracks: Path = options.tracks or _tracks_folder(folder, options.model)
    try:
        _look([video for video, _ in pairs], tracks, options.model, options.workers, options.fresh)
    except FormcheckError as error:
        print(error, file=sys.stderr)
        return 1
    clips, stale = _compared(pairs, tracks, options.model, options.workers)
    results = results_of(clips)
    footage = None if options.no_footage else _footage(options)
    command = _command(sys.argv[1:] if arguments is None else arguments)
    page = accuracy_page(results, footage, command, f"`{_shown(folder)}`", stale)
    write_page(page, options.output)
    beside = options.output.parent if options.output else tracks.parent
    if options.json:
        write_json(beside / "accuracy.json", results, command)
    if options.csv:
        write_csv(beside / "accuracy_clips.csv", [clip_row(clip) for clip in clips])
        write_csv(beside / "accuracy_reps.csv", rep_rows(clips))
    missed = [outcome for outcome in outcomes(results) if outcome.verdict != "held"]
    for outcome in missed:
        print(f"missed: {outcome}", file=sys.stderr)
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--part", choices=PARTS, default="held_out", help="which clips")
    where.add_argument("--folder", type=Path, help="any folder of clips with truths instead")
    parser.add_argument("--render", action="store_true", help="render the part's missing clips")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes")
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--tracks", type=Path, help="where tracks are kept")
    parser.add_argument(
        "--fresh", action="store_true", help="renew tracks that were made by other pose code"
    )
    parser.add_argument("--no-footage", action="store_true", help="leave out the real footage")
    parser.add_argument("--output", type=Path, help="also write the page here")
    parser.add_argument(
        "--json", action="store_true", help="write accuracy.json beside the page (or the tracks)"
    )
    parser.add_argument(
        "--csv", action="store_true", help="write a CSV of clips and one of repetitions there"
    )
    return parser


def _command(arguments: Iterable[str]) -> str:
    return shlex.join(["python", "-m", "benchmarks.accuracy", *map(str, arguments)])


def _remedy(options: argparse.Namespace) -> str:
    if options.folder:
        return "name a folder that holds NAME.mp4 and NAME.truth.json"
    return f"render them with `python -m benchmarks.accuracy --part {options.part} --render`"


def _rendered(part: str, folder: Path, workers: int) -> bool:
    """Render what is missing; return False, and say why, where the studio is not installed."""
    try:
        # Imported here: the studio needs packages that formcheck does not.
        from studio.benchmark_set import render

        folder.mkdir(parents=True, exist_ok=True)
        render(part, folder, workers)
    except ImportError as error:
        remedy = "install it with `pip install -e '.[studio]'`, and OpenGL (studio/README.md)"
        print(f"the studio cannot render here ({error}); {remedy}", file=sys.stderr)
        return False
    return True


def _tracks_folder(folder: Path, model: str) -> Path:
    name = "tracks" if model == "full" else f"tracks_{model}"
    return CACHE / folder.resolve().name / name


def _look(videos: Sequence[Path], tracks: Path, model: str, workers: int, fresh: bool) -> None:
    for done in look_at_all(videos, tracks, model, workers=workers, fresh=fresh, lumbar=True):
        print(f"{done.name}: looked at", file=sys.stderr, flush=True)


def _compared(
    pairs: Sequence[tuple[Path, Path]], tracks: Path, model: str, workers: int
) -> tuple[list[Compared], int]:
    """Return all clips compared, and how many tracks were made by other pose code."""
    jobs = [(video, truth, tracks, model) for video, truth in pairs]
    if workers <= 1 or len(jobs) < 4 * workers:
        found = [_compare_one(job) for job in jobs]
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            found = list(pool.map(_compare_one, jobs, chunksize=4))
    return [clip for clip, _ in found], sum(stale for _, stale in found)


def _compare_one(job: tuple[Path, Path, Path, str]) -> tuple[Compared, bool]:
    video, truth, tracks, model = job
    key = TrackKey.of(video, model, lumbar=True)
    track = cached_track(video, tracks, key)
    if track is None:
        raise FileNotFoundError(f"{video}: expected a track in {tracks}, it is gone")
    return compare(track, truth), is_stale(video, tracks, key)


def _footage(options: argparse.Namespace) -> Footage | None:
    """Return what is measured in the real footage, None without it; clips by kept tracks."""
    folder = footage_folder()
    if not folder.is_dir():
        return None
    labels = [label for label in CLIPS if (folder / label.name).is_file()]
    videos = [folder / label.name for label in labels]
    tracks = _tracks_folder(Path("footage"), options.model)
    _look(videos, tracks, options.model, options.workers, options.fresh)
    clips = []
    for label, video in zip(labels, videos, strict=True):
        track = cached_track(video, tracks, TrackKey.of(video, options.model, lumbar=True))
        try:
            if track is None:
                raise FileNotFoundError(f"{video}: expected a track in {tracks}, it is gone")
            clips.append(clip_result(label, formcheck.analyze_track(track).data))
        except FormcheckError as error:
            clips.append(ClipResult(label, None, "", str(error), ""))
    return Footage(clips, measure_stills(folder, options.model))


def _shown(folder: Path) -> str:
    """Return a folder as seen from the repository."""
    folder = folder.resolve()
    return str(folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder.name)


if __name__ == "__main__":
    sys.exit(main())
