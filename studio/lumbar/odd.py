"""Pictures of what the lumbar network must not judge: ``python -m studio.lumbar.odd [PART]``.

Prone, seated, seen from the front or the feet, and with somebody in the way: people, clothes,
rooms and light as in training, in poses and views that training leaves out. Beside them ``known``:
moments of training scenes as they are, of the same people. ``check`` holds other people than
``train``. Pictures that are there already are kept.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from studio.arms import Arms
from studio.body import CACHE_DIR, Array, load_body
from studio.casting import seeded
from studio.clothes import dress
from studio.lens import developed
from studio.lumbar.pictures import shoot
from studio.lumbar.scenes import POSES, Part, TrainingScene, motion_of, scene_of
from studio.motion import Motion
from studio.pose import ContactRows, hip_rest_deg, settled
from studio.render import Picture, Renderer
from studio.stage import act

__all__ = ["FOLDER", "KINDS", "KNOWN", "picture_of"]

Random = np.random.Generator
FOLDER = CACHE_DIR.parent / "benchmark" / "odd"
KINDS = ("prone", "seated", "front", "two_people")
KNOWN = "known"
FIRST = 100_000
"""Scenes from this number on serve nothing else."""


def picture_of(kind: str, part: Part, number: int) -> Picture:
    """Return a picture (H, W, 3), RGB; equal numbers give equal pictures."""
    if kind == KNOWN:
        return _known(scene_of(part, FIRST + number))
    scene = _lying(scene_of(part, FIRST + number))
    random = seeded(f"lumbar/odd/{kind}/{scene.name}")
    if kind == "front":
        yaw = float(random.choice([-1.0, 1.0]) * random.uniform(65.0, 110.0))
        scene = replace(scene, camera=replace(scene.camera, yaw_deg=yaw))
    if kind == "prone":
        scene = replace(scene, posture=replace(scene.posture, arms=Arms("overhead")))
    body = load_body(scene.phenotype)
    rows = ContactRows.of(body)
    posture = settled(body, rows, scene.posture)
    rest_deg = hip_rest_deg(body, rows, posture)
    motion = _moment(motion_of(scene, rest_deg), kind, rest_deg, random)
    actors, skins = [(dress(body, scene.look), scene.look)], []
    instant = next(iter(act(body, rows, posture, motion)))
    skins.append(PLACED[kind](actors[0][0].body.skin(instant.posed.transforms)))
    if kind == "two_people":
        other = scene_of(part, FIRST + 50_000 + number)
        guest = load_body(other.phenotype)
        actors.append((dress(guest, other.look), other.look))
        guest_rows = ContactRows.of(guest)
        upright = settled(guest, guest_rows, _lying(other).posture)
        moment = _moment(motion, "seated", rest_deg, random)
        still = next(iter(act(guest, guest_rows, upright, moment)))
        # On the floor before the waist of the one who lies.
        place = np.array([0.4 * scene.camera.side, random.uniform(-0.4, 0.0), 0.0])
        skins.append(_sat_up(actors[1][0].body.skin(still.posed.transforms)) + place)
    with Renderer(actors, scene.room, scene.camera) as renderer:
        return developed([renderer.picture(skins)], scene.sensor, 0)


def _known(scene: TrainingScene) -> Picture:
    """Return one moment of a training scene, whichever its seed picks."""
    chosen = int(seeded(f"lumbar/odd/{KNOWN}/{scene.name}").integers(POSES))
    return next(islice(shoot(scene), chosen, None)).picture


def _lying(scene: TrainingScene) -> TrainingScene:
    """Return a scene on the mat, side-on unless it is made otherwise, before its own room."""
    arms = scene.posture.arms if scene.posture.support != "bar" else Arms("chest")
    support = scene.posture.support
    posture = replace(scene.posture, support="mat", arms=arms)
    camera = scene.camera
    if support != "mat":
        camera = replace(camera, target_m=(0.0, -0.5, 0.5), view_height_m=1.9)
    room = replace(scene.room, bench_top_m=None, bar_height_m=None)
    return replace(scene, posture=posture, camera=camera, room=room, photograph=None)


def _moment(motion: Motion, kind: str, rest_deg: float, random: Random) -> Motion:
    """Return one moment: seated with the hips bent, else lying with the legs down."""
    hip = float(random.uniform(70.0, 105.0)) if kind == "seated" else rest_deg
    knee = float(random.uniform(0.0, 100.0)) if kind == "seated" else 2.0
    one = np.ones(1)
    return Motion(
        time_s=motion.time_s[:1],
        hip_left_deg=hip * one,
        hip_right_deg=hip * one,
        knee_left_deg=knee * one,
        knee_right_deg=knee * one,
        lordosis_deg=float(random.normal(-5.0, 8.0)) * one,
        trunk_lift_deg=0.0 * one,
        head_lift_deg=0.0 * one,
        left_flat=0.0 * one,
        right_flat=0.0 * one,
        left_down=np.array([kind != "seated"]),
        right_down=np.array([kind != "seated"]),
        edges=(),
    )


def _as_it_is(skin: Array) -> Array:
    return skin


def _turned_over(skin: Array) -> Array:
    """Return a body rolled on to its front, on the floor."""
    over = skin * np.array([-1.0, 1.0, -1.0])
    return over - np.array([0.0, 0.0, over[:, 2].min()])


def _sat_up(skin: Array) -> Array:
    """Return a body whose trunk stands upright, its lowest point on the floor.

    The head, which lay towards +y, goes up; the legs, which were up, point to where the feet lay.
    """
    up = np.stack([skin[:, 0], -skin[:, 2], skin[:, 1]], axis=1)
    middle = np.array([0.0, np.median(up[:, 1]) + 0.4, up[:, 2].min()])
    return up - middle


PLACED: dict[str, Callable[[Array], Array]] = {
    "prone": _turned_over,
    "seated": _sat_up,
    "front": _as_it_is,
    "two_people": _as_it_is,
}


def main() -> None:
    """Draw what is missing."""
    parser = argparse.ArgumentParser(prog="python -m studio.lumbar.odd", description=__doc__)
    parser.add_argument("part", choices=("train", "check"), nargs="?", default="check")
    parser.add_argument("--count", type=int, default=40, help="pictures of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first picture")
    options = parser.parse_args()
    os.environ.setdefault("LP_NUM_THREADS", "1")
    folder: Path = FOLDER / options.part
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(options.first, options.count):
        for kind in (*KINDS, KNOWN):
            path = folder / f"{kind}_{number:03d}.png"
            if not path.exists():
                coded = cv2.imencode(".png", picture_of(kind, options.part, number)[..., ::-1])[1]
                partial = path.with_suffix(".part")
                partial.write_bytes(coded.tobytes())
                partial.replace(path)
                print(path.name, flush=True)


if __name__ == "__main__":
    main()
