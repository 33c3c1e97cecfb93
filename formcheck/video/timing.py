"""Presentation times: strictly rising seconds from the first frame, whatever the container says."""

from __future__ import annotations

import math
import statistics
from collections import deque

__all__ = ["DEFAULT_INTERVAL_S", "IntervalStats", "TimeRepair"]

DEFAULT_INTERVAL_S = 1.0 / 30.0
"""Frame interval assumed where nothing else is known, seconds."""

_RECENT = 31  # intervals in the local median: about one second of video
_LONGEST_STEP = 10.0  # in median intervals; a longer step after a fall is not believed


class IntervalStats:
    """Running statistics of strictly rising times, in constant memory.

    Parameters
    ----------
    nominal_s : float
        Interval to answer with while fewer than two times were seen, seconds.
    tick_s : float
        Resolution of the times, seconds: differences of two ticks are rounding.
    """

    def __init__(self, nominal_s: float = DEFAULT_INTERVAL_S, tick_s: float = 0.0) -> None:
        self._nominal_s = nominal_s
        self._tick_s = tick_s
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._shortest_s = math.inf
        self.count = 0
        self.last_s = 0.0
        self.longest_s = 0.0

    def anew(self) -> IntervalStats:
        """Return statistics of the same kind that have seen nothing yet."""
        return IntervalStats(self._nominal_s, self._tick_s)

    def add(self, time_s: float) -> None:
        """Take the next time, seconds, later than the one before."""
        if self.count:
            step = time_s - self.last_s
            self._recent.append(step)
            self._shortest_s = min(self._shortest_s, step)
            self.longest_s = max(self.longest_s, step)
        self.count += 1
        self.last_s = time_s

    @property
    def typical_s(self) -> float:
        """Median of the latest intervals (at most 31), seconds."""
        return statistics.median(self._recent) if self._recent else self._nominal_s

    @property
    def duration_s(self) -> float:
        """Last time plus one typical interval, seconds."""
        return self.last_s + self.typical_s

    @property
    def fps_mean(self) -> float:
        """Mean frame rate over the times seen, per second."""
        return (self.count - 1) / self.last_s if self.count > 1 else 1.0 / self.typical_s

    @property
    def variable(self) -> bool:
        """Whether intervals differ by more than rounding: two ticks, or 2 % of the typical one."""
        if self.count < 3:
            return False
        allowed_s = max(2.01 * self._tick_s, 0.02 * self.typical_s)
        return self.longest_s - self._shortest_s > allowed_s


class TimeRepair:
    """Turn a container's timestamps into strictly rising seconds from the first frame.

    Timestamps that rise already are passed on unchanged (but for the start). A missing, repeated
    or falling one is replaced by the time before plus the local median interval, kept below the
    following good one; after a fall that lasts (two recordings joined) the clip goes on with its
    own intervals.

    Parameters
    ----------
    nominal_s : float
        Frame interval that the container promises, seconds.

    Examples
    --------
    >>> repair = TimeRepair(nominal_s=0.5)
    >>> [repair.step(t) for t in (7.0, 7.5, None, 8.5, 8.5)]
    [0.0, 0.5, 1.0, 1.5, 2.0]
    >>> repair.repaired
    2
    """

    def __init__(self, nominal_s: float = DEFAULT_INTERVAL_S) -> None:
        self._nominal_s = nominal_s
        self._sound: deque[float] = deque(maxlen=_RECENT)
        self._base_s: float | None = None
        self._last_s: float | None = None
        self._last_raw_s: float | None = None
        self.repaired = 0

    def start_at(self, base_s: float) -> None:
        """Begin in the midst of a clip whose first timestamp is ``base_s``."""
        self._base_s = base_s

    def step(self, raw_s: float | None, next_raw_s: float | None = None) -> float:
        """Return the time of the next frame, seconds from the first frame's.

        Parameters
        ----------
        raw_s : float or None
            The container's timestamp in seconds, any origin; None if it has none.
        next_raw_s : float or None
            The timestamp of the frame after it, if known: tells one wrong timestamp in the
            future from a pause in the recording.
        """
        if self._base_s is None and raw_s is not None:
            self._base_s = raw_s - self._expected_s()
        raw = None if raw_s is None or self._base_s is None else raw_s - self._base_s
        following = (
            None if next_raw_s is None or self._base_s is None else next_raw_s - self._base_s
        )
        last = self._last_s
        if last is None:
            time_s = 0.0 if raw is None else raw
            self.repaired += raw is None
        elif raw is None or raw <= last or (following is not None and last < following < raw):
            time_s = self._mended(last, raw, following)
            self.repaired += 1
        else:
            time_s = raw
            self._sound.append(time_s - last)
        self._last_s = time_s
        self._last_raw_s = raw
        return time_s

    def _expected_s(self) -> float:
        return 0.0 if self._last_s is None else self._last_s + self._typical_s()

    def _typical_s(self) -> float:
        return statistics.median(self._sound) if self._sound else self._nominal_s

    def _mended(self, last: float, raw: float | None, following: float | None) -> float:
        step = self._typical_s()
        if raw is not None and raw <= last and self._last_raw_s is not None:
            own = raw - self._last_raw_s
            if 0.0 < own <= _LONGEST_STEP * step:
                step = own
        time_s = last + step
        if following is not None and following > last:
            time_s = min(time_s, last + (following - last) / 2.0)
        return max(time_s, math.nextafter(last, math.inf))
