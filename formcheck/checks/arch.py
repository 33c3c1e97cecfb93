"""What the two checks of the back share until lumbar landmarks exist."""

from __future__ import annotations

from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, Severity, cant_tell

__all__ = ["ArchSettings", "not_available"]


class ArchSettings(CheckSettings):
    """Numbers of ``back_arch`` and ``lowering_arch``; nothing uses them yet."""

    change_deg: float = Field(
        default=7.5, gt=0, description="Change of lordosis since rest, arched [deg; MEASURES 5.2]"
    )
    k: float = Field(
        default=0.84,
        gt=0,
        description="Multiple of the standard error, one-sided 80 percent [ratio; MEASURES 5.2]",
    )
    min_s: float = Field(default=0.25, gt=0, description="How long it must last [s; MEASURES 5.2]")
    clearance_trunks: float = Field(
        default=0.03,
        gt=0,
        description="Lumbar clearance as supporting evidence [trunk lengths; MEASURES 5.2]",
    )
    rest_gap_trunks: float = Field(
        default=0.006,
        gt=0,
        description="Least clearance at rest for a pass from the contour "
        "[trunk lengths; MEASURES 5.2]",
    )
    max_out_of_plane_deg: float = Field(
        default=25.0,
        gt=0,
        le=90,
        description="View beyond which the back is not judged [deg; MEASURES 6]",
    )
    min_trunk_px: float = Field(
        default=80.0,
        ge=0,
        description="Trunk length below which the back is not judged [px; MEASURES 6]",
    )


def not_available(severity: Severity) -> CheckResult:
    """Return that the back is not judged: landmarks of the 33 show no pelvis (MEASURES 0.5)."""
    return cant_tell(
        severity,
        "lumbar_not_available",
        "lumbar landmarks are not available yet",
        "none yet: this version does not judge the back",
    )
