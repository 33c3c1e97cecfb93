"""The longer sample clips: whole sets of one kind, 960x540, level and square to the body."""

from __future__ import annotations

from dataclasses import replace

from studio.arms import Arms
from studio.body import Phenotype
from studio.camera import Camera
from studio.clothes import Look
from studio.film import Clip
from studio.motion import Rep, Script
from studio.pose import Posture
from studio.room import Room

__all__ = ["SET_CLIPS"]

MAN = Phenotype(gender=0.0, age=0.66, muscle=0.62, weight=0.48, stature_m=1.79)
WOMAN = Phenotype(gender=1.0, age=0.66, muscle=0.55, weight=0.45, stature_m=1.67)
HEAVY_MAN = Phenotype(gender=0.05, age=0.72, muscle=0.55, weight=0.62, stature_m=1.74)
TALL_WOMAN = Phenotype(gender=0.95, age=0.70, muscle=0.60, weight=0.42, stature_m=1.76)

NAVY = Look()
RED = Look(
    skin=(0.55, 0.37, 0.27),
    hair=(0.05, 0.04, 0.04),
    shirt=(0.62, 0.14, 0.14),
    trousers=(0.16, 0.17, 0.22),
    shoes=(0.80, 0.80, 0.82),
    leg=1.75,
    hair_m=0.016,
)
GREY = Look(
    skin=(0.86, 0.67, 0.56),
    hair=(0.42, 0.28, 0.14),
    shirt=(0.60, 0.61, 0.62),
    trousers=(0.12, 0.20, 0.36),
    shoes=(0.16, 0.16, 0.17),
    leg=0.6,
    sleeve=0.6,
)
TEAL = Look(
    skin=(0.84, 0.62, 0.50),
    hair=(0.30, 0.16, 0.08),
    shirt=(0.12, 0.46, 0.44),
    trousers=(0.14, 0.13, 0.16),
    shoes=(0.78, 0.30, 0.34),
    leg=1.85,
    sleeve=0.25,
    hair_m=0.018,
)
CONCRETE = Room(
    floor=(0.46, 0.46, 0.47),
    wall=(0.62, 0.68, 0.72),
    mat=(0.32, 0.24, 0.40),
    floor_kind="concrete",
)
CREAM = Room(floor=(0.42, 0.30, 0.21), wall=(0.86, 0.80, 0.70), mat=(0.58, 0.30, 0.22))
WOOD = Room(floor=(0.62, 0.48, 0.34), wall=(0.78, 0.79, 0.76), mat=(0.16, 0.34, 0.36))
LEFT_SIDE = Camera(side=1.0, target_m=(0.0, -0.52, 0.50), view_height_m=1.66)
RIGHT_SIDE = replace(LEFT_SIDE, side=-1.0)


def _room(room: Room, camera: Camera) -> Room:
    """Return the room turned to the camera, the mat under the body."""
    return replace(room, side=camera.side, mat_centre_y_m=-0.5)


def _reps(peaks: tuple[float, ...], raises_s: tuple[float, ...], like: Rep) -> tuple[Rep, ...]:
    """Repetitions of the given peaks, otherwise ``like`` one; raising times are taken in turn."""
    return tuple(
        replace(like, peak_deg=peak, raise_s=raises_s[i % len(raises_s)])
        for i, peak in enumerate(peaks)
    )


def _single_leg() -> tuple[Rep, ...]:
    peaks = (74.0, 102.0, 103.0, 72.0, 75.0, 104.0)
    return tuple(
        Rep(peak, raise_s=2.2, lower_s=2.9, leg="left" if i % 2 == 0 else "right")
        for i, peak in enumerate(peaks)
    )


SET_CLIPS = (
    Clip(
        "lying_full",
        "five full repetitions, peaks 100 to 112 degrees, slow, legs back to the floor",
        Script(
            "lying_leg_raise",
            _reps((104.0, 108.0, 112.0, 106.0, 101.0), (2.4, 2.5, 2.3), Rep(0.0, lower_s=3.4)),
            roll_share=0.25,
            uneven_deg=1.0,
        ),
        MAN,
        NAVY,
        _room(WOOD, LEFT_SIDE),
        LEFT_SIDE,
        posture=Posture(arms=Arms("chest")),
    ),
    Clip(
        "lying_under_90",
        "five repetitions that stop at 50 to 76 degrees, controlled",
        Script(
            "lying_leg_raise",
            _reps((71.0, 63.0, 75.0, 58.0, 51.0), (1.9, 1.7, 2.0), Rep(0.0, lower_s=2.6)),
            uneven_deg=-1.5,
        ),
        WOMAN,
        RED,
        _room(CREAM, RIGHT_SIDE),
        RIGHT_SIDE,
        posture=Posture(arms=Arms("sides")),
    ),
    Clip(
        "lying_swing",
        "six swung repetitions: kicked up, dropped, bounced off the floor without a pause",
        Script(
            "lying_leg_raise",
            _reps(
                (108.0, 112.0, 105.0, 114.0, 107.0, 110.0),
                (0.60, 0.63, 0.61),
                Rep(0.0, top_s=0.06, dwell_s=0.0, drop=True, knee_deg=7.0),
            ),
            roll_share=0.22,
        ),
        HEAVY_MAN,
        GREY,
        _room(CONCRETE, LEFT_SIDE),
        LEFT_SIDE,
        posture=Posture(arms=Arms("sides")),
    ),
    Clip(
        "hanging_full",
        "hanging from a bar: two repetitions to about 100 degrees, two to about 65, little swing",
        Script(
            "hanging_leg_raise",
            _reps((101.0, 66.0, 103.0, 64.0), (2.2, 1.8), Rep(0.0, lower_s=2.9, dwell_s=0.8)),
            roll_share=0.25,
            lean_share=0.03,
            sway_deg=0.8,
            sway_s=3.1,
        ),
        TALL_WOMAN,
        TEAL,
        replace(WOOD, side=-1.0, has_mat=False, bar_height_m=2.45),
        Camera(side=-1.0, target_m=(0.0, -0.25, 1.32), view_height_m=2.70, distance_m=3.8),
        Posture(support="bar", arms=Arms("bar")),
    ),
    Clip(
        "lying_single_leg",
        "single legs in turn (three left, three right), peaks near 74 and 103 degrees",
        Script("single_leg_raise", _single_leg(), roll_share=0.16),
        TALL_WOMAN,
        TEAL,
        _room(CREAM, LEFT_SIDE),
        LEFT_SIDE,
        posture=Posture(arms=Arms("chest"), adduction_deg=3.0),
    ),
    Clip(
        "lying_near_90",
        "six controlled repetitions with peaks of 83 to 97 degrees: nearly all too close to call",
        Script(
            "lying_leg_raise",
            _reps((83.0, 97.0, 87.0, 93.0, 90.0, 85.0), (2.0, 2.2), Rep(0.0, lower_s=2.8)),
            roll_share=0.25,
        ),
        MAN,
        RED,
        _room(CONCRETE, RIGHT_SIDE),
        RIGHT_SIDE,
        posture=Posture(arms=Arms("chest")),
    ),
    Clip(
        "lying_bent_knees",
        "four full repetitions with the knees bending to 50 degrees on the way",
        Script(
            "lying_leg_raise",
            _reps((104.0, 108.0, 102.0, 106.0), (2.4, 2.2), Rep(0.0, lower_s=3.3, knee_deg=50.0)),
            roll_share=0.25,
        ),
        HEAVY_MAN,
        GREY,
        _room(WOOD, RIGHT_SIDE),
        RIGHT_SIDE,
        posture=Posture(arms=Arms("chest")),
    ),
)
