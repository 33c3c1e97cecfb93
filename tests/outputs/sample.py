"""A made-up analysis: a stick figure that lies on the floor and raises its legs three times."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.checks.base import CheckResult, Event, SetResult, cant_tell
from formcheck.kinematics.signals import Kinematics, Rest, Spine, View
from formcheck.pose.landmarks import Landmark, Side, opposite, side_landmark
from formcheck.pose.track import Track
from formcheck.repetition import Repetition
from formcheck.report import (
    Analysis,
    NotCountedItem,
    RepInfo,
    RepItem,
    ReportData,
    RestItem,
    SetupItem,
    SetupWarning,
    SourceItem,
    SummaryItem,
    VerdictCount,
)
from formcheck.video.frame import SourceInfo

FPS = 25.0
REST_S, UP_S, TOP_S, DOWN_S = 1.5, 1.6, 0.4, 2.0
REP_S = UP_S + TOP_S + DOWN_S + 0.5
PEAKS_DEG = (98.0, 74.0, 91.0)
FloatArray = npt.NDArray[np.float64]


def hip_flexion(time_s: FloatArray) -> FloatArray:
    """Return the hip flexion in degrees: rest, then up, top, down and a pause for every peak."""
    angle = np.zeros_like(time_s)
    for number, peak in enumerate(PEAKS_DEG):
        since = time_s - REST_S - number * REP_S
        up = peak * (1 - np.cos(np.pi * np.clip(since / UP_S, 0, 1))) / 2
        down = (1 + np.cos(np.pi * np.clip((since - UP_S - TOP_S) / DOWN_S, 0, 1))) / 2
        angle += up * down
    return angle


def landmarks(
    angle_deg: FloatArray, side: Side, width: int, height: int
) -> tuple[FloatArray, FloatArray]:
    """Return pixels (N, 33, 2) and visibility (N, 33) of the figure.

    The right side faces the camera with the head on the left, the left side with it on the right.
    """
    n, trunk = len(angle_deg), 0.2 * min(width * 9 / 16, height) * 1.7
    forward = 1.0 if side == "right" else -1.0
    points = np.full((n, 33, 2), np.nan)
    radians = np.radians(angle_deg)
    leg = np.stack([np.cos(radians), -np.sin(radians)], axis=1)
    for owner, shift in ((side, 0.0), (opposite(side), 0.05)):
        hip = np.array([0.05, 0.02 - shift])
        place = {
            "shoulder": np.array([-0.95, 0.0 - shift]),
            "hip": hip,
            "ear": np.array([-1.25, -0.02 - shift]),
            "elbow": np.array([-0.5, 0.12 - shift]),
            "wrist": np.array([-0.05, 0.14 - shift]),
        }
        for part, where in place.items():
            points[:, side_landmark(owner, part)] = where
        for part, far in (("knee", 0.82), ("ankle", 1.62)):
            points[:, side_landmark(owner, part)] = hip + far * leg
        across = np.stack([-leg[:, 1], leg[:, 0]], axis=1)
        ankle = points[:, side_landmark(owner, "ankle")]
        points[:, side_landmark(owner, "heel")] = ankle + 0.07 * leg + 0.06 * across
        points[:, side_landmark(owner, "foot_index")] = ankle + 0.1 * leg - 0.2 * across
    points[:, Landmark.NOSE] = (-1.3, -0.16)
    points = points * trunk
    points[..., 0] = width * 0.5 + forward * points[..., 0]
    points[..., 1] = height * 0.66 + points[..., 1]
    visibility = np.where(np.isfinite(points[..., 0]), 0.95, np.nan)
    for part in ("elbow", "wrist", "knee", "ankle", "heel", "foot_index"):
        visibility[:, side_landmark(opposite(side), part)] = 0.45
    return points, visibility


def sample_analysis(
    side: Side = "right",
    size: tuple[int, int] = (960, 540),
    *,
    seen: bool = True,
    name: str = "leg raises.mp4",
    seconds: float | None = None,
) -> Analysis:
    """Return the analysis of the made-up clip."""
    width, height = size
    duration = REST_S + len(PEAKS_DEG) * REP_S + 1 if seconds is None else seconds
    time_s = np.arange(round(duration * FPS)) / FPS
    angle = hip_flexion(time_s)
    points, visibility = landmarks(angle, side, width, height)
    gap = slice(20, 26)
    points[gap], visibility[gap], angle[gap] = np.nan, np.nan, np.nan
    if not seen:
        points[:], visibility[:], angle[:] = np.nan, np.nan, np.nan
    source = SourceInfo(name, width, height, frames=len(time_s), duration_s=duration, fps_mean=FPS)
    track = Track(source, time_s, points, visibility, np.full((len(time_s), 33, 3), np.nan))
    reps = sample_reps() if seen else ()
    kinematics = sample_kinematics(track, angle, side)
    return Analysis(sample_report(track, reps, side), track, kinematics, reps)


def with_spine(analysis: Analysis, change_deg: FloatArray | None = None) -> Analysis:
    """Return the analysis with a low back that was read: arched with the legs, or as given."""
    n = len(analysis.track)
    change = 0.15 * analysis.kinematics.hip_flexion_deg if change_deg is None else change_deg
    spine = Spine(
        **dict.fromkeys(("lordosis_deg", "lordosis_change_deg"), change),
        **dict.fromkeys(("lordosis_sigma_deg", "pelvic_tilt_sigma_deg"), np.full(n, 2.0)),
        **dict.fromkeys(("pelvic_tilt_deg", "pelvic_tilt_change_deg"), -change),
        clearance=np.full(n, 0.05),
        waist_seen=np.ones(n),
        in_range=np.ones(n),
        rest_lordosis_deg=0.0,
    )
    return replace(analysis, kinematics=replace(analysis.kinematics, spine=spine))


def sample_kinematics(track: Track, angle: FloatArray, side: Side) -> Kinematics:
    """Return kinematics in which everything but the hip is steady."""
    n = len(angle)
    steady = np.where(np.isfinite(angle), 0.0, np.nan)
    return Kinematics(
        time_s=track.time_s,
        pose_found=np.isfinite(angle),
        hip_flexion_deg=angle,
        hip_flexion_sigma_deg=steady + 3.9,
        hip_flexion_left_deg=angle + 0.5,
        hip_flexion_right_deg=angle - 0.5,
        knee_flexion_deg=steady + 8,
        knee_flexion_left_deg=steady + 8,
        knee_flexion_right_deg=steady + 8,
        leg_elevation_deg=angle,
        trunk_lift_deg=steady - 0.001,
        hang_angle_deg=np.full(n, np.nan),
        head_flexion_deg=steady,
        ankle_rise=steady,
        hip_shift=steady,
        near_visibility=steady + 0.95,
        knee_visibility=np.full((n, 2), 0.9),
        ankle_visibility=np.full((n, 2), 0.9),
        at_border=np.zeros(n, bool),
        posture="lying",
        in_posture=np.ones(n, bool),
        chest_up=True,
        side=side,
        view=View(4.0, 6.0, 8.0, 5.0, rectified=False),
        rest=Rest(0, 30, 0.0, 1.2, straight=True),
        trunk_length_px=180.0,
        hands_under_hips=False,
        estimator_spread_deg=steady,
    )


def sample_reps() -> tuple[Repetition, ...]:
    """Return the three repetitions with their frames."""
    reps = []
    for number, peak in enumerate(PEAKS_DEG):
        start = REST_S + number * REP_S
        bounds = np.array([start, start + UP_S, start + UP_S + TOP_S, start + REP_S - 0.5])
        frames = np.rint(bounds * FPS).astype(int).tolist()
        seconds = [frame / FPS for frame in frames]
        middle = (frames[1] + frames[2]) // 2
        reps.append(
            Repetition(
                index=number + 1,
                leg="both",
                start=frames[0],
                top_start=frames[1],
                peak=middle,
                top_stop=frames[2],
                stop=frames[3],
                start_s=seconds[0],
                top_start_s=seconds[1],
                peak_s=middle / FPS,
                top_stop_s=seconds[2],
                stop_s=seconds[3],
                valley_deg=0.0,
                low_deg=0.0,
                peak_deg=peak,
                peak_sigma_deg=3.9,
                peak_knee_deg=8.0,
            )
        )
    return tuple(reps)


def rep_checks(rep: Repetition) -> dict[str, CheckResult]:
    """Return plausible verdicts: flag, pass and can't tell all occur."""
    verdict: Any = {98.0: "pass", 74.0: "flag", 91.0: "cant_tell"}[rep.peak_deg]
    reasons = {
        "pass": ("", "", ""),
        "flag": (
            "peak_below_90",
            f"Peak {rep.peak_deg:.0f}\u00b0: stayed in the first 90\u00b0.",
            "Bring the thighs past vertical, or bend the knees if the hamstrings are short.",
        ),
        "cant_tell": (
            "near_limit",
            "About 90\u00b0: too close to call.",
            "Put the camera level and square to the body.",
        ),
    }[verdict]
    high = CheckResult(
        "fault",
        verdict,
        value=rep.peak_deg,
        limit=90.0,
        uncertainty=6.4,
        near_limit=verdict == "cant_tell",
        at_s=rep.peak_s,
        reason_code=reasons[0],
        reason=reasons[1],
        remedy=reasons[2],
    )
    fast = CheckResult(
        "advice",
        "flag" if rep.index == 2 else "pass",
        value=68.0 if rep.index == 2 else 45.0,
        limit=60.0,
        uncertainty=3.0,
        unit="deg/s",
        at_s=rep.top_stop_s + 0.5,
        reason_code="fast_down" if rep.index == 2 else "",
        reason="Lowered fast." if rep.index == 2 else "",
        remedy="Take two seconds or more on the way down." if rep.index == 2 else "",
    )
    hidden = cant_tell(
        "fault",
        "waist_hidden",
        "The near arm hides the waist.",
        "Cross the arms on the chest or hold them overhead.",
    )
    still = CheckResult("fault", "pass", value=3.0, limit=20.0, uncertainty=4.0)
    return {
        "under_90": high,
        "back_arch": hidden,
        "swing": CheckResult(
            "fault", "pass", value=120.0, limit=250.0, uncertainty=9, unit="deg/s"
        ),
        "leg_drop": CheckResult(
            "fault", "pass", value=0.3, limit=0.7, uncertainty=0.1, unit="ratio"
        ),
        "trunk_lift": still,
        "asymmetry": replace(still, limit=15.0, value=1.0),
        "tempo": fast,
        "knee_bend": replace(still, severity="advice", limit=25.0),
    }


