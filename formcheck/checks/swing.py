"""Whether momentum does the work: kicks and bounces on the floor, swinging from the bar."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.checks.measured import Measured, any_of, rep_result
from formcheck.checks.refusal import refuse_gaps, refuse_rep, refuse_timing
from formcheck.checks.settings import LowAngleSettings, SpeedSettings
from formcheck.checks.swing_floor import floor_details, floor_measures
from formcheck.checks.swing_hanging import hanging_details, hanging_measures
from formcheck.repetition import Repetition

__all__ = ["Swing", "SwingSettings"]


class SwingSettings(SpeedSettings, LowAngleSettings):
    """Numbers of ``swing``."""

    peak_limit_dps: float = Field(
        default=250.0, gt=0, description="Floor: peak speed of the raise [deg/s; MEASURES 5.4]"
    )
    kick_time_share: float = Field(
        default=0.30,
        gt=0,
        le=1,
        description="Floor: share of the raise before its peak speed, below which it is a kick "
        "[share; MEASURES 5.4]",
    )
    kick_ratio: float = Field(
        default=2.3,
        gt=1,
        description="Floor: peak over mean speed of a kick; 1.88 is a smooth move "
        "[ratio; MEASURES 5.4]",
    )
    kick_min_dps: float = Field(
        default=170.0,
        ge=0,
        description="Floor: peak speed below which an early peak is no kick but a raise with a "
        "pause: that of a smooth raise at the limit of tempo, 1.88 x 90 [deg/s; design]",
    )
    bounce_dwell_s: float = Field(
        default=0.15,
        gt=0,
        description="Floor: time at the bottom below which it bounces [s; MEASURES 5.4]",
    )
    bounce_dps2: float = Field(
        default=1500.0,
        gt=0,
        description="Floor: peak acceleration around the bottom of a bounce [deg/s2; MEASURES 5.4]",
    )
    bounce_window_s: float = Field(
        default=0.1,
        gt=0,
        description="Floor: where that acceleration is sought, each side [s; MEASURES 5.4]",
    )
    bounce_band_deg: float = Field(
        default=3.0,
        gt=0,
        description="Floor: the bottom is where the angle is this near to its lowest, as the top "
        "is [deg; design]",
    )
    min_fps: float = Field(
        default=20.0,
        gt=0,
        description="Floor: least mean frame rate, as for other peak speeds "
        "[fps; MEASURES 6 for leg_drop]",
    )
    bounce_min_fps: float = Field(
        default=23.0,
        gt=0,
        description="Floor: least mean frame rate for the bounce [fps; MEASURES 6]",
    )
    hang_limit_deg: float = Field(
        default=20.0,
        gt=0,
        description="Hanging: peak-to-peak swing of the line from wrists to hips "
        "[deg; MEASURES 5.4]",
    )
    hang_warn_deg: float = Field(
        default=10.0, gt=0, description="Hanging: swing that is told [deg; MEASURES 5.4]"
    )
    hang_sigma_deg: float = Field(
        default=2.0,
        ge=0,
        description="Hanging: standard error of one angle of that line [deg; design]",
    )
    behind_limit_deg: float = Field(
        default=-10.0,
        le=0,
        description="Hanging: lowest hip flexion, legs behind the trunk [deg; MEASURES 5.4]",
    )
    behind_warn_deg: float = Field(
        default=-5.0, le=0, description="Hanging: legs behind that is told [deg; MEASURES 5.4]"
    )
    tail_s: float = Field(
        default=0.5,
        ge=0,
        description="Hanging: time after the last repetition that belongs to it [s; design]",
    )
    phase_lock: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="Hanging: abs correlation of swing and hip flexion that is told as in phase "
        "[ratio; MEASURES 5.4]",
    )


class Swing(RepCheck):
    """Flags momentum.

    Floor: a too fast, kicked or bounced raise, when a neighbouring repetition shows it as well; in
    one alone it can't be told from a slip. Hanging: the body swings, or the legs swing behind it.
    Several criteria, any of which is enough; the one that decides gives value, limit and unit.
    """

    name = "swing"
    title = "Swing"
    flag_words = "Swing"
    pass_words = "No swing"
    severity = "fault"
    rank = 40
    Settings = SwingSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        refusal = refuse_rep(self, rep, scene)
        if refusal:
            return refusal.rep_result(self.severity)
        if scene.kinematics.posture == "hanging":
            return self._hanging(rep, scene)
        refusal = refuse_timing(scene, self.settings.min_fps, self.refusal)
        if refusal:
            return refusal.rep_result(self.severity)
        return self._floor(rep, scene)

    def _hanging(self, rep: Repetition, scene: Scene) -> CheckResult:
        line = scene.kinematics.hang_angle_deg[rep.frames]
        refusal = refuse_gaps(line, self.refusal, "line from wrists to hips")
        if refusal:
            return refusal.rep_result(self.severity)
        measures = hanging_measures(rep, scene, self.settings)
        details = hanging_details(rep, scene, measures, self.settings)
        return rep_result(self.severity, any_of(list(measures.values())), details)

    def _floor(self, rep: Repetition, scene: Scene) -> CheckResult:
        own = floor_measures(rep, scene, self.settings)
        deciding = any_of(list(own.values()))
        details = floor_details(own)
        result = rep_result(self.severity, deciding, details)
        if result.verdict != "flag" or self._neighbour_swings(rep, scene):
            return result
        return replace(
            result,
            verdict="cant_tell",
            reason_code="one_rep_only",
            reason="only this repetition looks kicked or bounced: two in a row count as swinging",
            remedy="start every repetition from a still bottom",
        )

    def _neighbour_swings(self, rep: Repetition, scene: Scene) -> bool:
        """Whether the repetition before or after is firmly swung too."""
        return any(
            self._decider(other, scene).verdict == "flag"
            for other in scene.reps
            if abs(other.index - rep.index) == 1 and refuse_rep(self, other, scene) is None
        )

    def _decider(self, rep: Repetition, scene: Scene) -> Measured:
        return any_of(list(floor_measures(rep, scene, self.settings).values()))
