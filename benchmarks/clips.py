"""What a clip truly shows and what was measured in it, in one form so that both can be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.api import Report
from formcheck.checks.base import SetResult
from formcheck.repetition import Repetition
from formcheck.report import RepItem

__all__ = ["Clip", "ClipRep", "Judged", "measured_clip", "read_truth", "true_clip", "true_clip_of"]

FloatArray = npt.NDArray[np.float64]

TRUTH_SCHEMA = "formcheck.truth/1"
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict of one check; the truth is never ``cant_tell`` and has no uncertainty.

    ``events`` are stretches of time (start and stop in seconds), of checks of the set.
    """

    verdict: str
    uncertainty: float | None = None
    reason_code: str = ""
    value: float | None = None
    events: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ClipRep:
    """One repetition: seconds from the first frame, degrees, verdicts by the name of the check.

    ``up_dps`` and ``down_dps`` are mean speeds of raise and lowering, degrees per second;
    ``peak_sigma_deg`` is the standard error of a measured peak. NaN = not known.
    """

    start_s: float
    peak_s: float
    stop_s: float
    peak_deg: float
    leg: str = "both"
    checks: Mapping[str, Judged] = field(default_factory=dict)
    peak_sigma_deg: float = NAN
    raise_s: float = NAN
    top_s: float = NAN
    lower_s: float = NAN
    up_dps: float = NAN
    down_dps: float = NAN


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip as it truly is, or as it was measured.

    Parameters
    ----------
    name : str
        Without folder and suffix.
    time_s, hip_flexion_deg : ndarray, shape (N,)
        The judged hip flexion over frames; NaN = not seen.
    reps : tuple of ClipRep
        In order of time.
    series : mapping of ndarray, shape (N,)
        Further curves over frames by their names in the truth (``knee_flexion_deg`` ...).
    set_checks : mapping of Judged
        Verdicts on the set.
    """

    name: str
    time_s: FloatArray
    hip_flexion_deg: FloatArray
    reps: tuple[ClipRep, ...]
    series: Mapping[str, FloatArray] = field(default_factory=dict)
    set_checks: Mapping[str, Judged] = field(default_factory=dict)


TRUE_CURVES = ("knee_flexion_deg", "trunk_lift_deg")


def read_truth(path: Path) -> dict[str, Any]:
    """Return the content of a ``*.truth.json``.

    Raises
    ------
    ValueError
        The file is of another schema.
    """
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if truth.get("schema") != TRUTH_SCHEMA:
        raise ValueError(f"{path}: expected {TRUTH_SCHEMA}, got {truth.get('schema')}")
    return truth


def true_clip(path: Path) -> Clip:
    """Return what a ``*.truth.json`` says.

    Raises
    ------
    ValueError
        The file is of another schema.
    """
    return true_clip_of(read_truth(path))


def true_clip_of(truth: Mapping[str, Any]) -> Clip:
    """Return what the content of a truth file says; curves that it lacks are NaN."""
    series = truth["series"]
    time_s = np.array(series["time_s"], dtype=float)
    curves = {name: _curve(series, name, len(time_s)) for name in TRUE_CURVES}
    return Clip(
        name=truth["clip"],
        time_s=time_s,
        hip_flexion_deg=_curve(series, "hip_flexion_deg", len(time_s)),
        reps=tuple(_true_rep(rep) for rep in truth["reps"]),
        series=curves,
        set_checks=_true_checks(truth.get("set_checks") or {}),
    )


def _curve(series: Mapping[str, Any], name: str, frames: int) -> FloatArray:
    values = np.array(series.get(name) or [], dtype=float)
    return values if len(values) == frames else np.full(frames, np.nan)


def _true_rep(rep: Mapping[str, Any]) -> ClipRep:
    tempo = rep["checks"].get("tempo", {})
    return ClipRep(
        start_s=rep["start_s"],
        peak_s=rep["peak_s"],
        stop_s=rep["stop_s"],
        peak_deg=rep["peak_hip_flexion_deg"],
        leg=rep["leg"],
        checks=_true_checks(rep["checks"]),
        raise_s=rep.get("raise_s", NAN),
        top_s=rep.get("top_s", NAN),
        lower_s=rep.get("lower_s", NAN),
        up_dps=tempo.get("value", NAN),
        down_dps=tempo.get("down_value", NAN),
    )


def _true_checks(checks: Mapping[str, Any]) -> dict[str, Judged]:
    return {
        name: Judged(
            check["verdict"],
            value=check.get("value"),
            events=tuple((e["start_s"], e["stop_s"]) for e in check.get("events", ())),
        )
        for name, check in checks.items()
    }


def measured_clip(report: Report) -> Clip:
    """Return what was measured."""
    kinematics = report.kinematics
    return Clip(
        name=Path(report.data.source.name).stem,
        time_s=kinematics.time_s,
        hip_flexion_deg=kinematics.hip_flexion_deg,
        reps=tuple(
            _measured_rep(item, rep)
            for item, rep in zip(report.data.reps, report.reps, strict=True)
        ),
        series={
            "knee_flexion_deg": kinematics.knee_flexion_deg,
            "trunk_lift_deg": kinematics.trunk_lift_deg,
            "hip_flexion_sigma_deg": kinematics.hip_flexion_sigma_deg,
            "in_posture": kinematics.in_posture.astype(float),
        },
        set_checks={name: _set_judged(item) for name, item in report.data.set_checks.items()},
    )


def _measured_rep(item: RepItem, rep: Repetition) -> ClipRep:
    return ClipRep(
        start_s=item.start_s,
        peak_s=item.peak_s,
        stop_s=item.stop_s,
        peak_deg=np.nan if item.peak_hip_flexion_deg is None else item.peak_hip_flexion_deg,
        leg=item.leg,
        checks={
            name: Judged(check.verdict, check.uncertainty, check.reason_code, check.value)
            for name, check in item.checks.items()
        },
        peak_sigma_deg=rep.peak_sigma_deg,
        raise_s=rep.raise_s,
        top_s=rep.top_s,
        lower_s=rep.lower_s,
        up_dps=_speed(rep.peak_deg - rep.valley_deg, rep.raise_s),
        down_dps=_speed(rep.peak_deg - rep.low_deg, rep.lower_s),
    )


def _set_judged(result: SetResult) -> Judged:
    return Judged(
        result.verdict,
        result.uncertainty,
        result.reason_code,
        result.value,
        tuple((event.start_s, event.stop_s) for event in result.events),
    )


def _speed(travel_deg: float, time_s: float) -> float:
    return travel_deg / time_s if time_s > 0 else NAN
