"""How good answers about the low back are: pure functions on clips of ``benchmarks.back_clips``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.back_clips import BackClip, BackRep
from formcheck.checks.low_back import sustained_max

__all__ = [
    "ARCHED_DEG",
    "FLAT_DEG",
    "MILD_DEG",
    "Verdicts",
    "auc",
    "fit_landmarks",
    "intervals",
    "landmark_scores",
    "partial_correlation",
    "scores",
    "verdicts",
]

FloatArray = npt.NDArray[np.float64]

ARCHED_DEG, FLAT_DEG = 10.0, 5.0
"""A repetition arched by so much should be flagged, one by less than so much passed."""
MILD_DEG = (3.5, 6.5)
"""Mild arches, of about 5 degrees: hardly any should be flagged."""
INTERVAL_K = 1.645


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Counts over arched and flat repetitions.

    ``hit`` and ``missed`` are arched ones flagged and passed, ``false`` and ``right`` flat ones
    flagged and passed, ``open`` all without a firm verdict, of ``count``; ``mild`` is the share of
    flagged ones among the mild, ``between`` among all between flat and arched.
    """

    hit: int
    missed: int
    false: int
    right: int
    open: int
    count: int
    mild: float
    mild_count: int
    between: float
    between_count: int

    @property
    def f1(self) -> float:
        """F1 of the arched ones over decided repetitions."""
        total = 2 * self.hit + self.missed + self.false
        return 2 * self.hit / total if total else float("nan")

    @property
    def open_share(self) -> float:
        """Share without a firm verdict."""
        return self.open / self.count if self.count else float("nan")

    @property
    def wrong_share(self) -> float:
        """Share of firm verdicts that are wrong, of all repetitions."""
        return (self.missed + self.false) / self.count if self.count else float("nan")


def auc(bad: Sequence[float], good: Sequence[float]) -> float:
    """Return the chance that a bad one scores higher than a good one; ties count half.

    >>> auc([3.0, 2.0], [1.0, 2.0])
    0.875
    """
    first, second = (np.array([v for v in part if np.isfinite(v)]) for part in (bad, good))
    if not (len(first) and len(second)):
        return float("nan")
    above = (first[:, None] > second[None]).mean()
    return float(above + 0.5 * (first[:, None] == second[None]).mean())


def scores(
    clips: Sequence[BackClip], score: Callable[[BackClip, BackRep], float]
) -> tuple[list[float], list[float]]:
    """Return the scores of arched and of flat repetitions."""
    arched, flat = [], []
    for clip in clips:
        for rep in clip.reps:
            if rep.true_deg >= ARCHED_DEG:
                arched.append(score(clip, rep))
            elif rep.true_deg < FLAT_DEG:
                flat.append(score(clip, rep))
    return arched, flat


def verdicts(clips: Sequence[BackClip]) -> Verdicts:
    """Return how the verdicts on arched, flat and mildly arched repetitions fell out."""
    reps = [rep for clip in clips for rep in clip.reps]
    arched = [rep.verdict for rep in reps if rep.true_deg >= ARCHED_DEG]
    flat = [rep.verdict for rep in reps if rep.true_deg < FLAT_DEG]
    mild = [rep.verdict for rep in reps if MILD_DEG[0] <= rep.true_deg < MILD_DEG[1]]
    between = [rep.verdict for rep in reps if FLAT_DEG <= rep.true_deg < ARCHED_DEG]
    both = arched + flat
    return Verdicts(
        hit=arched.count("flag"),
        missed=arched.count("pass"),
        false=flat.count("flag"),
        right=flat.count("pass"),
        open=sum(verdict not in ("flag", "pass") for verdict in both),
        count=len(both),
        mild=_flagged_share(mild),
        mild_count=len(mild),
        between=_flagged_share(between),
        between_count=len(between),
    )


def _flagged_share(found: Sequence[str]) -> float:
    return found.count("flag") / len(found) if found else float("nan")


def intervals(clips: Sequence[BackClip], name: str) -> float:
    """Return how often the change of a quantity lies within its stated 90 % interval."""
    inside = []
    for clip in clips:
        error = np.abs(clip.found[name] - clip.true[name])
        known = np.isfinite(error) & ~clip.still
        inside.append((error <= INTERVAL_K * clip.sigma[name])[known])
    joined = np.concatenate(inside)
    return float(joined.mean()) if len(joined) else float("nan")


def partial_correlation(clips: Sequence[BackClip], name: str = "tilt_change") -> float:
    """Return the correlation of found and true values once hip flexion is taken out of both.

    Hip flexion up to its third power: what is left is the person, not the average rhythm.
    """
    found, true, hip = (
        np.concatenate(parts)
        for parts in (
            [clip.found[name] for clip in clips],
            [clip.true[name] for clip in clips],
            [clip.hip_deg for clip in clips],
        )
    )
    known = np.isfinite(found) & np.isfinite(true) & np.isfinite(hip)
    powers = np.vander(hip[known] / 90.0, 4)
    rest = [
        values[known] - powers @ np.linalg.lstsq(powers, values[known], rcond=None)[0]
        for values in (found, true)
    ]
    return float(np.corrcoef(rest[0], rest[1])[0, 1])


def fit_landmarks(clips: Sequence[BackClip]) -> FloatArray:
    """Return the weights by which the 33 landmarks tell the change of lordosis best (ridge)."""
    rows, wanted = [], []
    for clip in clips:
        known = np.isfinite(clip.features).all(axis=1) & np.isfinite(clip.true["lordosis_change"])
        rows.append(clip.features[known])
        wanted.append(clip.true["lordosis_change"][known])
    features, target = np.concatenate(rows), np.concatenate(wanted)
    square = features.T @ features + 1e-3 * len(features) * np.eye(features.shape[1])
    weights: FloatArray = np.linalg.solve(square, features.T @ target)
    return weights


def landmark_scores(
    clips: Sequence[BackClip], weights: FloatArray
) -> tuple[list[float], list[float]]:
    """Return the scores of arched and flat repetitions by the landmarks alone."""

    def score(clip: BackClip, rep: BackRep) -> float:
        return sustained_max(clip.time_s, clip.features @ weights, rep.frames, 0.25)[0]

    return scores(clips, score)
