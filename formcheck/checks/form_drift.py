"""Whether the repetitions lose height, or the low back its shape, over the set (MEASURES 1a.8)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from formcheck.checks.arch import refuse_back
from formcheck.checks.base import CheckSettings, Scene, SetCheck, SetResult
from formcheck.checks.low_back import low_back
from formcheck.checks.measured import Measured, Words, any_of, set_result
from formcheck.checks.refusal import (
    Refusal,
    refuse_border,
    refuse_clip,
    refuse_rep,
    refuse_without_reps,
)
from formcheck.repetition import Repetition

__all__ = ["FormDrift", "FormDriftSettings"]

REMEDY = "end the set, or rest, when the legs no longer come up as far"
ARCH_REMEDY = "end the set, or rest, when the low back no longer stays down"


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
        description="Rise of the largest arch over the set [deg; MEASURES 1a.8]",
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
    arch_scatter_deg: float = Field(
        default=2.0,
        ge=0,
        description="Least scatter of a repetition's measured arch about the true one, bias apart "
        "[deg; design]",
    )
    k: float = Field(
        default=1.645,
        gt=0,
        description="Multiple of the standard error, one-sided 95 percent [ratio; MEASURES 5]",
    )


class FormDrift(SetCheck):
    """Tells when peaks fall, or arches grow, from the first to the last repetitions.

    Value: mean peak of the first ``end_reps`` minus that of the last, or the growth of the largest
    arch where the back was read and that decides. What biases all repetitions alike cancels; the
    uncertainty ``[design]`` is k s sqrt(2 / end_reps), s^2 the pooled variance within the two ends
    plus the least scatter squared.
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
        peaks = self._ends([rep.peak_deg for rep in reps], settings.peak_scatter_deg)
        arches = self._ends(self._arches_deg(reps, scene), settings.arch_scatter_deg)
        at_s = reps[-count].peak_s
        items = [self._fallen(peaks, at_s)]
        if arches.known:
            items.append(self._arched(arches, at_s))
        details = {
            "first_deg": peaks.first_deg,
            "last_deg": peaks.last_deg,
            "reps": len(reps),
            "arch_first_deg": arches.first_deg,
            "arch_last_deg": arches.last_deg,
            "arch_part": _arch_part(scene, arches),
        }
        return set_result(self.severity, any_of(items), details)

    def _ends(self, values: list[float], least_scatter_deg: float) -> _Ends:
        """Return the means of the first and the last repetitions; their bias cancels."""
        count = self.settings.end_reps
        first, last = np.array(values[:count]), np.array(values[-count:])
        scatter = (first.var(ddof=1) + last.var(ddof=1)) / 2 + least_scatter_deg**2
        uncertainty_deg = self.settings.k * math.sqrt(2 * scatter / count)
        return _Ends(float(first.mean()), float(last.mean()), uncertainty_deg)

    def _peak_seen(self, rep: Repetition, scene: Scene) -> bool:
        return (
            math.isfinite(rep.peak_deg)
            and refuse_rep(self, rep, scene) is None
            and refuse_border(rep, scene, self.refusal) is None
        )

    def _arches_deg(self, reps: list[Repetition], scene: Scene) -> list[float]:
        """Return the largest arch of each repetition; NaN where nothing may be said of the back."""
        numbers = scene.arch
        arches = []
        for rep in reps:
            back = low_back(rep, scene, numbers.change_deg, numbers.min_s)
            refused = back is None or refuse_back(self, rep, scene, back, numbers)
            arches.append(math.nan if refused or back is None else back.lordosis_change_deg)
        return arches

    def _fallen(self, peaks: _Ends, at_s: float) -> Measured:
        fall = peaks.first_deg - peaks.last_deg
        told = f"The peak fell by {fall:.0f}° (±{peaks.uncertainty_deg:.0f}) over the set."
        words = Words("peaks_fall", told, REMEDY)
        return _against(fall, self.settings.fall_limit_deg, peaks, at_s, words, "the peak fell")

    def _arched(self, arches: _Ends, at_s: float) -> Measured:
        rise = arches.last_deg - arches.first_deg
        told = f"The low back arched by {rise:.0f}° more at the end of the set than at its start."
        words = Words("arches_grow", told, ARCH_REMEDY)
        return _against(rise, self.settings.arch_rise_deg, arches, at_s, words, "the arch grew")


@dataclass(frozen=True, slots=True)
class _Ends:
    """Means of the first and the last repetitions, and k x sigma of their difference."""

    first_deg: float
    last_deg: float
    uncertainty_deg: float

    @property
    def known(self) -> bool:
        return math.isfinite(self.last_deg - self.first_deg)


def _against(
    value: float, limit: float, ends: _Ends, at_s: float, flagged: Words, did: str
) -> Measured:
    """Return a change over the set, degrees, held against its limit."""
    near = f"{did} by {value:.0f}°: about {limit:.0f}°, too close to call"
    return Measured(
        value=value,
        limit=limit,
        uncertainty=ends.uncertainty_deg,
        bad_when="above",
        unit="deg",
        at_s=at_s,
        flagged=flagged,
        near=Words("near_limit", near, flagged.remedy),
    )


def _arch_part(scene: Scene, arches: _Ends) -> str:
    """Return whether the back was judged, was read but not believed, or was not read."""
    if arches.known:
        return "judged"
    return "lumbar_not_read" if scene.kinematics.spine is None else "not_judged"
