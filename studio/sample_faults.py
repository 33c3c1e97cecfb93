"""The sample clips that show one fault each, their good twins, and some odd ways to film.

A clip ``<scene>_<check>`` shows the fault of that check; its twin is ``<scene>_good``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from studio.sample_scenes import (
    BAR,
    FLAT,
    GARAGE,
    GYM,
    LOFT,
    OBLIQUE,
    PORTRAIT,
    SINGLE,
    STUDIO,
)
from studio.script import Arch, Exercise, Leg, Rep, Script

__all__ = ["FAULT_CLIPS"]

TRAVEL_BELOW_ZERO_DEG = 3.0
UP_DEG_PER_S, DOWN_DEG_PER_S = 60.0, 41.0
"""Scripted mean speeds; without the quiet ends, as ``tempo`` takes them, 1.3 times as much."""
HOVER_DEG = 28.0
GOOD = Rep(0.0, top_s=0.2, dwell_s=0.35, knee_deg=5.0)


def _reps(*peaks_deg: float, like: Rep = GOOD) -> tuple[Rep, ...]:
    """Repetitions of the given peaks at one calm pace, each otherwise ``like`` one."""
    reps = []
    for peak in peaks_deg:
        way = peak + like.uneven_deg / 2 + TRAVEL_BELOW_ZERO_DEG
        paced = replace(like, raise_s=way / UP_DEG_PER_S, lower_s=way / DOWN_DEG_PER_S)
        reps.append(replace(paced, peak_deg=peak))
    return tuple(reps)


def _at(reps: tuple[Rep, ...], **changes: Any) -> tuple[Rep, ...]:
    """Return the repetitions with something changed in each."""
    return tuple(replace(rep, **changes) for rep in reps)


def _script(*reps: Rep, exercise: Exercise = "lying_leg_raise", **more: Any) -> Script:
    settings: dict[str, Any] = {
        "rest_s": 1.4,
        "fps": 25.0,
        "roll_share": 0.25,
        "tremor_deg": 0.2,
        "breath_deg": 0.4,
    }
    return Script(exercise, reps, **{**settings, **more})


def _hanging(*reps: Rep, **more: Any) -> Script:
    return _script(*reps, exercise="hanging_leg_raise", breath_deg=0.0, **more)


def _eight(*peaks_deg: float) -> Script:
    return _script(*_at(_reps(*peaks_deg), top_s=0.1, dwell_s=0.3))


def _hovering(*peaks_deg: float) -> tuple[Rep, ...]:
    """Repetitions between which the legs stay in the air; the last comes all the way down."""
    reps = list(_reps(*peaks_deg))
    for i, rep in enumerate(reps[:-1]):
        short = 1.0 - HOVER_DEG / rep.peak_deg
        reps[i] = replace(rep, stop_deg=HOVER_DEG, lower_s=short * rep.lower_s, dwell_s=0.2)
        reps[i + 1] = replace(reps[i + 1], raise_s=short * reps[i + 1].raise_s)
    return tuple(reps)


def _legs_in_turn() -> Script:
    legs: tuple[Leg, ...] = ("left", "right", "left")
    reps = zip(_reps(98.0, 104.0, 101.0), legs, strict=True)
    turns = tuple(replace(rep, leg=leg) for rep, leg in reps)
    return _script(*turns, exercise="single_leg_raise", roll_share=0.15)


def _arched(*peaks_deg: float, phase: Literal["raise", "lower"]) -> Script:
    """Three to four degrees of each arch go into the pelvic roll, more where it is brief."""
    arch = Arch(23.5 if phase == "raise" else 21.5, phase, 75.0)
    return _script(*_at(_reps(*peaks_deg), arch=arch), roll_share=0.18)


FAULT_CLIPS = (
    LOFT.clip("good", "three clean repetitions", _script(*_reps(103.0, 106.0, 101.0))),
    LOFT.clip(
        "under_90",
        "three controlled repetitions that stop at 58 to 70 degrees",
        _script(*_reps(70.0, 64.0, 58.0)),
    ),
    LOFT.clip(
        "knee_bend",
        "three full repetitions with the knees bending by 50 degrees",
        _script(*_at(_reps(102.0, 105.0, 100.0), knee_deg=50.0)),
    ),
    LOFT.clip(
        "asymmetry",
        "three full repetitions, the left leg 24 degrees behind the right one at the top",
        _script(*_reps(91.0, 94.0, 90.0, like=replace(GOOD, uneven_deg=24.0))),
    ),
    STUDIO.clip(
        "good", "three clean repetitions", _script(*_reps(104.0, 100.0, 105.0), roll_share=0.18)
    ),
    STUDIO.clip(
        "back_arch",
        "three full repetitions, the low back arching by 16 degrees as the legs rise",
        _arched(103.0, 100.0, 104.0, phase="raise"),
    ),
    STUDIO.clip(
        "lowering_arch",
        "three full repetitions, the low back arching by 16 degrees on the way down",
        _arched(104.0, 101.0, 103.0, phase="lower"),
    ),
    GYM.clip("good", "three clean repetitions", _script(*_reps(102.0, 105.0, 103.0))),
    GYM.clip(
        "swing",
        "three repetitions kicked up in 0.6 s, lowered with control",
        _script(*_at(_reps(104.0, 107.0, 102.0), raise_s=0.62)),
    ),
    GYM.clip(
        "leg_drop",
        "three repetitions raised with control, then dropped",
        _script(*_at(_reps(103.0, 105.0, 100.0), drop=True, dwell_s=0.7)),
    ),
    GYM.clip(
        "tempo",
        "three repetitions too fast both ways, without momentum",
        _script(*_at(_reps(102.0, 104.0, 100.0), raise_s=1.08, lower_s=1.6, dwell_s=0.5)),
    ),
    GARAGE.clip("good", "three clean repetitions", _script(*_reps(100.0, 103.0, 101.0))),
    GARAGE.clip(
        "low_hold",
        "three full repetitions, the feet held at 12 degrees for 3 s after the first two",
        _script(*_at(_reps(101.0, 99.0), hold_s=3.0), *_reps(100.0)),
    ),
    GARAGE.clip(
        "incomplete_lowering",
        "four full repetitions, the legs hovering at 28 degrees in between",
        _script(*_hovering(101.0, 103.0, 100.0, 101.0)),
    ),
    FLAT.clip(
        "good",
        "eight clean repetitions of one height",
        _eight(107.0, 108.0, 106.0, 107.0, 108.0, 106.0, 107.0, 106.0),
    ),
    FLAT.clip(
        "form_drift",
        "eight repetitions whose peaks sink from 116 to 97 degrees",
        _eight(116.0, 115.0, 114.0, 110.0, 106.0, 101.0, 99.0, 97.0),
    ),
    FLAT.clip(
        "trunk_lift",
        "three repetitions with the shoulders coming up by 27 degrees",
        _script(*_at(_reps(123.0, 125.0, 122.0), trunk_lift_deg=23.5)),
    ),
    BAR.clip(
        "good",
        "hanging: three clean repetitions with little swing",
        _hanging(*_reps(100.0, 103.0, 99.0), lean_share=0.03, sway_deg=0.8),
    ),
    BAR.clip(
        "swing",
        "hanging: three repetitions, the body swinging and the legs flying behind it",
        _hanging(
            *_at(_reps(100.0, 103.0, 99.0), lower_s=3.1, behind_deg=18.0), sway_deg=15.0, sway_s=2.6
        ),
    ),
    SINGLE.clip("full", "single legs in turn (left, right, left), all clean", _legs_in_turn()),
    PORTRAIT.clip(
        "full",
        "an upright picture, stored turned by 90 degrees, uneven frame times: three clean "
        "repetitions",
        _script(*_reps(104.0, 101.0, 106.0)),
    ),
    OBLIQUE.clip(
        "mixed",
        "30 degrees off side-on: peaks of 106, 66 and 103 degrees",
        _script(*_reps(106.0, 66.0, 103.0)),
    ),
)
