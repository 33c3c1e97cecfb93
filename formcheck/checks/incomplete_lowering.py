"""Whether the legs came down between repetitions (MEASURES 1b)."""

from __future__ import annotations

from pydantic import Field

from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.motion import (
    following_rep,
    frame_time,
    leg_flexion,
    steady_extreme,
    until_time,
)
from formcheck.checks.refusal import Refusal, refuse_gaps, refuse_rep
from formcheck.checks.settings import LowAngleSettings
from formcheck.checks.uncertainty import low_angle_sigma_deg
from formcheck.repetition import Repetition

__all__ = ["IncompleteLowering", "IncompleteLoweringSettings"]


class IncompleteLoweringSettings(LowAngleSettings):
    """Numbers of ``incomplete_lowering``."""

    limit_deg: float = Field(
        default=15.0, gt=0, description="Lowest hip flexion after a repetition [deg; MEASURES 1b]"
    )
    tail_s: float = Field(
        default=1.0,
        gt=0,
        description="Time after the last repetition in which its lowest angle is sought "
        "[s; design]",
    )


class IncompleteLowering(RepCheck):
    """Tells when the legs hover instead of coming down.

    Value: lowest hip flexion from this repetition's top to the next one's (to ``tail_s`` after the
    last), median over 0.15 s. Uncertainty: k sigma of an angle near rest.
    """

    name = "incomplete_lowering"
    title = "Lowering"
    flag_words = "Not lowered"
    pass_words = "Lowered fully"
    severity = "advice"
    rank = 130
    Settings = IncompleteLoweringSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        kinematics, settings = scene.kinematics, self.settings
        following = following_rep(rep, scene.reps)
        end_s = rep.stop_s + settings.tail_s
        stop = following.top_start if following else until_time(kinematics, end_s)
        window = slice(rep.top_stop, max(stop, rep.stop))
        angle = leg_flexion(kinematics, rep.leg)
        refusal = refuse_rep(self, rep, scene) or refuse_gaps(angle[window], self.refusal)
        if refusal:
            return refusal.rep_result(self.severity)
        value, frame = steady_extreme(kinematics, angle, window, "min")
        measured = self._measured(scene, value, frame)
        if measured.verdict == "flag" and following is None and kinematics.time_s[-1] < end_s:
            return Refusal(
                "clip_ended",
                "the clip ends before the legs have come down",
                "keep filming for two seconds after the last repetition",
            ).rep_result(self.severity)
        return rep_result(self.severity, measured, {"between_reps": following is not None})

    def _measured(self, scene: Scene, value: float, frame: int | None) -> Measured:
        settings, kinematics = self.settings, scene.kinematics
        limit = settings.limit_deg
        remedy = "lower the legs until the feet nearly touch, as long as the back stays flat"
        return Measured(
            value=value,
            limit=limit,
            uncertainty=settings.k * low_angle_sigma_deg(kinematics, frame, settings),
            bad_when="above",
            unit="deg",
            at_s=frame_time(kinematics, frame),
            flagged=Words("legs_hover", f"The legs only came down to {value:.0f}°.", remedy),
            near=Words(
                "near_limit",
                f"the legs came down to {value:.0f}°: about {limit:.0f}°, too close to call",
                remedy,
            ),
        )
