"""What to say when: from snapshots and finished repetitions to cues. Pure: no clock, no sound.

Of each repetition the count is said and at most one thing more. Faults come before praise, praise
before advice, and what helps where nothing could be told comes last; the order of the faults is
that of the two articles' warnings (MEASURES 1a): first what loads the back, then momentum, then
height. A flag is a decided one, so one repetition is enough for a fault; advice must show twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from formcheck.checks.base import CheckResult
from formcheck.coach.cue import Cue, CueKind
from formcheck.coach.language import Language
from formcheck.coach.live_faults import LiveFaults
from formcheck.report import RepItem
from formcheck.session import Snapshot

__all__ = ["PRIORITY", "CueCoach", "CueSettings", "cue_code"]

PRIORITY: Final = (
    "back_arch",
    "lowering_arch",
    "leg_drop",
    "swing",
    "trunk_lift",
    "under_90",
    "asymmetry",
    "tempo_down",
    "tempo_up",
    "incomplete_lowering",
    "knee_bend",
    "low_hold",
    "form_drift",
)
"""Codes of cues, the gravest first."""

_CONTRADICT: Final = (
    # An arch on the way down is mended by lowering less far.
    frozenset({"incomplete_lowering", "back_arch"}),
    frozenset({"incomplete_lowering", "lowering_arch"}),
    frozenset({"low_hold", "back_arch"}),
    frozenset({"low_hold", "lowering_arch"}),
    # Short hamstrings: legs come higher with bent knees (MEASURES 2.2).
    frozenset({"under_90", "knee_bend"}),
)


@dataclass(frozen=True, slots=True)
class CueSettings:
    """When cues are said; all numbers are [design].

    Parameters
    ----------
    cool_down_s : float
        The same cue is not said again earlier; another one may be.
    remedy_cool_down_s : float
        Likewise of what helps where nothing could be told: the person may have chosen not to.
    advice_reps, remedy_reps : int
        Running repetitions that must show an advice, or hide the same thing, before it is said.
    contradict_reps : int
        What contradicts a fault is not said for so many repetitions after it.
    again_after : int
        Told so often in vain, the leg height is told in other words.
    hold_over_s : float
        A hold that ended longer ago is not told any more.
    lost_s, lost_cool_down_s : float
        Out of sight for so long is told, and not again earlier than that.
    """

    cool_down_s: float = 8.0
    remedy_cool_down_s: float = 30.0
    advice_reps: int = 2
    remedy_reps: int = 2
    contradict_reps: int = 3
    again_after: int = 2
    hold_over_s: float = 1.0
    lost_s: float = 2.0
    lost_cool_down_s: float = 15.0


def cue_code(name: str, result: CheckResult) -> str:
    """Return the code of the cue for a check; the tempo's tells the direction."""
    return f"tempo_{result.details.get('direction', 'down')}" if name == "tempo" else name


