"""One state of the low back per frame, and whether it may be believed.

What the network tells of a frame is joined here: the lordosis comes twice, as a number of its own
and as the turn between the axes of pelvis and thorax. Whether the waist was seen, and whether the
picture was of a kind that formcheck knows (:mod:`formcheck.lumbar.kind`), decides if a frame
counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.kind import Kind, KindSettings, kind_of_track
from formcheck.lumbar.network import AXES
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.pose.track import Track

__all__ = ["WAIST", "LumbarSettings", "LumbarState", "lumbar_state"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

WAIST: Final = ("L1", "L3", "L5S1", "sacrum", "PSIS")
"""The points that an arm over the waist hides."""
_SEGMENTS: Final = ("thorax_deg", "pelvis_deg", "thigh_deg")
_LORDOSIS, _CLEARANCE = 1, 2


@dataclass(frozen=True, slots=True)
class LumbarSettings:
    """When a frame counts, and how its numbers are joined.

    Parameters
    ----------
    min_in_range : float
        Least likelihood that the picture is of a known kind.
    min_waist_seen : float
        Least mean likelihood that the points of ``WAIST`` are not hidden.
    own_share : float
        Weight of the lordosis that the network tells as a number; the rest goes to the turn between
        the axes.
    kind : KindSettings
        The other guards of what is a known kind.
    """

    min_in_range: float = 0.9
    min_waist_seen: float = 0.5
    own_share: float = 0.5
    kind: KindSettings = field(default_factory=KindSettings)


@dataclass(frozen=True, slots=True, eq=False)
class LumbarState:
    """The low back over N frames; NaN = not told.

    Parameters
    ----------
    lordosis_deg, lordosis_sigma_deg : ndarray, shape (N,)
        Extension of the thorax against the pelvis, arched positive, 0 = the body's neutral shape.
    pelvis_axis, thorax_axis, thigh_axis : ndarray, shape (N, 2)
        Unit vectors in the picture, y down; the last is the middle of both thighs.
    ilium_line : ndarray, shape (N, 2)
        From the ASIS to the hip joint, pixels.
    axis_sigma_deg : ndarray, shape (N, 3)
        Standard errors of thorax, pelvis and thigh.
    clearance : ndarray, shape (N,)
        Gap under the low back in trunk lengths.
    hip_view_deg : ndarray, shape (N, 2)
        Yaw and pitch under which the hips are seen; NaN = not told.
    kind : Kind
        What each guard says of the frames being of a known kind.
    in_range, waist_seen : ndarray, shape (N,)
        Likelihoods in [0, 1]; the first is the least of the guards'.
    known_kind : ndarray of bool, shape (N,)
        The first against its limit; false where nothing was told.
    """

    lordosis_deg: FloatArray
    lordosis_sigma_deg: FloatArray
    pelvis_axis: FloatArray
    thorax_axis: FloatArray
    thigh_axis: FloatArray
    ilium_line: FloatArray
    axis_sigma_deg: FloatArray
    clearance: FloatArray
    hip_view_deg: FloatArray
    kind: Kind
    in_range: FloatArray
    waist_seen: FloatArray
    known_kind: BoolArray

    @property
    def told(self) -> BoolArray:
        """Frames in which the network told anything, shape (N,)."""
        return np.isfinite(self.lordosis_deg)


def lumbar_state(track: Track, settings: LumbarSettings | None = None) -> LumbarState:
    """Return the state of the low back in every frame of a track.

    Frames of no known kind keep their numbers: what is made of them is for the checks to decide.
    """
    settings = settings or LumbarSettings()
    thorax, pelvis, thigh = (track.axes[:, AXES.index(name)] for name in _SEGMENTS)
    own = track.spine[:, _LORDOSIS]
    turned = _turn_deg(thorax, pelvis, track)
    both = settings.own_share * own + (1.0 - settings.own_share) * turned
    seen = track.lumbar_visible[:, [LUMBAR_POINTS.index(name) for name in WAIST]].mean(axis=1)
    kind = kind_of_track(track, settings.kind)
    in_range = kind.likelihood
    with np.errstate(invalid="ignore"):
        known_kind = in_range >= settings.min_in_range
    return LumbarState(
        lordosis_deg=both,
        lordosis_sigma_deg=track.spine_sigma[:, _LORDOSIS],
        pelvis_axis=pelvis,
        thorax_axis=thorax,
        thigh_axis=thigh,
        ilium_line=_between(track, "ASIS", "HJC"),
        axis_sigma_deg=track.axes_sigma_deg,
        clearance=track.spine[:, _CLEARANCE],
        hip_view_deg=track.hip_view_deg,
        kind=kind,
        in_range=in_range,
        waist_seen=seen,
        known_kind=known_kind,
    )


def _turn_deg(thorax: FloatArray, pelvis: FloatArray, track: Track) -> FloatArray:
    """Return the turn (N,) from thorax to pelvis towards dorsal.

    Which way dorsal lies, the lumbar points tell: the belly's middle lies ventrally of L3.
    """
    cross = thorax[:, 0] * pelvis[:, 1] - thorax[:, 1] * pelvis[:, 0]
    turn = np.degrees(np.arctan2(cross, np.sum(thorax * pelvis, axis=1)))
    front = _between(track, "L3", "navel")
    dorsal = -np.sign(thorax[:, 0] * front[:, 1] - thorax[:, 1] * front[:, 0])
    signed: FloatArray = turn * dorsal
    return signed


def _between(track: Track, start: str, stop: str) -> FloatArray:
    """Return the way (N, 2) from one lumbar point to another."""
    points = track.lumbar_px
    way: FloatArray = points[:, LUMBAR_POINTS.index(stop)] - points[:, LUMBAR_POINTS.index(start)]
    return way
