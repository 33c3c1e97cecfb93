"""Before the first repetition: help with the camera, wait for the rest, count down, begin.

Pure: snapshots in, steps out. With a camera nothing counts before it says so; a file or a stream
has begun already when it comes, so there it only tells what is wrong (:class:`SetupCoach`,
``counted_down``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from formcheck.coach.framing import Problem, framing_problems
from formcheck.session import Snapshot

__all__ = ["SetupCoach", "SetupSettings", "SetupStep", "Stage"]

Stage = Literal["placing", "countdown", "counting"]


@dataclass(frozen=True, slots=True)
class SetupSettings:
    """How long things take; all numbers are [design].

    Parameters
    ----------
    problem_s : float
        A problem must last so long before it is told: somebody passes, a landmark jumps.
    good_s : float
        All must be well for so long before the count-down.
    patience_s, grave_patience_s : float
        A problem that is merely a pity, and one that is grave, hold the set up so long; then it
        begins all the same. Who is not seen or not in position is waited for without end.
    countdown_s : float
        Length of the count-down; the rest is taken in it.
    rest_age_s : float
        The rest must have lasted until so shortly before the beginning: the looks are half a
        second apart.
    """

    problem_s: float = 0.7
    good_s: float = 1.0
    patience_s: float = 8.0
    grave_patience_s: float = 20.0
    countdown_s: float = 3.0
    rest_age_s: float = 0.8


@dataclass(frozen=True, slots=True)
class SetupStep:
    """Where the set-up is.

    Parameters
    ----------
    stage : {"placing", "countdown", "counting"}
    code : str
        What to tell: a key of the languages' ``setup`` section; empty = nothing.
    value : float or None
        Its number: degrees, or seconds left of the count-down.
    begin_s : float or None
        Set once, when the set begins: what was before this time does not count.
    """

    stage: Stage
    code: str = ""
    value: float | None = None
    begin_s: float | None = None


_ENDLESS = frozenset({"nobody", "not_in_position", "lying_prone"})


class SetupCoach:
    """Leads one person to the beginning of one set.

    Parameters
    ----------
    counted_down : bool
        True for a camera. False: the session counts from the first frame, and the coach only tells
        what is wrong until the first movement.
    settings : SetupSettings, optional
    """

    def __init__(self, *, counted_down: bool, settings: SetupSettings | None = None) -> None:
        self._counted_down = counted_down
        self._settings = settings or SetupSettings()
        self._stage: Stage = "placing"
        self._since_s: dict[str, float] = {}
        self._waited_s: dict[str, float] = {}
        self._well_since_s: float | None = None
        self._countdown_s = math.nan
        self._last_s: float | None = None
        self._told: Problem | None = None

    def step(self, snapshot: Snapshot) -> SetupStep:
        """Return where the set-up is after this frame."""
        if not self._counted_down and _has_begun(snapshot):
            self._stage = "counting"
        if self._stage == "counting":
            return SetupStep("counting")
        told, well = self._watch(snapshot)
        if told is not None:
            self._stage, self._well_since_s = "placing", None
            return SetupStep("placing", told.code, told.value)
        if self._stage == "countdown":
            return self._count_down(snapshot)
        if not (well and self._counted_down):
            self._well_since_s = None
            return SetupStep("placing")
        if self._well_since_s is None:
            self._well_since_s = snapshot.time_s
        if snapshot.time_s - self._well_since_s < self._settings.good_s - 1e-9:
            return SetupStep("placing", "hold_still")
        self._stage, self._countdown_s = "countdown", snapshot.time_s
        return self._count_down(snapshot)

    def _count_down(self, snapshot: Snapshot) -> SetupStep:
        left_s = self._countdown_s + self._settings.countdown_s - snapshot.time_s
        if left_s > 1e-9:
            return SetupStep("countdown", "count_down", float(math.ceil(left_s - 1e-9)))
        sight = snapshot.sight
        # A rest that is not known has times that are NaN, and those compare false.
        if sight and snapshot.time_s - sight.rest_stop_s <= self._settings.rest_age_s:
            self._stage = "counting"
            return SetupStep("counting", "go", begin_s=sight.rest_start_s)
        return SetupStep("countdown", "hold_still")

    def _watch(self, snapshot: Snapshot) -> tuple[Problem | None, bool]:
        """Return the problem to tell, and whether there is none at all, not even a fresh one."""
        time_s = snapshot.time_s
        elapsed_s = 0.0 if self._last_s is None else time_s - self._last_s
        self._last_s = time_s
        found = framing_problems(snapshot.pose, snapshot.sight)
        problems = [problem for problem in found if self._patient(problem)]
        self._since_s = {p.code: self._since_s.get(p.code, time_s) for p in problems}
        long_s = self._settings.problem_s - 1e-9
        lasting = [p for p in problems if time_s - self._since_s[p.code] >= long_s]
        if not lasting:
            self._told = None
        else:
            first = lasting[0]
            self._waited_s[first.code] = self._waited_s.get(first.code, 0.0) + elapsed_s
            # The number stays as it was told, or it would be told anew with each look.
            if self._told is None or self._told.code != first.code:
                self._told = first
        return self._told, not problems

    def _patient(self, problem: Problem) -> bool:
        """Return whether this problem may still hold the set up."""
        if problem.code in _ENDLESS:
            return True
        s = self._settings
        limit_s = s.grave_patience_s if problem.grave else s.patience_s
        return self._waited_s.get(problem.code, 0.0) < limit_s


def _has_begun(snapshot: Snapshot) -> bool:
    """Return whether somebody who had rested moves now, or has done a repetition."""
    rested = snapshot.sight is not None and math.isfinite(snapshot.sight.rest_start_s)
    return bool(snapshot.reps) or (rested and snapshot.phase != "low")
