"""What is wrong with how the person lies before the camera: pure, one moment at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.checks.settings import RefusalSettings
from formcheck.live.sight import Sight
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark
from formcheck.setup_warnings import WarningSettings

__all__ = ["FramingSettings", "Problem", "framing_problems"]

FloatArray = npt.NDArray[np.float64]

_FEET = (
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
    Landmark.LEFT_FOOT_INDEX,
    Landmark.RIGHT_FOOT_INDEX,
)
_HEAD = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    Parameters
    ----------
    code : str
        A key of the languages' ``setup`` section.
    value : float or None
        A number that belongs to it: degrees off side-on.
    grave : bool
        Whether nothing could be counted or judged; else the set may begin in spite of it.
    """

    code: str
    value: float | None = None
    grave: bool = True


@dataclass(frozen=True, slots=True)
class FramingSettings:
    """When something is wrong; the limits of the report's warnings where there are such.

    Parameters
    ----------
    border : float
        Share of the picture's width or height next to its edge that counts as out (MEASURES 6).
    off_side_deg, refuse_deg : float
        Out-of-plane view that is told, and from which nothing could be judged (MEASURES 6).
    small_px : float
        Trunk below which nothing is judged (MEASURES 6).
    dark : float
        Mean brightness below which the picture is too dark [design].
    fills : float
        A body that is cut and as long as this share of the picture is too close, not askew
        [design].
    """

    border: float = 0.02
    off_side_deg: float = WarningSettings().off_side_deg
    refuse_deg: float = RefusalSettings().max_out_of_plane_deg
    small_px: float = WarningSettings().small_px
    dark: float = WarningSettings().dark
    fills: float = 0.9


def framing_problems(
    pose: PersonPose | None, sight: Sight | None, settings: FramingSettings | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong at this moment, the first to mend first; empty when all is well."""
    return tuple(_problems(pose, sight, settings or FramingSettings()))


def _problems(
    pose: PersonPose | None, sight: Sight | None, s: FramingSettings
) -> Iterator[Problem]:
    dark = sight is not None and sight.brightness < s.dark
    if pose is None:
        yield Problem("too_dark" if dark else "nobody")
        return
    if sight is None:
        yield Problem("not_in_position")
        return
    points = pose.landmarks_px
    size = np.array([sight.width, sight.height], dtype=float)
    feet, head = _out(points[list(_FEET)], size, s), _out(points[list(_HEAD)], size, s)
    # Somebody who comes near the camera fills the picture, in whatever posture.
    if feet or head:
        extent = float(np.max(np.ptp(points, axis=0) / size))
        code = "feet_out" if feet else "head_out"
        yield Problem("too_close" if (feet and head) or extent > s.fills else code)
    if sight.posture == "unknown":
        yield Problem("not_in_position")
        return
    if sight.chest_up is False:
        yield Problem("lying_prone")
    if sight.trunk_px < s.small_px:
        yield Problem("too_far")
    off_deg = sight.out_of_plane_deg
    if off_deg > s.off_side_deg:
        yield Problem("not_side_on", off_deg, grave=off_deg > s.refuse_deg)
    if not feet and _out(_raised_ankles(points, sight), size, s):
        yield Problem("raised_legs_out", grave=False)
    if dark:
        yield Problem("too_dark", grave=False)
    if sight.waist_hidden:
        yield Problem("waist_hidden", grave=False)
    if not sight.rest_straight:
        yield Problem("knees_bent", grave=False)


def _raised_ankles(points: FloatArray, sight: Sight) -> FloatArray:
    """Return where the ankles (1, 2) will be at 90 degrees: the legs' length from the hips."""
    hip = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    knee = points[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]]
    ankle = points[[Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    thigh, shank = (np.linalg.norm(bone, axis=1) for bone in (knee - hip, ankle - knee))
    raised: FloatArray = hip.mean(axis=0) + float(np.max(thigh + shank)) * sight.ventral
    return raised[None]


def _out(points: FloatArray, size: FloatArray, s: FramingSettings) -> bool:
    """Return whether any of these points (K, 2) is out of the picture or at its very edge."""
    low, high = s.border * size, (1.0 - s.border) * size
    return bool(((points < low) | (points > high)).any())
