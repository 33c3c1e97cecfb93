"""Whether two landmarkers that see the same frames have come to see the same.

A tracker that begins in the midst of a clip finds the person at once, but smooths from nothing and
cuts its view out of the picture a little otherwise. After some ten frames nothing but jitter is
left of that: points differ by 0.01 trunk lengths, to and fro. So the part before goes on into the
next one until both have agreed for a while, and hands over there; what the other one had found
before is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import Landmark

__all__ = ["SeamSettings", "agree"]

FloatArray = npt.NDArray[np.float64]

_SHOULDERS: Final = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS: Final = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_CORE: Final = [
    *_SHOULDERS,
    *_HIPS,
    *(Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
]


@dataclass(frozen=True, slots=True)
class SeamSettings:
    """When a part may hand over to the next one.

    Parameters
    ----------
    for_s : float
        They must have agreed for so long; also the time after which a lying person who keeps still
        is settled, so that nobody else can take over.
    point : float
        In no frame may shoulders, hips, knees or ankles differ by more, in trunk lengths: it is the
        same body.
    mean_point : float
        Nor, in the mean over that time, by more than this: of a thigh, 0.8 trunk lengths long, it
        turns the line by one degree.
    mean_spine_deg : float
        Nor pelvic tilt and lordosis, in the mean.
    least_s : float
        No part is shorter: what is seen twice would cost more than is gained.
    """

    for_s: float = 1.0
    point: float = 0.12
    mean_point: float = 0.014
    mean_spine_deg: float = 2.0
    least_s: float = 4.0


def agree(
    first: dict[str, FloatArray], second: dict[str, FloatArray], settings: SeamSettings
) -> bool:
    """Return whether two looks at the same frames show the same person in the same pose.

    Parameters
    ----------
    first, second : dict of ndarray
        From :meth:`~formcheck.pose.recorder.TrackRecorder.rows`, as many frames of each. Frames in
        which neither saw anybody agree.
    settings : SeamSettings
        The tolerance.
    """
    points, others = first["landmarks_px"], second["landmarks_px"]
    seen = np.isfinite(points[:, _HIPS[0], 0])
    if np.any(seen != np.isfinite(others[:, _HIPS[0], 0])):
        return False
    if not seen.any():
        return True
    trunk = points[seen][:, _SHOULDERS].mean(axis=1) - points[seen][:, _HIPS].mean(axis=1)
    trunk_px = np.hypot(trunk[:, 0], trunk[:, 1])
    apart = (points[seen][:, _CORE] - others[seen][:, _CORE]) / trunk_px[:, None, None]
    tilted = first["spine"][:, :2] - second["spine"][:, :2]
    tilted = tilted[np.isfinite(tilted).all(axis=1)]
    return bool(
        np.hypot(apart[..., 0], apart[..., 1]).max() <= settings.point
        and np.hypot(*apart.mean(axis=0).T).max() <= settings.mean_point
        and (not len(tilted) or np.abs(tilted.mean(axis=0)).max() <= settings.mean_spine_deg)
    )
