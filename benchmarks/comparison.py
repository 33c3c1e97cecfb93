"""One clip of the accuracy benchmark: what is true, measured, and read the plain way, side by side.

Only errors are kept, not the clips, so that hundreds fit into memory and cross processes fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import formcheck
from benchmarks.baseline import plain_clip
from benchmarks.clips import Clip, ClipRep, Judged, measured_clip, read_truth, true_clip_of
from benchmarks.conditions import Conditions
from benchmarks.scoring import RepScore, pair_reps
from formcheck.errors import NoPersonError
from formcheck.pose.track import Track

__all__ = ["Compared", "FrameErrors", "Seen", "compare", "frame_errors", "true_at"]

FloatArray = npt.NDArray[np.float64]

EDGE_S = 1e-3
"""Times are rounded: a frame so little outside of the truth still has its truth."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameErrors:
    """Errors over the frames of a clip, measured minus true, in degrees; shape (N,).

    NaN where truth or measurement are not known, or the person neither lies nor hangs.

    Parameters
    ----------
    true_deg : ndarray
        True hip flexion.
    hip_deg, hip_sigma_deg, knee_deg, trunk_deg : ndarray
        Errors of hip flexion, its standard error, errors of knee flexion and trunk lift.
    plain_deg : ndarray
        Error of the plain angle.
    """

    true_deg: FloatArray
    hip_deg: FloatArray
    hip_sigma_deg: FloatArray
    knee_deg: FloatArray
    trunk_deg: FloatArray
    plain_deg: FloatArray

    @property
    def measured_share(self) -> float:
        """Share of the frames with a truth in which the hip flexion was measured."""
        known = np.isfinite(self.true_deg)
        return float(np.mean(np.isfinite(self.hip_deg[known]))) if known.any() else float("nan")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recognised of the filming; NaN and ``""`` = nothing."""

    exercise: str = ""
    yaw_deg: float = float("nan")
    pitch_deg: float = float("nan")
    pose_share: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One clip, compared.

    Parameters
    ----------
    name : str
    conditions : Conditions
    seen : Seen
    frames : FrameErrors
    reps, plain_reps : tuple of RepScore
        One for each true repetition.
    count, plain_count : int
        Repetitions counted.
    true_set, found_set : mapping of Judged
        Verdicts on the set.
    """

    name: str
    conditions: Conditions
    seen: Seen
    frames: FrameErrors
    reps: tuple[RepScore, ...]
    plain_reps: tuple[RepScore, ...]
    count: int
    plain_count: int
    true_set: Mapping[str, Judged]
    found_set: Mapping[str, Judged]

    @property
    def count_is_exact(self) -> bool:
        """Whether as many repetitions were counted as there are."""
        return self.count == len(self.reps)


def compare(track: Track, truth_path: Path) -> Compared:
    """Return the comparison of a track, analysed now, with the truth of its clip.

    A clip in which nobody is seen has no measurement: all its repetitions are missing.

    Raises
    ------
    ValueError
        The truth is of another schema.
    """
    content = read_truth(truth_path)
    truth, conditions = true_clip_of(content), Conditions.of(content)
    plain, plain_count = _plain(track, truth)
    try:
        report = formcheck.analyze_track(track)
    except NoPersonError as error:
        return compared(truth, None, plain, plain_count, conditions, Seen(error=error.what))
    setup = report.data.setup
    seen = Seen(
        exercise=setup.exercise,
        yaw_deg=np.nan if setup.camera_yaw_deg is None else setup.camera_yaw_deg,
        pitch_deg=np.nan if setup.camera_pitch_deg is None else setup.camera_pitch_deg,
        pose_share=setup.pose_found_share,
    )
    return compared(truth, measured_clip(report), plain, plain_count, conditions, seen)


def compared(
    truth: Clip,
    measured: Clip | None,
    plain: Clip,
    plain_count: int,
    conditions: Conditions,
    seen: Seen,
) -> Compared:
    """Return the comparison of a measured and a plain clip with the true one."""
    found: tuple[ClipRep, ...] = measured.reps if measured is not None else ()
    return Compared(
        name=truth.name,
        conditions=conditions,
        seen=seen,
        frames=frame_errors(truth, measured, plain),
        reps=pair_reps(truth.reps, found),
        plain_reps=pair_reps(truth.reps, plain.reps),
        count=len(found),
        plain_count=plain_count,
        true_set=truth.set_checks,
        found_set=measured.set_checks if measured is not None else {},
    )


def _plain(track: Track, truth: Clip) -> tuple[Clip, int]:
    if track.pose_found.any():
        return plain_clip(truth.name, track, truth)
    return Clip(truth.name, track.time_s, np.full(len(track), np.nan), ()), 0


def true_at(time_s: FloatArray, truth: Clip, values: FloatArray) -> FloatArray:
    """Return a true curve at other times (M,), between frames; NaN outside of the clip."""
    if len(truth.time_s) == 0:
        return np.full(len(time_s), np.nan)
    first, last = float(truth.time_s[0]), float(truth.time_s[-1])
    inside = (time_s >= first - EDGE_S) & (time_s <= last + EDGE_S)
    return np.where(inside, np.interp(time_s, truth.time_s, values), np.nan)


def frame_errors(truth: Clip, measured: Clip | None, plain: Clip) -> FrameErrors:
    """Return the errors over frames; ``measured`` None = nobody was seen."""
    time_s = plain.time_s if measured is None else measured.time_s
    true_deg = true_at(time_s, truth, truth.hip_flexion_deg)
    unknown = np.full(len(time_s), np.nan)
    if measured is None:
        return FrameErrors(true_deg, unknown, unknown, unknown, unknown, unknown)
    in_posture = measured.series.get("in_posture", np.ones(len(time_s))) > 0.5

    def error(values: FloatArray, true: FloatArray) -> FloatArray:
        return np.where(in_posture, values - true_at(time_s, truth, true), np.nan)

    def error_of(name: str) -> FloatArray:
        return error(
            measured.series.get(name, unknown), truth.series.get(name, truth.time_s * np.nan)
        )

    return FrameErrors(
        true_deg=true_deg,
        hip_deg=error(measured.hip_flexion_deg, truth.hip_flexion_deg),
        hip_sigma_deg=measured.series.get("hip_flexion_sigma_deg", unknown),
        knee_deg=error_of("knee_flexion_deg"),
        trunk_deg=error_of("trunk_lift_deg"),
        plain_deg=error(plain.hip_flexion_deg, truth.hip_flexion_deg),
    )
