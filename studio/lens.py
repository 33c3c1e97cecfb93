"""The sensor behind the lens: blur, exposure, colour and noise on a drawn picture.

Light is taken as the square of a picture's brightness (a gamma of 2): light adds up, so motion
blur, defocus, exposure, white balance and noise are done on it; contrast and saturation on the
picture that comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.render import Picture

Light = NDArray[np.float32]

GREY = 0.18
"""Light of a mid-grey, in shares of full scale."""
READ_SHARE = 0.1
"""Share of the noise variance at mid-grey that stays in the dark."""
BLOTCH_PX = 2
BLOTCH_SHARE = 0.5
FIELDS = 5
LUMA = np.array([0.299, 0.587, 0.114])


@dataclass(frozen=True, slots=True)
class Sensor:
    """How a camera turns light into a picture; the default changes nothing.

    Attributes
    ----------
    noise : float
        Standard deviation of the grain at mid-grey, in shares of full scale (0.02: 5 of 255).
        It grows with the square root of the light; colour blotches of half its size go with it.
    grain_px : float
        Size of the grain: standard deviation of its blur, 0 for pixel by pixel.
    exposure : float
        Factor on the light: 0.5 is one stop darker.
    contrast, saturation : float
        Factors on the distance from mid-grey, and from the grey of equal brightness.
    white_balance : tuple (red, green, blue)
        Factors on the light of each colour.
    vignette : float
        Share of the light that is lost in the corners.
    blur_px : float
        Defocus: standard deviation of the blur.
    shutter : float
        Share of the frame interval that the shutter is open, centred on the frame's time: what
        moves is blurred. 0 is sharp.
    seed : int
        Of the noise, together with the number of the frame.
    """

    noise: float = 0.0
    grain_px: float = 0.6
    exposure: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    vignette: float = 0.0
    blur_px: float = 0.0
    shutter: float = 0.0
    seed: int = 0


def developed(pictures: Sequence[Picture], sensor: Sensor, frame: int) -> Picture:
    """Return the picture (H, W, 3) that the sensor gives of one frame.

    Parameters
    ----------
    pictures : sequence of uint8 arrays (H, W, 3)
        What the lens saw at even steps while the shutter was open; one for a sharp picture.
    frame : int
        Number of the frame; every frame has its own noise.
    """
    if len(pictures) == 1 and replace(sensor, shutter=0.0, seed=0, grain_px=0.6) == Sensor():
        return pictures[0]
    light: Any = _gathered(pictures, sensor)
    if sensor.blur_px > 0.0:
        light = cv2.GaussianBlur(light, (0, 0), sensor.blur_px)
    if sensor.vignette > 0.0:
        height, width = light.shape[:2]
        light = cv2.multiply(light, _vignette(height, width, sensor.vignette))
    if sensor.noise > 0.0:
        light = cv2.add(light, _noise(light, sensor, frame))
    shown: Any = cv2.transform(cv2.sqrt(np.clip(light, 0.0, 1.0, out=light)), _tone(sensor))
    picture: Picture = np.rint(np.clip(shown, 0.0, 255.0, out=shown), out=shown).astype(np.uint8)
    return picture


def _gathered(pictures: Sequence[Picture], sensor: Sensor) -> Light:
    """Mean light (H, W, 3) of some pictures, exposed and balanced, in shares of full scale."""
    total: Light = np.zeros(pictures[0].shape, dtype=np.float32)
    for picture in pictures:
        cv2.accumulateSquare(picture, total)
    factor = sensor.exposure / (255.0**2 * len(pictures))
    gains = np.diag(np.multiply(factor, sensor.white_balance))
    return cv2.transform(total, gains).astype(np.float32, copy=False)


def _tone(sensor: Sensor) -> Light:
    """Return the affine map (3, 4) of colours in 0 ... 1 by contrast and saturation to 0 ... 255.

    What it puts outside is clipped.
    """
    colour = (1.0 - sensor.saturation) * LUMA + sensor.saturation * np.eye(3)
    middle = np.sqrt(GREY) * (1.0 - sensor.contrast)
    tone = np.column_stack([sensor.contrast * colour, np.full(3, middle)])
    return (255.0 * tone).astype(np.float32)


@cache
def _vignette(height: int, width: int, share: float) -> Light:
    """Light that is left (H, W, 3): 1 in the middle, ``1 - share`` in the corners."""
    down, across = np.linspace(-1.0, 1.0, height), np.linspace(-1.0, 1.0, width)
    left = 1.0 - share * (down[:, None] ** 2 + across[None] ** 2) / 2.0
    return np.repeat(left[:, :, None], 3, axis=2).astype(np.float32)


def _noise(light: Light, sensor: Sensor, frame: int) -> Light:
    """Noise (H, W, 3) on the light of a frame: one of a few fields, moved to another place."""
    random = np.random.default_rng([sensor.seed, frame])
    height, width = light.shape[:2]
    field = _fields(height, width, sensor.grain_px, sensor.seed)[int(random.integers(FIELDS))]
    place = (int(random.integers(height)), int(random.integers(width)))
    moved: Any = np.roll(field, place, axis=(0, 1))
    at_grey = sensor.noise * 2.0 * np.sqrt(GREY)  # the slope of the square there
    rising, constant = at_grey**2 * (1.0 - READ_SHARE) / GREY, at_grey**2 * READ_SHARE
    variance = cv2.transform(light, np.column_stack([rising * np.eye(3), np.full(3, constant)]))
    return cv2.multiply(moved, cv2.sqrt(variance)).astype(np.float32, copy=False)


@lru_cache(maxsize=2)
def _fields(height: int, width: int, grain_px: float, seed: int) -> tuple[Light, ...]:
    """Fields of unit noise (H, W, 3): grain in all colours alike, blotches in each.

    Drawing a new one for every frame would cost more than drawing the picture.
    """
    random = np.random.default_rng([seed, height, width])
    fields = []
    for _ in range(FIELDS):
        grain: Any = random.standard_normal((height, width), dtype=np.float32)
        if grain_px > 0.0:
            grain = cv2.GaussianBlur(grain, (0, 0), grain_px)
            grain /= grain.std()
        size = (-(-height // BLOTCH_PX), -(-width // BLOTCH_PX), 3)
        blotches: Any = random.standard_normal(size, dtype=np.float32)
        blotches = cv2.resize(blotches, (width, height), interpolation=cv2.INTER_LINEAR)
        fields.append(cv2.scaleAdd(blotches, BLOTCH_SHARE, cv2.merge([grain, grain, grain])))
    return tuple(np.asarray(field, dtype=np.float32) for field in fields)
