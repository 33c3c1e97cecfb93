"""All numbers of the accuracy benchmark, from compared clips; pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.agreement import Agreement, agreement, binned
from benchmarks.check_scores import (
    REP_CHECKS,
    SET_CHECKS,
    CheckScore,
    score_events,
    score_reps,
    score_set,
)
from benchmarks.comparison import Compared
from benchmarks.oblique import Oblique, oblique_bands, oblique_groups
from benchmarks.reliability import Coverage, coverage, coverage_by_bin
from benchmarks.under_90 import Under90Score, score_under_90

__all__ = ["Breakdown", "Counts", "Results", "results_of"]

FloatArray = npt.NDArray[np.float64]
Bins = Mapping[tuple[float, float], Agreement]
CoverageBins = Mapping[tuple[float, float], Coverage]

FLEXION_EDGES = tuple(range(-45, 181, 15))
YAW_EDGES = (-25, -15, -5, 5, 15, 25)
PITCH_EDGES = (-25, -15, -5, 5, 15, 25)
TIMES = ("start_s", "peak_s", "stop_s", "raise_s", "top_s", "lower_s", "up_dps", "down_dps")


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted repetitions.

    Parameters
    ----------
    clips, exact, plain_exact : int
        Clips of the main set, and those counted exactly by formcheck and the plain way.
    true_reps, missed, extra : int
        True repetitions of the main set, those not found, and found ones that belong to none.
    recognised : int
        Clips of the main set whose exercise was recognised.
    negatives, invented, plain_invented : int
        Clips without any repetition, and what was counted in them.
    inventing : tuple of str
        Clips in which formcheck did.
    inexact : tuple of str
        Clips of the main set that were counted wrong, with both numbers.
    """

    clips: int
    exact: int
    plain_exact: int
    true_reps: int
    missed: int
    extra: int
    recognised: int
    negatives: int
    invented: int
    plain_invented: int
    inventing: tuple[str, ...]
    inexact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Clips that share a condition."""

    clips: int
    exact: int
    measured_share: float
    hip: Agreement
    peak: Agreement
    peak_coverage: Coverage


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the page tells. Agreements are of the main set unless said.

    Parameters
    ----------
    clips : sequence of Compared
        All of them.
    main : sequence of Compared
        Filmed as the manual asks for, with repetitions.
    agreements, plain : mapping of Agreement
        By quantity, the name with its unit. Plain angles are compared on frames that both measured.
    hip_by_flexion, hip_by_yaw, hip_by_pitch, peak_by_flexion, plain_by_flexion : mapping
        By bins in degrees of the true flexion, or of the camera.
    measured_share : float
        Share of the frames of the main set in which the hip flexion was measured.
    breakdowns : mapping of mapping of Breakdown
        By condition and its value.
    counts : Counts
    checks : mapping of CheckScore
    under_90, plain_under_90 : Under90Score
    frame_coverage, peak_coverage : Coverage
    frame_coverage_by_flexion, peak_coverage_by_flexion, peak_coverage_by_yaw : mapping
    bands, groups : mapping of Oblique
        By angle off side-on, and by the clips' groups.
    """

    clips: Sequence[Compared]
    main: Sequence[Compared]
    agreements: Mapping[str, Agreement]
    plain: Mapping[str, Agreement]
    hip_by_flexion: Bins
    plain_by_flexion: Bins
    hip_by_yaw: Bins
    hip_by_pitch: Bins
    peak_by_flexion: Bins
    measured_share: float
    breakdowns: Mapping[str, Mapping[str, Breakdown]]
    counts: Counts
    checks: Mapping[str, CheckScore]
    under_90: Under90Score
    plain_under_90: Under90Score
    frame_coverage: Coverage
    peak_coverage: Coverage
    frame_coverage_by_flexion: CoverageBins
    peak_coverage_by_flexion: CoverageBins
    peak_coverage_by_yaw: CoverageBins
    bands: Mapping[str, Oblique]
    groups: Mapping[str, Oblique]


def results_of(clips: Sequence[Compared]) -> Results:
    """Return all numbers of a set of clips."""
    main = [clip for clip in clips if clip.conditions.is_main]
    hip = [clip.frames.hip_deg for clip in main]
    true = [clip.frames.true_deg for clip in main]
    plain = [_where_both(clip) for clip in main]
    peaks = [peak_errors(clip) for clip in main]
    true_peaks = [_true_peaks(clip) for clip in main]
    yaws = [np.full(len(e), clip.conditions.yaw_deg) for e, clip in zip(hip, main, strict=True)]
    pitches = [
        np.full(len(e), clip.conditions.pitch_deg) for e, clip in zip(hip, main, strict=True)
    ]
    sigmas = _joined([clip.frames.hip_sigma_deg for clip in main])
    peak_sigmas = _joined([_peak_sigmas(clip) for clip in main])
    peak_yaws = [np.full(len(e), c.conditions.yaw_deg) for e, c in zip(peaks, main, strict=True)]
    all_errors, all_peaks = _joined(hip), _joined(peaks)
    return Results(
        clips=clips,
        main=main,
        agreements={
            "hip_flexion_deg": agreement(hip),
            "peak_hip_flexion_deg": agreement(peaks),
            "knee_flexion_deg": agreement([clip.frames.knee_deg for clip in main]),
            "trunk_lift_deg": agreement([clip.frames.trunk_deg for clip in main]),
            **{name: agreement([_rep_errors(clip, name) for clip in main]) for name in TIMES},
        },
        plain={
            "hip_flexion_deg": agreement(plain),
            "peak_hip_flexion_deg": agreement([plain_peak_errors(clip) for clip in main]),
        },
        hip_by_flexion=binned(true, hip, FLEXION_EDGES),
        plain_by_flexion=binned(true, plain, FLEXION_EDGES),
        hip_by_yaw=binned(yaws, hip, YAW_EDGES),
        hip_by_pitch=binned(pitches, hip, PITCH_EDGES),
        peak_by_flexion=binned(true_peaks, peaks, FLEXION_EDGES),
        measured_share=_measured_share(main),
        breakdowns={name: _breakdown(main, of) for name, of in _CONDITIONS.items()},
        counts=_counts(clips, main),
        checks=_check_scores(main),
        under_90=score_under_90(main),
        plain_under_90=score_under_90(main, plain=True),
        frame_coverage=coverage(all_errors, sigmas),
        peak_coverage=coverage(all_peaks, peak_sigmas),
        frame_coverage_by_flexion=coverage_by_bin(_joined(true), all_errors, sigmas, FLEXION_EDGES),
        peak_coverage_by_flexion=coverage_by_bin(
            _joined(true_peaks), all_peaks, peak_sigmas, FLEXION_EDGES
        ),
        peak_coverage_by_yaw=coverage_by_bin(_joined(peak_yaws), all_peaks, peak_sigmas, YAW_EDGES),
        bands=oblique_bands(clips),
        groups=oblique_groups(clips),
    )


