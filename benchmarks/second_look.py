"""The clips of a part in a second, deliberately different look; truth and motion stay the same.

The network learnt from one renderer. What another one would do to it, nobody can tell without one;
what another *look* does, these clips can: surfaces lose their shading and texture, brightness goes
through a hard curve, colours through a turn and a fade, outlines get a halo, one side of the
picture falls into shade, and coarse grain lies over all. No training crop was made so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.remade import remade
from formcheck.video import open_source
from studio.camera import Camera
from studio.casting import seeded
from studio.encode import writing

__all__ = ["Look", "look_of", "second_look"]

Picture = npt.NDArray[np.uint8]
CRF = 27
"""Constant quality: coarser than that of the clips."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the pictures of one clip are changed.

    Parameters
    ----------
    flat_rounds : int
        How often surfaces are flattened between their edges.
    contrast : float
        Steepness of the curve that brightness goes through.
    middle : float
        Brightness that stays in the middle of that curve, of 0 to 1.
    turn : int
        Of the hue, in OpenCV's half degrees.
    fade : float
        Share of the colour that is left.
    halo : float
        Strength of the outlines' halo.
    shade : float
        Brightness of the darkest side, 1 = no shade.
    shade_rad : float
        Where that side lies.
    grain : float
        Standard deviation of the grain, grey levels.
    seed : int
        Of the grain.
    """

    flat_rounds: int
    contrast: float
    middle: float
    turn: int
    fade: float
    halo: float
    shade: float
    shade_rad: float
    grain: float
    seed: int

    def draw(self, image: Picture, index: int) -> Picture:
        """Return a picture (H, W, 3), RGB, in this look."""
        flat = image
        for _ in range(self.flat_rounds):
            flat = np.asarray(cv2.bilateralFilter(flat, 9, 40.0, 9.0), dtype=np.uint8)
        hsv = cv2.cvtColor(flat, cv2.COLOR_RGB2HSV)
        hsv[..., 0] = (hsv[..., 0].astype(np.int32) + self.turn) % 180
        hsv[..., 1] = cv2.convertScaleAbs(hsv[..., 1], alpha=self.fade)
        changed = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB).astype(np.float32) / 255.0
        changed = 1.0 / (1.0 + np.exp(-self.contrast * (changed - self.middle)))
        changed += self.halo * (changed - cv2.GaussianBlur(changed, (0, 0), 6.0))
        changed *= self._light(image.shape[0], image.shape[1])[..., None]
        random = np.random.default_rng((self.seed, index))
        coarse = random.normal(0.0, self.grain / 255.0, (image.shape[0] // 2, image.shape[1] // 2))
        changed += cv2.resize(coarse.astype(np.float32), image.shape[1::-1])[..., None]
        return np.asarray(np.clip(255.0 * changed, 0.0, 255.0), dtype=np.uint8)

    def _light(self, height: int, width: int) -> npt.NDArray[np.float32]:
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        along = np.cos(self.shade_rad) * x + np.sin(self.shade_rad) * y
        light = 1.0 - (1.0 - self.shade) * (0.5 + along / np.ptp(along))
        return np.asarray(light, dtype=np.float32)


def look_of(clip: str, first: Picture) -> Look:
    """Return the look of a clip whose first picture is given; equal clips give equal looks."""
    random = seeded(f"second look/{clip}")
    return Look(
        flat_rounds=int(random.integers(2, 4)),
        contrast=float(random.uniform(5.5, 8.0)),
        middle=float(first.mean() / 255.0),
        turn=int(random.choice([-1, 1]) * random.integers(12, 35)),
        fade=float(random.uniform(0.3, 0.9)),
        halo=float(random.uniform(0.3, 0.8)),
        shade=float(random.uniform(0.4, 0.7)),
        shade_rad=float(random.uniform(0.0, 2.0 * np.pi)),
        grain=float(random.uniform(4.0, 12.0)),
        seed=int(random.integers(2**31)),
    )


def second_look(folder: Path) -> Path:
    """Write what is missing of a part's clips in their second look; return their folder."""

    def make(clip: Path, target: Path, content: dict[str, Any]) -> dict[str, Any]:
        _write(clip, target, content["clip"])
        return content

    return remade(folder, "second_look", make)


def _write(source: Path, target: Path, clip: str) -> None:
    with open_source(source) as frames:
        times_s = [frame.time_s for frame in frames]
    with open_source(source) as frames:
        look = look_of(clip, next(iter(frames)).image)
    with open_source(source) as frames:
        camera = Camera(width=frames.info.width, height=frames.info.height)
        with writing(target, camera, times_s, CRF, codec="libx264-quick") as write:
            for frame in frames:
                write(look.draw(np.asarray(frame.image, dtype=np.uint8), frame.index))
