"""Which movements of the legs are repetitions, and what moved (MEASURES 4.7, DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.both_legs import is_hidden
from formcheck.kinematics.geometry import known_median
from formcheck.kinematics.signals import Kinematics
from formcheck.rep_machine import Movement, RepMachine, RepSettings
from formcheck.repetition import Leg, NotCounted, Repetition

__all__ = ["CountingSettings", "RepCount", "count_reps", "rep_columns"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CountingSettings:
    """What makes a movement a repetition.

    Parameters
    ----------
    machine : RepSettings
        The state machine over the angle.
    least_ankle_rise : float
        The ankle must leave its support by so many trunk lengths (DESIGN section 4).
    lying_turn_deg, hanging_turn_deg : float
        The trunk may turn (shoulders towards the knees) by less than this: else it is a sit-up.
        Lying: the 30 of DESIGN section 4 and what the estimate errs by. Hanging allows for leaning
        back under the bar [design].
    lying_drop_deg : float
        The trunk line of a lying person may turn the other way by less than this: the pelvis rolls
        up at the end of a full raise, a bridge turns it without any ankle rising.
    least_in_posture : float
        Share of the frames in which the person must lie or hang.
    single_leg_deg : float
        Legs farther apart at the peak: one leg moved alone.
    peak_window_s : float
        The peak is the median over so long around the maximum (MEASURES 4.6).
    """

    machine: RepSettings = field(default_factory=RepSettings)
    least_ankle_rise: float = 0.2
    lying_turn_deg: float = 38.0
    hanging_turn_deg: float = 60.0
    lying_drop_deg: float = 75.0
    least_in_posture: float = 0.5
    single_leg_deg: float = 30.0
    peak_window_s: float = 0.15


@dataclass(frozen=True, slots=True)
class RepCount:
    """The repetitions of a clip and what was not counted, both in order of time.

    ``alternating`` says that the legs worked one at a time.
    """

    reps: tuple[Repetition, ...]
    not_counted: tuple[NotCounted, ...]
    alternating: bool

    def without(self, strange: Collection[Repetition], reason_code: str) -> RepCount:
        """Return the count with some repetitions among what was not counted, for a reason."""
        if not strange:
            return self
        kept = [rep for rep in self.reps if rep not in strange]
        left_out = [
            NotCounted(rep.start, rep.stop, rep.start_s, rep.stop_s, rep.peak_deg, reason_code)
            for rep in strange
        ]
        not_counted = sorted([*self.not_counted, *left_out], key=lambda item: item.start_s)
        reps = tuple(replace(rep, index=index) for index, rep in enumerate(kept, 1))
        return replace(self, reps=reps, not_counted=tuple(not_counted))


def count_reps(kinematics: Kinematics, settings: CountingSettings | None = None) -> RepCount:
    """Return the repetitions of a clip."""
    settings = settings or CountingSettings()
    together = _movements(kinematics, kinematics.hip_flexion_deg, settings.machine)
    legs: list[Leg] = [_leg(kinematics, m, settings) for m in together]
    singles = sum(leg != "both" for leg, m in zip(legs, together, strict=True) if not m.reason_code)
    alternating = singles >= 2
    found: list[tuple[Movement, Leg]] = list(zip(together, legs, strict=True))
    if alternating:
        found = _each_leg(kinematics, settings)
    reps: list[Repetition] = []
    not_counted: list[NotCounted] = []
    for movement, leg in sorted(found, key=lambda item: item[0].start):
        rep = _repetition(kinematics, movement, leg, len(reps) + 1, settings)
        reason = movement.reason_code or _why_not(kinematics, rep, settings)
        if reason:
            not_counted.append(
                NotCounted(rep.start, rep.stop, rep.start_s, rep.stop_s, rep.peak_deg, reason)
            )
        else:
            reps.append(rep)
    return RepCount(tuple(reps), tuple(not_counted), alternating)


def rep_columns(n: int, reps: tuple[Repetition, ...]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return the repetition (0 = none) and the phase ("" = none) of each of ``n`` frames."""
    number = np.zeros(n, dtype=np.int64)
    phase = [""] * n
    for rep in reps:
        number[rep.frames] = rep.index
        for name, start, stop in (
            ("raise", rep.start, rep.top_start),
            ("top", rep.top_start, rep.top_stop),
            ("lower", rep.top_stop, rep.stop),
        ):
            phase[start:stop] = [name] * (stop - start)
    return number, phase


def _movements(
    kinematics: Kinematics, angle_deg: FloatArray, settings: RepSettings
) -> list[Movement]:
    if len(kinematics) < 2:
        return []
    speed = np.gradient(angle_deg, kinematics.time_s)
    machine = RepMachine(settings)
    times = kinematics.time_s.tolist()
    steps = zip(times, angle_deg.tolist(), speed.tolist(), strict=True)
    ended = [machine.step(i, *sample) for i, sample in enumerate(steps)]
    ended.append(machine.finish(len(kinematics)))
    return [movement for movement in ended if movement is not None]


def _each_leg(kinematics: Kinematics, settings: CountingSettings) -> list[tuple[Movement, Leg]]:
    """Return the movements of each leg by itself; those of both at once only once."""
    sides: tuple[tuple[Leg, FloatArray], ...] = (
        ("left", kinematics.hip_flexion_left_deg),
        ("right", kinematics.hip_flexion_right_deg),
    )
    found: list[tuple[Movement, Leg]] = []
    for leg, angle in sides:
        for movement in _movements(kinematics, angle, settings.machine):
            moved = _leg(kinematics, movement, settings)
            twice = any(
                other.start < movement.peak < other.stop for other, name in found if name == "both"
            )
            if moved == leg or (moved == "both" and not twice):
                found.append((movement, moved))
    return found


