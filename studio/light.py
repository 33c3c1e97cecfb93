"""The light of a room: where it comes from, how strong, how warm, and what shadows it throws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.body import Array

SUN_TINT = (1.0, 0.97, 0.92)
SKY_TINT = (0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Light:
    """One distant lamp and the light that the room gives back.

    Attributes
    ----------
    azimuth_deg : float
        Direction along the floor: 0 from the camera's side, square to the body; 90 from the
        head's end (+y); 180 from behind the body.
    elevation_deg : float
        Height of the lamp above the horizon.
    strength, ambient : float
        Factors of the direct and of the scattered light; 1 is a well lit room, both together
        near 0.2 a dark one.
    warmth : float
        -1 bluish ... 1 yellowish.
    cast : float
        How much of the direct light the body's shadow takes from floor and wall (0 ... 1).
    softness_m : float
        Half width of that shadow's edge.
    falloff : float
        0: as bright everywhere; 1: dark from about two metres beside the body on.
    """

    azimuth_deg: float = 18.4
    elevation_deg: float = 61.7
    strength: float = 1.0
    ambient: float = 1.0
    warmth: float = 0.0
    cast: float = 0.0
    softness_m: float = 0.05
    falloff: float = 0.0

    def direction(self, side: float) -> Array:
        """Return the unit vector (3,) towards the lamp; the camera is on that ``side``."""
        turn, height = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        level = np.cos(height) * np.array([side * np.cos(turn), np.sin(turn)])
        return np.array([*level, np.sin(height)])

    @property
    def sun_colour(self) -> Array:
        """Colour (3,) of the direct light."""
        return self.strength * np.array(SUN_TINT) * self._tint()

    @property
    def sky_colour(self) -> Array:
        """Colour (3,) of the scattered light."""
        return self.ambient * np.array(SKY_TINT) * self._tint()

    def _tint(self) -> Array:
        return np.array([1.0 + 0.14 * self.warmth, 1.0, 1.0 - 0.22 * self.warmth])
