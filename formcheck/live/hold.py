"""Legs that hover while the person trains: a reason to look whether they are held low."""

from __future__ import annotations

from formcheck.checks import Checks, settings_of
from formcheck.checks.low_hold import LowHoldSettings

__all__ = ["HoldWatch"]

_MORE_S = 0.5
"""So much longer than the check's own time, since the smoothing at the end of a track wavers."""


class HoldWatch:
    """Notices that the live angle stays within the low band; the check itself decides then.

    Parameters
    ----------
    checks : Checks
        With the settings of ``low_hold``.
    """

    def __init__(self, checks: Checks) -> None:
        self._settings = settings_of(checks, LowHoldSettings)
        self._since_s: float | None = None
        self._noticed = False

    def step(self, time_s: float, hip_flexion_deg: float) -> bool:
        """Return whether this frame makes it long enough; once for each stay in the band."""
        s = self._settings
        if not s.band_low_deg < hip_flexion_deg < s.band_high_deg:
            self._since_s, self._noticed = None, False
            return False
        if self._since_s is None:
            self._since_s = time_s
        if self._noticed or time_s - self._since_s < s.min_s + _MORE_S:
            return False
        self._noticed = True
        return True
