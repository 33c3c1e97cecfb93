"""Body points and segment vectors of a track, cleaned of outliers and noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import angle_between_deg, direction_deg, length, y_up
from formcheck.kinematics.leg_jumps import jumping
from formcheck.kinematics.smoothing import SmoothingSettings, fill_gaps, hampel, zero_phase
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

__all__ = ["PAIRS", "Segments", "smooth_segments"]

FloatArray = npt.NDArray[np.float64]

PAIRS = ("ear", "shoulder", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
"""Landmarks that exist on both sides and that kinematics uses."""

LONGEST_LEGS = 3.0
"""Thigh and shank together in trunk lengths; 0.8 to 2.1 in fifty clips of all views [design]."""
BONE_RATIO = (0.6, 1.6)
"""A thigh or shank shorter or longer than these shares of its median is misplaced [design]."""
MOST_KNEE_DEG = 150.0
"""A knee that is folded flatter is none: knees bend by 142.5 degrees (sd 5.4; 109 men, Boone & Azen
1979, J Bone Joint Surg 61-A:756)."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Points of a body over N frames; pixels with **y up**; NaN = not seen.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    points : dict of ndarray, shape (N, 2, 2)
        For each name of ``PAIRS``: left and right point.
    visibility : dict of ndarray, shape (N, 2)
        Of the same, left and right, as the backend gave it; 0 where nobody was found.
    nose : ndarray, shape (N, 2)
        Tip of the nose.
    leg_edges, sure_leg_edges : ndarray, shape (N, 2, 2)
        Directions of the two edges of the legs' outline from mid hip (unit vectors): all, and
        without the frames in which a leg went astray. The outline is drawn about both legs: one
        that was put on the arms spans all between.
    world_side_m : ndarray, shape (N, 3)
        Mean of the hip line and the shoulder line from left to right; x right, y up, z away from
        the camera.
    noise_px : float
        Standard deviation of what the smoothing took away, median over hips, knees and ankles.
    """

    time_s: FloatArray
    points: dict[str, FloatArray]
    visibility: dict[str, FloatArray]
    nose: FloatArray
    leg_edges: FloatArray
    sure_leg_edges: FloatArray
    world_side_m: FloatArray
    noise_px: float

    def __getitem__(self, part: str) -> FloatArray:
        """Return left and right points of a part, shape (N, 2, 2)."""
        return self.points[part]

    def middle(self, part: str) -> FloatArray:
        """Return the point half way between left and right, shape (N, 2)."""
        return 0.5 * (self.points[part][:, 0] + self.points[part][:, 1])

    @property
    def trunk(self) -> FloatArray:
        """Vector from mid shoulder to mid hip (caudal), shape (N, 2)."""
        return self.middle("hip") - self.middle("shoulder")

    @property
    def trunk_length_px(self) -> float:
        """Median length of the trunk; NaN when it was never seen."""
        lengths = length(self.trunk)
        seen = lengths[np.isfinite(lengths)]
        return float(np.median(seen)) if len(seen) else float("nan")


def smooth_segments(track: Track, settings: SmoothingSettings | None = None) -> Segments:
    """Return the points of ``track`` after outlier test, gap rule and zero-phase smoothing.

    Landmarks whose visibility is below the limit on *both* sides are left out; when only one side
    is hidden the model's guess for it is kept, since the pair moves together more often than not
    and a pair that loses a side makes the middle jump.
    """
    settings = settings or SmoothingSettings()
    columns = [
        [Landmark[f"LEFT_{part.upper()}"], Landmark[f"RIGHT_{part.upper()}"]] for part in PAIRS
    ]
    order = [int(landmark) for pair in columns for landmark in pair] + [int(Landmark.NOSE)]
    raw = y_up(track.landmarks_px[:, order])
    visibility = np.nan_to_num(track.visibility[:, order], nan=0.0)
    astray = _misplaced_legs(raw)
    hidden = _hidden(visibility, settings.min_visibility) | astray
    hidden |= _no_body(raw)[:, None]
    jumping = _jumping_legs(track.time_s, np.where(hidden[..., None], np.nan, raw))
    hidden |= jumping
    raw = np.where(hidden[..., None], np.nan, raw)
    flat = raw.reshape(len(track), 2 * len(order))
    clean = hampel(flat, settings.hampel_frames, settings.hampel_mad)
    for i in range(clean.shape[1]):
        clean[:, i] = fill_gaps(track.time_s, clean[:, i], settings.fill_s)
    smooth = zero_phase(track.time_s, clean, settings.landmark_hz).reshape(raw.shape)
    points = {part: smooth[:, 2 * i : 2 * i + 2] for i, part in enumerate(PAIRS)}
    return Segments(
        time_s=track.time_s,
        points=points,
        visibility={part: visibility[:, 2 * i : 2 * i + 2] for i, part in enumerate(PAIRS)},
        nose=smooth[:, -1],
        leg_edges=_leg_edges(track, np.zeros(len(track), dtype=bool), settings),
        sure_leg_edges=_leg_edges(track, np.any(astray | jumping, axis=1), settings),
        world_side_m=_world_side(track),
        noise_px=_noise_px(raw, smooth),
    )


def _hidden(visibility: FloatArray, limit: float) -> npt.NDArray[np.bool_]:
    """Return which of the landmarks (N, 17) count as not seen: both of the pair below the limit."""
    low = visibility < limit
    for i in range(0, 2 * len(PAIRS), 2):
        low[:, i : i + 2] = low[:, i : i + 2].all(axis=1, keepdims=True)
    return low


def _no_body(points: FloatArray) -> npt.NDArray[np.bool_]:
    """Return the frames (N,) whose points (N, 17) make no body: legs far too long for the trunk.

    So it looks when a network takes the feet for the head and changes its mind.
    """
    ends = {
        part: points[:, 2 * PAIRS.index(part) : 2 * PAIRS.index(part) + 2]
        for part in ("shoulder", "hip", "knee", "ankle")
    }
    trunk = length(np.mean(ends["shoulder"] - ends["hip"], axis=1))
    legs = length(ends["knee"] - ends["hip"]) + length(ends["ankle"] - ends["knee"])
    impossible: npt.NDArray[np.bool_] = np.min(legs, axis=1) > LONGEST_LEGS * trunk
    return impossible


def _misplaced_legs(points: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which of the landmarks (N, 17) belong to a leg that cannot be so.

    The far leg, half hidden, is now and then put somewhere else: on another person, or folded up.
    Seen from the side thigh and shank keep their lengths, and no knee folds flat.
    """
    wrong = np.zeros(points.shape[:2], dtype=bool)
    for side in (0, 1):
        hip, knee, ankle, heel, toe = (
            2 * PAIRS.index(part) + side for part in ("hip", "knee", "ankle", "heel", "foot_index")
        )
        thigh, shank = points[:, knee] - points[:, hip], points[:, ankle] - points[:, knee]
        bad = np.abs(angle_between_deg(thigh, shank)) > MOST_KNEE_DEG
        for bone in (length(thigh), length(shank)):
            seen = bone[np.isfinite(bone)]
            if len(seen):
                with np.errstate(divide="ignore", invalid="ignore"):
                    ratio = bone / np.median(seen)
                bad |= (ratio < BONE_RATIO[0]) | (ratio > BONE_RATIO[1])
        wrong[:, [knee, ankle, heel, toe]] = bad[:, None]
    return wrong


