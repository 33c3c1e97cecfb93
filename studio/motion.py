"""Motion scripts: what a clip's person does, as joint-angle curves over time.

A script is a few numbers per repetition; ``perform`` turns it into smooth curves. Angles are in
degrees (signs as in MEASURES 4.2: flexion positive), times in seconds from the first frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Leg = Literal["both", "left", "right"]
Exercise = Literal["lying_leg_raise", "single_leg_raise", "hanging_leg_raise"]

STEP_S = 0.001
FALL_PER_S2 = 9.81 * 0.447 / (0.56**2 * 0.9)
"""k of MEASURES 5.5 for legs of 0.9 m: a free straight leg turns at sqrt(2 k (sin a - sin b))."""
BRAKE_DEG_PER_S2 = 7000.0


@dataclass(frozen=True, slots=True)
class Arch:
    """An arch of the low back during a repetition.

    ``size_deg`` of lordosis beyond the script's pelvic roll, while the hips are below
    ``below_deg`` in the given phase.
    """

    size_deg: float = 0.0
    phase: Literal["raise", "lower", "both"] = "both"
    below_deg: float = 45.0


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition: hip flexion at the peak, and how it gets there and back."""

    peak_deg: float
    raise_s: float = 2.0
    top_s: float = 0.4
    lower_s: float = 3.0
    dwell_s: float = 0.6
    leg: Leg = "both"
    knee_deg: float = 4.0
    drop: bool = False
    arch: Arch = field(default_factory=Arch)
    trunk_lift_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Script:
    """A clip's motion.

    Attributes
    ----------
    roll_share : float
        Posterior pelvic roll per degree of hip flexion; 0.15 to 0.40 is what was measured on
        people (MEASURES 2.2), 0.28 expected.
    lean_share : float
        Hanging only: how far the body leans back per degree of hip flexion.
    sway_deg, sway_s : float
        Hanging only: amplitude and period of a swing about the bar.
    uneven_deg : float
        Hip flexion of the right leg minus that of the left at the peak.
    """

    exercise: Exercise
    reps: tuple[Rep, ...]
    rest_s: float = 2.0
    fps: float = 30.0
    roll_share: float = 0.28
    lean_share: float = 0.0
    sway_deg: float = 0.0
    sway_s: float = 3.0
    uneven_deg: float = 0.0


@dataclass(frozen=True)
class Motion:
    """Curves (N,) of a performed script at the frame times.

    ``left_down`` and ``right_down`` tell where the script leaves a leg lying on the mat.
    ``edges`` holds (start, stop) seconds of each scripted repetition, half-open.
    """

    time_s: Array
    hip_left_deg: Array
    hip_right_deg: Array
    knee_left_deg: Array
    knee_right_deg: Array
    lordosis_deg: Array
    trunk_lift_deg: Array
    left_down: NDArray[np.bool_]
    right_down: NDArray[np.bool_]
    edges: tuple[tuple[float, float], ...]


def min_jerk(start: float, end: float, duration_s: float) -> Array:
    """Smoothest curve from ``start`` to ``end``, a sample per ``STEP_S``, the end left out.

    The peak speed is 1.875 times the mean speed.
    """
    u: Array = np.arange(round(duration_s / STEP_S), dtype=np.float64) * STEP_S / duration_s
    curve: Array = start + (end - start) * u**3 * (10 - 15 * u + 6 * u**2)
    return curve


def free_fall(start: float, end: float) -> Array:
    """Legs let go at ``start`` degrees that fall and are caught just before ``end``.

    The speed follows the free fall of MEASURES 5.5 with a tenth of the energy lost, plus the
    start that brings the legs over the vertical.
    """
    top = np.sin(np.radians(min(start, 90.0)))
    angle, out = start, [start]
    while angle > end + 0.05 and len(out) < 5000:
        gained = max(2 * FALL_PER_S2 * (top - np.sin(np.radians(min(angle, 90.0)))), 0.0)
        eased = 2 * 250.0 * min(start - angle + 0.02, 16.0)
        speed = np.sqrt(0.9 * np.degrees(np.sqrt(gained)) ** 2 + eased)
        speed = min(speed, np.sqrt(2 * BRAKE_DEG_PER_S2 * max(angle - end, 0.0)) + 1.0)
        angle -= float(speed) * STEP_S
        out.append(angle)
    return np.array(out[:-1])


