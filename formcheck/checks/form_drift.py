"""Whether the repetitions lose height over the set (MEASURES 1a.8)."""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckSettings, Scene, SetCheck, SetResult
from formcheck.checks.measured import Measured, Words, set_result
from formcheck.checks.refusal import (
    Refusal,
    refuse_border,
    refuse_clip,
    refuse_rep,
    refuse_without_reps,
)
from formcheck.repetition import Repetition

__all__ = ["FormDrift", "FormDriftSettings"]


class FormDriftSettings(CheckSettings):
    """Numbers of ``form_drift``."""

    fall_limit_deg: float = Field(
        default=10.0,
        gt=0,
        description="Fall of the peak from first to last repetitions [deg; MEASURES 1a.8]",
    )
    arch_rise_deg: float = Field(
        default=5.0,
        gt=0,
        description="Rise of the largest arch over the set; not judged yet [deg; MEASURES 1a.8]",
    )
    end_reps: int = Field(
        default=3, ge=2, description="Repetitions averaged at each end [count; MEASURES 1a.8]"
    )
    min_reps: int = Field(
        default=8, ge=2, description="Least repetitions whose peak was seen [count; MEASURES 1a.8]"
    )
    peak_scatter_deg: float = Field(
        default=1.0,
        ge=0,
        description="Least scatter of a measured peak about the true one, bias apart "
        "[deg; MEASURES 0.8]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class FormDrift(SetCheck):
    """Tells when peaks fall from the first to the last repetitions.

    Value: mean peak of the first ``end_reps`` minus that of the last. What biases all peaks alike
    cancels; the uncertainty ``[design]`` is k s sqrt(2 / end_reps), s^2 the pooled variance within
    the two ends plus ``peak_scatter_deg``^2. The arch part of MEASURES awaits lumbar landmarks.
    """

    name = "form_drift"
    title = "Form drift"
    flag_words = "Form drifted"
    pass_words = "Form steady"
    severity = "advice"
    rank = 150
    Settings = FormDriftSettings

    def judge(self, scene: Scene) -> SetResult:
        """Return the verdict on the set."""
        refusal = refuse_clip(self, scene) or refuse_without_reps(scene)
        if refusal:
            return refusal.set_result(self.severity)
        settings = self.settings
        reps = [rep for rep in scene.reps if self._peak_seen(rep, scene)]
        count = settings.end_reps
        if len(reps) < max(settings.min_reps, 2 * count):
            return Refusal(
                "too_few_reps",
                f"{len(reps)} repetitions with a visible peak are too few to see a trend",
                f"film at least {settings.min_reps} repetitions in one clip",
            ).set_result(self.severity, details={"reps": len(reps)})
        first = np.array([rep.peak_deg for rep in reps[:count]])
        last = np.array([rep.peak_deg for rep in reps[-count:]])
        scatter = (first.var(ddof=1) + last.var(ddof=1)) / 2 + settings.peak_scatter_deg**2
        uncertainty = settings.k * math.sqrt(2 * scatter / count)
        value = float(first.mean() - last.mean())
        details = {
            "first_deg": float(first.mean()),
            "last_deg": float(last.mean()),
            "reps": len(reps),
            "arch_part": "lumbar_not_available",
        }
        measured = self._measured(value, uncertainty, reps[-count].peak_s)
        return set_result(self.severity, measured, details)

    def _peak_seen(self, rep: Repetition, scene: Scene) -> bool:
        return (
            math.isfinite(rep.peak_deg)
            and refuse_rep(self, rep, scene) is None
            and refuse_border(rep, scene, self.refusal) is None
        )

    def _measured(self, value: float, uncertainty: float, at_s: float) -> Measured:
        limit = self.settings.fall_limit_deg
        remedy = "end the set, or rest, when the legs no longer come up as far"
        return Measured(
            value=value,
            limit=limit,
            uncertainty=uncertainty,
            bad_when="above",
            unit="deg",
            at_s=at_s,
            flagged=Words(
                "peaks_fall",
                f"The peak fell by {value:.0f}° (±{uncertainty:.0f}) over the set.",
                remedy,
            ),
            near=Words(
                "near_limit",
                f"the peak fell by {value:.0f}°: about {limit:.0f}°, too close to call",
                remedy,
            ),
        )
