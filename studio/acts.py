"""What is done in a benchmark clip: random motion scripts, one function for each kind.

Every function takes a random generator and returns a :class:`Act`. The numbers are drawn so that a
fault is clearly there or clearly not for the larger part, and near its limit now and then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from studio.arms import Position
from studio.pose import Support
from studio.script import Arch, Exercise, Rep, Script

__all__ = ["ACTS", "Act"]

Random = np.random.Generator

ON_MAT: tuple[Position, ...] = (
    "sides", "sides", "chest", "chest", "folded_high", "overhead", "overhead", "waist", "under_hips"
)  # fmt: skip
BACK_FPS = 16.0
"""Backs move slowly: fewer pictures make room for more people."""


@dataclass(frozen=True, slots=True)
class Act:
    """A script and the posture in which it is done."""

    script: Script
    arms: Position = "sides"
    support: Support = "mat"


def _peaks(random: Random, count: int, low: float, high: float) -> list[float]:
    """Peaks that stay near one height, as a person's do, anywhere in the range."""
    middle = random.uniform(low, high)
    return [float(np.clip(middle + random.normal(0, 4.0), low, high)) for _ in range(count)]


def _knee(random: Random) -> float:
    """Knee flexion at the top of somebody who means to keep the knees straight."""
    return float(np.clip(random.gamma(2.0, 3.0), 0.0, 20.0))


def _reps(random: Random, peaks: list[float], **changes: Any) -> tuple[Rep, ...]:
    """Repetitions of one person at one pace: 90 degrees in 1.7 s or more up, 2.4 down."""
    pace = random.uniform(0.95, 1.2)
    knee = _knee(random)
    reps = []
    for peak in peaks:
        way = peak / 90.0
        rep = Rep(
            peak,
            raise_s=float(max(pace * way * random.uniform(1.8, 2.2), 1.1)),
            lower_s=float(max(pace * way * random.uniform(2.5, 3.0), 1.5)),
            top_s=float(random.uniform(0.1, 0.5)),
            dwell_s=float(random.uniform(0.3, 0.7)),
            knee_deg=float(np.clip(knee + random.normal(0, 1.5), 0.0, 22.0)),
        )
        reps.append(replace(rep, **changes))
    return tuple(reps)


def _brisk(random: Random, rep: Rep) -> Rep:
    """Return the repetition a little faster, still with control: 70 degrees in 1.5 and 2.2 s."""
    way = rep.peak_deg / 70.0
    return replace(
        rep,
        raise_s=float(max(way * random.uniform(1.4, 1.7), 1.2)),
        lower_s=float(max(way * random.uniform(2.0, 2.5), 1.6)),
    )


def _script(
    random: Random, reps: tuple[Rep, ...], exercise: Exercise = "lying_leg_raise", **more: Any
) -> Script:
    settings: dict[str, Any] = {
        "rest_s": float(random.uniform(1.3, 1.9)),
        "fps": float(random.choice([24.0, 24.0, 25.0, 30.0])),
        "roll_share": float(random.uniform(0.16, 0.38)),
        "tremor_deg": float(random.uniform(0.0, 0.5)),
        "breath_deg": float(random.uniform(0.2, 1.0)),
        "seed": int(random.integers(1 << 30)),
        "uneven_deg": float(random.normal(0.0, 1.5)),
    }
    return Script(exercise, reps, **{**settings, **more})


def _on_mat(random: Random) -> Position:
    return ON_MAT[int(random.integers(len(ON_MAT)))]


def _lying(random: Random, reps: tuple[Rep, ...], **more: Any) -> Act:
    return Act(_script(random, reps, **more), _on_mat(random))


def full(random: Random) -> Act:
    """Clean repetitions well past 90 degrees, some with a curl of the pelvis."""
    curl = float(random.choice([0.0, 0.0, 15.0]))
    return _lying(random, _reps(random, _peaks(random, 3, 93.0, 122.0), curl_deg=curl))


def under(random: Random) -> Act:
    """Clean repetitions that stay under 90 degrees."""
    return _lying(random, _reps(random, _peaks(random, 3, 40.0, 87.0)))


def mixed(random: Random) -> Act:
    """Every repetition to another height, with small faults here and there."""
    peaks = [float(p) for p in random.uniform(45.0, 120.0, 4)]
    reps = [
        replace(
            rep,
            knee_deg=float(random.choice([rep.knee_deg, random.uniform(10.0, 60.0)])),
            head_lift_deg=float(random.choice([0.0, 20.0])),
            trunk_lift_deg=float(random.choice([0.0, 0.0, 0.0, random.uniform(4.0, 14.0)])),
            pause_s=float(random.choice([0.0, 0.0, 0.0, 0.6])),
            uneven_deg=float(random.normal(0.0, 4.0)),
        )
        for rep in _reps(random, peaks)
    ]
    return _lying(random, tuple(reps))


