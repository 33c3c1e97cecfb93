"""Whether the upper body came up with the legs (MEASURES 1b)."""

from __future__ import annotations

from pydantic import Field

from formcheck.checks.base import CheckResult, CheckSettings, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.motion import frame_time, steady_extreme
from formcheck.checks.refusal import refuse_gaps, refuse_rep, refuse_without_rest
from formcheck.repetition import Repetition

__all__ = ["TrunkLift", "TrunkLiftSettings"]


class TrunkLiftSettings(CheckSettings):
    """Numbers of ``trunk_lift``."""

    limit_deg: float = Field(
        default=20.0, gt=0, description="Trunk rotation since rest, shoulders up [deg; MEASURES 1b]"
    )
    warn_deg: float = Field(default=10.0, gt=0, description="Lift that is told [deg; MEASURES 1b]")
    rocking_deg: float = Field(
        default=10.0,
        gt=0,
        description="Peak-to-peak trunk rotation in a repetition that is told as rocking "
        "[deg; MEASURES 1b]",
    )
    sigma_deg: float = Field(
        default=2.5,
        ge=0,
        description="Standard error of the trunk's rotation since rest: about 4 px at shoulder and "
        "hip of a 200 px trunk, and breathing [deg; design]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class TrunkLift(RepCheck):
    """Flags shoulders that come off the floor; hanging, ``swing`` watches the body instead.

    Value: largest trunk rotation since rest in the repetition, median over 0.15 s.
    """

    name = "trunk_lift"
    title = "Trunk lift"
    flag_words = "Trunk lifted"
    pass_words = "Trunk still"
    severity = "fault"
    postures = frozenset({"lying"})
    rank = 60
    Settings = TrunkLiftSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        kinematics, settings = scene.kinematics, self.settings
        lift = kinematics.trunk_lift_deg
        refusal = (
            refuse_rep(self, rep, scene)
            or refuse_without_rest(scene)
            or refuse_gaps(lift[rep.frames], self.refusal, "trunk")
        )
        if refusal:
            return refusal.rep_result(self.severity)
        value, frame = steady_extreme(kinematics, lift, rep.frames, "max")
        least, _ = steady_extreme(kinematics, lift, rep.frames, "min")
        limit = settings.limit_deg
        remedy = "keep the shoulders on the floor and only raise the legs"
        measured = Measured(
            value=value,
            limit=limit,
            uncertainty=settings.k * settings.sigma_deg,
            bad_when="above",
            unit="deg",
            at_s=frame_time(kinematics, frame),
            flagged=Words("trunk_lifted", f"The upper body came up by {value:.0f}°.", remedy),
            near=Words(
                "near_limit",
                f"the upper body came up by {value:.0f}°: about {limit:.0f}°, too close to call",
                remedy,
            ),
        )
        details = {
            "warn": value > settings.warn_deg,
            "range_deg": value - least,
            "rocking": value - least > settings.rocking_deg,
        }
        return rep_result(self.severity, measured, details)
