"""Legs raised while hanging from a bar."""

from __future__ import annotations

from formcheck.exercises.base import Evidence, Exercise
from formcheck.kinematics.signals import Posture

__all__ = ["HangingLegRaise"]


class HangingLegRaise(Exercise):
    """Hanging by the hands, one leg or both."""

    name = "hanging_leg_raise"
    title = "Hanging leg raise"
    posture: Posture = "hanging"

    def match(self, evidence: Evidence) -> float:
        """Return how well the evidence fits."""
        return 1.0 if evidence.posture == self.posture else 0.0
