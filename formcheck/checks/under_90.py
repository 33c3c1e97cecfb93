"""Whether the leg was raised past 90 degrees against the trunk (MEASURES 5.1)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.motion import leg_flexion, steady_value, unseen_share
from formcheck.checks.refusal import (
    refuse_border,
    refuse_clip,
    refuse_company,
    refuse_disturbed,
    refuse_frames,
    refuse_rep,
    refuse_skew,
)
from formcheck.repetition import Repetition

__all__ = ["Under90", "Under90Settings"]


class Under90Settings(CheckSettings):
    """Numbers of ``under_90``."""

    limit_deg: float = Field(
        default=90.0, gt=0, description="Peak hip flexion that is asked for [deg; MEASURES 5.1]"
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the peak's standard error, one-sided 95 percent "
        "[ratio; MEASURES 5]",
    )
    trunk_lift_deg: float = Field(
        default=10.0,
        ge=0,
        description="Lying: trunk lift at the peak beyond which the leg's elevation counts when it "
        "is smaller, so that a crunch cannot earn 90 [deg; MEASURES 5.1, 1b]",
    )
    bent_knee_deg: float = Field(
        default=30.0,
        ge=0,
        description="Knee flexion at the peak from which the repetition is labelled bent-knee; "
        "no fault, the angle is the thigh's [deg; MEASURES 1a.14]",
    )
    spread_deg: float = Field(
        default=12.0,
        ge=0,
        description="Disagreement of the hip-angle estimators that is told when it holds for more "
        "than a fifth of the repetition [deg; MEASURES 4.2]",
    )


class Under90(RepCheck):
    """Flags a repetition whose peak is firmly below 90 degrees.

    The value is the peak hip flexion, thigh against trunk. Lying with the trunk lifted it is the
    smaller of that and the leg's elevation against the support. The uncertainty is ``k`` times the
    peak's total standard error (model, noise, view, missing rest), which the repetition brings.
    """

    name = "under_90"
    title = "Leg height"
    flag_words = "Under 90°"
    pass_words = "Reached 90°"
    severity = "fault"
    rank = 10
    Settings = Under90Settings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        refusal = (
            refuse_clip(self, scene)
            or refuse_skew(scene, self.refusal)
            or refuse_company(rep, scene, self.refusal)
            or refuse_disturbed(rep, scene, self.refusal)
            or refuse_frames(rep, self.refusal)
        )
        if refusal:
            return refusal.rep_result(self.severity)
        border = refuse_border(rep, scene, self.refusal)
        if border:
            seen = self._last_seen(rep, scene)
            return seen if seen.verdict == "pass" else border.rep_result(self.severity)
        refusal = refuse_rep(self, rep, scene)
        if refusal:
            return refusal.rep_result(self.severity)
        value, details = self._peak(rep, scene, rep.peak_deg, rep.peak)
        return self._result(rep, value, rep.peak_s, details)

    def _last_seen(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Judge by the highest angle at which the leg was still well inside the picture."""
        kinematics = scene.kinematics
        angle = leg_flexion(kinematics, rep.leg)[rep.frames]
        inside = (
            np.isfinite(angle)
            & ~kinematics.at_border[rep.frames]
            & (kinematics.near_visibility[rep.frames] >= self.refusal.min_visibility)
        )
        if not inside.any():
            return self._result(rep, math.nan, math.nan, {})
        frame = rep.start + int(np.argmax(np.where(inside, angle, -np.inf)))
        highest = float(angle[frame - rep.start])
        # The single highest frame carries noise that the repetition's peak (a median) does not.
        if math.isfinite(rep.peak_deg):
            highest = min(highest, rep.peak_deg)
        value, details = self._peak(rep, scene, highest, frame)
        details["last_seen_only"] = True
        return self._result(rep, value, float(kinematics.time_s[frame]), details)

    def _peak(
        self, rep: Repetition, scene: Scene, flexion: float, frame: int
    ) -> tuple[float, dict[str, Any]]:
        """Return the angle that is judged, and the numbers behind it."""
        kinematics = scene.kinematics
        lift = steady_value(kinematics, kinematics.trunk_lift_deg, frame)
        elevation = steady_value(kinematics, kinematics.leg_elevation_deg, frame)
        lifted = kinematics.posture == "lying" and lift > self.settings.trunk_lift_deg
        if lifted and not math.isfinite(elevation):
            elevation = flexion - lift
        spread = kinematics.estimator_spread_deg[rep.frames]
        wide = np.abs(spread) > self.settings.spread_deg
        value = min(flexion, elevation) if lifted else flexion
        return value, {
            "hip_flexion_deg": flexion,
            "leg_elevation_deg": elevation,
            "trunk_lift_deg": lift,
            "judged_by": "leg_elevation" if lifted and elevation < flexion else "hip_flexion",
            "bent_knee": bool(rep.peak_knee_deg > self.settings.bent_knee_deg),
            "estimators_disagree": unseen_share(spread) < 1 and float(np.mean(wide)) > 0.2,
            "last_seen_only": False,
        }

    def _result(
        self, rep: Repetition, value: float, at_s: float, details: dict[str, Any]
    ) -> CheckResult:
        limit = self.settings.limit_deg
        uncertainty = self.settings.k * rep.peak_sigma_deg
        peak = f"{value:.0f}° (±{uncertainty:.0f})"
        measured = Measured(
            value=value,
            limit=limit,
            uncertainty=uncertainty,
            bad_when="below",
            unit="deg",
            at_s=at_s,
            flagged=Words(
                "stayed_under_90",
                f"Peak {peak}: stayed in the first {limit:.0f}°.",
                "draw the legs further, past the vertical; bend the knees if the hamstrings stop "
                "you",
            ),
            near=Words(
                "near_limit",
                f"peak {peak}: about {limit:.0f}°, too close to call",
                "raise the legs clearly further, or film square from the side for a sharper answer",
            ),
        )
        return rep_result(self.severity, measured, details)
