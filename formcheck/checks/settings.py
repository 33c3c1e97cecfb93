"""The typed numbers of the checks: each with unit, default and source in its description.

A description ends with ``[unit; source]``; the table in the docs and the tests read it.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from formcheck.kinematics.view import ViewSettings
from formcheck.lumbar.fusion import LumbarSettings

__all__ = [
    "ArchSettings",
    "CheckSettings",
    "LowAngleSettings",
    "RefusalSettings",
    "SpeedSettings",
]


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
    max_leg_stretch: float = Field(
        default=1.35,
        gt=1,
        description="A leg that looks so many times longer or shorter at the top than at rest is "
        "not seen from the side: 0.88 to 1.10 side-on, at 35 degrees off 1.22, and the like again "
        "from near by [ratio; calc, sample clips]",
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


class ArchSettings(CheckSettings):
    """Numbers of ``back_arch`` and ``lowering_arch``."""

    change_deg: float = Field(
        default=7.5, gt=0, description="Change of lordosis since rest, arched [deg; MEASURES 5.2]"
    )
    absolute_deg: float = Field(
        default=14.0,
        gt=0,
        description="Lordosis against the body's neutral shape that is an arch whatever rest was "
        "[deg; benchmark]",
    )
    k: float = Field(
        default=0.84,
        gt=0,
        description="Multiple of the standard error, one-sided 80 percent [ratio; MEASURES 5.2]",
    )
    min_s: float = Field(default=0.25, gt=0, description="How long it must last [s; MEASURES 5.2]")
    bias_deg: float = Field(
        default=-0.9,
        description="Mean error of the largest lasting change in a repetition: noise makes it "
        "larger, smoothing and doubt smaller [deg; benchmark]",
    )
    sigma_deg: float = Field(
        default=2.6,
        ge=0,
        description="Standard error of the change in a repetition, waist seen [deg; benchmark]",
    )
    hidden_sigma_deg: float = Field(
        default=3.5,
        ge=0,
        description="The same where an arm hides the waist [deg; benchmark]",
    )
    absolute_sigma_deg: float = Field(
        default=4.0,
        ge=0,
        description="Standard error of the lordosis against the neutral shape [deg; benchmark]",
    )
    min_waist_seen: float = Field(
        default=LumbarSettings().min_waist_seen,
        ge=0,
        le=1,
        description="Mean likelihood that the points of the waist are not hidden, below which it "
        "counts as hidden [share; design]",
    )
    min_in_range: float = Field(
        default=LumbarSettings().min_in_range,
        ge=0,
        le=1,
        description="Likelihood that the picture is of a kind that formcheck knows, below which "
        "nothing is judged: the least of five guards' [share; benchmark]",
    )
    min_likeness: float = Field(
        default=0.986,
        ge=0,
        le=1,
        description="Median of the same over a repetition by the lumbar network alone, which falls "
        "when a thing lies before the waist: to 0.98 or less then, never below 0.991 else "
        "[share; sample clips]",
    )
    min_brightness: float = Field(
        default=0.12,
        ge=0,
        le=1,
        description="Median brightness of the picture below which the back is not judged, as that "
        "of the warning too_dark: the network reads arches of 20 degrees as none "
        "[share; sample clips]",
    )
    max_out_of_plane_deg: float = Field(
        default=32.0,
        gt=0,
        le=90,
        description="View beyond which the back is not judged: the network learnt from oblique "
        "views too, and errs no more at 28 than at 10 [deg; benchmark]",
    )
    min_trunk_px: float = Field(
        default=80.0,
        ge=0,
        description="Trunk length below which the back is not judged [px; MEASURES 6]",
    )

    @property
    def shown_change_deg(self) -> float:
        """The change of lordosis, as it is read, at which an arch is shown and drawn."""
        return self.change_deg + self.bias_deg

    @property
    def shown_absolute_deg(self) -> float:
        """Likewise the lordosis against the body's neutral shape."""
        return self.absolute_deg + self.bias_deg
