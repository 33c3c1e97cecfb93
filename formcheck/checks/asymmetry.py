"""Whether the legs went up to different heights (MEASURES 1b)."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.motion import PEAK_WINDOW_S, around, frame_time, median
from formcheck.checks.refusal import Refusal, refuse_rep
from formcheck.repetition import Repetition

__all__ = ["Asymmetry", "AsymmetrySettings"]


class AsymmetrySettings(CheckSettings):
    """Numbers of ``asymmetry``."""

    limit_deg: float = Field(
        default=15.0,
        gt=0,
        description="Difference of the legs' hip flexion at the peak [deg; MEASURES 1b]",
    )
    warn_deg: float = Field(
        default=10.0, gt=0, description="Difference that is told [deg; MEASURES 1b]"
    )
    single_leg_deg: float = Field(
        default=30.0,
        gt=0,
        description="Difference from which it looks like a one-leg exercise [deg; MEASURES 1b]",
    )
    min_ankle_visibility: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="Least visibility of both ankles around the peak [share; MEASURES 1b]",
    )
    sigma_deg: float = Field(
        default=3.5,
        ge=0,
        description="Standard error of the difference: the trunk is the same for both legs, the "
        "far leg is seen worse [deg; design]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class Asymmetry(RepCheck):
    """Flags legs that move together but not equally high.

    Value: abs(left - right) at the peak, median over 0.15 s. That the ankles are apart in the
    picture, as MEASURES asks, follows from a difference that is large enough to flag.
    """

    name = "asymmetry"
    title = "Symmetry"
    flag_words = "Legs uneven"
    pass_words = "Legs even"
    severity = "fault"
    rank = 70
    Settings = AsymmetrySettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        refusal = refuse_rep(self, rep, scene) or self._refuse(rep, scene)
        if refusal:
            return refusal.rep_result(self.severity)
        kinematics, settings = scene.kinematics, self.settings
        window = around(kinematics, rep.peak, PEAK_WINDOW_S / 2)
        left = kinematics.hip_flexion_left_deg[window]
        right = kinematics.hip_flexion_right_deg[window]
        difference = median(left - right)
        value, limit = abs(difference), settings.limit_deg
        higher = "left" if difference > 0 else "right"
        remedy = "press the legs together and raise both to the same height"
        measured = Measured(
            value=value,
            limit=limit,
            uncertainty=settings.k * settings.sigma_deg,
            bad_when="above",
            unit="deg",
            at_s=frame_time(kinematics, rep.peak),
            flagged=Words("legs_uneven", f"The {higher} leg went {value:.0f}° higher.", remedy),
            near=Words(
                "near_limit",
                f"the {higher} leg went {value:.0f}° higher: about {limit:.0f}°, too close to call",
                remedy,
            ),
        )
        details = {
            "left_deg": median(left),
            "right_deg": median(right),
            "higher": higher if value > settings.warn_deg else None,
            "warn": value > settings.warn_deg,
            "looks_single_leg": value > settings.single_leg_deg,
        }
        return rep_result(self.severity, measured, details)

    def _refuse(self, rep: Repetition, scene: Scene) -> Refusal | None:
        if rep.leg != "both":
            return Refusal(
                "one_leg_rep",
                "only one leg moved, so there is nothing to compare",
                "nothing to mend: it is judged when both legs move",
            )
        kinematics = scene.kinematics
        visibility = kinematics.ankle_visibility[around(kinematics, rep.peak, PEAK_WINDOW_S / 2)]
        seen = (visibility >= self.settings.min_ankle_visibility).all(axis=1)
        if len(seen) and np.mean(seen) > 0.5:
            return None
        return Refusal(
            "far_leg_hidden",
            "one of the ankles was not seen well enough at the top",
            "raise the camera a little, so that both ankles show",
        )
