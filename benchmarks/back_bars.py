"""What the low-back benchmark must hold, and how a set of clips meets it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.back_clips import BackClip, BackRep
from benchmarks.back_scores import (
    auc,
    fit_landmarks,
    intervals,
    landmark_scores,
    partial_correlation,
    scores,
    verdicts,
)
from benchmarks.bars import Bar, Outcome
from formcheck.checks.arch import ArchSettings

__all__ = ["BARS", "by_change", "by_contour", "errors", "mae", "outcomes"]

FloatArray = npt.NDArray[np.float64]

BARS = (
    Bar("tilt_mae", "pelvic tilt change: MAE", "deg", high=3.0),
    Bar("lordosis_mae", "lordosis change: MAE", "deg", high=4.0),
    Bar("points", "lumbar points: median error [mm]", "mm", high=12.0),
    Bar("tilt_held", "90 % intervals of the tilt change", "share", 0.85, 0.95),
    Bar("lordosis_held", "90 % intervals of the lordosis change", "share", 0.85, 0.95),
    Bar("arched", "waist free: arched repetitions", "count", low=100),
    Bar("flat", "waist free: flat repetitions", "count", low=100),
    Bar("auc", "waist free: AUC", "auc", low=0.98),
    Bar("f1", "waist free: F1 of decided ones", "auc", low=0.93),
    Bar("open", "waist free: can't tell", "share", high=0.15),
    Bar("hidden_wrong", "waist hidden: wrong verdicts", "share", high=0.05),
    Bar(
        "person",
        "tilt and its estimate, hip flexion taken out: correlation",
        "correlation",
        low=0.85,
    ),
    Bar("mild", "waist free: arches of about 5 degrees flagged", "share", high=0.10),
    Bar("rest_alarms", "frames at rest that read an arch", "share", high=0.01),
    Bar("over_landmarks", "AUC less that of the landmarks", "auc", low=0.05),
    Bar("over_contour", "AUC less that of the contour", "auc", low=0.05),
)


def outcomes(clips: Sequence[BackClip], fit: Sequence[BackClip]) -> tuple[Outcome, ...]:
    """Return how each bar is met; ``fit`` are the clips that the landmarks' classifier learns."""
    free = [clip for clip in clips if clip.waist_free]
    hidden = [clip for clip in clips if not clip.waist_free]
    judged = verdicts(free)
    arched, flat = scores(free, by_change)
    area = auc(arched, flat)
    still = np.concatenate([clip.found["lordosis_change"][clip.still] for clip in clips])
    limit_deg = ArchSettings().change_deg
    values = {
        "tilt_mae": mae(clips, "tilt_change"),
        "lordosis_mae": mae(clips, "lordosis_change"),
        "points": float(np.nanmedian(np.concatenate([clip.points_mm for clip in clips]))),
        "tilt_held": intervals(clips, "tilt_change"),
        "lordosis_held": intervals(clips, "lordosis_change"),
        "arched": float(len(arched)),
        "flat": float(len(flat)),
        "auc": area,
        "f1": judged.f1,
        "open": judged.open_share,
        "hidden_wrong": verdicts(hidden).wrong_share,
        "person": partial_correlation(clips),
        "mild": judged.mild,
        "rest_alarms": float(np.mean(still > limit_deg)) if len(still) else math.nan,
        "over_landmarks": area - auc(*landmark_scores(free, fit_landmarks(fit))),
        "over_contour": area - auc(*scores(free, by_contour)),
    }
    return tuple(Outcome(bar, values[bar.key]) for bar in BARS)


def by_change(_: BackClip, rep: BackRep) -> float:
    """Return the largest lasting change of lordosis that formcheck measured."""
    return rep.change_deg


def by_contour(_: BackClip, rep: BackRep) -> float:
    """Return the largest lasting hollow of the mask's contour."""
    return rep.sagitta


def errors(clips: Sequence[BackClip], name: str) -> FloatArray:
    """Return the errors of a quantity over all frames in motion."""
    return np.concatenate([(clip.found[name] - clip.true[name])[~clip.still] for clip in clips])


def mae(clips: Sequence[BackClip], name: str) -> float:
    """Return the mean absolute error of a quantity over all frames in motion."""
    return float(np.nanmean(np.abs(errors(clips, name)))) if clips else float("nan")
