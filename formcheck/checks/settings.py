"""The typed numbers of the checks: each with unit, default and source in its description.

A description ends with ``[unit; source]``; the table in the docs and the tests read it.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from formcheck.kinematics.view import ViewSettings

__all__ = ["CheckSettings", "LowAngleSettings", "RefusalSettings", "SpeedSettings"]


class CheckSettings(BaseModel):
    """Base of the settings of a check: every number with unit, default and source in its field."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RefusalSettings(CheckSettings):
    """When no check may give a verdict, shared by all of them (MEASURES 6)."""

    max_out_of_plane_deg: float = Field(
        default=ViewSettings().refuse_deg,
        gt=0,
        le=90,
        description="Line of sight off the sagittal plane's normal beyond which nothing is judged "
        "[deg; MEASURES 6]",
    )
    max_skew: float = Field(
        default=0.10,
        gt=0,
        description="abs(tan yaw x sin pitch) beyond which under_90 is not judged unless the "
        "angles were rectified, about 6 degrees of bias at 90 [ratio; MEASURES 6]",
    )
    min_visibility: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Visibility below which near shoulder, hip or knee count as not seen "
        "[share; MEASURES 6]",
    )
    max_unseen_share: float = Field(
        default=0.2,
        ge=0,
        lt=1,
        description="Share of a repetition's frames that may be unseen or without the angle that "
        "is judged [share; MEASURES 6]",
    )
    min_frames: int = Field(
        default=5,
        ge=1,
        description="Least frames of a repetition: those of a peak [count; MEASURES 5 yaml]",
    )
    border_band_deg: float = Field(
        default=15.0,
        ge=0,
        description="Knee or ankle at the border, or missing, this near to the apparent peak hides "
        "the peak [deg; MEASURES 6]",
    )
    min_trunk_px: float = Field(
        default=60.0,
        ge=0,
        description="Trunk length in the picture below which nothing is judged [px; MEASURES 6]",
    )
    max_duplicate_share: float = Field(
        default=0.10,
        ge=0,
        le=1,
        description="Share of repeated frames beyond which times and speeds are not judged "
        "[share; MEASURES 6]",
    )

    company_looks: int = Field(
        default=2,
        ge=1,
        description="Looks for others running, a second apart, that must have found somebody: a "
        "plant may be taken for a person once [count; rendered people]",
    )
    company_s: float = Field(
        default=1.0,
        ge=0,
        description="So long before and after a repetition nobody else may be seen: half of the "
        "time from look to look [s; rendered people]",
    )
    company_gap_s: float = Field(
        default=10.0,
        ge=0,
        description="Two sightings of somebody else that are no farther apart are of one who "
        "stayed: whoever lies behind is not found at every look [s; rendered people]",
    )

    max_drift_deg: float = Field(
        default=4.0,
        ge=0,
        description="Hip flexion with the legs down may differ by this from before the picture "
        "moved [deg; MEASURES 4.5]",
    )


class SpeedSettings(CheckSettings):
    """What the uncertainty of a time or a speed rests on."""

    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )
    jitter_deg: float = Field(
        default=1.0,
        ge=0,
        description="Standard deviation of the smoothed hip flexion when no rest shows it "
        "[deg; design]",
    )
    min_jitter_deg: float = Field(
        default=0.7,
        ge=0,
        description="Floor of that standard deviation however still the rest: speeds of a rendered "
        "clip wobble by 15 deg/s though its rest is still [deg; design]",
    )
    motion_factor: float = Field(
        default=2.0,
        ge=1,
        description="Speeds are noisier in motion than at rest by this factor [ratio; design]",
    )
    smoothing_hz: float = Field(
        default=6.0,
        gt=0,
        description="Cut-off of the hip flexion's low pass, which bounds the noise of its "
        "derivatives [Hz; MEASURES 4.6]",
    )


class LowAngleSettings(CheckSettings):
    """What the uncertainty of a hip flexion near rest rests on."""

    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )
    zeroed_sigma_deg: float = Field(
        default=2.0,
        ge=0,
        description="Standard error of a hip flexion near rest once rest has zeroed it: the "
        "constant part of the landmark bias is gone [deg; design]",
    )
