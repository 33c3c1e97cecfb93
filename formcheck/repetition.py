"""One repetition, and a movement that was not counted as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Leg", "NotCounted", "Phase", "Repetition"]

Leg = Literal["both", "left", "right"]
Phase = Literal["raise", "top", "lower"]


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition: raise ``[start, top_start)``, top ``[top_start, top_stop)``, then lower.

    Parameters
    ----------
    index : int
        Number in the set, from 1.
    leg : {"both", "left", "right"}
        What moved.
    start, top_start, peak, top_stop, stop : int
        Frames; ranges are half open. The top is where the angle is within 3 degrees of the peak.
    start_s, top_start_s, peak_s, top_stop_s, stop_s : float
        The same in seconds of presentation time.
    valley_deg : float
        Hip flexion at the start.
    low_deg : float
        Hip flexion at the end.
    peak_deg, peak_sigma_deg : float
        Median hip flexion over the 0.15 s around the maximum, and its standard error.
    peak_knee_deg : float
        Knee flexion there.
    """

    index: int
    leg: Leg
    start: int
    top_start: int
    peak: int
    top_stop: int
    stop: int
    start_s: float
    top_start_s: float
    peak_s: float
    top_stop_s: float
    stop_s: float
    valley_deg: float
    low_deg: float
    peak_deg: float
    peak_sigma_deg: float
    peak_knee_deg: float

    @property
    def frames(self) -> slice:
        """All frames of the repetition."""
        return slice(self.start, self.stop)

    @property
    def raise_s(self) -> float:
        """Duration of the raise."""
        return self.top_start_s - self.start_s

    @property
    def top_s(self) -> float:
        """Duration of the top."""
        return self.top_stop_s - self.top_start_s

    @property
    def lower_s(self) -> float:
        """Duration of the lowering."""
        return self.stop_s - self.top_stop_s


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A movement that is not a repetition, and why.

    ``reason_code`` is one of ``aborted``, ``too_small``, ``too_short``, ``feet_not_raised``,
    ``trunk_moved``, ``not_lying_or_hanging``, ``lying_prone``, ``not_seen``,
    ``another_person``, ``view_disturbed``.
    """

    start: int
    stop: int
    start_s: float
    stop_s: float
    peak_deg: float
    reason_code: str
