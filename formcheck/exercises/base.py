"""What an exercise is: how it is recognised, and which view of the angle judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from formcheck.kinematics.signals import Posture

__all__ = ["Evidence", "Exercise"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a clip when the exercise is to be named.

    Parameters
    ----------
    posture : {"lying", "hanging", "unknown"}
        Trunk direction at rest: lying = within 30 degrees of horizontal, chest up; hanging = within
        30 degrees of vertical, wrists above the shoulders.
    chest_up : bool or None
        False when lying prone; None when not known.
    single_leg_share : float
        Share of the counted repetitions in which one leg moved alone; NaN without repetitions.
    lowest_flexion_deg : float
        Lowest hip flexion that is held; below about -5 the legs hang below a bench's edge.
    """

    posture: Posture
    chest_up: bool | None
    single_leg_share: float
    lowest_flexion_deg: float


class Exercise(Protocol):
    """One exercise; each lives in a file of its own in :mod:`formcheck.exercises`."""

    name: str
    title: str
    posture: Posture

    def match(self, evidence: Evidence) -> float:
        """Return how well the evidence fits, 0 (not at all) to 1; the best above 0 is chosen."""
        ...
