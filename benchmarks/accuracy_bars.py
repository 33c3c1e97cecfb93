"""What the accuracy benchmark must hold: the bars as data, and how a set of clips meets them."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.accuracy_results import Results
from benchmarks.bars import Bar, Outcome

__all__ = ["BARS", "outcomes", "values_of"]

NAN = float("nan")

LEAST_BIN_FRAMES = 200
LEAST_BIN_CLIPS = 3
"""A bin of the true flexion with less than this says too little of its bias."""
F1_CHECKS = (*("tempo", "swing", "leg_drop", "low_hold", "knee_bend", "asymmetry", "trunk_lift"),)


def _check_bars(check: str) -> tuple[Bar, ...]:
    return (
        Bar(f"{check}_positives", f"{check}: positives", "count", low=40),
        Bar(f"{check}_f1", f"{check}: F1 of decided ones", "f1", low=0.9),
        Bar(f"{check}_open", f"{check}: can't tell", "share", high=0.15),
    )


BARS: tuple[Bar, ...] = (
    Bar("hip_mae", "hip flexion over frames: MAE", "deg", high=3.0),
    Bar("worst_bin_bias", "the same: worst bias of a flexion bin", "deg", -1.5, 1.5),
    Bar("peak_sd", "peak hip flexion: SD", "deg", high=3.0),
    Bar("hip_times_plain", "MAE over frames, plain / formcheck", "ratio", low=2.0),
    Bar("peak_times_plain", "MAE of peaks, plain / formcheck", "ratio", low=2.0),
    Bar("count_exact", "clips counted exactly", "share", low=0.97),
    Bar("invented", "repetitions invented on negative clips", "count", 0, 0),
    Bar("under_90_wrong", "under_90: wrong beyond 5 degrees from 90", "share", high=0.02),
    Bar("under_90_open", "under_90: open beyond 10 degrees from 90", "share", high=0.03),
    Bar("under_90_uncertainty", "under_90: median uncertainty", "deg", high=5.0),
    *(bar for check in F1_CHECKS for bar in _check_bars(check)),
    Bar("frame_coverage", "90 % intervals of frames that hold the truth", "share", 0.85, 0.95),
    Bar("peak_coverage", "90 % intervals of peaks that hold the truth", "share", 0.85, 0.95),
    Bar("off_45_refused", "45 degrees off or more: verdicts refused", "share", low=0.99),
    Bar("off_35_wrong", "35 to 45 degrees off: wrong verdicts", "share", high=0.02),
    Bar("off_35_under_90_wrong", "the same: wrong ones of under_90", "share", high=0.02),
)


def outcomes(results: Results, bars: tuple[Bar, ...] = BARS) -> tuple[Outcome, ...]:
    """Return how each bar is met."""
    values = values_of(results)
    return tuple(Outcome(bar, values[bar.key]) for bar in bars)


def values_of(results: Results) -> Mapping[str, float]:
    """Return what the bars are held against; NaN = nothing to measure."""
    ours, plain, counts = results.agreements, results.plain, results.counts
    hip, peak = ours["hip_flexion_deg"], ours["peak_hip_flexion_deg"]
    biases = [
        found.bias
        for found in results.hip_by_flexion.values()
        if found.n >= LEAST_BIN_FRAMES and found.clips >= LEAST_BIN_CLIPS
    ]
    values = {
        "hip_mae": hip.mae,
        "worst_bin_bias": max(biases, key=abs, default=NAN),
        "peak_sd": peak.sd,
        "hip_times_plain": _ratio(plain["hip_flexion_deg"].mae, hip.mae),
        "peak_times_plain": _ratio(plain["peak_hip_flexion_deg"].mae, peak.mae),
        "count_exact": _ratio(counts.exact, counts.clips),
        "invented": float(counts.invented) if counts.negatives else NAN,
        "under_90_wrong": results.under_90.clear_wrong_share,
        "under_90_open": results.under_90.far_open_share,
        "under_90_uncertainty": results.under_90.median_uncertainty_deg,
        "frame_coverage": results.frame_coverage.share,
        "peak_coverage": results.peak_coverage.share,
        "off_45_refused": results.bands["45 or more"].refused_share,
        "off_35_wrong": results.bands["35 to 45"].wrong_share,
        "off_35_under_90_wrong": results.bands["35 to 45"].under_90_wrong_share,
    }
    for check in F1_CHECKS:
        score = results.checks[check]
        values[f"{check}_positives"] = float(score.positives)
        values[f"{check}_f1"] = score.f1
        values[f"{check}_open"] = score.open_share
    return values


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else NAN