def swing(random: Random) -> Act:
    """Kicked up, dropped, bounced off the floor without a pause."""
    peaks = _peaks(random, 6, 70.0, 115.0)
    reps = tuple(
        replace(
            rep,
            raise_s=float(rep.peak_deg / 90.0 * random.uniform(0.42, 0.58)),
            top_s=0.06,
            dwell_s=0.0,
            drop=True,
        )
        for rep in _reps(random, peaks)
    )
    return _lying(random, reps)


def fast(random: Random) -> Act:
    """Too fast up and down, but with control and a pause."""
    reps = []
    for rep in _reps(random, _peaks(random, 5, 60.0, 115.0)):
        up, down = random.uniform(100.0, 135.0), random.uniform(68.0, 100.0)
        reps.append(
            replace(
                rep,
                raise_s=float(1.22 * rep.peak_deg / up),
                lower_s=float(1.22 * rep.peak_deg / down),
            )
        )
    return _lying(random, tuple(reps))


def drop(random: Random) -> Act:
    """Raised with control, then let go."""
    return _lying(random, _reps(random, _peaks(random, 5, 65.0, 112.0), drop=True, dwell_s=0.6))


def low_hold(random: Random) -> Act:
    """The feet are held above the floor after each repetition; sometimes with another fault."""
    other = [
        {},
        {"knee_deg": random.uniform(35.0, 65.0)},
        {"uneven_deg": random.uniform(19.0, 27.0)},
    ]
    changes: dict[str, Any] = dict(other[int(random.integers(3))])
    reps = tuple(
        replace(
            _brisk(random, rep),
            hold_deg=float(random.uniform(8.0, 16.0)),
            hold_s=float(random.uniform(2.3, 2.8)),
            **changes,
        )
        for rep in _reps(random, _peaks(random, 5, 42.0, 95.0))
    )
    return _lying(random, reps)


def knee_bend(random: Random) -> Act:
    """Knees that bend on the way up; the last repetition keeps them nearly straight."""
    reps = tuple(_brisk(random, rep) for rep in _reps(random, _peaks(random, 5, 60.0, 112.0)))
    bent = [replace(rep, knee_deg=float(random.uniform(34.0, 75.0))) for rep in reps[:-1]]
    return _lying(random, (*bent, replace(reps[-1], knee_deg=8.0)))


def uneven(random: Random) -> Act:
    """One leg stays behind the other; the last repetition is even."""
    sign = random.choice([-1.0, 1.0])
    reps = tuple(_brisk(random, rep) for rep in _reps(random, _peaks(random, 5, 55.0, 105.0)))
    apart = [replace(rep, uneven_deg=float(sign * random.uniform(18.0, 28.0))) for rep in reps[:-1]]
    return _lying(random, (*apart, reps[-1]), uneven_deg=0.0)


def trunk_lift(random: Random) -> Act:
    """The upper body comes up with the legs; the last repetition keeps it down."""
    reps = tuple(_brisk(random, rep) for rep in _reps(random, _peaks(random, 5, 60.0, 108.0)))
    lifted = [replace(rep, trunk_lift_deg=float(random.uniform(22.0, 28.5))) for rep in reps[:-1]]
    return _lying(random, (*lifted, reps[-1]))


def hover(random: Random) -> Act:
    """The legs do not come down between the repetitions."""
    reps = _reps(random, _peaks(random, 4, 70.0, 110.0))
    high = [replace(rep, stop_deg=float(random.uniform(20.0, 34.0))) for rep in reps[:-1]]
    return _lying(random, (*high, reps[-1]))


def arch(random: Random) -> Act:
    """The low back arches on the way up, on the way down, or both."""
    phase = ("raise", "lower", "both")[int(random.integers(3))]
    size = float(random.uniform(10.0, 24.0))
    reps = _reps(random, _peaks(random, 3, 55.0, 108.0), arch=Arch(size, phase, 50.0))
    act = _lying(random, reps, roll_share=0.16)
    # Hands on the mat overhead would go through it as the thorax pitches back.
    return replace(act, arms="chest") if act.arms == "overhead" else act


def _backs(random: Random, reps: tuple[Rep, ...]) -> tuple[Rep, ...]:
    """Return the repetitions, some with a clear arch, some with a mild one, some with none."""
    arched = []
    for rep in (_brisk(random, rep) for rep in reps):
        kind = random.random()
        size = random.uniform(12.0, 24.0) if kind < 0.46 else random.uniform(5.0, 8.0)
        phase = ("raise", "lower", "both")[int(random.integers(3))]
        below_deg = float(random.uniform(35.0, 60.0))
        flat = kind >= 0.55
        arched.append(replace(rep, arch=Arch(0.0 if flat else float(size), phase, below_deg)))
    return tuple(arched)