class CueCoach:
    """Chooses what to say to one person in one set.

    Parameters
    ----------
    language : Language
    live_faults : LiveFaults
        Sees faults while they happen.
    settings : CueSettings, optional
    """

    def __init__(
        self, language: Language, live_faults: LiveFaults, settings: CueSettings | None = None
    ) -> None:
        self._language = language
        self._settings = settings or CueSettings()
        self._live = live_faults
        self._late: set[str] = set()
        self._said_s: dict[str, float] = {}
        self._said_times: dict[str, int] = {}
        self._flagged_rep: dict[str, int] = {}
        self._to_mend: set[str] = set()
        self._runs: dict[str, int] = {}
        self._in_rep_s = float("-inf")
        self._seen_s: float | None = None
        self._lost_said_s = float("-inf")

    def step(self, snapshot: Snapshot) -> tuple[Cue, ...]:
        """Return what is to be said now, in this order; mostly nothing."""
        cues: list[Cue] = []
        self._late = {code for rep in snapshot.revised for code in _advice_of(rep)}
        for rep in snapshot.ended:
            cues.append(self._count(snapshot.time_s, rep.index))
            more = self._of_rep(snapshot.time_s, rep, _posture(snapshot))
            if more is not None:
                cues.append(more)
        if not any(cue.kind != "count" for cue in cues):
            cues += self._of_set(snapshot)
        if not cues:
            cues += self._while_moving(snapshot)
        if not cues:
            cues += self._lost(snapshot)
        return tuple(cues)

    def _count(self, time_s: float, number: int) -> Cue:
        text = self._language.text("announce", "count", float(number))
        return Cue(time_s, "count", "count", text, number)

    def _while_moving(self, snapshot: Snapshot) -> Iterator[Cue]:
        """Yield the fault that is seen in the running repetition, the first one only."""
        code = self._live.step(snapshot)
        if code is None or self._silenced(code, snapshot.time_s, snapshot.reps + 1):
            return
        self._in_rep_s = snapshot.time_s
        self._to_mend.add(code)
        self._flagged_rep[code] = snapshot.reps + 1
        kind: CueKind = "advice" if code.startswith("tempo") else "fault"
        text = self._words("cue", code, _posture(snapshot))
        self._note(code, snapshot.time_s)
        yield Cue(snapshot.time_s, kind, code, text, snapshot.reps + 1)

    def _of_set(self, snapshot: Snapshot) -> Iterator[Cue]:
        """Yield what shows over the set: a hold that lasts, or form that fades, once."""
        for code in ("low_hold", "form_drift"):
            result = snapshot.set_checks.get(code)
            if result is None or result.verdict != "flag" or self._silenced_in_set(code, snapshot):
                continue
            text = self._words("cue", code, _posture(snapshot))
            self._note(code, snapshot.time_s)
            yield Cue(snapshot.time_s, "advice", code, text)
            return

    def _silenced_in_set(self, code: str, snapshot: Snapshot) -> bool:
        """Return whether a hold is over, or it was told that form fades."""
        if code == "form_drift":
            return code in self._said_s
        events = snapshot.set_checks[code].events
        over = not events or snapshot.time_s - events[-1].stop_s > self._settings.hold_over_s
        return over or self._silenced(code, snapshot.time_s, snapshot.reps)

    def _of_rep(self, time_s: float, rep: RepItem, posture: str) -> Cue | None:
        """Return the one thing to say of a finished repetition, beside its number."""
        flags = {
            cue_code(name, result): result
            for name, result in rep.applicable.items()
            if result.verdict == "flag"
        }
        faults = {code for code, result in flags.items() if result.severity == "fault"}
        passed = {name for name, result in rep.applicable.items() if result.verdict == "pass"}
        # What shows of the repetition before only now counts with this one, unless it was mended.
        advice = (flags.keys() - faults) | (self._late - passed)
        for code in flags:
            self._flagged_rep[code] = rep.index
        mended = self._mended(rep)
        self._to_mend -= {code for code, _ in mended} if not faults else set()
        hidden = {
            result.reason_code
            for result in rep.applicable.values()
            if result.verdict == "cant_tell" and result.severity == "fault"
        }
        running = self._count_runs(
            {f"advice {c}" for c in advice} | {f"hidden {c}" for c in hidden}
        )
        if self._in_rep_s >= rep.start_s:
            return None  # told while it happened
        for code in _by_priority(faults):
            if not self._silenced(code, time_s, rep.index):
                self._to_mend.add(code)
                return self._say("cue", code, Cue(time_s, "fault", code, "", rep.index), posture)
        if faults:
            return None  # neither praise nor small things beside a fault
        if mended:
            code = mended[0][0]
            return self._say("praise", code, Cue(time_s, "praise", code, "", rep.index), posture)
        for code in _by_priority(advice):
            long_enough = running[f"advice {code}"] >= self._settings.advice_reps
            if long_enough and not self._silenced(code, time_s, rep.index):
                self._to_mend.add(code)
                return self._say("cue", code, Cue(time_s, "advice", code, "", rep.index), posture)
        return self._remedy(time_s, rep, hidden, running)

    def _mended(self, rep: RepItem) -> list[tuple[str, str]]:
        """Return (code, check) of what was told before and is passed now, the gravest first."""
        passed = []
        for name, result in rep.applicable.items():
            codes = ("tempo_down", "tempo_up") if name == "tempo" else (name,)
            if result.verdict == "pass":
                passed += [(code, name) for code in codes if code in self._to_mend]
        return sorted(passed, key=lambda pair: PRIORITY.index(pair[0]))

    def _remedy(
        self, time_s: float, rep: RepItem, hidden: set[str], running: dict[str, int]
    ) -> Cue | None:
        for code in self._language.texts["remedy"]:
            last_s = self._said_s.get(f"remedy {code}", float("-inf"))
            if (
                code in hidden
                and running[f"hidden {code}"] >= self._settings.remedy_reps
                and time_s - last_s >= self._settings.remedy_cool_down_s
            ):
                self._said_s[f"remedy {code}"] = time_s
                text = self._language.text("remedy", code)
                return Cue(time_s, "remedy", code, text, rep.index)
        return None

    def _count_runs(self, seen: set[str]) -> dict[str, int]:
        """Count for how many repetitions running each thing was seen."""
        self._runs = {thing: self._runs.get(thing, 0) + 1 for thing in seen}
        return self._runs

    def _silenced(self, code: str, time_s: float, rep: int) -> bool:
        """Return whether a cue may not be said: cooling down, or against what was told."""
        if time_s - self._said_s.get(code, float("-inf")) < self._settings.cool_down_s:
            return True
        for pair in _CONTRADICT:
            if code in pair:
                (other,) = pair - {code}
                graver = PRIORITY.index(other) < PRIORITY.index(code)
                flagged = self._flagged_rep.get(other)
                recent = flagged is not None and rep - flagged < self._settings.contradict_reps
                if graver and recent:
                    return True
        return False

    def _say(self, section: str, code: str, cue: Cue, posture: str) -> Cue:
        text = self._words(section, code, posture)
        if section == "cue":
            self._note(code, cue.time_s)
        return Cue(cue.time_s, cue.kind, code, text, cue.rep)

    def _note(self, code: str, time_s: float) -> None:
        self._said_s[code] = time_s
        self._said_times[code] = self._said_times.get(code, 0) + 1

    def _words(self, section: str, code: str, posture: str) -> str:
        """Return the text, in the words for this posture or for the third time if there are any."""
        codes = [f"{code}_{posture}", code]
        if self._said_times.get(code, 0) >= self._settings.again_after:
            codes.insert(0, f"{code}_again")
        known = next(key for key in codes if self._language.has(section, key))
        return self._language.text(section, known)

    def _lost(self, snapshot: Snapshot) -> Iterator[Cue]:
        s = self._settings
        time_s = snapshot.time_s
        if snapshot.pose is not None or self._seen_s is None:
            self._seen_s = time_s if snapshot.pose is not None else None
            return
        cool = time_s - self._lost_said_s >= s.lost_cool_down_s
        if time_s - self._seen_s >= s.lost_s and cool:
            self._lost_said_s = time_s
            yield Cue(time_s, "announce", "lost", self._language.text("announce", "lost"))


def _advice_of(rep: RepItem) -> set[str]:
    """Return the codes of the advice that a repetition shows."""
    return {
        cue_code(name, result)
        for name, result in rep.applicable.items()
        if result.verdict == "flag" and result.severity == "advice"
    }


def _by_priority(codes: set[str]) -> list[str]:
    """Return the codes that have a place in the order, the gravest first."""
    return sorted(codes & set(PRIORITY), key=PRIORITY.index)


def _posture(snapshot: Snapshot) -> str:
    return snapshot.sight.posture if snapshot.sight is not None else "unknown"
