"""The tables of the accuracy page on bars, angles and times, each from one part of the results."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from benchmarks.accuracy_results import Breakdown, Results
from benchmarks.agreement import Agreement, agreement
from benchmarks.comparison import Compared
from benchmarks.markdown import table
from benchmarks.reliability import Coverage

__all__ = [
    "agreement_table",
    "bin_table",
    "breakdown_tables",
    "coverage_table",
    "number",
    "share",
    "worst_table",
]

MOST_WORST = 12
"""So many clips are named as the worst."""

QUANTITIES = {
    "hip_flexion_deg": "hip flexion, frames [deg]",
    "peak_hip_flexion_deg": "peak hip flexion, repetitions [deg]",
    "knee_flexion_deg": "knee flexion, frames [deg]",
    "trunk_lift_deg": "trunk lift, frames [deg]",
    "start_s": "start of the repetition [s]",
    "peak_s": "time of the peak [s]",
    "stop_s": "end of the repetition [s]",
    "raise_s": "duration of the raise [s]",
    "top_s": "duration of the top [s]",
    "lower_s": "duration of the lowering [s]",
    "up_dps": "mean speed of the raise [deg/s]",
    "down_dps": "mean speed of the lowering [deg/s]",
}


def number(value: float, digits: int = 1, *, signed: bool = False) -> str:
    """Return a number as written in tables; ``-`` for NaN."""
    if math.isnan(value):
        return "-"
    # "-0.0" says nothing that "+0.0" does not.
    value = round(value, digits) + 0.0
    return f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"


def share(value: float) -> str:
    """Return a share in per cent; ``-`` for NaN."""
    return "-" if math.isnan(value) else f"{100 * value:.1f} %"


def agreement_table(results: Results) -> list[str]:
    """Return the agreement of each quantity, the plain way's beside."""
    rows = []
    for name, words in QUANTITIES.items():
        rows.append((words, *_agreement_cells(results.agreements[name], _digits(name))))
        if name in results.plain:
            rows.append((f"*plain*: {words}", *_agreement_cells(results.plain[name])))
    columns = (
        "",
        "n",
        "clips",
        "bias",
        "SD",
        "MAE",
        "95 % limits of agreement",
        "SD of clip biases",
    )
    return table(columns, rows)


def _digits(name: str) -> int:
    return 2 if name.endswith("_s") else 1


def _agreement_cells(found: Agreement, digits: int = 1) -> tuple[str, ...]:
    limits = (
        f"{number(found.low, digits, signed=True)} to {number(found.high, digits, signed=True)}"
    )
    return (
        str(found.n),
        str(found.clips),
        number(found.bias, digits, signed=True),
        number(found.sd, digits),
        number(found.mae, digits),
        limits if found.n > 1 else "-",
        number(found.clip_sd, digits),
    )


def bin_table(
    title: str,
    bins: Mapping[tuple[float, float], Agreement],
    plain: Mapping[tuple[float, float], Agreement] | None = None,
) -> list[str]:
    """Return the agreement by bins, with the bias and MAE of the plain way if given."""
    rows = []
    for edges, found in bins.items():
        row = [
            _edges(edges),
            str(found.n),
            str(found.clips),
            number(found.bias, signed=True),
            number(found.sd),
            number(found.mae),
        ]
        if plain is not None:
            other = plain.get(edges)
            row.append(number(other.bias, signed=True) if other else "-")
            row.append(number(other.mae) if other else "-")
        rows.append(row)
    columns = [title, "n", "clips", "bias", "SD", "MAE"]
    return table([*columns, "plain bias", "plain MAE"] if plain is not None else columns, rows)


def _edges(edges: tuple[float, float]) -> str:
    return f"{edges[0]:g} to {edges[1]:g}"


def breakdown_tables(breakdowns: Mapping[str, Mapping[str, Breakdown]]) -> list[str]:
    """Return a table for each condition that takes more than one value, or is told at all."""
    lines: list[str] = []
    columns = ("clips", "counted exactly", "frames measured", "bias", "SD", "MAE")
    peaks = ("peak bias", "peak SD", "peak MAE", "90 % intervals hold")
    for condition, values in breakdowns.items():
        if set(values) <= {"not told"}:
            continue
        rows = [
            (
                value,
                found.clips,
                found.exact,
                share(found.measured_share),
                number(found.hip.bias, signed=True),
                number(found.hip.sd),
                number(found.hip.mae),
                number(found.peak.bias, signed=True),
                number(found.peak.sd),
                number(found.peak.mae),
                share(found.peak_coverage.share),
            )
            for value, found in values.items()
        ]
        lines += table((condition, *columns, *peaks), rows)
    return lines


def worst_table(clips: Sequence[Compared]) -> list[str]:
    """Return the clips whose hip flexion is worst, with their conditions."""
    errors = {clip.name: agreement([clip.frames.hip_deg]) for clip in clips}
    # A clip without any measured frame is worst of all.
    mae = {name: found.mae if found.n else math.inf for name, found in errors.items()}
    worst = sorted(clips, key=lambda clip: mae[clip.name], reverse=True)[:MOST_WORST]
    rows = [
        (
            clip.name,
            clip.conditions.exercise,
            number(clip.conditions.yaw_deg, 0),
            number(clip.conditions.pitch_deg, 0),
            number(errors[clip.name].bias, signed=True),
            number(errors[clip.name].mae),
            share(clip.frames.measured_share),
            f"{clip.count} of {len(clip.reps)}",
            clip.seen.error or clip.seen.exercise,
        )
        for clip in worst
    ]
    columns = (
        "clip",
        "exercise",
        "yaw",
        "pitch",
        "bias",
        "MAE",
        "measured",
        "counted",
        "taken for",
    )
    return table(columns, rows)


def coverage_table(results: Results) -> list[str]:
    """Return how often 90 % intervals contain the truth."""
    rows = [
        ("all frames", *_coverage_cells(results.frame_coverage)),
        ("all peaks", *_coverage_cells(results.peak_coverage)),
    ]
    parts = (
        ("frames, true flexion", results.frame_coverage_by_flexion),
        ("peaks, true peak", results.peak_coverage_by_flexion),
        ("peaks, camera yaw", results.peak_coverage_by_yaw),
    )
    for words, bins in parts:
        rows += [(f"{words} {_edges(e)}", *_coverage_cells(found)) for e, found in bins.items()]
    return table(("", "n", "contain the truth", "median sigma", "RMS error"), rows)


def _coverage_cells(found: Coverage) -> tuple[str, ...]:
    return (str(found.n), share(found.share), number(found.median_sigma), number(found.rms_error))
