"""One person's sets, one after the other: frames in, what is known and said out. No outlets.

The window and the page stand on this: session, coach, the count of repetitions, and when a set is
over. What is done with the words (sound, events, a canvas) is theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.checks import Checks
from formcheck.coach.coach import Coach, CoachState
from formcheck.coach.language import Language
from formcheck.coach.set_end import SetEnd
from formcheck.coach.set_summary import SetSummary, summarise
from formcheck.memory import give_back
from formcheck.report import Analysis, RepItem
from formcheck.session import Session, Snapshot
from formcheck.video.frame import Frame, SourceInfo

__all__ = ["CoachedFrame", "CoachedSet", "EndedSet"]


@dataclass(frozen=True, slots=True)
class CoachedFrame:
    """What one frame brought.

    Parameters
    ----------
    snapshot : Snapshot
    state : CoachState
    over : bool
        Whether the person got up or left, so that the set is over; whoever is told ends it
        (:meth:`CoachedSet.end`) and begins the next (:meth:`CoachedSet.begin_anew`).
    """

    snapshot: Snapshot
    state: CoachState
    over: bool


@dataclass(frozen=True, slots=True)
class EndedSet:
    """A set that is over.

    Parameters
    ----------
    final : Analysis
        The whole judged again.
    live : tuple of RepItem
        As they were counted and judged live, the revised ones as they stood at the end.
    late : tuple of RepItem
        Those of ``live`` that only the end completed.
    summary : SetSummary or None
        In words; None if there was no repetition.
    """

    final: Analysis
    live: tuple[RepItem, ...]
    late: tuple[RepItem, ...]
    summary: SetSummary | None


class CoachedSet:
    """Looks, counts and coaches; ends a set and begins the next.

    Parameters
    ----------
    session : Session
        Waiting, if the set is counted down.
    language : Language
        Of the cues.
    checks : Checks
        Those of the session.
    counted_down : bool
        Whether nothing counts before a count-down, as with a camera.
    """

    def __init__(
        self, session: Session, language: Language, checks: Checks, *, counted_down: bool
    ) -> None:
        self._session, self._language, self._checks = session, language, checks
        self._counted_down = counted_down
        self._coach = Coach(language, checks, counted_down=counted_down)
        self._end = SetEnd()
        self._reps: list[RepItem] = []
        self._counting = not counted_down
        self._time_s = 0.0

    @property
    def counting(self) -> bool:
        """Whether the set has begun."""
        return self._counting

    @property
    def count(self) -> int | None:
        """Repetitions of this set; None before it has begun."""
        return len(self._reps) if self._counting else None

    def step(self, frame: Frame) -> CoachedFrame:
        """Look at a frame and return what is known and said now."""
        self._time_s = frame.time_s
        snapshot = self._session.step(frame)
        state = self._coach.step(snapshot)
        if state.setup.begin_s is not None and self._counted_down:
            self._session.begin(state.setup.begin_s)
            self._counting = True
        self._reps += snapshot.ended
        for rep in snapshot.revised:
            self._reps[rep.index - 1] = rep
        over = self._end.step(snapshot)
        return CoachedFrame(snapshot, state, over)

    def end(self, info: SourceInfo) -> EndedSet:
        """Judge the set as a whole; the next one is begun by :meth:`begin_anew`."""
        late = self._session.finish()
        self._reps += late
        if not self._counting:
            self._session.wait(math.inf)  # nothing that came before a set is one
        final = self._session.analysis(info)
        summary = summarise(final.data, self._language) if final.data.reps else None
        return EndedSet(final, tuple(self._reps), late, summary)

    def begin_anew(self, *, counted_down: bool | None = None) -> None:
        """Begin the next set, after a count-down if sets are counted down.

        Parameters
        ----------
        counted_down : bool, optional
            Whether from now on they are; left out, as before.
        """
        if counted_down is not None:
            self._counted_down = counted_down
        if self._counted_down:
            self._session.wait(self._time_s)
        else:
            self._session.begin(self._time_s)
        self._coach = Coach(
            self._language, self._checks, counted_down=self._counted_down, between_sets=True
        )
        self._end = SetEnd()
        self._reps, self._counting = [], not self._counted_down
        give_back()
