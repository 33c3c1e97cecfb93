"""When a scripted repetition starts, tops and stops (MEASURES 4.7), on curves at ``FINE_FPS``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from studio.motion import Array, Motion, perform
from studio.script import Leg, Rep, Script

FINE_FPS = 1000.0
QUIET_DEG_PER_S = 10.0
RISEN_DEG = 12.0
BACK_DEG = 8.0
FALLEN_DEG = 15.0
STOPPED_SHARE = 0.6
TOP_BAND_DEG = 3.0
PLATEAU_DEG = 0.02


@dataclass(frozen=True)
class Performance:
    """A script on the fine grid: what is truly done, and the same without its tremor."""

    script: Script
    rest_deg: float
    motion: Motion
    steady: Motion

    @classmethod
    def of(cls, script: Script, rest_deg: float) -> Performance:
        """Perform a script ``FINE_FPS`` times a second."""
        fine = replace(script, fps=FINE_FPS)
        steady = replace(fine, tremor_deg=0.0, breath_deg=0.0)
        return cls(script, rest_deg, perform(fine, rest_deg), perform(steady, rest_deg))

    @property
    def hanging(self) -> bool:
        """Whether the body hangs from a bar."""
        return self.script.exercise == "hanging_leg_raise"

    @cached_property
    def lordosis_change_deg(self) -> Array:
        """Lordosis (N,) against its median at rest."""
        lordosis = self.motion.lordosis_deg
        resting = max(round(self.script.rest_s * FINE_FPS), 1)
        change: Array = lordosis - np.median(lordosis[:resting])
        return change

    def hip_deg(self, leg: Leg) -> Array:
        """Hip flexion (N,) that a repetition of this leg is judged by."""
        return _of_leg(leg, self.motion.hip_left_deg, self.motion.hip_right_deg)

    def knee_deg(self, leg: Leg) -> Array:
        """Knee flexion (N,) that a repetition of this leg is judged by."""
        return _of_leg(leg, self.motion.knee_left_deg, self.motion.knee_right_deg)

    def reps(self) -> list[Phases]:
        """Phases of every scripted repetition."""
        steady = self.steady
        return [
            phases_of(
                rep, _of_leg(rep.leg, steady.hip_left_deg, steady.hip_right_deg), *_samples(edge)
            )
            for rep, edge in zip(self.script.reps, steady.edges, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Phases:
    """Sample numbers of one repetition on the fine grid.

    Raise ``[start, top)``, top ``[top, down]`` (within 3 degrees of the peak), lowering
    ``[down, stop]``; ``peak`` is the middle of the plateau.
    """

    rep: Rep
    start: int
    top: int
    peak: int
    down: int
    stop: int

    @property
    def span(self) -> slice:
        """The whole repetition."""
        return slice(self.start, self.stop + 1)

    @property
    def lowering(self) -> slice:
        """From the end of the top to the stop."""
        return slice(self.down, self.stop + 1)

    def shares_leg(self, other: Phases) -> bool:
        """Whether the same leg moves in both."""
        return "both" in (self.rep.leg, other.rep.leg) or self.rep.leg == other.rep.leg


def _samples(edge: tuple[float, float]) -> tuple[int, int]:
    return round(edge[0] * FINE_FPS), round(edge[1] * FINE_FPS) + 1


def _of_leg(leg: Leg, left: Array, right: Array) -> Array:
    if leg == "both":
        mean: Array = (left + right) / 2
        return mean
    return left if leg == "left" else right


def phases_of(rep: Rep, hip: Array, first: int, last: int) -> Phases:
    """Phases of the repetition scripted in ``[first, last)`` of a steady curve.

    It starts at the last quiet sample before the legs have risen, and stops at the first quiet one
    near the valley, or after a fall that is no mere dip.
    """
    part = hip[first : min(last, len(hip))]
    speed = np.gradient(part) * FINE_FPS
    top = np.flatnonzero(part >= part.max() - TOP_BAND_DEG)
    flat = np.flatnonzero(part >= part.max() - PLATEAU_DEG)
    valley, peak = part[0], part.max()
    risen = int(np.argmax(part > valley + min(RISEN_DEG, (peak - valley) / 2)))
    quiet = np.flatnonzero(speed[: risen + 1] < QUIET_DEG_PER_S)
    back = part < valley + BACK_DEG
    fallen = (peak - part > FALLEN_DEG) & (part - valley <= STOPPED_SHARE * (peak - valley))
    ended = np.flatnonzero((speed > -QUIET_DEG_PER_S) & (back | fallen))
    ended = ended[ended > top[-1]]
    return Phases(
        rep=rep,
        start=first + (int(quiet[-1]) if len(quiet) else 0),
        top=first + int(top[0]),
        peak=first + int(flat[0] + flat[-1]) // 2,
        down=first + int(top[-1]),
        stop=first + (int(ended[0]) if len(ended) else len(part) - 1),
    )