def _leg(kinematics: Kinematics, movement: Movement, settings: CountingSettings) -> Leg:
    near = _around_peak(kinematics, movement.peak, settings)
    apart = kinematics.hip_flexion_left_deg[near] - kinematics.hip_flexion_right_deg[near]
    apart = apart[np.isfinite(apart)]
    if len(apart) == 0 or abs(float(np.median(apart))) <= settings.single_leg_deg:
        return "both"
    if kinematics.leg_gap_deg is not None:
        # Landmarks may part the legs where their outline does not.
        gap = known_median(kinematics.leg_gap_deg[near])
        if gap < 0.5 * settings.single_leg_deg:
            return "both"
        raised = 0 if np.median(apart) > 0 else 1
        seen = 0.5 * (kinematics.knee_visibility + kinematics.ankle_visibility)
        if np.isnan(gap) and is_hidden(seen[near, raised]):
            # Neither its outline nor the leg itself was seen: a guess that went astray.
            return "both"
    return "left" if np.median(apart) > 0 else "right"


def _around_peak(kinematics: Kinematics, peak: int, settings: CountingSettings) -> slice:
    half_s = 0.5 * settings.peak_window_s
    time_s = kinematics.time_s
    start = int(np.searchsorted(time_s, time_s[peak] - half_s))
    return slice(start, int(np.searchsorted(time_s, time_s[peak] + half_s, side="right")))


def _leg_angle(kinematics: Kinematics, leg: Leg) -> FloatArray:
    return {
        "both": kinematics.hip_flexion_deg,
        "left": kinematics.hip_flexion_left_deg,
        "right": kinematics.hip_flexion_right_deg,
    }[leg]


def _repetition(
    kinematics: Kinematics, movement: Movement, leg: Leg, index: int, settings: CountingSettings
) -> Repetition:
    angle = _leg_angle(kinematics, leg)
    start, stop = movement.start, max(movement.stop, movement.peak + 1)
    peak = movement.peak
    near = _around_peak(kinematics, peak, settings)
    inside = angle[start:stop]
    top = np.flatnonzero(inside >= movement.peak_deg - settings.machine.top_deg)
    top_start = start + int(top[0]) if len(top) else peak
    top_stop = start + int(top[-1]) + 1 if len(top) else peak + 1
    knee = {
        "both": kinematics.knee_flexion_deg,
        "left": kinematics.knee_flexion_left_deg,
        "right": kinematics.knee_flexion_right_deg,
    }[leg]
    times = kinematics.time_s
    return Repetition(
        index=index,
        leg=leg,
        start=start,
        top_start=top_start,
        peak=peak,
        top_stop=top_stop,
        stop=stop,
        start_s=float(times[start]),
        top_start_s=float(times[top_start]),
        peak_s=float(times[peak]),
        top_stop_s=float(times[top_stop - 1]),
        stop_s=float(times[stop - 1]),
        valley_deg=movement.valley_deg,
        low_deg=movement.low_deg,
        peak_deg=known_median(angle[near]),
        peak_sigma_deg=known_median(kinematics.hip_flexion_sigma_deg[near]),
        peak_knee_deg=known_median(knee[near]),
    )


def _ankle_rise(kinematics: Kinematics, leg: Leg) -> FloatArray:
    """Return the rise of the leg's own ankle: the other one may be on its way down meanwhile."""
    if leg == "both" or kinematics.ankle_rises is None:
        return kinematics.ankle_rise
    own: FloatArray = kinematics.ankle_rises[:, 0 if leg == "left" else 1]
    return own


def _why_not(kinematics: Kinematics, rep: Repetition, settings: CountingSettings) -> str:
    """Return why a whole rise and fall is not a repetition; empty if it is one."""
    frames = rep.frames
    if rep.stop_s - rep.start_s < settings.machine.min_s:
        return "too_short"
    if kinematics.chest_up is False:
        return "lying_prone"
    if np.mean(kinematics.in_posture[frames]) < settings.least_in_posture:
        return "not_lying_or_hanging"
    height = _ankle_rise(kinematics, rep.leg)
    rise = height[frames]
    rise = rise[np.isfinite(rise)]
    # The ankle must rise within the movement, not merely be high all along. The start is no single
    # frame: an ankle that is hidden there may be taken for something higher up.
    raising = height[rep.start : rep.peak + 1]
    raising = raising[np.isfinite(raising)]
    lowest = float(np.percentile(raising, 5)) if len(raising) else 0.0
    if len(rise) == 0 or np.max(rise) - max(lowest, 0.0) < settings.least_ankle_rise:
        return "feet_not_raised"
    turn = kinematics.trunk_lift_deg[frames]
    turn = turn[np.isfinite(turn)] - np.nan_to_num(kinematics.trunk_lift_deg[rep.start])
    hanging = kinematics.posture == "hanging"
    up = settings.hanging_turn_deg if hanging else settings.lying_turn_deg
    down = settings.hanging_turn_deg if hanging else settings.lying_drop_deg
    if len(turn) and (np.max(turn) >= up or np.min(turn) <= -down):
        return "trunk_moved"
    return ""
