"""What one estimator of an angle serves for, so that no step arises where it comes and goes.

An estimator that is not usable in every frame (a shank while the knee is bent, an outline that is
not seen) is told by its distance from an anchor that always is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median, unwrap_deg

__all__ = ["fading", "turned_unseen_deg", "whole_episodes"]

FloatArray = npt.NDArray[np.float64]


def whole_episodes(
    anchor: FloatArray,
    estimate: FloatArray,
    usable: npt.NDArray[np.bool_],
    episodes: list[tuple[int, int]],
    least_share: float,
) -> FloatArray:
    """Return ``estimate`` for all frames of a movement or for none, so that no switch makes a step.

    Where it serves, frames in which it was not usable take its interpolated distance from the
    anchor.

    Parameters
    ----------
    anchor, estimate : ndarray, shape (N,)
        Degrees.
    usable : ndarray of bool, shape (N,)
        Where the estimate is known.
    episodes : list of tuple of int
        The movements, frames ``[start, stop)``.
    least_share : float
        Of the frames of a movement, in which it must be usable.
    """
    result = np.where(usable, estimate, np.nan)
    distance = unwrap_deg(estimate - anchor, -180.0)
    for start, stop in episodes:
        known = np.flatnonzero(usable[start:stop]) + start
        if len(known) < least_share * (stop - start):
            result[start:stop] = np.nan
        else:
            frames = np.arange(start, stop)
            result[start:stop] = anchor[start:stop] + np.interp(frames, known, distance[known])
    return result


def fading(
    anchor: FloatArray, estimate: FloatArray, episodes: list[tuple[int, int]], frames: float
) -> FloatArray:
    """Return ``estimate`` with its distance from the anchor fading where it comes and goes.

    The legs' outline is often lost as they touch down: the angle leapt by up to 4 degrees then, and
    the end of the movement was sought in the leap. A movement that it does not serve stays without.

    Parameters
    ----------
    anchor, estimate : ndarray, shape (N,)
        Degrees; of the estimate NaN = not known.
    episodes : list of tuple of int
        The movements, frames ``[start, stop)``.
    frames : float
        After so many the distance is 0, and the estimate not known any more.

    Examples
    --------
    >>> fading(np.zeros(5), np.array([6.0, np.nan, np.nan, np.nan, np.nan]), [], 3.0)
    array([ 6.,  4.,  2., nan, nan])
    """
    known = np.flatnonzero(np.isfinite(estimate))
    result = estimate.copy()
    if not len(known) or not frames > 0:
        return result
    distance = unwrap_deg(estimate - anchor, -180.0)
    index = np.arange(len(estimate))
    place = np.searchsorted(known, index)
    before, after = known[np.maximum(place - 1, 0)], known[np.minimum(place, len(known) - 1)]
    earlier, later = (
        np.clip(1.0 - np.abs(index - frame) / frames, 0.0, 1.0) for frame in (before, after)
    )
    # Before the first and behind the last there is one neighbour only.
    later = np.where(before == after, 0.0, later)
    faded = (earlier * distance[before] + later * distance[after]) / np.maximum(
        earlier + later, 1.0
    )
    gone = np.isnan(estimate) & (earlier + later > 0.0)
    for start, stop in episodes:
        gone[start:stop] = False
    result[gone] = anchor[gone] + faded[gone]
    return result


def turned_unseen_deg(by_landmarks: FloatArray, outline: FloatArray, rest: slice) -> float:
    """Return by how much a leg had turned before its outline was seen; 0 where that is not known.

    Legs that lie on the floor often have no lower edge. What a rest shows of their outline is then
    its last frames, in which they are on their way up: those are no zero. Taken as one, they made
    the outline 4 degrees low.

    Parameters
    ----------
    by_landmarks, outline : ndarray, shape (N,)
        Turn since rest by the landmarks, and by the outline: since it was seen in the rest.
    rest : slice
        Frames.
    """
    apart = known_median(unwrap_deg(by_landmarks - outline, -180.0)[rest])
    return 0.0 if np.isnan(apart) else apart
