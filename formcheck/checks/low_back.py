"""What the low back does in a repetition: largest arch, pelvic tilt and roll, and where it begins.

All from the curves of :class:`~formcheck.kinematics.signals.Spine`; nothing is judged here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.checks.base import Scene
from formcheck.checks.motion import leg_flexion, median, runs, steady_value
from formcheck.kinematics.signals import FloatArray, Spine
from formcheck.lumbar.kind import GUARDS, Guard
from formcheck.repetition import Repetition

__all__ = ["LowBack", "low_back", "onset", "sustained_max"]

ArchPhase = Literal["lift_off", "raise", "top", "lower"]

LIFT_OFF_DEG = 30.0
"""Hip flexion below which an arch on the way up is one of lifting off (MEASURES 5.2)."""


@dataclass(frozen=True, slots=True)
class LowBack:
    """The low back in one repetition; NaN or None = not told.

    Parameters
    ----------
    lordosis_change_deg, lordosis_deg : float
        Largest lordosis held for the least time: since rest, and against the body's neutral shape.
    pelvic_tilt_change_deg : float
        Largest anterior tilt since rest held for the least time.
    pelvic_roll_deg : float
        Posterior tilt since rest at the peak.
    pelvic_share : float
        That roll as a share of the hip's excursion: the pelvis' part of the raise (MEASURES 2.2).
    onset_up_deg, onset_down_deg : float
        Hip flexion at which the arch begins on the way up and on the way down.
    frame : int or None
        One of the stretch in which the largest lordosis lasts: its least.
    phase : str or None
        What the legs do there.
    waist_seen, in_range : float
        Median likelihoods that nothing hides the waist, and that the picture is of a known kind.
    guard : Guard
        Which of the guards of a known kind finds it least likely.
    likeness : float
        Median likelihood of a known kind by the lumbar network alone.
    """

    lordosis_change_deg: float
    lordosis_deg: float
    pelvic_tilt_change_deg: float
    pelvic_roll_deg: float
    pelvic_share: float
    onset_up_deg: float
    onset_down_deg: float
    frame: int | None
    phase: ArchPhase | None
    waist_seen: float
    in_range: float
    guard: Guard = "network"
    likeness: float = math.nan


def low_back(
    rep: Repetition, scene: Scene, change_deg: float, min_s: float, frames: slice | None = None
) -> LowBack | None:
    """Return what the low back does in a repetition, None where nothing read it.

    Parameters
    ----------
    change_deg : float
        Change of lordosis since rest from which it counts as an arch (for the onset).
    min_s : float
        How long it must last.
    frames : slice, optional
        A part of the repetition, else all of it.
    """
    kinematics = scene.kinematics
    spine = kinematics.spine
    if spine is None:
        return None
    frames = frames if frames is not None else rep.frames
    time_s = kinematics.time_s
    change, frame = sustained_max(time_s, spine.lordosis_change_deg, frames, min_s)
    absolute, absolute_frame = sustained_max(time_s, spine.lordosis_deg, frames, min_s)
    tilt, _ = sustained_max(time_s, spine.pelvic_tilt_change_deg, frames, min_s)
    frame = frame if frame is not None else absolute_frame
    roll = -steady_value(kinematics, spine.pelvic_tilt_change_deg, rep.peak)
    excursion = rep.peak_deg - rep.valley_deg
    flexion = leg_flexion(kinematics, rep.leg)
    up, down = slice(rep.start, rep.peak), slice(rep.peak, rep.stop)
    return LowBack(
        lordosis_change_deg=change,
        lordosis_deg=absolute,
        pelvic_tilt_change_deg=tilt,
        pelvic_roll_deg=roll,
        pelvic_share=roll / excursion if excursion > 0 else math.nan,
        onset_up_deg=onset(time_s, spine.lordosis_change_deg, flexion, up, change_deg, min_s),
        onset_down_deg=onset(time_s, spine.lordosis_change_deg, flexion, down, change_deg, min_s),
        frame=frame,
        phase=_phase(rep, frame, flexion),
        waist_seen=median(spine.waist_seen[frames]),
        in_range=median(spine.in_range[frames]),
        guard="network" if spine.kind is None else spine.kind.objector(frames),
        likeness=_likeness(spine, frames),
    )


def _likeness(spine: Spine, frames: slice) -> float:
    if spine.kind is None:
        return median(spine.in_range[frames])
    return median(spine.kind.guards[frames, GUARDS.index("network")])


def sustained_max(
    time_s: FloatArray, values: FloatArray, frames: slice, min_s: float
) -> tuple[float, int | None]:
    """Return the largest value that a curve keeps for ``min_s`` within some frames, and where.

    The largest of the least values of all windows of that length; a window with a gap does not
    count. A stretch that is shorter gives its least value.
    """
    start, stop, _ = frames.indices(len(values))
    part, times = values[start:stop], time_s[start:stop]
    if not np.isfinite(part).any():
        return math.nan, None
    count = 1
    if len(times) > 1:
        count = max(1, round(min_s / float(np.median(np.diff(times)))))
    count = min(count, len(part))
    windows = np.lib.stride_tricks.sliding_window_view(part, count)
    least = windows.min(axis=1)
    if not np.isfinite(least).any():
        return math.nan, None
    best = int(np.nanargmax(least))
    return float(least[best]), start + best + int(np.argmin(windows[best]))


def onset(
    time_s: FloatArray,
    change: FloatArray,
    flexion: FloatArray,
    frames: slice,
    change_deg: float,
    min_s: float,
) -> float:
    """Return the hip flexion at which a lasting arch begins within some frames; NaN if none does.

    It begins where the change of lordosis goes beyond ``change_deg`` for at least ``min_s``.
    """
    start, stop, _ = frames.indices(len(change))
    with np.errstate(invalid="ignore"):
        beyond = change[start:stop] > change_deg
    for first, last in runs(beyond):
        if time_s[start + last - 1] - time_s[start + first] >= min_s:
            return float(flexion[start + first])
    return math.nan


def _phase(rep: Repetition, frame: int | None, flexion: FloatArray) -> ArchPhase | None:
    if frame is None:
        return None
    if frame >= rep.top_stop:
        return "lower"
    if frame >= rep.top_start:
        return "top"
    return "lift_off" if flexion[frame] < LIFT_OFF_DEG else "raise"
