"""Whether the legs were dropped, or thrown down (MEASURES 5.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from pydantic import Field, model_validator

from formcheck.checks.base import CheckResult, RepCheck, Scene
from formcheck.checks.measured import Measured, Words, rep_result
from formcheck.checks.motion import derivative, frame_time, leg_flexion, leg_knee, median
from formcheck.checks.refusal import Refusal, refuse_rep, refuse_timing
from formcheck.checks.settings import SpeedSettings
from formcheck.checks.uncertainty import speed_sigma_dps
from formcheck.kinematics.signals import FloatArray
from formcheck.repetition import Repetition

__all__ = ["LegDrop", "LegDropSettings", "free_fall_dps"]

GRAVITY_M_S2 = 9.81
# Whole leg: centre of mass at 0.447 and radius of gyration 0.56 of its length, about the hip
# (MEASURES 5.5, after Winter).
CENTRE_SHARE = 0.447
GYRATION_SHARE = 0.56


class LegDropSettings(SpeedSettings):
    """Numbers of ``leg_drop``."""

    drop_ratio: float = Field(
        default=0.7,
        gt=0,
        description="Lowering speed over free-fall speed that is a drop [ratio; MEASURES 5.5]",
    )
    thrown_ratio: float = Field(
        default=1.2,
        gt=0,
        description="The same from which the legs were thrown down [ratio; MEASURES 5.5]",
    )
    band_low_deg: float = Field(
        default=15.0,
        ge=0,
        description="Lower end of the judged stretch of hip flexion [deg; MEASURES 5.5]",
    )
    band_high_deg: float = Field(
        default=60.0, gt=0, description="Upper end of the judged stretch [deg; MEASURES 5.5]"
    )
    below_top_deg: float = Field(
        default=10.0,
        ge=0,
        description="The judged stretch starts this far below the peak [deg; MEASURES 5.5]",
    )
    leg_length_m: float = Field(
        default=0.9, gt=0, description="Hip to ankle, straight [m; MEASURES 5 yaml]"
    )
    leg_length_sigma_m: float = Field(
        default=0.06, ge=0, description="Standard error of that guess over adults [m; design]"
    )
    bent_knee_deg: float = Field(
        default=30.0,
        ge=0,
        description="Knee flexion from which the pendulum is the distance hip to ankle, "
        "leg_length x cos(knee / 2) for equal thigh and shank [deg; MEASURES 5.5]",
    )
    max_knee_deg: float = Field(
        default=120.0,
        gt=0,
        lt=180,
        description="Knee flexion beyond which the legs are no pendulum any more [deg; design]",
    )
    min_frames: int = Field(
        default=3, ge=1, description="Least frames in the judged stretch [count; design]"
    )
    min_fps: float = Field(
        default=20.0, gt=0, description="Least mean frame rate [fps; MEASURES 6]"
    )

    @model_validator(mode="after")
    def _band_is_ordered(self) -> LegDropSettings:
        if self.band_low_deg >= self.band_high_deg:
            raise ValueError("band_low_deg must be below band_high_deg")
        return self


@dataclass(frozen=True, slots=True)
class _Fall:
    """The judged stretch: angles, downward speeds, frame numbers; peak and pendulum's length."""

    angle: FloatArray
    speed: FloatArray
    frames: FloatArray
    top_deg: float
    length_m: float

    def ratio(self, shift_deg: float = 0.0) -> float:
        """Return the median speed over free fall, all angles shifted by a bias."""
        free = free_fall_dps(self.angle + shift_deg, self.top_deg + shift_deg, self.length_m)
        return median(self.speed / np.where(free > 0, free, np.nan))


def free_fall_dps(angle_deg: FloatArray, top_deg: float, length_m: float) -> FloatArray:
    """Return the speed of legs falling freely from rest at the top; NaN above it.

    Examples
    --------
    >>> import numpy as np
    >>> free_fall_dps(np.array([45.0, 0.0]), 80.0, 0.9).round()
    array([168., 317.])
    """
    pendulum = GRAVITY_M_S2 * CENTRE_SHARE / (GYRATION_SHARE**2 * length_m)
    height = np.sin(np.radians(min(top_deg, 90.0))) - np.sin(np.radians(angle_deg))
    return np.degrees(np.sqrt(2 * pendulum * np.where(height > 0, height, np.nan)))


