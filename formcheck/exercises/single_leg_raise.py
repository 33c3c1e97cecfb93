"""One leg at a time, lying on the back: one side only, or alternating."""

from __future__ import annotations

from formcheck.exercises.base import Evidence, Exercise
from formcheck.kinematics.signals import Posture

__all__ = ["SingleLegRaise"]

# More than half of the repetitions with one leg alone (MEASURES 4.7: one machine per leg).
SINGLE_LEG_SHARE = 0.5


class SingleLegRaise(Exercise):
    """Supine, most repetitions with one leg alone."""

    name = "single_leg_raise"
    title = "Single-leg raise"
    posture: Posture = "lying"

    def match(self, evidence: Evidence) -> float:
        """Return how well the evidence fits."""
        if evidence.posture != self.posture or evidence.chest_up is False:
            return 0.0
        # NaN (no repetitions) compares false.
        return 1.0 if evidence.single_leg_share > SINGLE_LEG_SHARE else 0.0
