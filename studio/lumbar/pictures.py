"""The pictures of a training scene: drawn, perhaps before a photograph, developed, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from studio.body import Body, load_body
from studio.casting import seeded
from studio.clothes import dress
from studio.lens import developed
from studio.lumbar.scenes import TrainingScene, motion_of
from studio.pose import ContactRows, hip_rest_deg, settled
from studio.render import Picture, Renderer
from studio.seen import Parts
from studio.stage import Instant, act
from studio.truth import Neutral, neutral_of

__all__ = ["PHOTOGRAPHS", "Shot", "photographs", "shoot"]

PHOTOGRAPHS = Path("/usr/share")
"""Where Debian's ``mate-backgrounds`` and ``plasma-workspace-wallpapers`` put free photographs."""
LONGEST_SIDE_PX = 1400


@dataclass(frozen=True)
class Shot:
    """One picture (RGB), its picture of parts, and the posed body."""

    picture: Picture
    parts: Parts
    instant: Instant
    neutral: Neutral
    body: Body


@cache
def photographs(folder: Path = PHOTOGRAPHS) -> tuple[Path, ...]:
    """Return the photographs that may hang behind a body, in a fixed order."""
    found = [*folder.glob("backgrounds/mate/nature/*.jpg")]
    found += folder.glob("wallpapers/*/contents/images/1920x1080.*")
    return tuple(sorted(p for p in found if p.suffix in (".jpg", ".png", ".webp")))


def shoot(scene: TrainingScene) -> Iterator[Shot]:
    """Yield the shots of a scene; the first is its rest."""
    body = load_body(scene.phenotype)
    rows = ContactRows.of(body)
    posture = settled(body, rows, scene.posture)
    rest_deg = hip_rest_deg(body, rows, posture) if posture.support == "mat" else 0.0
    neutral = neutral_of(body, rows, posture)
    person = dress(body, scene.look)
    random = seeded(f"lumbar/pictures/{scene.name}")
    with Renderer([(person, scene.look)], scene.room, scene.camera) as renderer:
        for number, instant in enumerate(act(body, rows, posture, motion_of(scene, rest_deg))):
            skin = person.body.skin(instant.posed.transforms)
            picture, parts = renderer.picture([skin]), renderer.parts([skin])
            if scene.photograph is not None:
                picture = _before_photograph(picture, parts, scene.photograph, scene.name)
            picture = developed([picture], scene.sensor, number)
            yield Shot(_compressed(picture, random), parts, instant, neutral, body)


def _before_photograph(picture: Picture, parts: Parts, which: float, name: str) -> Picture:
    found = photographs()
    if not found:
        return picture
    photograph = _loaded(found[int(which * len(found))])
    height, width = picture.shape[:2]
    random = seeded(f"lumbar/photograph/{name}")
    scale = max(width / photograph.shape[1], height / photograph.shape[0]) * random.uniform(1, 1.6)
    scale = max(scale, (width + 1) / photograph.shape[1], (height + 1) / photograph.shape[0])
    large = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x = int(random.integers(large.shape[1] - width + 1))
    y = int(random.integers(large.shape[0] - height + 1))
    behind = large[y : y + height, x : x + width].astype(np.float32)
    if random.random() < 0.5:
        behind = behind[:, ::-1]
    body = cv2.GaussianBlur((parts > 0).astype(np.float32), (0, 0), 0.7)[..., None]
    mixed: Picture = np.rint(body * picture + (1.0 - body) * behind).astype(np.uint8)
    return mixed


@cache
def _loaded(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise OSError(f"{path}: not a picture that OpenCV reads")
    scale = min(LONGEST_SIDE_PX / max(picture.shape[:2]), 1.0)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small[..., ::-1], dtype=np.uint8)


def _compressed(picture: Picture, random: np.random.Generator) -> Picture:
    if random.random() < 0.25:
        return picture
    quality = int(random.integers(30, 92))
    coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(np.asarray(decoded)[..., ::-1], dtype=np.uint8)
