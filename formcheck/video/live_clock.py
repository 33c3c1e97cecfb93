"""Times of live pictures: they rise from 0, whatever a stream's own clock does."""

from __future__ import annotations

import math

__all__ = ["LiveClock"]


class LiveClock:
    """Takes pictures' own times; where they jump, the time that passed here goes on in their place.

    Own times are better than times of arrival, which a network shakes. They begin anew when a
    stream is opened again; a computer that slept, or a sender whose clock was set, makes them jump.

    Parameters
    ----------
    trust_s : float
        A clock that runs ahead of ours, or falls back, by more has jumped. Less is the network:
        pictures come in bursts and late.

    Examples
    --------
    >>> clock = LiveClock()
    >>> [clock.step(*times) for times in ((7.0, 50.0), (7.5, 50.5), (3607.5, 51.0), (3608.0, 51.5))]
    [0.0, 0.5, 1.0, 1.5]
    """

    def __init__(self, trust_s: float = 3.0) -> None:
        self._trust_s = trust_s
        self._offset_s = math.nan
        self._start_s = math.nan
        self._last_s = -math.inf

    def restart(self) -> None:
        """Begin with other own times: the stream was opened again."""
        self._offset_s = math.nan

    def step(self, raw_s: float, arrived_s: float) -> float:
        """Return the time of the next picture, seconds from the first one's, strictly rising.

        Parameters
        ----------
        raw_s : float
            The picture's own time, any origin.
        arrived_s : float
            When it came here, of a clock that never jumps.
        """
        if math.isnan(self._start_s):
            self._start_s = arrived_s
        elapsed_s = arrived_s - self._start_s
        time_s = raw_s - self._offset_s
        if not abs(time_s - elapsed_s) <= self._trust_s:
            self._offset_s = raw_s - elapsed_s
            time_s = elapsed_s
        if time_s <= self._last_s:
            time_s = math.nextafter(self._last_s, math.inf)
        self._last_s = time_s
        return time_s
