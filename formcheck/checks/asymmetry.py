"""Whether the legs went up to different heights (MEASURES 1b)."""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, RepCheck, Scene
from formcheck.checks.leg_gap import LegGap, leg_gap
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
        description="Least visibility of both ankles around the peak, where the outline was not "
        "seen [share; MEASURES 1b]",
    )
    side_by_side: float = Field(
        default=0.45,
        ge=0,
        description="Distance of the legs side by side, in shares of that from the hips to where "
        "their outline is read [ratio; rendered people]",
    )
    outline_sigma_deg: float = Field(
        default=3.5,
        ge=0,
        description="Standard error of the angle between the legs by their outline "
        "[deg; rendered people]",
    )
    sigma_deg: float = Field(
        default=6.0,
        ge=0,
        description="The same by the landmarks, which draw the legs together "
        "[deg; rendered people]",
    )
    sure_deg: float = Field(
        default=5.0,
        ge=0,
        description="Difference from which it is told which leg went higher [deg; design]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class Asymmetry(RepCheck):
    """Flags legs that move together but not equally high.

    Value: angle between the legs at the peak by their outline (:mod:`formcheck.checks.leg_gap`);
    where it was not seen, abs(left - right) by the landmarks, median over 0.15 s, if both ankles
    show.
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
        left = median(kinematics.hip_flexion_left_deg[window])
        right = median(kinematics.hip_flexion_right_deg[window])
        apart, sigma_deg = left - right, settings.sigma_deg
        sure = abs(apart) >= settings.sure_deg
        gap = self._gap(rep, scene)
        if gap is not None:
            near_higher_deg, sigma_deg = gap.near_higher_deg, settings.outline_sigma_deg
            if gap.sure:
                sure = abs(near_higher_deg) >= settings.sure_deg
                apart = near_higher_deg if kinematics.side == "left" else -near_higher_deg
            else:
                apart = math.copysign(near_higher_deg, apart)
        value, limit = abs(apart), settings.limit_deg
        higher = "left" if apart > 0 else "right"
        which = f"The {higher} leg" if sure else "One leg"
        remedy = "press the legs together and raise both to the same height"
        measured = Measured(
            value=value,
            limit=limit,
            uncertainty=settings.k * sigma_deg,
            bad_when="above",
            unit="deg",
            at_s=frame_time(kinematics, rep.peak),
            flagged=Words("legs_uneven", f"{which} went {value:.0f}° higher.", remedy),
            near=Words(
                "near_limit",
                f"{which[0].lower()}{which[1:]} went {value:.0f}° higher: about {limit:.0f}°, "
                "too close to call",
                remedy,
            ),
        )
        details = {
            "left_deg": left,
            "right_deg": right,
            "higher": higher if sure and value > settings.warn_deg else None,
            "warn": value > settings.warn_deg,
            "looks_single_leg": value > settings.single_leg_deg,
        }
        return rep_result(self.severity, measured, details)

    def _gap(self, rep: Repetition, scene: Scene) -> LegGap | None:
        return leg_gap(scene.kinematics, rep, self.settings.side_by_side)

    def _refuse(self, rep: Repetition, scene: Scene) -> Refusal | None:
        if rep.leg != "both":
            return Refusal(
                "one_leg_rep",
                "only one leg moved, so there is nothing to compare",
                "nothing to mend: it is judged when both legs move",
            )
        if self._gap(rep, scene) is not None:
            return None
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
