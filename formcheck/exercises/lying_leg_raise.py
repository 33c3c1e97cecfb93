"""Both legs raised, lying on the back on the floor."""

from __future__ import annotations

from formcheck.exercises.base import Evidence, Exercise
from formcheck.kinematics.signals import Posture

__all__ = ["LyingLegRaise"]


class LyingLegRaise(Exercise):
    """Supine, both legs together; what lying is when nothing more special fits."""

    name = "lying_leg_raise"
    title = "Lying leg raise"
    posture: Posture = "lying"

    def match(self, evidence: Evidence) -> float:
        """Return how well the evidence fits."""
        if evidence.posture != self.posture or evidence.chest_up is False:
            return 0.0
        return 0.5