def _hold(value: float, duration_s: float) -> Array:
    return np.full(max(round(duration_s / STEP_S), 0), value)


def _raised(reps: tuple[Rep, ...], rest_deg: float, rest_s: float) -> tuple[Array, list[int]]:
    """Hip flexion of the working leg(s) and the sample at which each rep (and the end) starts."""
    pieces, starts, count = [_hold(rest_deg, rest_s)], [], round(rest_s / STEP_S)
    for rep in reps:
        starts.append(count)
        down = (
            free_fall(rep.peak_deg, rest_deg)
            if rep.drop
            else min_jerk(rep.peak_deg, rest_deg, rep.lower_s)
        )
        parts = [
            min_jerk(rest_deg, rep.peak_deg, rep.raise_s),
            _hold(rep.peak_deg, rep.top_s),
            down,
            _hold(rest_deg, rep.dwell_s),
        ]
        pieces += parts
        count += sum(len(part) for part in parts)
    starts.append(count)
    pieces.append(_hold(rest_deg, rest_s))
    return np.concatenate(pieces), starts


def perform(script: Script, rest_deg: float) -> Motion:
    """Curves of a script for a body whose legs lie down at ``rest_deg`` of hip flexion."""
    hip, starts = _raised(script.reps, rest_deg, script.rest_s)
    left, right = np.full_like(hip, rest_deg), np.full_like(hip, rest_deg)
    knees = {"left": np.zeros_like(hip), "right": np.zeros_like(hip)}
    arch, lift = np.zeros_like(hip), np.zeros_like(hip)
    for rep, start, stop in zip(script.reps, starts[:-1], starts[1:], strict=True):
        span = slice(start, stop)
        done = (hip[span] - rest_deg) / (rep.peak_deg - rest_deg)
        if rep.leg in ("both", "left"):
            left[span] = hip[span]
            knees["left"][span] = rep.knee_deg * done
        if rep.leg in ("both", "right"):
            right[span] = hip[span] + script.uneven_deg * done
            knees["right"][span] = rep.knee_deg * done
        arch[span] = _arch(rep.arch, hip[span], rest_deg)
        lift[span] = rep.trunk_lift_deg * done
    seconds = np.arange(len(hip)) * STEP_S
    lordosis = arch - script.roll_share * (hip - rest_deg) - lift
    lean = script.lean_share * (hip - rest_deg)
    lean += script.sway_deg * np.sin(2 * np.pi * seconds / script.sway_s)
    frames = np.arange(int(seconds[-1] * script.fps) + 1) / script.fps
    curves = (left, right, knees["left"], knees["right"], lordosis, lift + lean)
    sampled = [np.interp(frames, seconds, curve) for curve in curves]
    edges = tuple((a * STEP_S, b * STEP_S) for a, b in pairwise(starts))
    lying = script.exercise != "hanging_leg_raise"
    down = [(curve <= rest_deg + 1e-6) & lying for curve in sampled[:2]]
    return Motion(
        time_s=frames,
        hip_left_deg=sampled[0],
        hip_right_deg=sampled[1],
        knee_left_deg=sampled[2],
        knee_right_deg=sampled[3],
        lordosis_deg=sampled[4],
        trunk_lift_deg=sampled[5],
        left_down=down[0],
        right_down=down[1],
        edges=edges,
    )


def _arch(arch: Arch, hip: Array, rest_deg: float) -> Array:
    """Extra lordosis (N,) of one repetition: largest early, gone at ``below_deg``."""
    if arch.size_deg == 0.0:
        return np.zeros_like(hip)
    height = np.clip((hip - rest_deg) / (arch.below_deg - rest_deg), 0.0, 1.0)
    bump = np.sin(np.pi * np.sqrt(height)) ** 2
    before = np.arange(len(hip)) <= int(np.argmax(hip))
    wanted = {"raise": before, "lower": ~before, "both": np.ones(len(hip), dtype=bool)}
    curve: Array = arch.size_deg * bump * wanted[arch.phase]
    return curve
