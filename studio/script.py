"""Motion scripts: what a clip's person does, in a few numbers per repetition.

Angles are in degrees (signs as in MEASURES 4.2: flexion positive), times in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Leg = Literal["both", "left", "right"]
Exercise = Literal["lying_leg_raise", "single_leg_raise", "hanging_leg_raise", "bench_leg_raise"]

BREATH_S = 4.0


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
    """One repetition: hip flexion at the peak, and how it gets there and back.

    Attributes
    ----------
    knee_deg, trunk_lift_deg, head_lift_deg : float
        Knee flexion, lift of the thorax and nod of the head that come and go with the legs;
        reached at the peak.
    drop : bool
        The legs fall instead of being lowered.
    uneven_deg : float
        Right minus left hip flexion at the peak, added to the script's.
    pause_deg, pause_s : float
        A stop on the way up.
    hold_deg, hold_s : float
        A stop on the way down.
    stop_deg : float or None
        The lowering ends here and the next repetition starts from here; None = at rest.
    curl_deg : float
        Posterior pelvic roll beyond the script's, growing from 90 degrees to the peak.
    behind_deg : float
        Hanging: how far the legs swing behind their rest after the lowering.
    """

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
    uneven_deg: float = 0.0
    pause_deg: float = 45.0
    pause_s: float = 0.0
    hold_deg: float = 12.0
    hold_s: float = 0.0
    stop_deg: float | None = None
    head_lift_deg: float = 0.0
    curl_deg: float = 0.0
    behind_deg: float = 0.0


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
    rest_hip_deg : float or None
        Hip flexion at rest of legs that nothing supports: hanging below the end of a bench, or
        held in the air between the repetitions. None = lying on the mat, or straight.
    rest_knee_deg : float
        On the mat: knees bent by this at rest, feet flat on the mat.
    knee_bend_deg : float
        Knee flexion held while the legs are raised, on top of each repetition's.
    tremor_deg, seed : float, int
        Standard deviation of a slow unsteadiness of all joints; legs that lie are steady.
    breath_deg : float
        Pitch of the thorax by breathing, a breath in ``BREATH_S``.
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
    rest_hip_deg: float | None = None
    rest_knee_deg: float = 0.0
    knee_bend_deg: float = 0.0
    tremor_deg: float = 0.0
    seed: int = 0
    breath_deg: float = 0.0

    @property
    def legs_lie(self) -> bool:
        """Whether the legs lie on a mat at rest."""
        floor = self.exercise in ("lying_leg_raise", "single_leg_raise")
        return floor and self.rest_hip_deg is None
