"""Whether the head was held up, which tires the neck (MEASURES 1b)."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.refusal import refuse_gaps, refuse_rep, refuse_without_rest
from formcheck.repetition import Repetition

__all__ = ["HeadLift", "HeadLiftSettings"]


class HeadLiftSettings(CheckSettings):
    """Numbers of ``head_lift``."""

    limit_deg: float = Field(
        default=20.0, gt=0, description="Nod of the head since rest [deg; MEASURES 1b]"
    )
    share: float = Field(
        default=0.3, gt=0, lt=1, description="Share of the repetition it lasts [share; MEASURES 1b]"
    )
    sigma_deg: float = Field(
        default=5.0, ge=0, description="Standard error of the nod [deg; design]"
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class HeadLift(RepCheck):
    """Tells of a head that is held up; value: the nod exceeded in ``share`` of the repetition."""

    name = "head_lift"
    title = "Head"
    flag_words = "Head held up"
    pass_words = "Head down"
    severity = "advice"
    postures = frozenset({"lying"})
    rank = 125
    Settings = HeadLiftSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        settings = self.settings
        nod = scene.kinematics.head_flexion_deg[rep.frames]
        refusal = (
            refuse_rep(self, rep, scene)
            or refuse_without_rest(scene)
            or refuse_gaps(nod, self.refusal, "head")
        )
        if refusal:
            return refusal.rep_result(self.severity)
        value = float(np.nanquantile(nod, 1 - settings.share))
        remedy = "put the head down, or a folded towel under it"
        measured = Measured(
            value=value,
            limit=settings.limit_deg,
            uncertainty=settings.k * settings.sigma_deg,
            bad_when="above",
            unit="deg",
            at_s=rep.peak_s,
            flagged=Words("head_up", f"The head was held up by {value:.0f}°.", remedy),
            near=Words(
                "near_limit", f"the head came up by {value:.0f}°: too close to call", remedy
            ),
        )
        return rep_result(self.severity, measured)