class LegDrop(RepCheck):
    """Flags a lowering that is nearly as fast as free fall, or faster (thrown).

    Value: median over the stretch of downward speed / free-fall speed at that angle. Uncertainty
    ``[design]``: k times the root of the sum of squares of value x sigma_L / 2L, of half the change
    of the value when all angles are shifted by the peak's standard error up and down, and of the
    noise of the median, 1.25 sigma_speed / (free-fall speed x sqrt n), n the independent samples
    that the smoothing leaves.
    """

    name = "leg_drop"
    title = "Leg drop"
    flag_words = "Legs dropped"
    pass_words = "Controlled"
    severity = "fault"
    postures = frozenset({"lying"})
    rank = 50
    Settings = LegDropSettings

    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""
        refusal = refuse_rep(self, rep, scene) or refuse_timing(
            scene, self.settings.min_fps, self.refusal
        )
        if refusal:
            return refusal.rep_result(self.severity)
        lowering = slice(rep.top_stop, rep.stop)
        knee = median(leg_knee(scene.kinematics, rep.leg)[lowering])
        fall = self._fall(rep, scene, knee)
        refusal = self._refuse(rep, fall, knee)
        if refusal:
            return refusal.rep_result(self.severity)
        value, uncertainty = fall.ratio(), self._uncertainty(rep, scene, fall)
        measured = self._measured(scene, fall, value, uncertainty)
        kind = None
        if measured.verdict == "flag":
            thrown = value - self.settings.thrown_ratio > uncertainty
            kind = "thrown" if thrown else "dropped"
            if thrown:
                words = replace(
                    measured.flagged,
                    code="legs_thrown",
                    reason=f"The legs came down {value:.1f} times as fast as free fall: thrown.",
                )
                measured = replace(measured, flagged=words)
        details = {
            "kind": kind,
            "peak_speed_dps": float(fall.speed.max()),
            "pendulum_m": fall.length_m,
            "knee_flexion_deg": knee,
            "lower_s": rep.lower_s,
        }
        return rep_result(self.severity, measured, details)

    def _fall(self, rep: Repetition, scene: Scene, knee_deg: float) -> _Fall:
        settings, kinematics = self.settings, scene.kinematics
        lowering = slice(rep.top_stop, max(rep.top_stop, rep.stop))
        flexion = leg_flexion(kinematics, rep.leg)
        angle, speed = flexion[lowering], -derivative(kinematics, flexion, lowering)
        high = min(settings.band_high_deg, rep.peak_deg - settings.below_top_deg)
        inside = np.isfinite(speed) & (angle > settings.band_low_deg) & (angle < high)
        length = settings.leg_length_m
        if knee_deg >= settings.bent_knee_deg:
            length *= math.cos(math.radians(min(knee_deg, settings.max_knee_deg) / 2))
        return _Fall(
            angle[inside],
            speed[inside],
            (np.flatnonzero(inside) + rep.top_stop).astype(np.float64),
            rep.peak_deg,
            length,
        )

    def _refuse(self, rep: Repetition, fall: _Fall, knee_deg: float) -> Refusal | None:
        settings = self.settings
        if knee_deg > settings.max_knee_deg:
            return Refusal(
                "knees_folded",
                "with folded knees the legs do not fall like a pendulum",
                "nothing to mend: it is judged with straighter legs",
            )
        if not rep.peak_deg - settings.below_top_deg > settings.band_low_deg:
            return Refusal(
                "range_too_small",
                "the legs were not raised high enough to judge how they came down",
                "raise the legs further",
            )
        if len(fall.angle) < settings.min_frames or not math.isfinite(fall.ratio()):
            return Refusal(
                "too_few_frames",
                "too few frames show the legs on their way down",
                "film with at least 30 frames per second, the legs in the picture all the way",
            )
        return None

    def _uncertainty(self, rep: Repetition, scene: Scene, fall: _Fall) -> float:
        settings = self.settings
        value = fall.ratio()
        length = value * settings.leg_length_sigma_m / (2 * settings.leg_length_m)
        up, down = fall.ratio(rep.peak_sigma_deg), fall.ratio(-rep.peak_sigma_deg)
        bias = abs(up - down) / 2
        seconds = len(fall.angle) * scene.kinematics.frame_interval_s
        samples = max(1.0, min(float(len(fall.angle)), 2 * settings.smoothing_hz * seconds))
        free = median(free_fall_dps(fall.angle, fall.top_deg, fall.length_m))
        noise = 1.25 * speed_sigma_dps(scene.kinematics, settings) / (free * math.sqrt(samples))
        return float(settings.k * math.sqrt(length**2 + bias**2 + noise**2))

    def _measured(self, scene: Scene, fall: _Fall, value: float, uncertainty: float) -> Measured:
        limit = self.settings.drop_ratio
        fastest = int(fall.frames[int(np.argmax(fall.speed))])
        remedy = "keep the legs under control all the way down, two to four seconds"
        return Measured(
            value=value,
            limit=limit,
            uncertainty=uncertainty,
            bad_when="above",
            unit="ratio",
            at_s=frame_time(scene.kinematics, fastest),
            flagged=Words(
                "legs_dropped",
                f"The legs came down at {100 * value:.0f} % of free fall: dropped.",
                remedy,
            ),
            near=Words(
                "near_limit",
                f"the legs came down at {100 * value:.0f} % of free fall: "
                f"about {100 * limit:.0f} %, too close to call",
                remedy,
            ),
        )
