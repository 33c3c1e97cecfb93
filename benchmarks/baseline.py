"""The plain way, for comparison: what nearly every hobby checker does with the same landmarks.

The unsigned angle shoulder-hip-knee of the near side, no rest, no smoothing, no uncertainty; a
repetition is counted when the angle has been beyond 90 degrees and is below 35 again. (In pixels:
the usual mistake of taking angles in [0, 1] coordinates is not even held against it.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.clips import Clip, ClipRep, Judged
from formcheck.pose.landmarks import Side, side_landmark
from formcheck.pose.track import Track

__all__ = ["count_up_down", "plain_clip", "unsigned_flexion_deg"]

FloatArray = npt.NDArray[np.float64]

UP_DEG = 90.0
DOWN_DEG = 35.0


def unsigned_flexion_deg(points_px: FloatArray, side: Side) -> FloatArray:
    """Return 180 degrees minus the unsigned angle shoulder-hip-knee of landmarks (N, 33, 2)."""
    shoulder, hip, knee = (
        points_px[:, side_landmark(side, part)] for part in ("shoulder", "hip", "knee")
    )
    up, down = shoulder - hip, knee - hip
    dot = np.sum(up * down, axis=1)
    lengths = np.hypot(*up.T) * np.hypot(*down.T)
    cosine = np.divide(dot, lengths, out=np.full(len(dot), np.nan), where=lengths > 0)
    angle: FloatArray = 180.0 - np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle


def count_up_down(angle_deg: FloatArray, up_deg: float = UP_DEG, down_deg: float = DOWN_DEG) -> int:
    """Return how often the angle went beyond ``up_deg`` and came back below ``down_deg``.

    >>> count_up_down(np.array([0, 95, 80, 99, 10, 95, 40.0]))
    1
    """
    count, is_up = 0, False
    for angle in angle_deg[np.isfinite(angle_deg)].tolist():
        if angle > up_deg:
            is_up = True
        elif angle < down_deg and is_up:
            count, is_up = count + 1, False
    return count


def plain_clip(name: str, track: Track, truth: Clip) -> tuple[Clip, int]:
    """Return the plain angle of a track with its peaks in the *true* repetitions, and its count.

    The peaks are read where the truth has repetitions, so that a bad counter does not hide a bad
    angle. The near side is the one that is seen better.
    """
    sides: tuple[Side, Side] = ("left", "right")
    parts = ("shoulder", "hip", "knee", "ankle")
    seen = [
        float(np.nanmean(track.visibility[:, [side_landmark(side, part) for part in parts]]))
        for side in sides
    ]
    angle = unsigned_flexion_deg(track.landmarks_px, sides[int(np.argmax(seen))])
    reps = []
    for rep in truth.reps:
        inside = angle[(track.time_s >= rep.start_s) & (track.time_s <= rep.stop_s)]
        known = inside[np.isfinite(inside)]
        peak = float(known.max()) if len(known) else float("nan")
        verdict = "flag" if peak < UP_DEG else "pass"
        judged = {"under_90": Judged(verdict, 0.0)}
        reps.append(ClipRep(rep.start_s, rep.peak_s, rep.stop_s, peak, rep.leg, judged))
    return Clip(name, track.time_s, angle, tuple(reps)), count_up_down(angle)
