"""The low back read some times a second, and the frames between by straight lines.

What is made of the readings passes a filter of 2.5 Hz (``CurveSettings.cutoff_hz``): more than some
times a second tell nothing new, and the network costs a quarter of the pose inference
(docs/speed.md).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from formcheck.pose.track import LUMBAR_ARRAYS, Track

__all__ = ["READINGS_HZ", "ReadingPace", "bridged"]

READINGS_HZ: Final = 10.0
"""So often a recording's low back is read: four times the cut-off of its curves [docs/speed.md]."""
_PHASE: Final = (
    0.25  # times of 30 frames a second fall well between the edges, whatever the rounding
)


class ReadingPace:
    """Says frame by frame whether the low back is to be read.

    It remembers the frame before, nothing else: whoever joins a clip in its midst reads, from the
    second frame on, the frames that all others read.

    Parameters
    ----------
    hz : float
        How often a second at most; slower clips are read in every frame.

    Examples
    --------
    >>> pace = ReadingPace(15.0)
    >>> [pace.is_due(frame / 30) for frame in range(6)]
    [True, False, True, False, True, False]
    """

    def __init__(self, hz: float = READINGS_HZ) -> None:
        if not hz > 0:
            raise ValueError(f"hz: expected a positive rate, got {hz}")
        self._hz = hz
        self._tick = -math.inf

    def is_due(self, time_s: float) -> bool:
        """Take the next frame's time; return whether it is to be read."""
        tick = math.floor(time_s * self._hz + _PHASE)
        due = tick != self._tick
        self._tick = tick
        return due


def bridged(track: Track, hz: float = READINGS_HZ) -> Track:
    """Return a track whose low back, read so often, is told in the frames between as well.

    Between two readings the numbers go in straight lines (directions stay unit vectors); behind the
    last one before a gap they stay. Nothing is told where the person was not found, nor farther
    from a reading than two of them may be apart.

    Parameters
    ----------
    track : Track
        Read at a :class:`ReadingPace` of `hz`.
    hz : float
        How often.
    """
    rows = np.flatnonzero(np.isfinite(track.in_range))
    wanted = np.flatnonzero(track.pose_found & ~np.isfinite(track.in_range))
    place = np.searchsorted(rows, wanted)
    wanted, place = wanted[place > 0], place[place > 0]
    if not len(wanted):
        return track
    time_s, longest_s = track.time_s, 2.0 / hz + 1e-6
    before, after = rows[place - 1], rows[np.minimum(place, len(rows) - 1)]
    between = (after > wanted) & (time_s[after] - time_s[before] <= longest_s)
    after = np.where(between, after, before)
    near = time_s[wanted] - time_s[before] <= longest_s
    wanted, before, after = wanted[near], before[near], after[near]
    gone_s, span_s = time_s[wanted] - time_s[before], time_s[after] - time_s[before]
    share = np.divide(gone_s, span_s, out=np.zeros(len(wanted)), where=span_s > 0)
    arrays = {}
    for name in LUMBAR_ARRAYS:
        array = getattr(track, name).copy()
        weight = share.reshape(-1, *(1,) * (array.ndim - 1))
        array[wanted] = (1.0 - weight) * array[before] + weight * array[after]
        arrays[name] = array
    axes = arrays["axes"][wanted]
    arrays["axes"][wanted] = axes / np.linalg.norm(axes, axis=-1, keepdims=True)
    return replace(track, **arrays)