def back(random: Random) -> Act:
    """Every repetition with another back: arched, hardly arched, flat."""
    reps = _backs(random, _reps(random, _peaks(random, 5, 50.0, 105.0)))
    free: tuple[Position, ...] = ("chest", "folded_high")
    hiding: tuple[Position, ...] = ("sides", "waist")
    arms = hiding if random.random() < 0.2 else free
    share = float(random.uniform(0.14, 0.34))
    script = _script(random, reps, fps=BACK_FPS, roll_share=share)
    return Act(script, arms[int(random.integers(len(arms)))])


def back_free(random: Random) -> Act:
    """The pelvis goes its own way: arched or tucked in, early or late, whatever the legs do."""
    reps = []
    for rep in _reps(random, _peaks(random, 5, 50.0, 105.0)):
        size = float(random.choice([-1.0, 1.0]) * random.uniform(8.0, 25.0))
        phase = ("raise", "lower", "both")[int(random.integers(3))]
        own = Arch(size, phase, float(random.uniform(35.0, 130.0)))
        reps.append(replace(_brisk(random, rep), arch=own))
    share = float(random.uniform(0.05, 0.40))
    script = _script(random, tuple(reps), fps=BACK_FPS, roll_share=share)
    return Act(script, "chest" if random.random() < 0.5 else "folded_high")


def back_hanging(random: Random) -> Act:
    """From a bar, every repetition with another back."""
    quiet = hanging(random)
    reps = _backs(random, _reps(random, _peaks(random, 4, 50.0, 105.0)))
    return replace(quiet, script=replace(quiet.script, reps=reps, fps=BACK_FPS))


def single_leg(random: Random) -> Act:
    """One leg at a time, in turn or one side only."""
    peaks = [float(p) for p in random.uniform(50.0, 108.0, 4)]
    turns = random.random() < 0.7
    first = int(random.integers(2))
    reps = tuple(
        replace(rep, leg="left" if (first + i * turns) % 2 else "right", uneven_deg=0.0)
        for i, rep in enumerate(_reps(random, peaks))
    )
    share = float(random.uniform(0.08, 0.2))
    return _lying(random, reps, exercise="single_leg_raise", roll_share=share, uneven_deg=0.0)


def hook_lying(random: Random) -> Act:
    """Starts from bent knees with the feet flat on the mat."""
    bent = float(random.uniform(60.0, 90.0))
    raised = float(bent * random.uniform(0.3, 1.0))
    reps = _reps(random, _peaks(random, 3, 75.0, 112.0))
    return _lying(random, reps, rest_knee_deg=bent, knee_bend_deg=raised)


def bench(random: Random) -> Act:
    """On a bench, the legs hanging below its end in between."""
    reps = _reps(random, _peaks(random, 3, 45.0, 110.0))
    below = float(random.uniform(-16.0, 0.0))
    arms: Position = "overhead" if random.random() < 0.4 else "chest"
    return Act(_script(random, reps, "bench_leg_raise", rest_hip_deg=below), arms, "bench")


def hanging(random: Random) -> Act:
    """From a bar, quiet."""
    peaks = [float(p) for p in random.uniform(40.0, 112.0, 3)]
    knee = float(random.choice([_knee(random), random.uniform(30.0, 95.0)]))
    reps = _reps(random, peaks, knee_deg=knee)
    return Act(
        _script(
            random,
            reps,
            "hanging_leg_raise",
            lean_share=float(random.uniform(0.0, 0.08)),
            sway_deg=float(random.uniform(0.0, 2.0)),
            sway_s=float(random.uniform(2.3, 3.2)),
        ),
        "bar",
        "bar",
    )


def hanging_swing(random: Random) -> Act:
    """From a bar, with a swing of the whole body."""
    quiet = hanging(random)
    script = replace(
        quiet.script,
        sway_deg=float(random.uniform(14.0, 22.0)),
        reps=tuple(
            replace(rep, behind_deg=float(random.uniform(0.0, 22.0))) for rep in quiet.script.reps
        ),
    )
    return replace(quiet, script=script)


def still(random: Random) -> Act:
    """Somebody lies on the back and does nothing."""
    return _lying(random, (), rest_s=4.0)


ACTS: dict[str, Callable[[Random], Act]] = {
    act.__name__: act
    for act in (
        full, under, mixed, swing, fast, drop, low_hold, knee_bend, uneven, trunk_lift, hover, arch,
        back, back_free, back_hanging, single_leg, hook_lying, bench, hanging, hanging_swing, still,
    )
}  # fmt: skip
