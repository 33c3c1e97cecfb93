"""Scenes from analytic motions: the arrays that a check sees, with exact truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from formcheck.checks.base import Scene
from formcheck.checks.motion import leg_flexion
from formcheck.kinematics.signals import FloatArray, Kinematics, Posture, Rest, View
from formcheck.repetition import Leg, Repetition

__all__ = ["Move", "changed", "scene"]

STEP_S = 0.001
LEG_TRUNKS = 1.8
SIDE_ON = View(0.0, 0.0, 8.0, 5.0, rectified=False)


@dataclass(frozen=True)
class Move:
    """One repetition to be made. Angles in degrees, times in seconds."""

    peak: float = 105.0
    raise_s: float = 2.0
    hold_s: float = 0.5
    lower_s: float = 3.0
    pause_s: float = 0.8
    low: float = 0.0
    shape: Literal["smooth", "kick", "two_stage", "rebound"] = "smooth"
    fall: float | None = None  # speed over free fall instead of a smooth lowering
    fall_leg_m: float = 0.9
    knee: float = 0.0  # further flexion at the top
    trunk_lift: float = 0.0  # at the top
    uneven: float = 0.0  # left above right at the top
    leg: Leg = "both"
    swing: float = 0.0  # peak to peak of the hang angle
    behind: float = 0.0  # legs behind the trunk in the pause
    bottom_hold: tuple[float, float] | None = None  # angle, seconds held after the pause


def _min_jerk(u: FloatArray) -> FloatArray:
    return 10 * u**3 - 15 * u**4 + 6 * u**5


def _ramp(start: float, stop: float, seconds: float) -> FloatArray:
    u = np.arange(round(seconds / STEP_S)) * STEP_S / max(seconds, STEP_S)
    return start + (stop - start) * _min_jerk(u)


def _raise(move: Move, start: float) -> FloatArray:
    if move.shape == "smooth":
        return _ramp(start, move.peak, move.raise_s)
    if move.shape == "rebound":  # at full speed from the first moment
        u = np.arange(round(move.raise_s / STEP_S)) * STEP_S / move.raise_s
        return start + (move.peak - start) * np.sin(0.5 * math.pi * u)
    if move.shape == "kick":
        knee = start + 0.7 * (move.peak - start)
        parts = (_ramp(start, knee, 0.2 * move.raise_s), _ramp(knee, move.peak, 0.8 * move.raise_s))
    else:
        knee = start + 0.5 * (move.peak - start)
        pause = np.full(round(0.4 * move.raise_s / STEP_S), knee)
        parts = (
            _ramp(start, knee, 0.25 * move.raise_s),
            pause,
            _ramp(knee, move.peak, 0.35 * move.raise_s),
        )
    return np.concatenate(parts)


def _lower(move: Move) -> FloatArray:
    """Lower smoothly, or solve theta'' = -factor^2 k cos(theta) from rest."""
    if move.fall is None:
        return _ramp(move.peak, move.low, move.lower_s)
    k = move.fall**2 * 9.81 * 0.447 / (0.56**2 * move.fall_leg_m)
    theta, speed, low = math.radians(move.peak), 0.0, math.radians(move.low)
    angles = []
    while theta > low:
        angles.append(math.degrees(theta))
        speed -= k * math.cos(theta) * STEP_S
        theta += speed * STEP_S
    return np.array(angles)


@dataclass
class _Film:
    """Fine-grained truth of a set."""

    angle: list[FloatArray]
    share: list[FloatArray]  # how far up, 0 to 1
    marks: list[tuple[float, float]]  # start and stop of each repetition in seconds

    @property
    def now_s(self) -> float:
        return sum(len(part) for part in self.angle) * STEP_S

    def add(self, angle: FloatArray, low: float, peak: float) -> None:
        self.angle.append(angle)
        self.share.append(np.clip((angle - low) / max(peak - low, 1e-9), 0, 1))


def _still(angle: float, seconds: float) -> FloatArray:
    return np.full(round(seconds / STEP_S), float(angle))


def _film(moves: Sequence[Move], rest_s: float, tail_s: float) -> _Film:
    film = _Film([_still(0.0, rest_s)], [_still(0.0, rest_s)], [])
    last = 0.0
    for move in moves:
        start = film.now_s
        film.add(_raise(move, last), last, move.peak)
        film.add(_still(move.peak, move.hold_s), last, move.peak)
        film.add(_lower(move), move.low, move.peak)
        film.marks.append((start, film.now_s))
        pause = _still(move.low, move.pause_s)
        if len(pause):
            pause = pause - move.behind * np.sin(np.linspace(0, math.pi, len(pause)))
        film.add(pause, move.low, move.peak)
        if move.bottom_hold:
            height, seconds = move.bottom_hold
            for part in (
                _ramp(move.low, height, 0.6),
                _still(height, seconds),
                _ramp(height, move.low, 0.6),
            ):
                film.add(part, move.low, 1e9)
        last = move.low
    film.add(_still(last, tail_s), last, last + 1)
    return film


def _per_rep(time: FloatArray, film: _Film, values: Sequence[float]) -> FloatArray:
    """Return a value over frames that holds from each repetition's start to the next one's."""
    starts = [start for start, _ in film.marks]
    index = np.searchsorted(starts, time, side="right") - 1
    return np.concatenate((np.asarray(values, float), [0.0]))[index]


def _repetition(
    numbered: tuple[int, Move], mark: tuple[float, float], kinematics: Kinematics
) -> Repetition:
    (index, move), time = numbered, kinematics.time_s
    angle = leg_flexion(kinematics, move.leg)
    start = min(int(np.searchsorted(time, mark[0] - 1e-9)), len(time) - 1)
    stop = min(int(np.searchsorted(time, mark[1] - 1e-9)) + 1, len(time))
    part = angle[start:stop]
    # A long top has its peak in its middle.
    best = np.flatnonzero(part >= part.max() - 1e-6)
    peak = start + int(best[len(best) // 2])
    top = np.flatnonzero(part >= part.max() - 3.0)
    top_start, top_stop = start + int(top[0]), start + int(top[-1]) + 1
    near = np.abs(time - time[peak]) <= 0.075 + 1e-9
    return Repetition(
        index=index,
        leg=move.leg,
        start=start,
        top_start=top_start,
        peak=peak,
        top_stop=top_stop,
        stop=stop,
        start_s=float(time[start]),
        top_start_s=float(time[top_start]),
        peak_s=float(time[peak]),
        top_stop_s=float(time[top_stop - 1]),
        stop_s=float(time[stop - 1]),
        valley_deg=float(angle[start]),
        low_deg=float(angle[stop - 1]),
        peak_deg=float(np.median(angle[near])),
        peak_sigma_deg=float(kinematics.hip_flexion_sigma_deg[peak]),
        peak_knee_deg=float(kinematics.knee_flexion_deg[peak]),
    )


def scene(
    *moves: Move,
    fps: float = 30.0,
    posture: Posture = "lying",
    exercise: str | None = None,
    rest_s: float = 2.0,
    tail_s: float = 2.0,
    noise_deg: float = 0.0,
    sigma_deg: float = 3.0,
    slower: float = 1.0,
    seed: int = 0,
) -> Scene:
    """Return a scene of some repetitions; ``slower`` stretches all its times."""
    film = _film(moves, rest_s, tail_s)
    fine_angle, fine_share = np.concatenate(film.angle), np.concatenate(film.share)
    film.marks = [(a * slower, b * slower) for a, b in film.marks]
    fine_time = np.arange(len(fine_angle)) * STEP_S * slower
    time = np.arange(int(len(fine_angle) * STEP_S * slower * fps)) / fps
    n = len(time)
    angle = np.interp(time, fine_time, fine_angle)
    share = np.interp(time, fine_time, fine_share)
    angle = angle + noise_deg * np.random.default_rng(seed).standard_normal(n)
    uneven = _per_rep(time, film, [move.uneven for move in moves]) * share
    left, right = angle + uneven / 2, angle - uneven / 2
    down = {
        leg: _per_rep(time, film, [float(m.leg == leg) for m in moves]) for leg in ("left", "right")
    }
    left, right = np.where(down["right"] > 0, 0.0, left), np.where(down["left"] > 0, 0.0, right)
    lift = _per_rep(time, film, [move.trunk_lift for move in moves]) * share
    knee = 5.0 + _per_rep(time, film, [move.knee for move in moves]) * share
    swing = _per_rep(time, film, [move.swing for move in moves])
    elevation, hang = angle - lift, 0.5 * swing * np.sin(2 * math.pi * time / 1.5)
    lying = posture == "lying"
    rest = None
    if rest_s >= 1:
        stop = int(np.searchsorted(time, rest_s * slower))
        rest = Rest(0, stop, 0.0, float(time[stop - 1]), straight=True)
    kinematics = Kinematics(
        time_s=time,
        pose_found=np.ones(n, dtype=bool),
        hip_flexion_deg=angle,
        hip_flexion_sigma_deg=np.full(n, sigma_deg),
        hip_flexion_left_deg=left,
        hip_flexion_right_deg=right,
        knee_flexion_deg=knee,
        knee_flexion_left_deg=knee,
        knee_flexion_right_deg=knee,
        leg_elevation_deg=elevation if lying else np.full(n, np.nan),
        trunk_lift_deg=lift,
        hang_angle_deg=np.full(n, np.nan) if lying else hang,
        head_flexion_deg=np.zeros(n),
        ankle_rise=np.maximum(0.0, LEG_TRUNKS * np.sin(np.radians(np.clip(elevation, 0, 90)))),
        hip_shift=np.zeros(n),
        near_visibility=np.full(n, 0.95),
        knee_visibility=np.full((n, 2), 0.95),
        ankle_visibility=np.full((n, 2), 0.95),
        at_border=np.zeros(n, dtype=bool),
        posture=posture,
        side="left",
        view=SIDE_ON,
        rest=rest,
        trunk_length_px=220.0,
        hands_under_hips=False,
        estimator_spread_deg=np.zeros(n),
        in_posture=np.ones(n, dtype=bool),
        chest_up=True if lying else None,
    )
    reps = tuple(
        _repetition(numbered, mark, kinematics)
        for numbered, mark in zip(enumerate(moves, start=1), film.marks, strict=True)
    )
    names = {"lying": "lying_leg_raise", "hanging": "hanging_leg_raise", "unknown": "unknown"}
    return Scene(
        kinematics=kinematics,
        reps=reps,
        exercise=exercise if exercise is not None else names[posture],
        fps_mean=fps,
        alternating=any(move.leg != "both" for move in moves),
    )


def changed(made: Scene, **kinematics: Any) -> Scene:
    """Return the scene with some of its signals replaced."""
    return replace(made, kinematics=replace(made.kinematics, **kinematics))