def _jumping_legs(time_s: FloatArray, points: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which of the landmarks (N, 17) belong to a leg that jumps."""
    wrong = np.zeros(points.shape[:2], dtype=bool)
    for side in (0, 1):
        hip, knee, ankle, heel, toe = (
            2 * PAIRS.index(part) + side for part in ("hip", "knee", "ankle", "heel", "foot_index")
        )
        leg = 0.5 * (points[:, knee] + points[:, ankle]) - points[:, hip]
        jumps = jumping(time_s, direction_deg(leg))
        wrong[:, [knee, ankle, heel, toe]] = jumps[:, None]
    return wrong


def _leg_edges(
    track: Track, astray: npt.NDArray[np.bool_], settings: SmoothingSettings
) -> FloatArray:
    """Return the edges of the legs' outline (N, 2, 2), unknown where a leg went astray (N,)."""
    names = [f"leg_fan_{edge}_{axis}" for edge in ("first", "last") for axis in "xy"]
    raw = np.stack([track.feature(name) for name in names], axis=1).reshape(len(track), 2, 2)
    raw = np.where(astray[:, None, None], np.nan, raw)
    clean = hampel(y_up(raw).reshape(len(track), 4), settings.hampel_frames, settings.hampel_mad)
    for i in range(clean.shape[1]):
        clean[:, i] = fill_gaps(track.time_s, clean[:, i], settings.fill_s)
    return zero_phase(track.time_s, clean, settings.landmark_hz).reshape(raw.shape)


def _world_side(track: Track) -> FloatArray:
    lines = [
        track.world_m[:, Landmark[f"RIGHT_{part}"]] - track.world_m[:, Landmark[f"LEFT_{part}"]]
        for part in ("HIP", "SHOULDER")
    ]
    mean: FloatArray = 0.5 * (lines[0] + lines[1]) * np.array([1.0, -1.0, 1.0])
    return mean


def _noise_px(raw: FloatArray, smooth: FloatArray) -> float:
    first = 2 * PAIRS.index("hip")
    rest = (raw - smooth)[:, first : first + 6]
    seen = rest[np.isfinite(rest)]
    # The median ignores the outliers that Hampel has taken out already.
    return float(1.4826 * np.median(np.abs(seen))) if len(seen) else float("nan")
