"""What a live session knows at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.checks.base import SetResult
from formcheck.live.sight import Sight
from formcheck.live.spine import SpineSample
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Side
from formcheck.report import RepItem, SetupItem

__all__ = ["Snapshot"]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What a live session knows at one moment; all of it provisional.

    Parameters
    ----------
    time_s : float
        Presentation time of the frame.
    pose : PersonPose or None
        The person followed.
    hip_flexion_deg : float
        Of the judged leg(s), causally smoothed; NaN = not seen.
    phase : {"low", "up", "down"}
        Of the repetition machine.
    reps : int
        Repetitions counted so far.
    ended : tuple of RepItem
        Repetitions that this frame ended.
    revised : tuple of RepItem
        Repetitions told before of which what followed tells more: whether a swing comes twice
        running, or the legs came down, is known with the next repetition.
    set_checks : mapping of str to SetResult
        Verdicts on the set so far; empty but where this frame brought a judgement.
    setup : SetupItem or None
        What is known of the filming, renewed with every judgement.
    side : {"left", "right"} or None
        Body side that faces the camera, once known.
    spine : SpineSample or None
        The low back, where it is read and can be believed.
    sight : Sight or None
        Body and camera as last looked at; until there was a rest twice a second.
    counting : bool
        False while the session waits for the set to begin.
    got_up : bool
        Whether somebody is seen, but not as the person followed was: upright, or somebody else.
    """

    time_s: float
    pose: PersonPose | None
    hip_flexion_deg: float
    phase: str
    reps: int
    ended: tuple[RepItem, ...]
    setup: SetupItem | None
    side: Side | None
    spine: SpineSample | None = None
    sight: Sight | None = None
    counting: bool = True
    got_up: bool = False
    revised: tuple[RepItem, ...] = ()
    set_checks: Mapping[str, SetResult] = field(default_factory=dict)
