"""Faults that can be told while they happen: an arch, and a lowering that is too fast."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from formcheck.checks import Checks, settings_of
from formcheck.checks.arch import ArchSettings
from formcheck.checks.tempo import TempoSettings
from formcheck.session import Snapshot

__all__ = ["LiveFaultSettings", "LiveFaults"]


@dataclass(frozen=True, slots=True)
class LiveFaultSettings:
    """From when a fault counts as seen in a running repetition.

    Parameters
    ----------
    arch_deg : float
        Change of lordosis since rest: the check's limit and the 4 degrees by which one causal
        reading may err (MEASURES 5.2: only 10 degrees and more give a firm flag).
    arch_s : float
        It must last as long as the check asks for (MEASURES 5.2).
    lowering_dps : float
        Speed of the lowering: twice the check's limit for the mean, since even a smooth movement's
        peak is 1.88 times its mean (MEASURES 5.4, minimum jerk).
    lowering_s : float
        Over so long it is measured [design].
    """

    arch_deg: float
    arch_s: float
    lowering_dps: float
    lowering_s: float = 0.2

    @classmethod
    def of(cls, checks: Checks) -> LiveFaultSettings:
        """Return the limits that go with the settings of the checks."""
        arch, tempo = settings_of(checks, ArchSettings), settings_of(checks, TempoSettings)
        return cls(arch.change_deg + 4.0, arch.min_s, 2.0 * tempo.down_limit_dps)


class LiveFaults:
    """Watches a running repetition; each fault is told once in it."""

    def __init__(self, settings: LiveFaultSettings) -> None:
        self._settings = settings
        self._arched_since_s: float | None = None
        self._falling: deque[tuple[float, float]] = deque()
        self._told: set[str] = set()

    def step(self, snapshot: Snapshot) -> str | None:
        """Return the code of the fault that this frame confirms, None as a rule."""
        if snapshot.phase == "low":
            self._arched_since_s = None
            self._falling.clear()
            self._told.clear()
            return None
        for code, seen in (
            ("back_arch", self._arched(snapshot)),
            ("tempo_down", self._fast(snapshot)),
        ):
            if seen and code not in self._told:
                self._told.add(code)
                return code
        return None

    def _arched(self, snapshot: Snapshot) -> bool:
        spine = snapshot.spine
        arched = (
            spine is not None
            and spine.waist_seen
            and spine.lordosis_change_deg > self._settings.arch_deg
        )
        if not arched:
            self._arched_since_s = None
            return False
        if self._arched_since_s is None:
            self._arched_since_s = snapshot.time_s
        return snapshot.time_s - self._arched_since_s >= self._settings.arch_s - 1e-9

    def _fast(self, snapshot: Snapshot) -> bool:
        angle_deg = snapshot.hip_flexion_deg
        if snapshot.phase != "down" or not np.isfinite(angle_deg):
            self._falling.clear()
            return False
        self._falling.append((snapshot.time_s, angle_deg))
        span_s = self._settings.lowering_s - 1e-9
        while len(self._falling) > 2 and snapshot.time_s - self._falling[1][0] >= span_s:
            self._falling.popleft()
        first_s, first_deg = self._falling[0]
        elapsed_s = snapshot.time_s - first_s
        return elapsed_s >= span_s and (first_deg - angle_deg) / elapsed_s > (
            self._settings.lowering_dps
        )
