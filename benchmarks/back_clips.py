"""One clip of the low-back benchmark: true and measured spine, frame by frame and by repetition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import formcheck
from benchmarks.clips import measured_clip, read_truth, true_clip_of
from benchmarks.scoring import RepScore, pair_reps
from formcheck.checks.low_back import sustained_max
from formcheck.checks.motion import median
from formcheck.errors import NoPersonError
from formcheck.kinematics.angles import measure
from formcheck.kinematics.signals import Kinematics
from formcheck.lumbar.kind import Kind
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.pose.track import Track

__all__ = ["CHECK", "HIDING", "BackClip", "BackRep", "back_clip"]

FloatArray = npt.NDArray[np.float64]

CHECK = "back_arch"
HIDING = ("sides", "waist", "under_hips")
"""Arms that hide the low back from the side."""
MIN_S = 0.25


@dataclass(frozen=True, slots=True)
class BackRep:
    """One true repetition, and what was said of it; NaN = nothing.

    Parameters
    ----------
    true_deg : float
        Largest true change of lordosis that lasts.
    change_deg, sagitta : float
        The same as measured, and by the mask's contour (trunk lengths).
    verdict, reason : str
        Of ``back_arch``; ``missing`` where the repetition was not found.
    landmarks_deg : float
        What a classifier of the 33 landmarks says; filled in by ``back_baselines``.
    """

    true_deg: float
    change_deg: float
    sagitta: float
    verdict: str
    reason: str
    frames: slice


@dataclass(frozen=True, slots=True, eq=False)
class BackClip:
    """A clip; curves have shape (N,), NaN = not told.

    ``true`` and ``found`` hold ``tilt_change``, ``lordosis_change``, ``lordosis``; ``sigma`` the
    stated standard errors of the first two. ``points_mm`` (N, 11) are distances of the lumbar
    points from their true places. ``features`` (N, K) is what the 33 landmarks show. ``kind`` is
    what each guard says of the frames being of a known kind.
    """

    name: str
    arms: str
    support: str
    trunk_px: float
    time_s: FloatArray
    hip_deg: FloatArray
    found_hip_deg: FloatArray
    true: dict[str, FloatArray]
    found: dict[str, FloatArray]
    sigma: dict[str, FloatArray]
    points_mm: FloatArray
    waist_seen: FloatArray
    in_range: FloatArray
    features: FloatArray
    still: npt.NDArray[np.bool_]
    reps: tuple[BackRep, ...]
    kind: Kind | None = None

    @property
    def waist_free(self) -> bool:
        """Whether the arms leave the low back free."""
        return self.arms not in HIDING


def back_clip(track: Track, truth_path: Path) -> BackClip:
    """Return a track, analysed now, beside the truth of its clip.

    Raises
    ------
    ValueError
        The truth is of another schema.
    """
    content = read_truth(truth_path)
    kinematics = measure(track)
    true = {
        "tilt_change": _at(content, "pelvic_tilt_change_deg", track.time_s),
        "lordosis_change": _at(content, "lordosis_change_deg", track.time_s),
        "lordosis": _at(content, "lordosis_deg", track.time_s),
    }
    spine = kinematics.spine
    nothing = np.full(len(track), np.nan)
    found = dict.fromkeys(true, nothing)
    sigma = dict.fromkeys(("tilt_change", "lordosis_change"), nothing)
    if spine is not None:
        found = {
            "tilt_change": spine.pelvic_tilt_change_deg,
            "lordosis_change": spine.lordosis_change_deg,
            "lordosis": spine.lordosis_deg,
        }
        sigma = {
            "tilt_change": spine.pelvic_tilt_sigma_deg,
            "lordosis_change": spine.lordosis_sigma_deg,
        }
    rest = content.get("rest") or {"start_s": 0.0, "stop_s": 0.0}
    return BackClip(
        name=content["clip"],
        arms=content["posture"]["arms"]["position"],
        support=content["posture"]["support"],
        trunk_px=kinematics.trunk_length_px,
        time_s=track.time_s,
        hip_deg=_at(content, "hip_flexion_deg", track.time_s),
        found_hip_deg=kinematics.hip_flexion_deg,
        true=true,
        found=found,
        sigma=sigma,
        points_mm=_points_mm(track, content),
        waist_seen=nothing if spine is None else spine.waist_seen,
        in_range=nothing if spine is None else spine.in_range,
        features=landmark_features(track, kinematics),
        still=(track.time_s < rest["stop_s"] - 0.2) & np.isfinite(found["lordosis_change"]),
        reps=_reps(track, content, kinematics, found["lordosis_change"]),
        kind=None if spine is None else spine.kind,
    )


def landmark_features(track: Track, kinematics: Kinematics) -> FloatArray:
    """Return what the 33 landmarks show of a posture (N, K), as changes since rest.

    Hip flexion and its square, knee flexion, trunk lift, displacement of the hips and of the head.
    """
    hip = kinematics.hip_flexion_deg / 90.0
    columns = [
        hip,
        hip**2,
        kinematics.knee_flexion_deg / 90.0,
        kinematics.trunk_lift_deg / 10.0,
        kinematics.hip_shift * 10.0,
        kinematics.head_flexion_deg / 10.0,
        kinematics.ankle_rise,
        np.ones(len(track)),
    ]
    return np.stack(columns, axis=1)


def _at(content: dict[str, Any], name: str, time_s: FloatArray) -> FloatArray:
    series = content["series"]
    return np.interp(time_s, series["time_s"], np.array(series[name], dtype=float))


def _points_mm(track: Track, content: dict[str, Any]) -> FloatArray:
    """Return the distances (N, 11) of the lumbar points from their true places."""
    camera, series = content["camera"], content["series"]
    mm_per_px = 1000.0 * camera["distance_m"] / camera["focal_px"]
    out = np.full((len(track), len(LUMBAR_POINTS)), np.nan)
    for i, name in enumerate(LUMBAR_POINTS):
        points = series["lumbar_px"].get(name)
        if points is None:
            continue
        true = np.array([p or (np.nan, np.nan) for p in points], dtype=float)
        at = np.stack(
            [np.interp(track.time_s, series["time_s"], true[:, axis]) for axis in (0, 1)], axis=1
        )
        out[:, i] = mm_per_px * np.hypot(*(track.lumbar_px[:, i] - at).T)
    return out


def _reps(
    track: Track, content: dict[str, Any], kinematics: Kinematics, change: FloatArray
) -> tuple[BackRep, ...]:
    truth = true_clip_of(content)
    try:
        measured = measured_clip(formcheck.analyze_track(track)).reps
    except NoPersonError:
        measured = ()
    rest = kinematics.rest
    still = median(track.sagitta[rest.start : rest.stop]) if rest else np.nan
    rows = []
    for score in pair_reps(truth.reps, measured):
        start, stop = np.searchsorted(track.time_s, [score.truth.start_s, score.truth.stop_s])
        frames = slice(int(start), int(stop))
        rows.append(
            BackRep(
                true_deg=float(score.truth.checks[CHECK].value or 0.0),
                change_deg=sustained_max(track.time_s, change, frames, MIN_S)[0],
                sagitta=sustained_max(track.time_s, track.sagitta - still, frames, MIN_S)[0],
                verdict=score.verdict(CHECK),
                reason=_reason(score),
                frames=frames,
            )
        )
    return tuple(rows)


def _reason(score: RepScore) -> str:
    if score.found is None or CHECK not in score.found.checks:
        return "missing"
    return score.found.checks[CHECK].reason_code
