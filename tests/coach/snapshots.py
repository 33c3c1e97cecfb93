"""Snapshots and repetitions made by hand, for the tests of the coach."""

from __future__ import annotations

from typing import Any

import numpy as np

from formcheck.checks.base import CheckResult, Severity, Verdict
from formcheck.live.sight import Sight
from formcheck.live.spine import SpineSample
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.report import RepInfo, RepItem
from formcheck.session import Snapshot

ADVICE = {"tempo", "knee_bend", "incomplete_lowering"}


def result(name: str, verdict: Verdict, reason_code: str = "", **details: Any) -> CheckResult:
    """Return what a check says."""
    severity: Severity = "advice" if name in ADVICE else "fault"
    return CheckResult(severity, verdict, reason_code=reason_code, details=details)


def rep(index: int, start_s: float = 0.0, **checks: CheckResult | Verdict) -> RepItem:
    """Return a repetition of four seconds with these verdicts."""
    return RepItem(
        index=index,
        leg="both",
        start_s=start_s,
        peak_s=start_s + 2.0,
        stop_s=start_s + 4.0,
        raise_s=1.8,
        top_s=0.4,
        lower_s=1.8,
        peak_hip_flexion_deg=95.0,
        peak_hip_flexion_sigma_deg=3.0,
        peak_knee_flexion_deg=5.0,
        checks={
            name: said if isinstance(said, CheckResult) else result(name, said)
            for name, said in checks.items()
        },
        info=RepInfo(past_90="yes", curl="cant_tell"),
    )


def lying(*, left_px: float = 200.0, hip_px: float = 600.0, trunk_px: float = 180.0) -> PersonPose:
    """Return somebody who lies on the back, head left, in a picture of 1280 x 720."""
    points = np.full((LANDMARK_COUNT, 2), np.nan)
    along = {"SHOULDER": -1.0, "HIP": 0.0, "KNEE": 0.9, "ANKLE": 1.8, "HEEL": 1.85}
    for landmark in Landmark:
        part = landmark.name.removeprefix("LEFT_").removeprefix("RIGHT_")
        share = along.get(part, 1.9 if part == "FOOT_INDEX" else -1.4)
        points[landmark] = (left_px + trunk_px * (1.5 + share), hip_px)
    return PersonPose(points, np.ones(LANDMARK_COUNT), np.zeros((LANDMARK_COUNT, 3)))


def sight(**changes: Any) -> Sight:
    """Return a look at somebody who lies well and has not rested yet."""
    values: dict[str, Any] = {
        "posture": "lying",
        "chest_up": True,
        "out_of_plane_deg": 5.0,
        "trunk_px": 180.0,
        "ventral": np.array([0.0, -1.0]),
        "brightness": 0.5,
        "waist_hidden": False,
        "rest_start_s": float("nan"),
        "rest_stop_s": float("nan"),
        "rest_straight": True,
        "width": 1280,
        "height": 720,
    }
    return Sight(**(values | changes))


def spine(change_deg: float, *, waist_seen: bool = True) -> SpineSample:
    """Return a reading of the low back."""
    return SpineSample(np.zeros((11, 2)), np.ones(11), change_deg, waist_seen)


def snapshot(time_s: float, *ended: RepItem, **changes: Any) -> Snapshot:
    """Return a snapshot of somebody who is seen and lies still."""
    values: dict[str, Any] = {
        "pose": lying(),
        "hip_flexion_deg": 0.0,
        "phase": "low",
        "reps": ended[-1].index if ended else 0,
        "setup": None,
        "side": "right",
        "sight": sight(),
    }
    return Snapshot(time_s=time_s, ended=ended, **(values | changes))
