"""What is told of a repetition and not judged: past 90 degrees, and the curl of the pelvis."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from formcheck.checks.arch import ArchSettings
from formcheck.checks.base import CheckResult, CheckSettings, Scene
from formcheck.checks.motion import steady_value
from formcheck.checks.refusal import refuse_rep
from formcheck.checks.settings import RefusalSettings
from formcheck.lumbar.fusion import LumbarSettings
from formcheck.repetition import Repetition

__all__ = ["InfoSettings", "curl", "past_90"]


class InfoSettings(CheckSettings):
    """Numbers of the curl, as the pelvis shows it or else the hips' displacement."""

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
    roll_deg: float = Field(
        default=15.0, gt=0, description="Posterior pelvic roll of a curl [deg; MEASURES 5.8]"
    )
    none_below_deg: float = Field(
        default=8.0, gt=0, description="Roll below which there is no curl [deg; MEASURES 5 yaml]"
    )
    roll_sigma_deg: float = Field(
        default=2.5, ge=0, description="Standard error of the roll at the peak [deg; benchmark]"
    )
    roll_k: float = Field(
        default=0.84,
        gt=0,
        description="Multiple of that standard error, one-sided 80 percent [ratio; MEASURES 5.2]",
    )
    min_in_range: float = Field(
        default=LumbarSettings().min_in_range,
        ge=0,
        le=1,
        description="Likelihood that the picture is of a known kind, below which the pelvis is not "
        "judged: that of the back [share; benchmark]",
    )
    min_trunk_px: float = Field(
        default=ArchSettings().min_trunk_px,
        ge=0,
        description="Trunk length below which the pelvis is not judged [px; MEASURES 6]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """What the shared refusals ask of a judge."""

    postures: frozenset[str] = frozenset({"lying", "hanging"})
    refusal: RefusalSettings = field(default_factory=RefusalSettings)


_CURL = _Judge()


def past_90(under_90: CheckResult) -> Literal["yes", "no", "cant_tell"]:
    """Return whether the leg went past 90 degrees: the verdict of ``under_90`` in other words."""
    if under_90.verdict == "pass":
        return "yes"
    return "no" if under_90.verdict == "flag" else "cant_tell"


def curl(
    rep: Repetition, scene: Scene, settings: InfoSettings | None = None
) -> Literal["seen", "not_seen", "cant_tell"]:
    """Return whether the pelvis curled up at the top (MEASURES 5.8).

    Where the pelvis was read: ``seen`` when it rolled back by ``roll_deg`` and surely by more than
    ``none_below_deg``, with the legs surely past 90 degrees; ``not_seen`` when it surely rolled by
    less than ``roll_deg``. Else the hips' displacement since the start of the repetition must be so
    large that only a curl explains it; that never says ``not_seen``.
    """
    numbers = settings if settings is not None else InfoSettings()
    kinematics = scene.kinematics
    if kinematics.posture == "unknown" or kinematics.rest is None or refuse_rep(_CURL, rep, scene):
        return "cant_tell"
    firmly_past_90 = rep.peak_deg - numbers.k * rep.peak_sigma_deg >= numbers.peak_deg
    roll_deg = _roll_deg(rep, scene, numbers)
    if math.isfinite(roll_deg):
        margin_deg = numbers.roll_k * numbers.roll_sigma_deg
        if roll_deg + margin_deg < numbers.roll_deg:
            return "not_seen"
        curled = roll_deg >= numbers.roll_deg and roll_deg - margin_deg >= numbers.none_below_deg
        return "seen" if curled and firmly_past_90 else "cant_tell"
    if kinematics.posture != "lying" or not firmly_past_90:
        return "cant_tell"
    at_peak = steady_value(kinematics, kinematics.hip_shift, rep.peak)
    at_start = steady_value(kinematics, kinematics.hip_shift, rep.start)
    moved = at_peak - at_start
    if not math.isfinite(moved):
        return "cant_tell"
    limit = numbers.hip_shift_trunks + numbers.k * numbers.hip_sigma_trunks
    return "seen" if moved > limit else "cant_tell"


def _roll_deg(rep: Repetition, scene: Scene, numbers: InfoSettings) -> float:
    """Return the posterior roll at the peak; NaN where the pelvis was not read, or not surely."""
    spine = scene.kinematics.spine
    if spine is None:
        return math.nan
    in_range = steady_value(scene.kinematics, spine.in_range, rep.peak)
    if not in_range >= numbers.min_in_range:
        return math.nan
    if not scene.kinematics.trunk_length_px >= numbers.min_trunk_px:
        return math.nan
    return -steady_value(scene.kinematics, spine.pelvic_tilt_change_deg, rep.peak)
