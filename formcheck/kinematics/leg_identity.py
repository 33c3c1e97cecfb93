"""Which leg is which: undoes swaps of the left and the right leg.

A pose network that sees one leg up and the other one down from the side often calls the far leg the
near one, and changes its mind from frame to frame. That one leg is up and one is down is right all
the same. So a whole parting of the legs is named at once, by the frames in which they are not far
apart: there the names are mostly right (rendered single-leg raises: wrong in 5 % of the frames with
15 to 50 degrees between the legs, in up to half of those beyond).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import angle_between_deg
from formcheck.kinematics.smoothing import runs
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

__all__ = ["LegIdentitySettings", "swapped_legs", "with_legs_untangled"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_PARTS = ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_LEFT = [int(Landmark[f"LEFT_{part}"]) for part in _PARTS]
_RIGHT = [int(Landmark[f"RIGHT_{part}"]) for part in _PARTS]


@dataclass(frozen=True, slots=True)
class LegIdentitySettings:
    """How partings of the legs are found and named; all ``[design]``, tried on renders.

    Parameters
    ----------
    apart_deg : float
        Angle between the legs from which they are apart.
    telling_deg : float
        Up to this angle a frame's names count in full.
    far_weight : float
        What they count beyond.
    dip_s : float
        Legs that seem together for less than this may be a change of names, not a meeting.
    sudden_share : float
        It is one if two frames before and behind the angle is still so much of its largest.
    """

    apart_deg: float = 15.0
    telling_deg: float = 50.0
    far_weight: float = 0.1
    dip_s: float = 0.2
    sudden_share: float = 0.5


def with_legs_untangled(track: Track, settings: LegIdentitySettings | None = None) -> Track:
    """Return the track with swapped legs put right; the same object when none is swapped."""
    swapped = swapped_legs(track, settings)
    if not swapped.any():
        return track
    order = np.arange(track.landmarks_px.shape[1])
    order[_LEFT], order[_RIGHT] = _RIGHT, _LEFT

    def exchanged(values: FloatArray) -> FloatArray:
        result = values.copy()
        result[swapped] = values[swapped][:, order]
        return result

    return replace(
        track,
        landmarks_px=exchanged(track.landmarks_px),
        visibility=exchanged(track.visibility),
        world_m=exchanged(track.world_m),
    )


def swapped_legs(track: Track, settings: LegIdentitySettings | None = None) -> BoolArray:
    """Return the frames (N,) in which left and right leg bear each other's name."""
    settings = settings or LegIdentitySettings()
    apart = _apart_deg(track)
    gap = np.nan_to_num(np.abs(apart))
    swapped = np.zeros(len(track), dtype=bool)
    for start, stop in _partings(track.time_s, gap, settings):
        names = np.nan_to_num(np.sign(apart[start:stop]))
        size = gap[start:stop]
        weight = np.where(size <= settings.telling_deg, 1.0, settings.far_weight)
        name = np.sign(np.sum(names * weight * (size > settings.apart_deg)))
        swapped[start:stop] = names * name < 0
    return swapped


def _apart_deg(track: Track) -> FloatArray:
    """Return how much farther the left leg is turned from the trunk's line than the right (N,)."""
    points = track.landmarks_px
    hips = 0.5 * (points[:, Landmark.LEFT_HIP] + points[:, Landmark.RIGHT_HIP])
    shoulders = 0.5 * (points[:, Landmark.LEFT_SHOULDER] + points[:, Landmark.RIGHT_SHOULDER])
    left, right = (
        np.abs(angle_between_deg(hips - shoulders, points[:, leg[:2]].mean(axis=1) - hips))
        for leg in (_LEFT, _RIGHT)
    )
    return left - right


def _partings(
    time_s: FloatArray, gap_deg: FloatArray, settings: LegIdentitySettings
) -> list[tuple[int, int]]:
    """Return the stretches ``[start, stop)`` in which the legs are apart, bridged over flickers."""
    found: list[tuple[int, int]] = []
    for start, stop in runs(gap_deg > settings.apart_deg):
        if found and _is_flicker(time_s, gap_deg, found[-1], (start, stop), settings):
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def _is_flicker(
    time_s: FloatArray,
    gap_deg: FloatArray,
    before: tuple[int, int],
    after: tuple[int, int],
    settings: LegIdentitySettings,
) -> bool:
    """Return whether between two partings only the names changed."""
    if time_s[after[0]] - time_s[before[1] - 1] > settings.dip_s:
        return False
    ends = (max(before[0], before[1] - 2), min(after[1] - 1, after[0] + 1))
    return all(
        gap_deg[end] >= settings.sudden_share * gap_deg[start:stop].max()
        for end, (start, stop) in zip(ends, (before, after), strict=True)
    )
