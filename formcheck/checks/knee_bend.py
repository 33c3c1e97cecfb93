"""Whether the knees bent and stretched within a repetition (MEASURES 1b)."""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.motion import frame_time, leg_knee, steady_extreme
from formcheck.checks.refusal import refuse_gaps, refuse_rep
from formcheck.kinematics.signals import FloatArray
from formcheck.kinematics.smoothing import zero_phase
from formcheck.repetition import Repetition

__all__ = ["KneeBend", "KneeBendSettings"]


class KneeBendSettings(CheckSettings):
    """Numbers of ``knee_bend``."""

    range_limit_deg: float = Field(
        default=25.0,
        gt=0,
        description="Range of the knee flexion in a repetition [deg; MEASURES 1b]",
    )
    smoothing_hz: float = Field(
        default=1.0,
        gt=0,
        description="Cut-off of the knee flexion's low pass: knees bend and stretch once in a "
        "repetition, what is faster is mostly error [Hz; rendered people]",
    )
    far_share: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="Share of the far knee where both legs move: it errs by twice as much, but not "
        "in the same moments [share; rendered people]",
    )
    spread_deg: float = Field(
        default=9.0,
        ge=0,
        description="Range that errors alone make of a knee held still, taken off as the square "
        "root of the difference of squares [deg; rendered people]",
    )
    sigma_deg: float = Field(
        default=4.5,
        ge=0,
        description="Standard error of the range of the near knee, or of both "
        "[deg; rendered people]",
    )
    far_sigma_deg: float = Field(
        default=10.0,
        ge=0,
        description="The same where the far leg is raised alone [deg; rendered people]",
    )
    noise_hz: float = Field(
        default=2.0,
        gt=0,
        description="What is faster than this tells how much the landmarks jump "
        "[Hz; as the trunk's in MEASURES 4.6]",
    )
    usual_noise_deg: float = Field(
        default=0.7,
        ge=0,
        description="Standard deviation of that within a repetition, as it is in clear pictures: "
        "0.3 to 0.9 [deg; sample clips]",
    )
    noise_gain: float = Field(
        default=4.0,
        ge=0,
        description="Standard error of the range per degree of it beyond: landmarks "
        "that jump wander as well, by 6 to 8 times as much in the noisiest clips "
        "[ratio; sample clips]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class KneeBend(RepCheck):
    """Tells when the knee angle changes much within a repetition; bent knees as such are no fault.

    Value: largest minus smallest knee flexion, smoothed at 1 Hz, each a median over 0.15 s, less
    what errors alone make of it. Landmarks that jump make it less certain.
    """

    name = "knee_bend"
    title = "Knee bend"
    flag_words = "Knees bending"
    pass_words = "Knees steady"
    severity = "advice"
    rank = 120
    Settings = KneeBendSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        kinematics, settings = scene.kinematics, self.settings
        # An ankle beyond the picture is a guess, often one that folds the knee.
        knee = np.where(kinematics.at_border, np.nan, self._knee(rep, scene))
        refusal = refuse_rep(self, rep, scene) or refuse_gaps(
            knee[rep.frames], self.refusal, "knee"
        )
        if refusal:
            return refusal.rep_result(self.severity)
        quick = knee - zero_phase(kinematics.time_s, knee, settings.noise_hz)
        knee = zero_phase(kinematics.time_s, knee, settings.smoothing_hz)
        most, at_most = steady_extreme(kinematics, knee, rep.frames, "max")
        least, _ = steady_extreme(kinematics, knee, rep.frames, "min")
        value = math.sqrt(max((most - least) ** 2 - settings.spread_deg**2, 0.0))
        limit = settings.range_limit_deg
        far = rep.leg not in ("both", kinematics.side)
        sigma_deg = settings.far_sigma_deg if far else settings.sigma_deg
        noise_deg = float(np.nanstd(quick[rep.frames]))
        beyond_deg = max(noise_deg - settings.usual_noise_deg, 0.0)
        sigma_deg = math.hypot(sigma_deg, settings.noise_gain * beyond_deg)
        remedy = "keep the same knee angle from start to end"
        measured = Measured(
            value=value,
            limit=limit,
            uncertainty=settings.k * sigma_deg,
            bad_when="above",
            unit="deg",
            at_s=frame_time(kinematics, at_most),
            flagged=Words(
                "knees_bend", f"The knees bent by {value:.0f}° within the repetition.", remedy
            ),
            near=Words(
                "near_limit",
                f"the knees bent by {value:.0f}°: about {limit:.0f}°, too close to call",
                remedy,
            ),
        )
        details = {"most_deg": most, "least_deg": least, "noise_deg": noise_deg}
        return rep_result(self.severity, measured, details)

    def _knee(self, rep: Repetition, scene: Scene) -> FloatArray:
        """Return the knee flexion (N,) of the leg that moves, of both mostly the near one."""
        kinematics = scene.kinematics
        knee = leg_knee(kinematics, rep.leg)
        if rep.leg != "both":
            return knee
        far = leg_knee(kinematics, "right" if kinematics.side == "left" else "left")
        mixed: FloatArray = knee + self.settings.far_share * np.nan_to_num(far - knee)
        return mixed
