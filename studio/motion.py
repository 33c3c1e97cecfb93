"""A motion script performed: joint-angle curves over time.

Angles are in degrees (signs as in MEASURES 4.2: flexion positive), times in seconds from the
first frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.profiles import (
    FALL_PER_S2,
    STEP_S,
    Array,
    free_fall,
    hold,
    min_jerk,
    smooth_step,
    wobble,
)
from studio.script import BREATH_S, Arch, Exercise, Leg, Rep, Script

__all__ = [
    "FALL_PER_S2",
    "STEP_S",
    "Arch",
    "Array",
    "Exercise",
    "Leg",
    "Motion",
    "Rep",
    "Script",
    "free_fall",
    "min_jerk",
    "perform",
]

SIDES = ("left", "right")
LEAST_MOVE_S = 0.5
BACK_FROM_BEHIND_S = 0.7
LAST_LOWERING_S = 1.2
KNEE_TRAVEL_SHARE = 0.7
"""Hip travel per degree of knee bend that keeps a bending knee's heel off the mat."""
STEADY_BELOW_DEG = 8.0


@dataclass(frozen=True)
class Motion:
    """Curves (N,) of a performed script at the times asked for.

    ``left_down`` and ``right_down`` tell where the script leaves a leg lying on the mat;
    ``left_flat`` and ``right_flat`` how far (0 to 1) a foot stands flat on it.
    ``edges`` holds (start, stop) seconds of each scripted repetition, half-open.
    """

    time_s: Array
    hip_left_deg: Array
    hip_right_deg: Array
    knee_left_deg: Array
    knee_right_deg: Array
    lordosis_deg: Array
    trunk_lift_deg: Array
    head_lift_deg: Array
    left_flat: Array
    right_flat: Array
    left_down: NDArray[np.bool_]
    right_down: NDArray[np.bool_]
    edges: tuple[tuple[float, float], ...]


def perform(script: Script, rest_deg: float, times_s: Array | None = None) -> Motion:
    """Curves of a script for a body whose legs rest at ``rest_deg`` of hip flexion.

    Parameters
    ----------
    times_s : array (N,), optional
        When to sample, in any order; ``script.fps`` times a second if left out.
    """
    hip, starts = _raised(script.reps, rest_deg, script.rest_s)
    seconds: Array = np.arange(len(hip), dtype=np.float64) * STEP_S
    curves = _leg_curves(script, hip, starts, rest_deg)
    _trunk_curves(script, hip, starts, rest_deg, curves)
    _steady_or_not(script, rest_deg, seconds, curves)
    if times_s is None:
        times_s = np.arange(int(seconds[-1] * script.fps) + 1) / script.fps
    times = np.asarray(times_s, dtype=np.float64)
    sampled = {name: np.interp(times, seconds, curve) for name, curve in curves.items()}
    down = {
        side: (sampled[f"hip_{side}_deg"] <= rest_deg + 1e-6) & script.legs_lie for side in SIDES
    }
    return Motion(
        time_s=times,
        left_down=down["left"],
        right_down=down["right"],
        edges=tuple((a * STEP_S, b * STEP_S) for a, b in pairwise(starts)),
        **sampled,
    )


def _raised(reps: tuple[Rep, ...], rest_deg: float, rest_s: float) -> tuple[Array, list[int]]:
    """Hip flexion of the working leg(s) and the sample at which each rep (and the end) starts."""
    pieces, starts, count = [hold(rest_deg, rest_s)], [], round(rest_s / STEP_S)
    base = rest_deg
    for rep in reps:
        starts.append(count)
        end = rest_deg if rep.stop_deg is None else rep.stop_deg
        parts = [*_raise(rep, base), hold(rep.peak_deg, rep.top_s), *_lowering(rep, end)]
        parts.append(hold(end, rep.dwell_s))
        pieces += parts
        count += sum(len(part) for part in parts)
        base = end
    starts.append(count)
    if base != rest_deg:
        pieces.append(min_jerk(base, rest_deg, LAST_LOWERING_S))
    pieces.append(hold(rest_deg, rest_s))
    return np.concatenate(pieces), starts


def _raise(rep: Rep, base_deg: float) -> list[Array]:
    if not rep.pause_s:
        return [min_jerk(base_deg, rep.peak_deg, rep.raise_s)]
    share = (rep.pause_deg - base_deg) / (rep.peak_deg - base_deg)
    return [
        min_jerk(base_deg, rep.pause_deg, max(share * rep.raise_s, LEAST_MOVE_S)),
        hold(rep.pause_deg, rep.pause_s),
        min_jerk(rep.pause_deg, rep.peak_deg, max((1 - share) * rep.raise_s, LEAST_MOVE_S)),
    ]


def _lowering(rep: Rep, end_deg: float) -> list[Array]:
    low = end_deg - rep.behind_deg
    first = rep.hold_deg if rep.hold_s else low
    share = (rep.peak_deg - first) / (rep.peak_deg - low)
    parts = [
        free_fall(rep.peak_deg, first)
        if rep.drop
        else min_jerk(rep.peak_deg, first, share * rep.lower_s)
    ]
    if rep.hold_s:
        parts.append(hold(first, rep.hold_s))
        parts.append(min_jerk(first, low, max((1 - share) * rep.lower_s, LEAST_MOVE_S)))
    if rep.behind_deg:
        parts.append(min_jerk(low, end_deg, BACK_FROM_BEHIND_S))
    return parts