def sample_report(track: Track, reps: tuple[Repetition, ...], side: Side) -> ReportData:
    """Return the report of the made-up clip."""
    items = tuple(_rep_item(rep) for rep in reps)
    source = track.source
    names = items[0].checks if items else {}
    counts = {
        name: VerdictCount(
            flag=sum(item.checks[name].verdict == "flag" for item in items),
            passed=sum(item.checks[name].verdict == "pass" for item in items),
            cant_tell=sum(item.checks[name].verdict == "cant_tell" for item in items),
        )
        for name in names
    }
    return ReportData(
        formcheck_version="0.1.0",
        created_utc="2026-11-20T10:00:00Z",
        source=SourceItem(
            name=source.name,
            duration_s=source.duration_s or 0.0,
            frames=len(track),
            fps_mean=source.fps_mean,
            width=source.width,
            height=source.height,
            rotation_deg=0,
            variable_frame_rate=False,
        ),
        setup=SetupItem(
            exercise="lying_leg_raise" if reps else "unknown",
            side=side,
            camera_yaw_deg=4.0,
            camera_pitch_deg=6.0,
            rest=RestItem(start_s=0.0, stop_s=1.2, arched=None) if reps else None,
            pose_found_share=float(track.pose_found.mean()) if len(track) else 0.0,
            warnings=(
                SetupWarning(
                    code="low_frame_rate",
                    message="25 frames a second are few for judging speed.",
                    remedy="Film with 30 or more.",
                ),
            ),
        ),
        reps=items,
        not_counted=(
            NotCountedItem(
                start_s=14.6, stop_s=15.4, peak_hip_flexion_deg=21.0, reason_code="too_small"
            ),
        ),
        set_checks={
            "low_hold": SetResult(
                "advice",
                "flag",
                value=2.6,
                limit=2.0,
                uncertainty=0.2,
                unit="s",
                at_s=14.0,
                reason_code="held_low",
                reason="The feet hovered just above the floor for 2.6 s.",
                remedy="Put the feet down to rest.",
                events=(Event(14.0, 15.2),),
            ),
            "form_drift": SetResult(
                "advice",
                "cant_tell",
                reason_code="too_few_reps",
                reason="Fewer than eight repetitions.",
                remedy="Do eight or more in one set.",
            ),
        },
        summary=SummaryItem(
            reps=len(items),
            flagged_reps=sum(bool(item.flagged) for item in items),
            checks=counts,
            advice=("Under 90\u00b0 in repetition 2: bring the thighs past vertical.",)
            if items
            else (),
        ),
    )


def _rep_item(rep: Repetition) -> RepItem:
    return RepItem(
        index=rep.index,
        leg=rep.leg,
        start_s=rep.start_s,
        peak_s=rep.peak_s,
        stop_s=rep.stop_s,
        raise_s=rep.raise_s,
        top_s=rep.top_s,
        lower_s=rep.lower_s,
        peak_hip_flexion_deg=rep.peak_deg,
        peak_hip_flexion_sigma_deg=rep.peak_sigma_deg,
        peak_knee_flexion_deg=rep.peak_knee_deg,
        checks=rep_checks(rep),
        info=RepInfo(past_90=("yes", "no", "cant_tell")[(rep.index - 1) % 3], curl="cant_tell"),
    )
