"""Accuracy on the sample clips, whose truth is exact: ``python -m benchmarks.samples``.

Ends with 1 if a bar is missed, and names it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import formcheck
from benchmarks.baseline import plain_clip
from benchmarks.clips import measured_clip, read_truth, true_clip
from benchmarks.conditions import MAIN_YAW_DEG
from benchmarks.markdown import heading, table, write_page
from benchmarks.scoring import (
    UNDER_90,
    Bars,
    ClipScore,
    confusion,
    decided_share,
    median_uncertainty_deg,
    missed_bars,
    open_reasons,
    reps_of,
    score_clip,
    wrong_verdicts,
)
from benchmarks.tracks import TrackKey, cached_track, look_at_all

__all__ = ["main", "sample_paths"]

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_videos"
TRACKS = ROOT / ".cache" / "benchmark" / "sample_videos"
"""Landmarks are kept here: looking at a clip is the dear part, and done once."""


def sample_paths(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Return each clip with its truth, by name."""
    for truth in sorted(folder.glob("[!.]*.truth.json")):
        video = truth.with_name(truth.name.removesuffix(".truth.json") + ".mp4")
        if video.is_file():
            yield video, truth


def score_samples(folder: Path, model: str) -> tuple[list[ClipScore], list[ClipScore]]:
    """Return the scores of formcheck and of the plain way on the same landmarks."""
    ours, plain = [], []
    pairs = [pair for pair in sample_paths(folder) if _is_square(pair[1])]
    tracks = TRACKS / model
    for done in look_at_all([video for video, _ in pairs], tracks, model, fresh=True, lumbar=True):
        print(f"{done.name}: looked at", file=sys.stderr, flush=True)
    for video, truth_path in pairs:
        truth = true_clip(truth_path)
        track = cached_track(video, tracks, TrackKey.of(video, model, lumbar=True))
        if track is None:
            raise FileNotFoundError(f"{video}: expected a track in {tracks}, it is gone")
        report = formcheck.analyze_track(track)
        ours.append(score_clip(truth, measured_clip(report)))
        measured, count = plain_clip(truth.name, report.track, truth)
        plain.append(score_clip(truth, measured, count))
    return ours, plain


def _is_square(truth_path: Path) -> bool:
    """Return whether a clip is filmed from the side; the bars are for such clips."""
    return abs(read_truth(truth_path)["camera"]["yaw_deg"]) <= MAIN_YAW_DEG


def page(ours: Sequence[ClipScore], plain: Sequence[ClipScore], command: str) -> list[str]:
    """Return the lines of the result page."""
    return [
        *heading("Accuracy on the sample clips", command),
        "Rendered people with exact truth ([sample_videos](../sample_videos/README.md)); errors",
        "are measured minus true, in degrees. *Plain* is what most hobby checkers do with the very",
        "same landmarks: unsigned shoulder-hip-knee angle of the near side, no rest, up beyond 90",
        "and down below 35. It is given the true repetitions to read its peaks in. Of single legs",
        "it misses the far one, which is where its largest errors come from. Clips filmed from",
        "elsewhere than the side are left out here.",
        "",
        *_missed_lines(ours),
        "## Clips",
        "",
        *_clip_table(ours, plain),
        "## Over all clips",
        "",
        *_total_table(ours, plain),
        "## Repetitions",
        "",
        *_rep_table(ours, plain),
        "## Other verdicts",
        "",
        "How often each verdict was given where the truth flags, and where it passes.",
        "",
        *_confusion_table(ours),
    ]


def _missed_lines(ours: Sequence[ClipScore]) -> list[str]:
    missed = missed_bars(ours)
    if not missed:
        return ["All bars are held.", ""]
    return [f"**{len(missed)} missed:**", "", *(f"- {item}" for item in missed), ""]


def _clip_table(ours: Sequence[ClipScore], plain: Sequence[ClipScore]) -> list[str]:
    columns = (
        *("clip", "true reps", "counted", "plain", "worst peak", "plain", "MAE", "bias"),
        *("frames seen", "plain MAE"),
    )
    rows = [
        (
            s.name,
            s.true_count,
            s.count,
            p.count,
            f"{s.worst_peak_deg:+.1f}",
            f"{p.worst_peak_deg:+.1f}",
            f"{s.frame_mae_deg:.1f}",
            f"{s.frame_bias_deg:+.1f}",
            f"{s.frames_known:.0%}",
            f"{p.frame_mae_deg:.1f}",
        )
        for s, p in zip(ours, plain, strict=True)
    ]
    return table(columns, rows)


