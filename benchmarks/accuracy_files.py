"""The numbers of the accuracy benchmark for other programs: one JSON, and two CSV to dig in."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy_bars import outcomes
from benchmarks.accuracy_results import Results
from benchmarks.check_scores import REP_CHECKS, SET_CHECKS, CheckScore
from benchmarks.comparison import Compared
from benchmarks.scoring import RepScore

__all__ = ["clip_row", "rep_row", "rep_rows", "write_csv", "write_json"]

SCHEMA = "formcheck.accuracy/1"


def write_json(path: Path, results: Results, command: str) -> None:
    """Write all results but the clips themselves; unknown numbers are null."""
    content = {
        "schema": SCHEMA,
        "command": command,
        "clips": len(results.clips),
        "main_clips": len(results.main),
        "bars": [
            {
                "key": o.bar.key,
                "what": o.bar.what,
                "unit": o.bar.unit,
                "low": o.bar.low,
                "high": o.bar.high,
                "value": o.value,
                "verdict": o.verdict,
            }
            for o in outcomes(results)
        ],
        **{
            name: getattr(results, name)
            for name in results.__slots__
            if name not in ("clips", "main")
        },
    }
    text = json.dumps(_plain(content), indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, CheckScore):
        return _score(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(item) for name, item in asdict(value).items()}
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def _key(key: Any) -> str:
    return f"{key[0]:g} to {key[1]:g}" if isinstance(key, tuple) else str(key)


def _score(score: CheckScore) -> dict[str, Any]:
    names = [
        *("n", "positives", "negatives", "precision", "recall", "f1"),
        *("strict_recall", "strict_f1", "open_share", "missing"),
    ]
    return {
        **{name: _plain(getattr(score, name)) for name in names},
        "counts": {f"{true}, {given}": n for (true, given), n in sorted(score.counts.items())},
        "reasons": dict(score.reasons.most_common()),
        "wrong": list(score.wrong),
    }


def write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows with the same columns; NaN and None become empty cells."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.4g}" if math.isfinite(value) else ""
    return "" if value is None else value


def clip_row(clip: Compared) -> dict[str, object]:
    """Return one clip as a row: conditions, what was recognised, errors."""
    c, seen, frames = clip.conditions, clip.seen, clip.frames
    return {
        "clip": clip.name,
        "group": c.group,
        "main": int(c.is_main),
        "exercise": c.exercise,
        "side": c.side,
        "arms": c.arms,
        "clothes": c.clothes,
        "yaw_deg": c.yaw_deg,
        "pitch_deg": c.pitch_deg,
        "off_deg": c.off_deg,
        "fps": c.fps,
        "width": c.width,
        "height": c.height,
        "true_reps": len(clip.reps),
        "counted": clip.count,
        "plain_counted": clip.plain_count,
        "found_exercise": seen.exercise,
        "found_yaw_deg": seen.yaw_deg,
        "found_pitch_deg": seen.pitch_deg,
        "pose_share": seen.pose_share,
        "error": seen.error,
        "measured_share": frames.measured_share,
        "hip_bias_deg": _mean(frames.hip_deg),
        "hip_mae_deg": _mean(np.abs(frames.hip_deg)),
        "hip_sigma_deg": _mean(frames.hip_sigma_deg),
        "plain_bias_deg": _mean(frames.plain_deg),
        "knee_bias_deg": _mean(frames.knee_deg),
        "trunk_bias_deg": _mean(frames.trunk_deg),
        "peak_bias_deg": _mean(np.array([rep.peak_error_deg for rep in clip.reps])),
        **_set_cells(clip),
    }


def _set_cells(clip: Compared) -> dict[str, object]:
    cells: dict[str, object] = {}
    for check in SET_CHECKS:
        true, found = clip.true_set.get(check), clip.found_set.get(check)
        cells[f"{check}_true"] = true.verdict if true else None
        cells[f"{check}_true_value"] = true.value if true else None
        cells[check] = found.verdict if found else None
        cells[f"{check}_value"] = found.value if found else None
        cells[f"{check}_reason"] = found.reason_code if found else None
    return cells


def rep_row(clip: Compared, rep: RepScore, plain: RepScore) -> dict[str, object]:
    """Return one true repetition as a row: times, peaks, every verdict."""
    c, true, found = clip.conditions, rep.truth, rep.found
    row: dict[str, object] = {
        "clip": clip.name,
        "group": c.group,
        "main": int(c.is_main),
        "exercise": c.exercise,
        "yaw_deg": c.yaw_deg,
        "pitch_deg": c.pitch_deg,
        "rep": rep.number,
        "leg": true.leg,
        "found": int(found is not None),
        "found_leg": found.leg if found else None,
        "peak_error_deg": rep.peak_error_deg,
        "peak_sigma_deg": found.peak_sigma_deg if found else None,
        "plain_peak_error_deg": plain.peak_error_deg,
    }
    names = ("peak_deg", "start_s", "peak_s", "stop_s", "raise_s", "top_s", "lower_s")
    for name in (*names, "up_dps", "down_dps"):
        row[f"{name}_true"] = getattr(true, name)
        row[name] = getattr(found, name) if found else None
    for check in REP_CHECKS:
        told, judged = true.checks.get(check), found.checks.get(check) if found else None
        row[f"{check}_true"] = told.verdict if told else None
        row[f"{check}_true_value"] = told.value if told else None
        row[check] = judged.verdict if judged else "missing"
        row[f"{check}_value"] = judged.value if judged else None
        row[f"{check}_uncertainty"] = judged.uncertainty if judged else None
        row[f"{check}_reason"] = judged.reason_code if judged else None
    return row


def rep_rows(clips: Sequence[Compared]) -> list[dict[str, object]]:
    """Return the rows of all true repetitions."""
    return [
        rep_row(clip, rep, plain)
        for clip in clips
        for rep, plain in zip(clip.reps, clip.plain_reps, strict=True)
    ]


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
