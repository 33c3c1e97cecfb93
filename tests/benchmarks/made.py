"""Compared clips made by hand, with errors that are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.clips import ClipRep, Judged
from benchmarks.comparison import Compared, FrameErrors, Seen
from benchmarks.conditions import Conditions
from benchmarks.scoring import RepScore, pair_reps

__all__ = ["conditions", "made", "rep"]


def rep(
    start_s: float, peak_deg: float, verdicts: dict[str, str], sigma_deg: float = float("nan")
) -> ClipRep:
    """Return a repetition of 2 s with the peak in its middle."""
    checks = {name: Judged(said, 4.0, value=peak_deg) for name, said in verdicts.items()}
    return ClipRep(
        start_s,
        start_s + 1.0,
        start_s + 2.0,
        peak_deg,
        checks=checks,
        peak_sigma_deg=sigma_deg,
        raise_s=0.9,
        top_s=0.2,
        lower_s=0.9,
        up_dps=peak_deg / 0.9,
        down_dps=peak_deg / 0.9,
    )


def conditions(**changes: Any) -> Conditions:
    """Return a clip filmed as it should be."""
    known: dict[str, Any] = {
        "group": "main",
        "exercise": "lying_leg_raise",
        "side": "left",
        "arms": "sides",
        "clothes": "fitted",
        "yaw_deg": 0.0,
        "pitch_deg": 0.0,
        "fps": 30.0,
        "width": 640,
        "height": 360,
        "reps": 1,
    }
    return Conditions(**(known | changes))


def made(
    name: str = "clip",
    *,
    error_deg: float = 0.0,
    plain_error_deg: float = 10.0,
    true: tuple[ClipRep, ...] = (),
    found: tuple[ClipRep, ...] = (),
    true_set: dict[str, Judged] | None = None,
    found_set: dict[str, Judged] | None = None,
    **changes: Any,
) -> Compared:
    """Return a clip whose frames run from 0 to 100 degrees, all with the same error."""
    true_deg = np.linspace(0.0, 100.0, 500)
    error = np.full(500, error_deg)
    plain_reps: tuple[RepScore, ...] = pair_reps(true, true)
    return Compared(
        name=name,
        conditions=conditions(**({"reps": len(true)} | changes)),
        seen=Seen(exercise=changes.get("exercise", "lying_leg_raise"), pose_share=1.0),
        frames=FrameErrors(
            true_deg, error, np.full(500, 2.0), error, error, np.full(500, plain_error_deg)
        ),
        reps=pair_reps(true, found),
        plain_reps=plain_reps,
        count=len(found),
        plain_count=0,
        true_set=true_set or {},
        found_set=found_set or {},
    )
