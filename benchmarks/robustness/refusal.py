"""Honest refusal: ``python -m benchmarks.robustness.refusal``.

Sample clips are made worse step by step: darker, blurred, noisy, coarse, covered, turned. A verdict
may become "can't tell", and never the contrary of what it was. Landmarks are kept in
``.cache/robustness/refusal``, so it goes on where it was stopped; ``--only-kept`` looks at nothing
new. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from benchmarks.bars import Bar, Outcome
from benchmarks.clips import read_truth
from benchmarks.robustness.page import KEPT, Run, keep
from benchmarks.robustness.refusal_made import STEPS, Spot, Step
from benchmarks.samples import SAMPLES
from formcheck.analysis import analyse
from formcheck.checks.base import CheckResult
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.quiet import calm_native_logs
from formcheck.pose.replay import load_track, save_track
from formcheck.pose.track import Track
from formcheck.report import RepItem, ReportData
from formcheck.session import Session
from formcheck.video.file import VideoFile
from formcheck.video.frame import Frame

__all__ = ["Moves", "main", "moves"]

TRACKS: Final = KEPT / "refusal"
CLIPS: Final = (
    "gym_tempo",
    "studio_back_arch",
    "loft_under_90",
    "gym_leg_drop",
    "garage_good",
    "gym_swing",
    "loft_asymmetry",
    "studio_good",
)
_PEAK_S: Final = 0.7
_CLEAR: Final = "undisturbed"


@dataclass
class Moves:
    """How verdicts moved when a clip was made worse.

    Attributes
    ----------
    decided : int
        Flags and passes of the undisturbed clips whose repetition was found again.
    turned : list of str
        Those that became the contrary.
    open : int
        Verdicts that could not be told of the undisturbed clips.
    opened : list of str
        Those that were decided once the clip was worse.
    untrue : list of str
        Those of `opened` that contradict the truth of the clip.
    kept : int
        Those of `decided` that stayed what they were.
    """

    decided: int = 0
    turned: list[str] = field(default_factory=list)
    open: int = 0
    opened: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    kept: int = 0

    def add(self, name: str, before: CheckResult, after: CheckResult, truth: str | None) -> None:
        """Take one verdict before and after, and the true one if there is one."""
        if before.verdict == "cant_tell":
            self.open += 1
            if after.verdict != "cant_tell":
                self.opened.append(f"{name}: {after.verdict}")
                if truth is not None and after.verdict != truth:
                    self.untrue.append(f"{name}: {after.verdict}")
            return
        self.decided += 1
        self.kept += after.verdict == before.verdict
        if after.verdict not in ("cant_tell", before.verdict):
            self.turned.append(f"{name}: {after.verdict}")


def moves(
    before: ReportData, after: ReportData, where: str, truth: dict[str, Any] | None = None
) -> Moves:
    """Return how the verdicts of a clip moved, repetition by repetition.

    Parameters
    ----------
    before, after : ReportData
        Undisturbed and made worse.
    where : str
        What to call it.
    truth : dict, optional
        Of the undisturbed clip.
    """
    found = Moves()
    true_reps = [] if truth is None else truth["reps"]
    for rep in before.reps:
        same = _same(rep, after.reps)
        if same is None:
            continue
        told = next((r for r in true_reps if abs(r["peak_s"] - rep.peak_s) <= _PEAK_S), None)
        checks = {} if told is None else told["checks"]
        for name, result in rep.checks.items():
            if result.applies:
                true = checks.get(name, {}).get("verdict")
                found.add(f"{where} {name} of rep {rep.index}", result, same.checks[name], true)
    if len(before.reps) == len(after.reps):
        for name, of_set in before.set_checks.items():
            if of_set.applies:
                found.add(f"{where} {name}", of_set, after.set_checks[name], None)
    return found


def _same(rep: RepItem, others: Sequence[RepItem]) -> RepItem | None:
    near = [other for other in others if abs(other.peak_s - rep.peak_s) <= _PEAK_S]
    return min(near, key=lambda other: abs(other.peak_s - rep.peak_s), default=None)


def look(clip: str, step: Step | None, spot: Spot | None, *, only_kept: bool) -> Track | None:
    """Return the track of a clip made worse; None if it is not kept and not to be looked at."""
    path = TRACKS / f"{clip}_{step.name if step else _CLEAR}.npz"
    if path.is_file():
        return load_track(path)
    if only_kept:
        return None
    with VideoFile(SAMPLES / f"{clip}.mp4") as source, MediaPipeBackend("full") as backend:
        session = Session(backend, lumbar=LumbarReader())
        for frame in source:
            image = frame.image
            if step is not None and spot is not None:
                image = step.draw(image, frame.index, spot)
            session.observe(Frame(frame.index, frame.time_s, image))
        track = session.track(source.info)
    TRACKS.mkdir(parents=True, exist_ok=True)
    save_track(path, track)
    return load_track(path)


def spot_of(track: Track) -> Spot:
    """Return where the person is in the first second."""
    first = track.landmarks_px[track.time_s <= 1.0]
    return Spot(np.nanmedian(first, axis=0))


def all_moves(clips: Sequence[str], *, only_kept: bool) -> dict[str, list[Moves]]:
    """Return the moves of every clip, by the name of the step."""
    found: dict[str, list[Moves]] = {name: [] for name in STEPS}
    for clip in clips:
        clear = look(clip, None, None, only_kept=only_kept)
        if clear is None:
            continue
        spot, before = spot_of(clear), analyse(clear).data
        truth = read_truth(SAMPLES / f"{clip}.truth.json")
        for name, step in STEPS.items():
            track = look(clip, step, spot, only_kept=only_kept)
            if track is not None:
                after = analyse(track).data
                found[name].append(moves(before, after, f"{clip} {name}", truth))
                print(f"{clip} {name}: {found[name][-1]}", flush=True)
    return found


def summary(found: Mapping[str, Sequence[Moves]]) -> Run:
    """Return what is told of all steps."""
    every = [m for group in found.values() for m in group]
    decided, open_ = sum(m.decided for m in every), sum(m.open for m in every)
    turned = [t for m in every for t in m.turned]
    opened = [t for m in every for t in m.opened]
    untrue = [t for m in every for t in m.untrue]
    outcomes = [
        Outcome(Bar("clips", "clips made worse", "count", low=len(STEPS) * len(CLIPS)), len(every)),
        Outcome(Bar("turned", "verdicts turned round", "count", 0, 0), len(turned)),
        Outcome(
            Bar("opened", "open verdicts decided on a worse clip", "share", high=0.02),
            len(opened) / open_ if open_ else float("nan"),
        ),
    ]
    columns = (
        "made worse by",
        "clips",
        "decided before",
        "kept",
        "turned round",
        "open",
        "decided",
    )
    rows = [
        (
            name,
            len(group),
            sum(m.decided for m in group),
            sum(m.kept for m in group),
            sum(len(m.turned) for m in group),
            sum(m.open for m in group),
            sum(len(m.opened) for m in group),
        )
        for name, group in found.items()
        if group
    ]
    by_check = Counter(t.split()[2].rstrip(":") for t in opened)
    notes = [
        f"{decided} verdicts were decided on the clear clips, {open_} open; of repetitions that "
        "were found again.",
        f"Turned round: {'; '.join(turned) or 'none'}.",
        f"Decided later, by check: {', '.join(f'{n} {c}' for n, c in by_check.items()) or 'none'}.",
        f"Contrary to the truth of the clip: {'; '.join(untrue) or 'none of them'}.",
    ]
    return Run("Honest refusal", outcomes, columns, rows, notes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at all steps; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", nargs="*", default=list(CLIPS))
    parser.add_argument("--only-kept", action="store_true", help="Look at nothing new.")
    asked = parser.parse_args(arguments)
    calm_native_logs()
    run = summary(all_moves(asked.clips, only_kept=asked.only_kept))
    keep("refusal", run)
    return 0 if run.held else 1


if __name__ == "__main__":
    sys.exit(main())
