"""Whether the feet were held just above the floor (MEASURES 1a.12, 5.6)."""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field, model_validator

from formcheck.checks.base import Event, Scene, SetCheck, SetResult
from formcheck.checks.measured import Measured, Words, set_result
from formcheck.checks.motion import runs
from formcheck.checks.refusal import Refusal, refuse_clip, refuse_without_reps, refuse_without_rest
from formcheck.checks.settings import LowAngleSettings
from formcheck.checks.uncertainty import low_angle_sigma_deg
from formcheck.kinematics.signals import BoolArray, FloatArray

__all__ = ["LowHold", "LowHoldSettings"]


class LowHoldSettings(LowAngleSettings):
    """Numbers of ``low_hold``."""

    band_low_deg: float = Field(
        default=4.0, description="Lower end of the low band of hip flexion [deg; MEASURES 1a.12]"
    )
    band_high_deg: float = Field(
        default=20.0, description="Upper end of the low band [deg; MEASURES 1a.12]"
    )
    still_deg: float = Field(
        default=5.0,
        gt=0,
        description="Range within the still window that is a hold [deg; MEASURES 1a.12]",
    )
    still_window_s: float = Field(
        default=0.5, gt=0, description="Length of the still window [s; MEASURES 1a.12]"
    )
    min_s: float = Field(
        default=2.0, gt=0, description="Duration from which it is told [s; MEASURES 1a.12]"
    )
    ankle_rise_trunks: float = Field(
        default=0.05,
        gt=0,
        description="Ankle above its support beyond which the feet are not on the floor; 4 degrees "
        "of a 0.9 m leg are 0.13 [trunk lengths; design]",
    )

    @model_validator(mode="after")
    def _band_is_ordered(self) -> LowHoldSettings:
        if self.band_low_deg >= self.band_high_deg:
            raise ValueError("band_low_deg must be below band_high_deg")
        return self


class LowHold(SetCheck):
    """Tells when the legs are held in the low band, feet off the floor.

    Value: the longest hold. Uncertainty ``[design]``: one frame, plus how much longer or shorter it
    becomes when the band grows or shrinks by k sigma of an angle near rest.
    """

    name = "low_hold"
    title = "Low hold"
    flag_words = "Low hold"
    pass_words = "No low hold"
    severity = "advice"
    postures = frozenset({"lying"})
    rank = 140
    Settings = LowHoldSettings

    def judge(self, scene: Scene) -> SetResult:
        """Return the verdict on the set."""
        refusal = refuse_clip(self, scene) or refuse_without_rest(scene)
        if refusal:
            return refusal.set_result(self.severity)
        settings, kinematics = self.settings, scene.kinematics
        margin = settings.k * low_angle_sigma_deg(kinematics, None, settings)
        seen = self._seen(scene)
        holds = self._holds(scene, seen, 0.0)
        value = _longest_s(holds)
        uncertainty = self._uncertainty_s(scene, seen, value, margin)
        events = tuple(hold for hold in holds if hold.stop_s - hold.start_s >= settings.min_s)
        longest = max(holds, key=lambda hold: hold.stop_s - hold.start_s, default=None)
        measured = self._measured(value, uncertainty, longest.start_s if longest else math.nan)
        # A hold that is seen counts by itself; that there was none is said of a set only.
        no_set = refuse_without_reps(scene)
        if measured.verdict != "flag" and no_set:
            return no_set.set_result(self.severity)
        if measured.verdict != "flag" and self._longest_gap_s(scene, seen) >= settings.min_s:
            return Refusal(
                "gaps",
                "the legs were out of sight for long enough to hide a hold",
                "keep the whole body in the picture for the whole set",
            ).set_result(self.severity)
        details = {"holds": len(events), "total_s": sum(e.stop_s - e.start_s for e in events)}
        return set_result(self.severity, measured, details, events=events)

    def _seen(self, scene: Scene) -> BoolArray:
        kinematics = scene.kinematics
        return np.asarray(
            np.isfinite(kinematics.hip_flexion_deg)
            & np.isfinite(kinematics.ankle_rise)
            & (kinematics.near_visibility >= self.refusal.min_visibility)
        )

    def _holds(self, scene: Scene, seen: BoolArray, margin_deg: float) -> list[Event]:
        """Return the holds with the band widened by a margin at both ends."""
        settings, kinematics = self.settings, scene.kinematics
        angle, time = kinematics.hip_flexion_deg, kinematics.time_s
        low = (
            seen
            & kinematics.in_posture
            & (angle > settings.band_low_deg - margin_deg)
            & (angle < settings.band_high_deg + margin_deg)
            & (kinematics.ankle_rise > settings.ankle_rise_trunks)
        )
        holds = []
        for start, stop in runs(low):
            still = _still(time[start:stop], angle[start:stop], settings)
            holds += [
                Event(float(time[start + a]), float(time[start + b - 1])) for a, b in runs(still)
            ]
        return holds

    def _uncertainty_s(
        self, scene: Scene, seen: BoolArray, value: float, margin_deg: float
    ) -> float:
        shorter = _longest_s(self._holds(scene, seen, -margin_deg))
        longer = _longest_s(self._holds(scene, seen, margin_deg))
        return scene.kinematics.frame_interval_s + max(value - shorter, longer - value)

    def _longest_gap_s(self, scene: Scene, seen: BoolArray) -> float:
        """Return the longest time out of sight between first and last repetition's ends."""
        time = scene.kinematics.time_s
        first = min((rep.start for rep in scene.reps), default=0)
        last = max((rep.stop for rep in scene.reps), default=len(time))
        if not seen[first:last].any():
            return math.inf
        gaps = runs(~seen[first:last])
        return max((float(time[first + b - 1] - time[first + a]) for a, b in gaps), default=0.0)

    def _measured(self, value: float, uncertainty: float, at_s: float) -> Measured:
        limit = self.settings.min_s
        remedy = "do not hold the feet low: lower them, or keep the legs moving"
        return Measured(
            value=value,
            limit=limit,
            uncertainty=uncertainty,
            bad_when="above",
            unit="s",
            at_s=at_s,
            flagged=Words(
                "held_low", f"The feet were held just above the floor for {value:.1f} s.", remedy
            ),
            near=Words(
                "near_limit",
                f"the feet were held low for {value:.1f} s (±{uncertainty:.1f}): about "
                f"{limit:.0f} s, too close to call",
                remedy,
            ),
        )


def _longest_s(holds: list[Event]) -> float:
    return max((hold.stop_s - hold.start_s for hold in holds), default=0.0)


def _still(time: FloatArray, angle: FloatArray, settings: LowHoldSettings) -> BoolArray:
    """Return which frames lie in some window of the given length with little motion."""
    still = np.zeros(len(time), dtype=bool)
    window = settings.still_window_s
    stops = np.searchsorted(time, time + window - 1e-6) + 1
    for start, stop in enumerate(stops):
        if stop > len(time):
            break
        if np.ptp(angle[start:stop]) < settings.still_deg:
            still[start:stop] = True
    return still