def _total_table(ours: Sequence[ClipScore], plain: Sequence[ClipScore]) -> list[str]:
    bars = Bars()
    rows: list[tuple[str, ...]] = []
    both = (ours, plain)

    def add(name: str, bar: str, cells: list[str]) -> None:
        rows.append((name, bar, *cells))

    exact = [f"{sum(s.count == s.true_count for s in scores)} of {len(scores)}" for scores in both]
    add("clips counted exactly", "all", exact)
    errors = [np.array([r.peak_error_deg for _, r in reps_of(scores)]) for scores in both]
    errors = [e[np.isfinite(e)] for e in errors]
    add("peak error, largest", f"<= {bars.peak_deg:g}", [f"{np.abs(e).max():.1f}" for e in errors])
    add("peak error, MAE", "", [f"{np.abs(e).mean():.1f}" for e in errors])
    add("peak error, median size", "", [f"{np.median(np.abs(e)):.1f}" for e in errors])
    add("peak error, bias", "", [f"{e.mean():+.1f}" for e in errors])
    worst = [f"{max(s.frame_mae_deg for s in scores):.1f}" for scores in both]
    add("MAE over frames, worst clip", f"<= {bars.frame_mae_deg:g}", worst)
    mean = [f"{np.mean([s.frame_mae_deg for s in scores]):.1f}" for scores in both]
    add("MAE over frames, mean of clips", "", mean)
    wrong = [str(len(wrong_verdicts(scores, UNDER_90))) for scores in both]
    add("wrong under_90 verdicts", "0", wrong)
    decided = ["{} of {}".format(*decided_share(scores, bars)) for scores in both]
    add(f"decided beyond {bars.far_deg:g} degrees", f">= {bars.least_decided:.0%}", decided)
    uncertainty = f"{median_uncertainty_deg(ours):.1f}"
    limit = f"<= {bars.median_uncertainty_deg:g}"
    add("median uncertainty of under_90", limit, [uncertainty, "none given"])
    return table(("over all", "bar", "formcheck", "plain"), rows)


def _rep_table(ours: Sequence[ClipScore], plain: Sequence[ClipScore]) -> list[str]:
    rows = []
    for (score, rep), (_, other) in zip(reps_of(ours), reps_of(plain), strict=True):
        judged = rep.found.checks.get(UNDER_90) if rep.found else None
        uncertainty = judged.uncertainty if judged else None
        rows.append(
            (
                f"{score.name} {rep.number}",
                rep.truth.leg,
                f"{rep.truth.peak_deg:.1f}",
                f"{rep.found.peak_deg:.1f}" if rep.found else "not found",
                f"{rep.peak_error_deg:+.1f}" if rep.found else "",
                f"{other.peak_error_deg:+.1f}",
                "" if uncertainty is None else f"{uncertainty:.1f}",
                rep.verdict(UNDER_90) + (" WRONG" if rep.is_wrong(UNDER_90) else ""),
                other.verdict(UNDER_90) + (" WRONG" if other.is_wrong(UNDER_90) else ""),
            )
        )
    columns = ("repetition", "leg", "true peak", "measured", "error", "plain error", "uncertainty")
    return table((*columns, "under_90", "plain under_90"), rows)


def _confusion_table(ours: Sequence[ClipScore]) -> list[str]:
    rows = []
    for check, counts in sorted(confusion(ours).items()):
        cells = []
        for true in ("flag", "pass"):
            measured = ("flag", "pass", "cant_tell", "missing")
            cells.append(
                ", ".join(f"{counts[true, m]} {m}" for m in measured if counts[true, m]) or "-"
            )
        reasons = open_reasons(ours, check).most_common()
        open_because = ", ".join(f"{count} {reason}" for reason, count in reasons) or "-"
        rows.append((check, *cells, open_because, "; ".join(wrong_verdicts(ours, check)) or "-"))
    return table(("check", "truly flag", "truly pass", "can't tell because", "wrong"), rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.samples", description=__doc__)
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="folder of clips and truths")
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    ours, plain = score_samples(options.samples, options.model)
    if not ours:
        print(f"no clips with truth in {options.samples}", file=sys.stderr)
        return 1
    command = "python -m benchmarks.samples"
    command += f" --model {options.model}" if options.model != "full" else ""
    write_page(page(ours, plain, command), options.output)
    missed = missed_bars(ours)
    for item in missed:
        print(f"missed: {item}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
