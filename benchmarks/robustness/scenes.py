"""Trouble in front of the camera: ``python -m benchmarks.robustness.scenes``.

Passers-by, mirrors, pets, blankets, bumps and darkness are drawn into sample clips; what is then
told is held against the truth and against the undisturbed clip. Landmarks of every scene are kept
in ``.cache/robustness/scenes``: ``--fresh`` looks again. Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.bars import Bar, Outcome
from benchmarks.clips import read_truth
from benchmarks.robustness.page import KEPT, Run, keep
from benchmarks.robustness.scenes_made import SCENES
from benchmarks.robustness.scenes_plate import frame_of, plate
from benchmarks.robustness.scenes_score import SceneScore, score, told_of
from benchmarks.samples import SAMPLES
from formcheck.analysis import analyse
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.quiet import calm_native_logs
from formcheck.pose.replay import load_track, save_track
from formcheck.pose.track import Track
from formcheck.session import Session

__all__ = ["main"]

TRACKS: Final = KEPT / "scenes"
CLIPS: Final = ("gym_tempo", "garage_good")
"""A man from his left and one from his right; arms by the sides, and on the chest."""


def look(clip: str, scene: str) -> Track:
    """Return the track of a scene, from what is kept or by looking at it."""
    path = TRACKS / f"{clip}_{scene}.npz"
    if path.is_file():
        return load_track(path)
    parts = plate(clip)
    draw = SCENES[scene].draw
    with MediaPipeBackend("full") as backend:
        session = Session(backend, lumbar=LumbarReader())
        for index, time_s in enumerate(parts.times_s):
            session.observe(frame_of(parts, index, draw(parts, index, time_s)))
        info = replace(parts.info, name=f"{clip}_{scene}", fps_mean=parts.info.fps_mean or 25.0)
        track = session.track(info)
    TRACKS.mkdir(parents=True, exist_ok=True)
    save_track(path, track)
    return load_track(path)


def true_spans_s(clip: str, until_s: float) -> list[tuple[float, float]]:
    """Return when the true repetitions begin and end whose peaks are in the looked-at part."""
    truth = read_truth(SAMPLES / f"{clip}.truth.json")
    seen = [rep for rep in truth["reps"] if rep["peak_s"] <= until_s]
    return [(rep["start_s"], rep["stop_s"]) for rep in seen]


def score_scene(clip: str, scene: str) -> SceneScore:
    """Return what a scene did to the answers on a clip."""
    made = SCENES[scene]
    track, before = look(clip, scene), look(clip, "undisturbed")
    spans = true_spans_s(clip, float(np.max(before.time_s)))
    found, known = analyse(track), analyse(before)
    return score(found, known, spans, made.told_by, moved=made.moves_subject)


def summary(scores: dict[str, SceneScore]) -> Run:
    """Return what is told of all scenes."""
    counts = told_of(scores)
    bars = [
        Bar("scenes", "scenes", "count", low=len(SCENES) * len(CLIPS)),
        Bar("invented", "invented repetitions", "count", 0, 0),
        Bar("wrong_person", "repetitions judged by the wrong person", "count", 0, 0),
        Bar("turned", "verdicts turned round", "count", 0, 0),
        Bar("missing", "missing warnings", "count", 0, 0),
    ]
    values = {"scenes": len(scores), **counts}
    columns = ("scene", "clip", "reps of", "invented", "decided", "turned round", "told")
    rows = []
    for name, s in scores.items():
        clip, scene = name.split(":")
        told = "**not told**" if s.missing else ", ".join(sorted(SCENES[scene].told_by & {*s.told}))
        reps = f"{s.reps} of {s.true_reps}"
        turned = "; ".join(s.turned) or "none"
        rows.append((SCENES[scene].what, clip, reps, s.invented, s.decided, turned, told))
    return Run(
        "Scene faults",
        [Outcome(bar, float(values[bar.key])) for bar in bars],
        columns,
        rows,
        _NOTES,
    )


_NOTES = (
    "Drawn into rendered samples with exact truth: people cut out of other samples by their mask, "
    "the rest by simple shapes. Whoever comes and goes does so during the second repetition.",
    "*Turned round* is a verdict, flag or pass, that is the contrary of that of the undisturbed "
    "clip; *decided* counts all flags and passes of repetitions.",
    "A repetition that is not counted because it cannot be seen is no fault here; one that nobody "
    "did is.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at all scenes; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", nargs="*", default=list(CLIPS))
    parser.add_argument("--scenes", nargs="*", default=list(SCENES))
    parser.add_argument("--fresh", action="store_true", help="Look again.")
    parser.add_argument("--only-kept", action="store_true", help="Look at nothing new.")
    parser.add_argument("--pictures", type=Path, help="Write a picture of each scene there.")
    asked = parser.parse_args(arguments)
    calm_native_logs()
    if asked.pictures is not None:
        _write_pictures(asked.pictures, asked.clips)
        return 0
    scores = {}
    for clip in asked.clips:
        for scene in asked.scenes:
            kept = TRACKS / f"{clip}_{scene}.npz"
            if asked.fresh:
                kept.unlink(missing_ok=True)
            elif asked.only_kept and not kept.is_file():
                continue
            scores[f"{clip}:{scene}"] = found = score_scene(clip, scene)
            print(f"{clip} {scene}: {found}", flush=True)
    run = summary(scores)
    keep("scenes", run)
    return 0 if run.held else 1


def _write_pictures(folder: Path, clips: Sequence[str]) -> None:
    import cv2

    folder.mkdir(parents=True, exist_ok=True)
    for clip in clips:
        parts = plate(clip)
        index = int(np.searchsorted(parts.times_s, 6.2))
        for name, made in SCENES.items():
            image = made.draw(parts, index, parts.times_s[index])
            cv2.imwrite(str(folder / f"{clip}_{name}.jpg"), image[..., ::-1])


if __name__ == "__main__":
    sys.exit(main())