def _done(hip: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Share (N,) of one repetition's way that is done, up then down again; and where it is up."""
    top = int(np.argmax(hip))
    rising = np.arange(len(hip)) <= top
    base = np.where(rising, hip[0], hip[-1])
    return np.clip((hip - base) / (hip[top] - base), 0.0, 1.0), rising


def _leg_curves(script: Script, hip: Array, starts: list[int], rest_deg: float) -> dict[str, Array]:
    curves = {f"hip_{side}_deg": np.full_like(hip, rest_deg) for side in SIDES}
    curves |= {f"knee_{side}_deg": np.zeros_like(hip) for side in SIDES}
    for rep, start, stop in zip(script.reps, starts[:-1], starts[1:], strict=True):
        span = slice(start, stop)
        done, _ = _done(hip[span])
        for side in SIDES if rep.leg == "both" else (rep.leg,):
            curves[f"hip_{side}_deg"][span] = hip[span]
            curves[f"knee_{side}_deg"][span] = rep.knee_deg * done
        if rep.leg == "both":
            curves["hip_right_deg"][span] += (script.uneven_deg + rep.uneven_deg) * done
    if script.reps:
        tail = slice(starts[-1], None)
        for side in SIDES if script.reps[-1].leg == "both" else (script.reps[-1].leg,):
            curves[f"hip_{side}_deg"][tail] = hip[tail]
    change = script.knee_bend_deg - script.rest_knee_deg
    travel = max(KNEE_TRAVEL_SHARE * abs(change), STEADY_BELOW_DEG)
    for side in SIDES:
        raised = smooth_step((curves[f"hip_{side}_deg"] - rest_deg) / travel)
        curves[f"knee_{side}_deg"] += script.rest_knee_deg + change * raised
        curves[f"{side}_flat"] = (1.0 - raised) * (script.rest_knee_deg > 0.0)
    return curves


def _trunk_curves(
    script: Script, hip: Array, starts: list[int], rest_deg: float, curves: dict[str, Array]
) -> None:
    """Add lordosis, trunk lift (or lean) and the head's nod to the curves."""
    arch, lift, nod, curl = (np.zeros_like(hip) for _ in range(4))
    for rep, start, stop in zip(script.reps, starts[:-1], starts[1:], strict=True):
        span = slice(start, stop)
        done, rising = _done(hip[span])
        arch[span] = _arch(rep.arch, hip[span], rising)
        lift[span] = rep.trunk_lift_deg * done
        nod[span] = rep.head_lift_deg * done
        if rep.peak_deg > 90.0:
            curl[span] = rep.curl_deg * smooth_step((hip[span] - 90.0) / (rep.peak_deg - 90.0))
    seconds = np.arange(len(hip)) * STEP_S
    lean = script.lean_share * (hip - rest_deg)
    lean += script.sway_deg * np.sin(2 * np.pi * seconds / script.sway_s)
    lift += script.breath_deg * (1 - np.cos(2 * np.pi * seconds / BREATH_S)) / 2
    curves["lordosis_deg"] = arch - script.roll_share * (hip - rest_deg) - lift - curl
    curves["trunk_lift_deg"] = lift + lean
    curves["head_lift_deg"] = nod


def _arch(arch: Arch, hip: Array, rising: NDArray[np.bool_]) -> Array:
    """Extra lordosis (N,) of one repetition: largest early, gone at ``below_deg``."""
    if arch.size_deg == 0.0:
        return np.zeros_like(hip)
    base = np.where(rising, hip[0], hip[-1])
    room = np.maximum(arch.below_deg - base, STEADY_BELOW_DEG)
    bump = np.sin(np.pi * np.sqrt(np.clip((hip - base) / room, 0.0, 1.0))) ** 2
    wanted = {"raise": rising, "lower": ~rising, "both": np.ones(len(hip), dtype=bool)}
    curve: Array = arch.size_deg * bump * wanted[arch.phase]
    return curve


def _steady_or_not(
    script: Script, rest_deg: float, seconds: Array, curves: dict[str, Array]
) -> None:
    """Add the tremor to every joint; what lies on the mat lies still."""
    if script.tremor_deg == 0.0:
        return

    def shaken(channel: int) -> Array:
        return script.tremor_deg * wobble(seconds, script.seed, channel)

    common = shaken(0)
    for channel, side in enumerate(SIDES, start=1):
        hip, knee = curves[f"hip_{side}_deg"], curves[f"knee_{side}_deg"]
        free = smooth_step((hip - rest_deg) / STEADY_BELOW_DEG) if script.legs_lie else 1.0
        curves[f"knee_{side}_deg"] = np.maximum(knee + free * shaken(channel + 2), 0.0)
        curves[f"hip_{side}_deg"] = hip + free * (0.9 * common + 0.44 * shaken(channel))
    curves["lordosis_deg"] = curves["lordosis_deg"] + 0.5 * shaken(5)
    curves["head_lift_deg"] = curves["head_lift_deg"] + 0.5 * np.abs(shaken(6))
    if script.exercise == "hanging_leg_raise":
        curves["trunk_lift_deg"] = curves["trunk_lift_deg"] + 0.5 * shaken(7)
