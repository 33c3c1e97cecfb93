"""What is told of a repetition and not judged: past 90 degrees, and the curl of the pelvis."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, Scene
from formcheck.checks.motion import steady_value
from formcheck.checks.refusal import refuse_rep
from formcheck.checks.settings import RefusalSettings
from formcheck.repetition import Repetition

__all__ = ["InfoSettings", "curl", "past_90"]


class InfoSettings(CheckSettings):
    """Numbers of the curl as landmarks alone show it."""

    peak_deg: float = Field(
        default=90.0, gt=0, description="Least peak hip flexion of a curl [deg; MEASURES 1a.2]"
    )
    hip_shift_trunks: float = Field(
        default=0.06,
        gt=0,
        description="Displacement of the hips at the peak that shows a curl "
        "[trunk lengths; MEASURES 1a.2, 5.8]",
    )
    hip_sigma_trunks: float = Field(
        default=0.07,
        ge=0,
        description="Standard error of the hip landmark against the trunk "
        "[trunk lengths; measured on supine renders]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """What the shared refusals ask of a judge."""

    postures: frozenset[str] = frozenset({"lying"})
    refusal: RefusalSettings = field(default_factory=RefusalSettings)


_CURL = _Judge()


def past_90(rep: Repetition, under_90: CheckResult) -> Literal["yes", "no", "cant_tell"]:  # noqa: ARG001
    """Return whether the leg went past 90 degrees: the verdict of ``under_90`` in other words."""
    if under_90.verdict == "pass":
        return "yes"
    return "no" if under_90.verdict == "flag" else "cant_tell"


def curl(
    rep: Repetition, scene: Scene, settings: InfoSettings | None = None
) -> Literal["seen", "not_seen", "cant_tell"]:
    """Return ``seen`` when the hips came so far off their place that only a curl explains it.

    Landmarks alone show no pelvis. Lying, past 90 degrees, with the trunk line known, the hips'
    displacement since the start of the repetition is at least the difference of their two distances
    from rest; only when that exceeds the limit by k standard errors of the hip landmark a curl is
    told. Never ``not_seen``: a small roll moves the hips less than the landmark errs.
    """
    numbers = settings if settings is not None else InfoSettings()
    kinematics = scene.kinematics
    if kinematics.posture != "lying" or kinematics.rest is None or refuse_rep(_CURL, rep, scene):
        return "cant_tell"
    if not rep.peak_deg - numbers.k * rep.peak_sigma_deg >= numbers.peak_deg:
        return "cant_tell"
    at_peak = steady_value(kinematics, kinematics.hip_shift, rep.peak)
    at_start = steady_value(kinematics, kinematics.hip_shift, rep.start)
    moved = at_peak - at_start
    if not math.isfinite(moved):
        return "cant_tell"
    limit = numbers.hip_shift_trunks + numbers.k * numbers.hip_sigma_trunks
    return "seen" if moved > limit else "cant_tell"
