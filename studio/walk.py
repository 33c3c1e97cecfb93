"""An upright person who walks about in the room: passers-by, and clips without an exercise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from studio.arms import Arms
from studio.body import Array, Body
from studio.contact import ContactRows, stand
from studio.joints import JointAngles, Posed, Posture, joint_turns
from studio.profiles import smooth_step
from studio.stage import Instant, joints_m
from studio.turns import about_x, about_z

STEP_M = 0.62
"""Length of a step at the usual speed."""
USUAL_M_PER_S = 1.15
STARTING_S = 0.6
TURNING_M = 0.35
HIP_MIDDLE_DEG, HIP_SWING_DEG = 9.0, 20.0
KNEE_DEG = ((0.15, 0.08, 12.0), (0.72, 0.095, 55.0))
"""Knee flexion over a stride from heel strike: middle and width of each bend, and its size."""
KNEE_LEAST_DEG = 4.0
ARM_SWING_DEG = 17.0


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through the room, walked at an even speed.

    Attributes
    ----------
    path_m : tuple of (x, y)
        Corners of the way on the floor; a single one is a person standing there.
    speed_m_per_s : float
    start_s : float
        Standing at the first corner until then, and at the last one after the way.
    round_trip : bool
        Back to the first corner and on, without an end.
    heading_deg : float
        Where somebody who only stands looks: 0 along -y, 90 along +x.
    """

    path_m: tuple[tuple[float, float], ...]
    speed_m_per_s: float = 1.0
    start_s: float = 0.0
    round_trip: bool = False
    heading_deg: float = 0.0
    arms: Arms = field(default_factory=Arms)

    @property
    def corners_m(self) -> Array:
        """Corners (N, 2) of the way, that of the return included."""
        corners = self.path_m + (self.path_m[:1] if self.round_trip else ())
        return np.array(corners, dtype=np.float64).reshape(-1, 2)

    @property
    def length_m(self) -> float:
        """Length of the way (once round)."""
        return float(np.linalg.norm(np.diff(self.corners_m, axis=0), axis=1).sum())

    def gone_m(self, time_s: float) -> tuple[float, float]:
        """Way gone until a time, and how far (0 to 1) the speed is the full one."""
        if self.length_m == 0.0:
            return 0.0, 0.0
        length = np.inf if self.round_trip else self.length_m
        since = max(time_s - self.start_s, 0.0)
        ramp = min(STARTING_S, length / self.speed_m_per_s)
        total_s = length / self.speed_m_per_s + ramp
        until = max(total_s - since, 0.0)
        if since < ramp and since <= until:
            return self.speed_m_per_s * since**2 / (2 * ramp), since / ramp
        if until < ramp:
            return float(length) - self.speed_m_per_s * until**2 / (2 * ramp), until / ramp
        return self.speed_m_per_s * (since - ramp / 2), 1.0

    def place(self, gone_m: float) -> tuple[Array, float]:
        """Point (2,) on the floor after a way, and the heading there in degrees."""
        if self.length_m == 0.0:
            return self.corners_m[0], self.heading_deg
        ends = np.array([-0.5, 0.5]) * TURNING_M + gone_m
        behind, here, ahead = (self._point(s) for s in (ends[0], gone_m, ends[1]))
        forward = ahead - behind
        return here, float(np.degrees(np.arctan2(forward[0], -forward[1])))

    def _point(self, gone_m: float) -> Array:
        corners = self.corners_m
        reached = np.concatenate(
            ([0.0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1)))
        )
        gone = gone_m % self.length_m if self.round_trip else np.clip(gone_m, 0.0, self.length_m)
        return np.array([np.interp(gone, reached, corners[:, axis]) for axis in (0, 1)])


def stroll(body: Body, rows: ContactRows, walk: Walk, times_s: Array) -> Iterator[Instant]:
    """Body at each of the given times (N,): feet roughly on the floor, turned along the way."""
    posture = Posture(support="stand", arms=walk.arms, plantar_deg=0.0, adduction_deg=2.0)
    size = min(walk.speed_m_per_s / USUAL_M_PER_S, 1.3) ** 0.5
    for time_s in times_s:
        gone, share = walk.gone_m(float(time_s))
        stride = gone / (2 * STEP_M * size)
        angles = gait(stride, size * share)
        turns = joint_turns(body, angles, posture)
        for side, shift in (("L", 0.5), ("R", 0.0)):
            forward = ARM_SWING_DEG * size * share * np.cos(2 * np.pi * (stride + shift))
            bone = f"upperarm01.{side}"
            turns[bone] = about_x(-forward) @ turns[bone]
        posed = stand(body, rows, turns, angles, posture)
        point, heading = walk.place(gone)
        turn = about_z(heading)
        transforms = turn @ posed.transforms
        transforms[:, :2, 3] += point
        placed = Posed(transforms, posed.thorax_deg, posed.pelvis_deg)
        yield Instant(float(time_s), angles, placed, joints_m(body, placed))


def gait(stride: float, size: float) -> JointAngles:
    """Joint angles after a number of strides (left heel strikes at 0); ``size`` 0 is standing."""
    legs = {}
    for side, shift in (("left", 0.0), ("right", 0.5)):
        phase = (stride + shift) % 1.0
        hip = HIP_MIDDLE_DEG + HIP_SWING_DEG * np.cos(2 * np.pi * phase)
        knee = KNEE_LEAST_DEG + sum(
            high * np.exp(-(((phase - middle) / width) ** 2) / 2)
            for middle, width, high in KNEE_DEG
        )
        landed = smooth_step(np.array([phase / 0.1, (0.5 - phase) / 0.15]))
        legs[f"hip_{side}_deg"] = float(size * hip)
        legs[f"knee_{side}_deg"] = float(size * knee)
        legs[f"{side}_flat"] = float(1.0 - size + size * landed.prod())
    return JointAngles(**legs)