def peak_errors(clip: Compared) -> FloatArray:
    """Return measured minus true peak of each true repetition (R,); NaN = not found."""
    return np.array([rep.peak_error_deg for rep in clip.reps], dtype=float)


def plain_peak_errors(clip: Compared) -> FloatArray:
    """Return the same of the plain way, of repetitions that formcheck found (R,)."""
    errors = np.array([rep.peak_error_deg for rep in clip.plain_reps], dtype=float)
    return np.where(np.isfinite(peak_errors(clip)), errors, np.nan)


def _where_both(clip: Compared) -> FloatArray:
    return np.where(np.isfinite(clip.frames.hip_deg), clip.frames.plain_deg, np.nan)


def _true_peaks(clip: Compared) -> FloatArray:
    return np.array([rep.truth.peak_deg for rep in clip.reps], dtype=float)


def _peak_sigmas(clip: Compared) -> FloatArray:
    sigmas = [rep.found.peak_sigma_deg if rep.found else np.nan for rep in clip.reps]
    return np.array(sigmas, dtype=float)


def _rep_errors(clip: Compared, name: str) -> FloatArray:
    errors = [
        getattr(rep.found, name) - getattr(rep.truth, name) if rep.found else np.nan
        for rep in clip.reps
    ]
    return np.array(errors, dtype=float)


def _joined(arrays: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate([np.empty(0), *arrays])


def _measured_share(clips: Sequence[Compared]) -> float:
    """Return the share of frames with a truth that were measured, over all clips."""
    true = _joined([clip.frames.true_deg for clip in clips])
    known = np.isfinite(true)
    hip = _joined([clip.frames.hip_deg for clip in clips])
    return float(np.mean(np.isfinite(hip[known]))) if known.any() else float("nan")


_CONDITIONS: Mapping[str, Callable[[Compared], str]] = {
    "exercise": lambda clip: clip.conditions.exercise,
    "arms": lambda clip: clip.conditions.arms,
    "clothes": lambda clip: clip.conditions.clothes,
    "group": lambda clip: clip.conditions.group,
    "side": lambda clip: clip.conditions.side,
    "frame rate": lambda clip: f"{clip.conditions.fps:.0f}",
    "picture": lambda clip: f"{clip.conditions.width}x{clip.conditions.height}",
}


def _breakdown(
    clips: Sequence[Compared], condition: Callable[[Compared], str]
) -> dict[str, Breakdown]:
    """Return the clips by a condition; a truth that does not tell it is under ``not told``."""
    by_value: dict[str, list[Compared]] = {}
    for clip in clips:
        by_value.setdefault(condition(clip) or "not told", []).append(clip)
    return {
        value: Breakdown(
            clips=len(some),
            exact=sum(clip.count_is_exact for clip in some),
            measured_share=_measured_share(some),
            hip=agreement([clip.frames.hip_deg for clip in some]),
            peak=agreement([peak_errors(clip) for clip in some]),
            peak_coverage=coverage(
                _joined([peak_errors(clip) for clip in some]),
                _joined([_peak_sigmas(clip) for clip in some]),
            ),
        )
        for value, some in sorted(by_value.items())
    }


def _counts(clips: Sequence[Compared], main: Sequence[Compared]) -> Counts:
    negative = [clip for clip in clips if clip.conditions.is_negative]
    missed = sum(rep.found is None for clip in main for rep in clip.reps)
    true_reps = sum(len(clip.reps) for clip in main)
    return Counts(
        clips=len(main),
        exact=sum(clip.count_is_exact for clip in main),
        plain_exact=sum(clip.plain_count == len(clip.reps) for clip in main),
        true_reps=true_reps,
        missed=missed,
        extra=sum(clip.count for clip in main) - (true_reps - missed),
        recognised=sum(clip.seen.exercise == clip.conditions.exercise for clip in main),
        negatives=len(negative),
        invented=sum(clip.count for clip in negative),
        plain_invented=sum(clip.plain_count for clip in negative),
        inventing=tuple(f"{clip.name} ({clip.count})" for clip in negative if clip.count),
        inexact=tuple(
            f"{clip.name} ({clip.count} of {len(clip.reps)})"
            for clip in main
            if not clip.count_is_exact
        ),
    )


def _check_scores(main: Sequence[Compared]) -> dict[str, CheckScore]:
    scores = {check: score_reps(main, check) for check in REP_CHECKS}
    for check in SET_CHECKS:
        scores[check] = (score_events if check == "low_hold" else score_set)(main, check)
    return scores
