"""Whether the legs went up or down too fast (MEASURES 5.3)."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.checks.measured import NOT_MEASURED, Measured, Words, any_of, rep_result
from formcheck.checks.motion import (
    begins_unseen,
    derivative,
    ends_unseen,
    frame_time,
    leg_flexion,
)
from formcheck.checks.refusal import refuse_rep, refuse_timing
from formcheck.checks.settings import SpeedSettings
from formcheck.checks.uncertainty import phase_ends_sigma_s
from formcheck.repetition import Repetition

__all__ = ["Tempo", "TempoSettings"]


class TempoSettings(SpeedSettings):
    """Numbers of ``tempo``."""

    up_limit_dps: float = Field(
        default=90.0,
        gt=0,
        description="Mean speed of the raise: 90 degrees in 1 s [deg/s; MEASURES 5.3]",
    )
    up_warn_dps: float = Field(
        default=70.0, gt=0, description="Mean speed of the raise that is told [deg/s; MEASURES 5.3]"
    )
    down_limit_dps: float = Field(
        default=60.0,
        gt=0,
        description="Mean speed of the lowering: 90 degrees in 1.5 s [deg/s; MEASURES 5.3]",
    )
    down_warn_dps: float = Field(
        default=45.0,
        gt=0,
        description="Mean speed of the lowering that is told [deg/s; MEASURES 5.3]",
    )
    phase_sigma_s: float = Field(
        default=0.055,
        ge=0,
        description="Standard error of the time of a phase besides what noise gives it: legs set "
        "out and come to rest too softly for one moment [s; rendered people]",
    )
    min_fps: float = Field(
        default=10.0, gt=0, description="Least mean frame rate [fps; MEASURES 6]"
    )


class Tempo(RepCheck):
    """Flags a raise or a lowering whose mean speed is firmly above its limit.

    Speed = excursion E / time t of the phase: peak minus valley over the raise, peak minus the low
    at the end over the lowering. Uncertainty ``[design]``:
    speed x sqrt((dt / t)^2 + (k sigma_t / t)^2 + (k sigma_peak / E)^2): one frame interval dt, the
    standard error of the phase's ends, and that of the peak. A phase of which an end was not
    seen has no speed. The direction that decides gives
    value and limit; both stand in the details.
    """

    name = "tempo"
    title = "Tempo"
    flag_words = "Too fast"
    pass_words = "Tempo good"
    severity = "advice"
    rank = 110
    Settings = TempoSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        refusal = refuse_rep(self, rep, scene) or refuse_timing(
            scene, self.settings.min_fps, self.refusal
        )
        if refusal:
            return refusal.rep_result(self.severity)
        up, down = self._measure(rep, scene, "up"), self._measure(rep, scene, "down")
        deciding = any_of((up, down))
        details = {
            "direction": "up" if deciding is up else "down",
            "up_dps": up.value,
            "down_dps": down.value,
            "raise_s": rep.raise_s,
            "lower_s": rep.lower_s,
            "up_warn": up.value > self.settings.up_warn_dps,
            "down_warn": down.value > self.settings.down_warn_dps,
        }
        return rep_result(self.severity, deciding, details)

    def _measure(self, rep: Repetition, scene: Scene, way: Literal["up", "down"]) -> Measured:
        settings = self.settings
        if way == "up":
            frames, time = slice(rep.start, rep.top_start), rep.raise_s
            travel, limit = rep.peak_deg - rep.valley_deg, settings.up_limit_dps
            cut, end = begins_unseen(scene.kinematics, rep), "beginning of the raise"
            verb, remedy = "raised", "take about two seconds on the way up"
        else:
            frames, time = slice(rep.top_stop, rep.stop), rep.lower_s
            travel, limit = rep.peak_deg - rep.low_deg, settings.down_limit_dps
            cut, end = ends_unseen(scene.kinematics, rep), "end of the lowering"
            verb, remedy = "lowered", "take two to four seconds on the way down"
        value = uncertainty = math.nan
        if time > 0 and travel > 0 and not cut:
            value = travel / time
            frame_share = scene.kinematics.frame_interval_s / time
            noise_s = phase_ends_sigma_s(scene.kinematics, travel, time, settings)
            ends_s = math.hypot(noise_s, settings.phase_sigma_s)
            travel_share = settings.k * rep.peak_sigma_deg / travel
            uncertainty = value * math.hypot(frame_share, settings.k * ends_s / time, travel_share)
        said = f"{verb} {travel:.0f}° in {time:.1f} s ({value:.0f}°/s ±{uncertainty:.0f})"
        return Measured(
            value=value,
            limit=limit,
            uncertainty=uncertainty,
            bad_when="above",
            unit="deg/s",
            at_s=_fastest_s(rep, scene, frames),
            flagged=Words(f"too_fast_{way}", f"{said.capitalize()}: too fast.", remedy),
            near=Words("near_limit", f"{said}: about {limit:.0f}°/s, too close to call", remedy),
            unknown=Words(
                "cut_off",
                f"the {end} was not seen",
                "let the recording begin before the first repetition and stop after the last",
            )
            if cut
            else NOT_MEASURED,
        )


def _fastest_s(rep: Repetition, scene: Scene, frames: slice) -> float:
    """Return the time of the fastest frame of a stretch; NaN if none is known."""
    kinematics = scene.kinematics
    speed = np.abs(derivative(kinematics, leg_flexion(kinematics, rep.leg), frames))
    if not np.isfinite(speed).any():
        return math.nan
    return frame_time(kinematics, frames.start + int(np.nanargmax(speed)))
