"""What a scene did to the answers: repetitions, verdicts, whose body it was, what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.robustness.scenes_plate import FloatArray
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.report import Analysis, RepItem

__all__ = ["SceneScore", "score", "turned_round"]

_PEAK_S = 0.7
"""Peaks of one repetition may be seen so far apart."""
_SHARED = 0.5
"""A counted repetition that overlaps a true one by less of its time is invented."""
_ELSEWHERE = 0.5
"""A trunk whose middle is so many trunk lengths away is another one's."""
_MUCH = 0.1
"""Share of a repetition's frames that may show another one before its verdicts are the wrong
person's."""
_TRUNK = [
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
]


@dataclass(frozen=True, slots=True)
class SceneScore:
    """One scene of one clip.

    Parameters
    ----------
    reps, true_reps : int
    invented : int
        Counted repetitions that nobody did.
    wrong_person : int
        Repetitions with verdicts though another body was looked at in part of them.
    turned : list of str
        Verdicts that are the contrary of those of the undisturbed clip.
    decided : int
        Verdicts, flag or pass.
    told : list of str
        Codes of warnings and reasons.
    missing : bool
        Whether none of the codes that are due is among them.
    """

    reps: int
    true_reps: int
    invented: int
    wrong_person: int
    turned: list[str]
    decided: int
    told: list[str]
    missing: bool


def score(
    found: Analysis,
    undisturbed: Analysis,
    spans_s: Sequence[tuple[float, float]],
    due: frozenset[str],
    *,
    moved: bool,
) -> SceneScore:
    """Return what a scene did.

    Parameters
    ----------
    found, undisturbed : Analysis
        With and without the trouble.
    spans_s : sequence of tuple
        Start and stop of the true repetitions.
    due : frozenset of str
        Codes one of which must be told.
    moved : bool
        Whether the picture of the person is moved by the trouble, so that places say nothing.
    """
    reps = found.data.reps
    told = {warning.code for warning in found.data.setup.warnings}
    told |= {r.reason_code for rep in reps for r in rep.checks.values() if r.reason_code}
    told |= {r.reason_code for r in found.data.set_checks.values() if r.reason_code}
    away = np.zeros(len(found.track), bool)
    if not moved:
        away = _elsewhere(found.track, undisturbed.track)
    wrong = sum(
        bool(away[spans.frames].mean() > _MUCH) and _decided(item) > 0
        for item, spans in zip(reps, found.reps, strict=True)
    )
    return SceneScore(
        reps=len(reps),
        true_reps=len(spans_s),
        invented=_invented([(rep.start_s, rep.stop_s) for rep in reps], spans_s),
        wrong_person=wrong,
        turned=turned_round(reps, undisturbed.data.reps),
        decided=sum(_decided(rep) for rep in reps),
        told=sorted(told),
        missing=bool(due) and not told & due,
    )


def turned_round(reps: Sequence[RepItem], before: Sequence[RepItem]) -> list[str]:
    """Return the verdicts that were turned from flag to pass or back, repetition by repetition."""
    turned = []
    for rep in reps:
        same = [other for other in before if abs(other.peak_s - rep.peak_s) <= _PEAK_S]
        for name, result in rep.checks.items() if same else ():
            both = {result.verdict, same[0].checks[name].verdict}
            if both == {"flag", "pass"}:
                turned.append(f"{name} of rep {same[0].index}: {result.verdict}")
    return turned


def _invented(found: Sequence[tuple[float, float]], true: Sequence[tuple[float, float]]) -> int:
    """Return how many found spans are of none of the true ones, each of which counts once."""
    left = list(true)
    invented = 0
    for start_s, stop_s in found:
        shared = [min(stop_s, b) - max(start_s, a) for a, b in left]
        if shared and max(shared) >= _SHARED * (stop_s - start_s):
            left.pop(int(np.argmax(shared)))
        else:
            invented += 1
    return invented


def _decided(rep: RepItem) -> int:
    return sum(result.verdict != "cant_tell" for result in rep.checks.values())


def _elsewhere(track: Track, before: Track) -> Any:
    """Return in which frames another trunk was followed than without the trouble."""
    centres = [_centres(t) for t in (track, before)]
    shoulders = before.landmarks_px[:, _TRUNK[:2]].mean(axis=1)
    hips = before.landmarks_px[:, _TRUNK[2:]].mean(axis=1)
    trunk_px = float(np.nanmedian(np.hypot(*(shoulders - hips).T)))
    apart = np.hypot(*(centres[0] - centres[1]).T)
    return np.nan_to_num(apart, nan=0.0) > _ELSEWHERE * trunk_px


def _centres(track: Track) -> FloatArray:
    centres: FloatArray = track.landmarks_px[:, _TRUNK].mean(axis=1)
    return centres


def told_of(scores: Mapping[str, SceneScore]) -> dict[str, int]:
    """Return the counts over all scenes."""
    return {
        "invented": sum(s.invented for s in scores.values()),
        "wrong_person": sum(s.wrong_person for s in scores.values()),
        "turned": sum(len(s.turned) for s in scores.values()),
        "missing": sum(s.missing for s in scores.values()),
    }
