"""Joins set-up and cues: one snapshot in, what is said and shown out. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from formcheck.checks import Checks
from formcheck.coach.cue import Cue, CueKind
from formcheck.coach.cues import CueCoach
from formcheck.coach.language import Language
from formcheck.coach.live_faults import LiveFaults, LiveFaultSettings
from formcheck.coach.setup_coach import SetupCoach, SetupStep
from formcheck.session import Snapshot

__all__ = ["Coach", "CoachState"]

_SHOWN_S = 6.0
"""So long a cue stays on the screen: about one repetition."""
_NOT_BACK = frozenset({"nobody", "not_in_position", "lying_prone"})
"""Problems of somebody who has not come back for the next set yet."""
_REPEAT_S = 7.0
"""What is to be mended before the set is said again so often."""


@dataclass(frozen=True, slots=True)
class CoachState:
    """What the coach says and shows after one frame.

    Parameters
    ----------
    setup : SetupStep
        Where the set-up is; its ``begin_s`` is set once, when the set begins.
    cues : tuple of Cue
        New with this frame, to be said in this order.
    line : str
        The one line to show, empty if there is none.
    kind : str
        Kind of the cue in the line; ``announce`` where there is none.
    """

    setup: SetupStep
    cues: tuple[Cue, ...] = ()
    line: str = ""
    kind: CueKind = "announce"


class Coach:
    """Coaches one person through one set.

    Parameters
    ----------
    language : Language
    checks : Checks
        With the settings that faults are told by while they happen.
    counted_down : bool
        Whether a set is counted down, as with a camera; see :class:`SetupCoach`.
    between_sets : bool
        Whether a set has just ended: who gets up then is not told to lie down.
    """

    def __init__(
        self,
        language: Language,
        checks: Checks,
        *,
        counted_down: bool,
        between_sets: bool = False,
    ) -> None:
        self._language = language
        self._between_sets = between_sets
        self._setup = SetupCoach(counted_down=counted_down)
        self._cues = CueCoach(language, LiveFaults(LiveFaultSettings.of(checks)))
        self._shown: Cue | None = None
        self._told = SetupStep("placing")
        self._told_s = float("-inf")

    def step(self, snapshot: Snapshot) -> CoachState:
        """Return what to say and show after this frame."""
        step = self._setup.step(snapshot)
        if self._between_sets and step.code in _NOT_BACK:
            step = replace(step, code="")
        self._between_sets &= not step.code
        cues: tuple[Cue, ...] = ()
        if step.code:
            cues = self._of_setup(snapshot.time_s, step)
        elif step.stage == "counting" or snapshot.ended or snapshot.set_checks:
            cues = self._cues.step(snapshot)
        for cue in cues:
            if cue.kind != "count":
                self._shown = cue
        shown = self._shown
        if shown is not None and snapshot.time_s - shown.time_s >= _SHOWN_S:
            shown = None
        if step.code:
            # A number alone would look like the count of repetitions.
            still = self._language.text("setup", "hold_still")
            line = self._words(step)
            line = f"{still} {line}" if step.code == "count_down" else line
            return CoachState(step, cues, line, "setup")
        if shown is not None and shown.kind == "setup" and step.stage == "placing":
            shown = None  # mended
        if shown is None:
            return CoachState(step, cues)
        return CoachState(step, cues, shown.text, shown.kind)

    def _of_setup(self, time_s: float, step: SetupStep) -> tuple[Cue, ...]:
        same = (step.code, step.value) == (self._told.code, self._told.value)
        if same and time_s - self._told_s < _REPEAT_S:
            return ()
        self._told, self._told_s = step, time_s
        return (Cue(time_s, "setup", step.code, self._words(step)),)

    def _words(self, step: SetupStep) -> str:
        return self._language.text("setup", step.code, step.value)
