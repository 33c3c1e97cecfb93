"""What the footage of the tests shows, by eye; the files themselves are never part of the project.

Licences and sources stand in the README beside the footage.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CLIPS", "STILLS", "ClipLabel", "StillLabel"]


@dataclass(frozen=True, slots=True)
class ClipLabel:
    """A clip and the number of leg raises in it."""

    name: str
    reps: int
    shows: str


@dataclass(frozen=True, slots=True)
class StillLabel:
    """A picture and the hip flexion in it, an eye estimate.

    Parameters
    ----------
    low_deg, high_deg : float or None
        The range that the eye gives; None on a side that it leaves open.
    """

    name: str
    low_deg: float | None
    high_deg: float | None
    shows: str

    @property
    def range_text(self) -> str:
        """The range in words."""
        if self.low_deg is None:
            return f"<= {self.high_deg:g}"
        if self.high_deg is None:
            return f">= {self.low_deg:g}"
        return f"{self.low_deg:g} to {self.high_deg:g}"

    def holds(self, angle_deg: float, tolerance_deg: float) -> bool:
        """Return whether an angle lies in the range widened by the tolerance; NaN never does."""
        low = -float("inf") if self.low_deg is None else self.low_deg - tolerance_deg
        high = float("inf") if self.high_deg is None else self.high_deg + tolerance_deg
        return low <= angle_deg <= high


CLIPS = (
    ClipLabel(
        "infinity_leg_raise_6reps_synthetic.mp4", 6, "synthetic, dark, person 65 pixels long"
    ),
    ClipLabel("physioplus_bridge_real.mp4", 0, "real man, one bridge with bent knees"),
)

STILLS = (
    StillLabel("exersights_leg_raise.png", 50.0, 50.0, "half-sitting, legs up, lines drawn in"),
    StillLabel("librefit_hanging_raise_0_ai.webp", 0.0, 5.0, "hanging, legs straight down"),
    StillLabel("librefit_hanging_raise_1_ai.webp", 85.0, 95.0, "hanging, knees bent"),
    StillLabel("librefit_hanging_raise_2_ai.webp", 90.0, 90.0, "hanging, legs straight"),
    StillLabel("librefit_hanging_raise_3_ai.webp", 50.0, 60.0, "hanging, legs straight"),
    StillLabel("librefit_arch_hang_ai.webp", None, 0.0, "hanging, back arched, legs behind"),
)
"""The last one is about the sign: extension must never be read as flexion."""
