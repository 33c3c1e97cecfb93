"""Legs that jump: frames in which a leg points where it cannot have got to since.

Now and then a network takes something else for a leg - a bar's post, the other leg, the floor -
for some frames, and comes back. In each of these frames the leg may look like one; only its speed
is impossible. So of all frames of a leg the longest chain is kept in which every frame can be
reached from the one before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["JumpSettings", "jumping"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JumpSettings:
    """What a leg can do; all ``[design]``.

    Parameters
    ----------
    noise_deg : float
        Two frames may differ by so much though the leg is still.
    speed_dps : float
        Fastest turn of a leg; legs that fall freely reach 320 (MEASURES 5.5).
    most_deg : float
        Largest turn between two frames that are believed, however many others are not between them.
        Time in which the leg was not seen comes on top.
    look_back_s : float
        A jump that lasts longer than twice this is believed in the end.
    """

    noise_deg: float = 10.0
    speed_dps: float = 450.0
    most_deg: float = 45.0
    look_back_s: float = 1.0


def jumping(
    time_s: FloatArray, direction_deg: FloatArray, settings: JumpSettings | None = None
) -> BoolArray:
    """Return the frames (N,) that are not of the longest chain without jumps.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    direction_deg : ndarray, shape (N,)
        Direction of the leg in the picture, any zero; NaN = not seen, which is no jump.
    """
    settings = settings or JumpSettings()
    seen = np.flatnonzero(np.isfinite(direction_deg))
    jumps = np.zeros(len(time_s), dtype=bool)
    if len(seen) < 2:
        return jumps
    time, angle = time_s[seen], direction_deg[seen]
    # Of a gap one frame's time counts as seen.
    shown = np.concatenate([[0.0], np.cumsum(np.minimum(np.diff(time), _interval_s(time_s)))])
    turn = np.abs((np.diff(angle) + 180.0) % 360.0 - 180.0)
    if (turn <= _reach_deg(np.diff(time), np.diff(shown), settings)).all():
        return jumps
    kept = _longest_chain(time, shown, angle, settings)
    jumps[seen] = True
    jumps[seen[kept]] = False
    return jumps


def _interval_s(time_s: FloatArray) -> float:
    """Return the longest time between two frames of which none is missing."""
    return 1.5 * float(np.median(np.diff(time_s)))


def _reach_deg(elapsed_s: FloatArray, shown_s: FloatArray, settings: JumpSettings) -> FloatArray:
    """Return how far a leg can have turned, ``shown_s`` of the time in sight."""
    in_sight = settings.noise_deg + settings.speed_dps * shown_s
    reach: FloatArray = np.minimum(in_sight, settings.most_deg)
    return reach + settings.speed_dps * (elapsed_s - shown_s)


def _longest_chain(
    time_s: FloatArray, shown_s: FloatArray, angle_deg: FloatArray, settings: JumpSettings
) -> list[int]:
    """Return the samples of the chain; a break in it costs as many frames as are looked back at."""
    n = len(time_s)
    length = np.ones(n)
    before = np.full(n, -1)
    firsts = np.searchsorted(time_s, time_s - settings.look_back_s)
    best = 0
    for i in range(1, n):
        first = int(firsts[i])
        turn = np.abs((angle_deg[i] - angle_deg[first:i] + 180.0) % 360.0 - 180.0)
        elapsed, shown = time_s[i] - time_s[first:i], shown_s[i] - shown_s[first:i]
        reached = turn <= _reach_deg(elapsed, shown, settings)
        lengths = np.where(reached, length[first:i], -np.inf)
        # Of equal chains the one that was seen last.
        nearest = i - 1 - int(np.argmax(lengths[::-1])) if i > first else best
        anew = length[best] - (i - first)
        if reached.any() and length[nearest] >= anew:
            length[i], before[i] = length[nearest] + 1, nearest
        elif anew > 0:
            length[i], before[i] = anew + 1, best
        if length[i] > length[best]:
            best = i
    chain = []
    while best >= 0:
        chain.append(best)
        best = int(before[best])
    return chain[::-1]
