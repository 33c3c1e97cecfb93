"""How often the low back must be read: ``python -m benchmarks.readings``.

The sample clips, read in every frame and less often, against their exact truth. Looks at a clip
once and keeps its track (``benchmarks.tracks``). Ends with 1 if a verdict differs at the rate that
formcheck reads at.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

import formcheck
from benchmarks.clips import read_truth
from benchmarks.markdown import heading, table, write_page
from benchmarks.samples import SAMPLES, TRACKS, sample_paths
from benchmarks.tracks import TrackKey, cached_track, look_at_all
from formcheck.api import Report
from formcheck.lumbar.bridge import READINGS_HZ
from formcheck.pose.track import Track

__all__ = ["main"]

FloatArray = npt.NDArray[np.float64]

EVERY = math.inf
RATES_HZ = (EVERY, 15.0, READINGS_HZ, 7.5, 5.0)
MODEL = "full"


@dataclass
class Rate:
    """What reading at one rate told: errors over frames, and verdicts, of all clips."""

    lordosis_deg: list[FloatArray] = field(default_factory=list)
    tilt_deg: list[FloatArray] = field(default_factory=list)
    verdicts: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def take(self, name: str, report: Report, series: Mapping[str, Sequence[float | None]]) -> None:
        """Take a clip."""
        spine = report.kinematics.spine
        if spine is not None:
            for kept, found, truth in (
                (self.lordosis_deg, spine.lordosis_change_deg, "lordosis_change_deg"),
                (self.tilt_deg, spine.pelvic_tilt_change_deg, "pelvic_tilt_change_deg"),
            ):
                error = np.abs(found - np.array(series[truth], dtype=float))
                kept.append(error[np.isfinite(error)])
        for rep in report.data.reps:
            for check, result in rep.checks.items():
                self.verdicts[name, rep.index, check] = result.verdict
        for check, whole in report.data.set_checks.items():
            self.verdicts[name, 0, check] = whole.verdict


def rates(tracks: Mapping[str, Mapping[float, Track]], folder: Path) -> dict[float, Rate]:
    """Return what each rate told of all clips."""
    found = {hz: Rate() for hz in RATES_HZ}
    for name, by_rate in tracks.items():
        series = read_truth(folder / f"{name}.truth.json")["series"]
        for hz, track in by_rate.items():
            found[hz].take(name, formcheck.analyze_track(track), series)
    return found


def differing(found: Mapping[float, Rate], hz: float) -> list[str]:
    """Return the verdicts of a rate that are not those of every frame."""
    mine, all_frames = found[hz].verdicts, found[EVERY].verdicts
    keys = sorted(mine.keys() | all_frames.keys())
    return [
        f"{name}, repetition {rep}, `{check}`: {all_frames.get(key)} → {mine.get(key)}"
        for key in keys
        if mine.get(key) != all_frames.get(key)
        for name, rep, check in [key]
    ]


def page(found: Mapping[float, Rate], clips: int) -> list[str]:
    """Return the lines of the page."""
    rows = []
    for hz, rate in found.items():
        lordosis, tilt = (np.concatenate(part) for part in (rate.lordosis_deg, rate.tilt_deg))
        rows.append(
            (
                "every frame" if hz == EVERY else f"{hz:g} a second",
                f"{lordosis.mean():.2f}",
                f"{np.percentile(lordosis, 95):.2f}",
                f"{tilt.mean():.2f}",
                f"{np.percentile(tilt, 95):.2f}",
                f"{len(differing(found, hz))} of {len(rate.verdicts)}",
            )
        )
    changed = differing(found, READINGS_HZ)
    return [
        *heading("How often the low back must be read", "python -m benchmarks.readings"),
        f"{clips} sample clips: errors of the change since rest against the exact truth, degrees,",
        f"over all frames. formcheck reads a recording {READINGS_HZ:g} times a second, and goes in",
        "straight lines between (`formcheck/lumbar/bridge.py`).",
        "",
        *table(
            ("read", "lordosis, mean", "95 %", "tilt, mean", "95 %", "verdicts that differ"), rows
        ),
        *([f"At {READINGS_HZ:g} a second:", "", *(f"- {line}" for line in changed)]),
    ][: None if changed else -2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a verdict differs at the rate of the product."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readings", description=__doc__)
    parser.add_argument("--output", type=Path, help="also write the page here")
    parser.add_argument("--kept", action="store_true", help="only clips that were looked at before")
    options = parser.parse_args(arguments)
    videos = [video for video, _ in sample_paths(SAMPLES)]
    folder = TRACKS / MODEL
    if not options.kept:
        for done in look_at_all(videos, folder, MODEL, lumbar=True):
            print(f"{done.name}: looked at", file=sys.stderr, flush=True)
    tracks: dict[str, dict[float, Track]] = {}
    for video in videos:
        key = TrackKey.of(video, MODEL, lumbar=True)
        kept = {hz: cached_track(video, folder, key, hz) for hz in RATES_HZ}
        there = {hz: track for hz, track in kept.items() if track is not None}
        if there:
            tracks[video.stem] = there
    found = rates(tracks, SAMPLES)
    write_page(page(found, len(tracks)), options.output)
    return 1 if differing(found, READINGS_HZ) else 0


if __name__ == "__main__":
    sys.exit(main())
