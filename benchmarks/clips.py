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

__all__ = ["Clip", "ClipRep", "Judged", "measured_clip", "true_clip"]

FloatArray = npt.NDArray[np.float64]

TRUTH_SCHEMA = "formcheck.truth/1"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict of one check; the truth is never ``cant_tell`` and has no uncertainty."""

    verdict: str
    uncertainty: float | None = None
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class ClipRep:
    """One repetition: seconds from the first frame, degrees, verdicts by the name of the check."""

    start_s: float
    peak_s: float
    stop_s: float
    peak_deg: float
    leg: str = "both"
    checks: Mapping[str, Judged] = field(default_factory=dict)


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
    """

    name: str
    time_s: FloatArray
    hip_flexion_deg: FloatArray
    reps: tuple[ClipRep, ...]


def true_clip(path: Path) -> Clip:
    """Return what a ``*.truth.json`` says.

    Raises
    ------
    ValueError
        The file is of another schema.
    """
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if truth.get("schema") != TRUTH_SCHEMA:
        raise ValueError(f"{path}: expected {TRUTH_SCHEMA}, got {truth.get('schema')}")
    return Clip(
        name=truth["clip"],
        time_s=np.array(truth["series"]["time_s"], dtype=float),
        hip_flexion_deg=np.array(truth["series"]["hip_flexion_deg"], dtype=float),
        reps=tuple(_true_rep(rep) for rep in truth["reps"]),
    )


def _true_rep(rep: dict[str, Any]) -> ClipRep:
    return ClipRep(
        start_s=rep["start_s"],
        peak_s=rep["peak_s"],
        stop_s=rep["stop_s"],
        peak_deg=rep["peak_hip_flexion_deg"],
        leg=rep["leg"],
        checks={name: Judged(check["verdict"]) for name, check in rep["checks"].items()},
    )


def measured_clip(report: Report) -> Clip:
    """Return what was measured."""
    reps = tuple(
        ClipRep(
            start_s=rep.start_s,
            peak_s=rep.peak_s,
            stop_s=rep.stop_s,
            peak_deg=np.nan if rep.peak_hip_flexion_deg is None else rep.peak_hip_flexion_deg,
            leg=rep.leg,
            checks={
                name: Judged(check.verdict, check.uncertainty, check.reason_code)
                for name, check in rep.checks.items()
            },
        )
        for rep in report.data.reps
    )
    return Clip(
        name=Path(report.data.source.name).stem,
        time_s=report.kinematics.time_s,
        hip_flexion_deg=report.kinematics.hip_flexion_deg,
        reps=reps,
    )
