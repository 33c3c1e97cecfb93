"""Who, where and how it is filmed: random people, clothes, rooms, cameras and sensors by a seed.

``cast`` joins them with an act (``studio.acts``) into a clip. Equal names give equal clips; the two
parts of the benchmark share no seed, hence no body, no garment, no room and no camera.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from studio.acts import ACTS, Act
from studio.arms import Arms
from studio.body import Phenotype
from studio.camera import Camera
from studio.clothes import Look
from studio.film import Clip, Companion
from studio.lens import Sensor
from studio.light import Light
from studio.patterns import Colour, Pattern
from studio.pose import Posture
from studio.room import BENCH_TOP_M, Room
from studio.timing import Timing
from studio.walk import Walk

__all__ = [
    "Setting",
    "camera_of",
    "cast",
    "look_of",
    "phenotype_of",
    "posture_of",
    "room_of",
    "seeded",
    "sensor_of",
]

Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Setting:
    """How the camera stands off the ideal place, and how large its pictures are.

    ``yaw_deg`` is a range of the size (the sign is drawn), ``pitch_deg`` one of the value;
    ``size_px`` are the longer and the shorter side.
    """

    yaw_deg: tuple[float, float] = (0.0, 20.0)
    pitch_deg: tuple[float, float] = (0.0, 15.0)
    size_px: tuple[int, int] = (640, 360)


def seeded(name: str) -> Random:
    """Random generator of a name."""
    return np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))


def cast(part: str, act_name: str, number: int, setting: Setting, group: str) -> Clip:
    """Return the clip ``<act>_<number>`` of a part of the benchmark.

    Parameters
    ----------
    part : str
        ``fit`` or ``held_out``: another world of people and places.
    act_name : str
        One of ``studio.acts.ACTS``, or ``empty`` or ``walking`` (nobody exercises).
    group : str
        Which table of the benchmark it belongs to.
    """
    name = f"{group}_{act_name}_{number:02d}" if group != "main" else f"{act_name}_{number:02d}"
    random = seeded(f"{part}/{name}")
    phenotype, look = phenotype_of(random), look_of(random)
    act = ACTS[act_name](random) if act_name in ACTS else None
    support = "mat" if act is None else act.support
    camera = camera_of(
        random, setting, support, portrait=act is not None and random.random() < 0.08
    )
    room = room_of(random, camera, look, support)
    passers = act_name == "walking" or group == "passer_by"
    return Clip(
        name,
        _shows(act_name),
        None if act is None else act.script,
        phenotype,
        look,
        room,
        camera,
        posture=posture_of(random, act),
        crf=int(random.integers(20, 30)),
        sensor=sensor_of(random),
        timing=_timing(random, number),
        rotation_deg=int(random.choice([90, 270])) if random.random() < 0.05 else 0,
        companions=(_passer_by(random, camera.side, act is None),) if passers else (),
        idle_s=6.0,
        idle_fps=25.0,
        codec="libx264-quick",
        group=group,
        sees_parts=False,
    )


def _shows(act_name: str) -> str:
    if act_name in ACTS:
        return (ACTS[act_name].__doc__ or "").strip().rstrip(".")
    return {"empty": "Nobody at all", "walking": "Somebody walks about"}[act_name]


def phenotype_of(random: Random) -> Phenotype:
    """Return a random grown-up: half are women."""
    woman = random.random() < 0.5
    stature_m = random.normal(1.66, 0.065) if woman else random.normal(1.78, 0.07)
    return Phenotype(
        gender=float(np.clip(woman + random.normal(0.0, 0.06), 0.0, 1.0)),
        age=float(random.uniform(0.62, 0.88)),
        muscle=float(random.uniform(0.38, 0.78)),
        weight=float(random.uniform(0.36, 0.70)),
        height=0.45,
        proportions=float(random.uniform(0.45, 0.75)),
        stature_m=float(np.clip(stature_m, 1.50, 1.98)),
    )


def _colour(random: Random, low: float = 0.04, high: float = 0.92) -> Colour:
    """Any colour; most clothes and walls are nearly grey."""
    grey = random.uniform(low, high)
    hue = random.normal(0.0, 0.12 if random.random() < 0.6 else 0.3, 3)
    red, green, blue = np.clip(grey + hue - hue.mean(), low, high)
    return float(red), float(green), float(blue)


def _pattern(random: Random) -> Pattern:
    kinds = ("plain", "stripes", "upright_stripes", "checks", "dots", "blotches", "logo")
    kind = kinds[0 if random.random() < 0.55 else int(random.integers(len(kinds)))]
    return Pattern(kind, _colour(random), float(random.uniform(0.03, 0.22)))


def look_of(random: Random) -> Look:
    """Return random clothes, hair and skin."""
    tone = float(random.uniform(0.0, 1.0))
    skin = tuple(float(v) for v in (0.36 + 0.52 * tone, 0.22 + 0.46 * tone, 0.15 + 0.44 * tone))
    shirts = ("fitted", "fitted", "fitted", "loose", "loose", "cropped", "none")
    long_legs = random.random() < 0.5
    feet = ("shoes", "shoes", "socks", "bare")
    hair = ("short", "short", "bald", "bun", "spread")
    return Look(
        skin=skin,
        hair=_colour(random, 0.03, 0.45),
        shirt=_colour(random),
        trousers=_colour(random),
        shoes=_colour(random),
        sleeve=float(
            random.uniform(0.0, 0.9) if random.random() < 0.8 else random.uniform(1.5, 1.95)
        ),
        leg=float(random.uniform(1.4, 1.95) if long_legs else random.uniform(0.25, 0.9)),
        waist=float(random.uniform(0.22, 0.40)),
        hair_m=float(random.uniform(0.006, 0.018)),
        shirt_kind=shirts[int(random.integers(len(shirts)))],
        shirt_slack_m=float(random.uniform(0.015, 0.045)),
        trousers_slack_m=float(random.choice([0.0, 0.0, random.uniform(0.01, 0.03)])),
        shirt_pattern=_pattern(random),
        trousers_pattern=_pattern(random) if random.random() < 0.4 else Pattern(),
        foot=feet[int(random.integers(len(feet)))],
        hair_style=hair[int(random.integers(len(hair)))],
        wrinkles=float(random.uniform(0.0, 0.8)),
        seed=int(random.integers(1 << 30)),
    )


def posture_of(random: Random, act: Act | None) -> Posture:
    """Return the support, arms and set of the legs for an act; None: legs alone are drawn."""
    if act is None:
        return Posture()
    return Posture(
        support=act.support,
        arms=Arms(act.arms),
        adduction_deg=float(random.uniform(1.0, 5.0)),
        toe_out_deg=float(random.uniform(2.0, 16.0)),
        plantar_deg=float(random.uniform(5.0, 40.0)),
    )


def camera_of(random: Random, setting: Setting, support: str, *, portrait: bool) -> Camera:
    """Return a camera that has the whole body and the raised legs in its picture."""
    yaw = random.uniform(*setting.yaw_deg) * random.choice([-1.0, 1.0])
    pitch = random.uniform(*setting.pitch_deg)
    if support == "bar":
        target, view_m = (0.0, -0.25, 1.30), random.uniform(2.6, 3.0)
        pitch = random.uniform(-6.0, 10.0)
        portrait = random.random() < 0.3
        wide = 1.3
    else:
        raised = BENCH_TOP_M if support == "bench" else 0.0
        target = (0.0, float(-0.50 + random.normal(0, 0.06)), 0.50 + raised)
        view_m, wide = random.uniform(1.65, 2.1), 2.75
    width, height = setting.size_px[::-1] if portrait else setting.size_px
    if portrait:
        view_m = max(view_m, wide * height / width)
    distance = random.uniform(2.2, 4.2)
    return Camera(
        side=float(random.choice([-1.0, 1.0])),
        yaw_deg=float(yaw),
        pitch_deg=float(pitch),
        distance_m=float(distance),
        target_m=target,
        view_height_m=float(view_m),
        width=width,
        height=height,
        roll_deg=float(np.clip(random.normal(0.0, 1.5), -4.0, 4.0)),
    )


def room_of(random: Random, camera: Camera, look: Look, support: str) -> Room:
    """Return a random room; now and then the mat has the colour of the clothes."""
    mat = _colour(random)
    if random.random() < 0.15:
        mat = look.shirt if random.random() < 0.5 else look.trousers
    floors = ("wood", "tile", "carpet", "rubber", "concrete")
    walls = ("plain", "plain", "plain", "stripes", "brick", "panels")
    on_mat = support == "mat"
    return Room(
        floor=_colour(random, 0.1, 0.8),
        wall=_colour(random, 0.25, 0.92),
        mat=mat,
        side=camera.side,
        wall_m=float(random.uniform(1.2, 2.6)),
        has_mat=on_mat and bool(random.random() < 0.85),
        mat_size_m=(float(random.uniform(0.6, 1.0)), float(random.uniform(1.75, 2.1))),
        mat_centre_y_m=-0.5,
        bar_height_m=2.45 if support == "bar" else None,
        bench_top_m=BENCH_TOP_M if support == "bench" else None,
        floor_kind=floors[int(random.integers(len(floors)))],
        floor_second=_colour(random, 0.1, 0.7),
        wall_kind=walls[int(random.integers(len(walls)))],
        wall_second=_colour(random, 0.2, 0.9),
        posters=int(random.choice([0, 0, 1, 2])),
        has_window=bool(random.random() < 0.15),
        clutter_behind=int(random.choice([0, 1, 2, 4])),
        clutter_beside=int(random.choice([0, 0, 1])),
        seed=int(random.integers(1 << 30)),
        light=_light(random),
    )


def _light(random: Random) -> Light:
    dark = random.random() < 0.08
    level = random.uniform(0.35, 0.55) if dark else random.uniform(0.75, 1.1)
    return Light(
        azimuth_deg=float(random.uniform(-70.0, 70.0)),
        elevation_deg=float(random.uniform(35.0, 80.0)),
        strength=float(level * random.uniform(0.5, 1.3)),
        ambient=float(level * random.uniform(0.8, 1.15)),
        warmth=float(random.uniform(-0.6, 0.8)),
        cast=float(random.choice([0.0, random.uniform(0.2, 0.8)])),
        softness_m=float(random.uniform(0.02, 0.12)),
        falloff=float(random.choice([0.0, random.uniform(0.1, 0.6)])),
    )


def sensor_of(random: Random) -> Sensor:
    """Return a random sensor: mostly good, now and then noisy, dim or blurred."""
    balance = np.clip(random.normal(1.0, 0.06, 3), 0.85, 1.15)
    return Sensor(
        noise=float(random.choice([0.004, random.uniform(0.005, 0.03), 0.05], p=[0.4, 0.5, 0.1])),
        exposure=float(random.uniform(0.75, 1.25)),
        contrast=float(random.uniform(0.85, 1.15)),
        saturation=float(random.uniform(0.7, 1.2)),
        white_balance=(float(balance[0]), float(balance[1]), float(balance[2])),
        vignette=float(random.choice([0.0, random.uniform(0.0, 0.35)])),
        blur_px=float(random.choice([0.0, 0.0, random.uniform(0.3, 1.0)])),
        shutter=float(0.5 if random.random() < 0.06 else 0.0),
        seed=int(random.integers(1 << 30)),
    )


def _timing(random: Random, number: int) -> Timing:
    if random.random() > 0.15:
        return Timing()
    return Timing(
        "variable",
        jitter=float(random.uniform(0.02, 0.15)),
        drift=float(random.uniform(0.0, 0.3)),
        dropped=float(random.uniform(0.0, 0.06)),
        seed=number,
    )


def _passer_by(random: Random, side: float, alone: bool) -> Companion:
    """Somebody who walks behind the mat, or about in the empty room."""
    away = -side * random.uniform(0.75, 1.05)
    if alone:
        corners = tuple(
            (float(-side * random.uniform(-0.3, 0.9)), float(random.uniform(-1.4, 0.6)))
            for _ in range(4)
        )
    else:
        corners = ((float(away), -1.9), (float(away), 1.2))
    return Companion(
        phenotype_of(random),
        Walk(
            corners,
            speed_m_per_s=float(random.uniform(0.6, 1.1)),
            round_trip=True,
            start_s=float(random.uniform(0.0, 2.0)),
        ),
        look_of(random),
    )
