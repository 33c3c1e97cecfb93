"""Legs raised lying on a bench, hanging below its edge in between."""

from __future__ import annotations

from formcheck.exercises.base import Evidence, Exercise
from formcheck.kinematics.signals import Posture

__all__ = ["BenchLegRaise"]

# Held flexion below this means that the legs hang below an edge (MEASURES 1b: legs below bench from
# -5 degrees; 3 more for the bias of rest) [deg; design].
BELOW_EDGE_DEG = -8.0


class BenchLegRaise(Exercise):
    """Supine, the legs held below the trunk line."""

    name = "bench_leg_raise"
    title = "Bench leg raise"
    posture: Posture = "lying"

    def match(self, evidence: Evidence) -> float:
        """Return how well the evidence fits."""
        if evidence.posture != self.posture or evidence.chest_up is False:
            return 0.0
        # NaN (never held) compares false.
        return 0.8 if evidence.lowest_flexion_deg < BELOW_EDGE_DEG else 0.0
