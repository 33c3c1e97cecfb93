"""A scene of sample clips: what all of its clips share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from studio.body import Phenotype
from studio.camera import Camera
from studio.clothes import Look
from studio.film import Clip
from studio.lens import Sensor
from studio.light import Light
from studio.pose import Posture
from studio.room import Room
from studio.script import Script
from studio.timing import Timing

CRF = 28


@dataclass(frozen=True, slots=True)
class Scene:
    """A person in a room before a camera: clips of one scene differ in the motion alone."""

    name: str
    person: Phenotype
    look: Look
    room: Room
    camera: Camera
    posture: Posture
    sensor: Sensor = field(default_factory=Sensor)
    timing: Timing = field(default_factory=Timing)
    rotation_deg: int = 0

    def clip(self, ending: str, shows: str, script: Script) -> Clip:
        """Return the clip ``<scene>_<ending>``."""
        return Clip(
            f"{self.name}_{ending}",
            shows,
            script,
            self.person,
            self.look,
            replace(self.room, side=self.camera.side),
            self.camera,
            self.posture,
            crf=CRF,
            sensor=self.sensor,
            timing=self.timing,
            rotation_deg=self.rotation_deg,
        )


LYING = Camera(target_m=(0.0, -0.55, 0.54), view_height_m=1.50, width=640, height=360)
MAT = Room(mat_centre_y_m=-0.5)
SOFT = Light(cast=0.35, softness_m=0.08)
