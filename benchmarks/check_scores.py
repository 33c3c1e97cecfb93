"""How well each check tells flag from pass: precision, recall, and what it does not decide.

Two kinds of recall. Over decided ones: of the faults on which there is a firm verdict, how many
were flagged. Strict: of all faults, how many were flagged; a "can't tell" is a miss there, as is a
repetition that was not found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.clips import Judged
from benchmarks.comparison import Compared

__all__ = ["REP_CHECKS", "SET_CHECKS", "CheckScore", "score_events", "score_reps", "score_set"]

REP_CHECKS = (
    "under_90",
    "tempo",
    "swing",
    "leg_drop",
    "knee_bend",
    "asymmetry",
    "trunk_lift",
    "incomplete_lowering",
)
SET_CHECKS = ("low_hold", "form_drift")
NOT_FOR_THIS = "not_for_this_exercise"


@dataclass(slots=True)
class CheckScore:
    """Verdicts of one check against the truth.

    Parameters
    ----------
    check : str
    counts : Counter
        How often (true verdict, given verdict) occurred; given may also be ``missing``.
    reasons : Counter
        Why it could not be told.
    wrong : list of str
        Where a firm verdict contradicts the truth.
    """

    check: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, true: str, given: str, where: str, reason_code: str = "") -> None:
        """Count one verdict."""
        self.counts[true, given] += 1
        if given == "cant_tell":
            self.reasons[reason_code] += 1
        elif given not in ("missing", true):
            self.wrong.append(f"{where} ({given}, truly {true})")

    def _sum(self, true: Sequence[str], given: Sequence[str]) -> int:
        return sum(n for (t, g), n in self.counts.items() if t in true and g in given)

    @property
    def n(self) -> int:
        """All that were to be judged."""
        return self.counts.total()

    @property
    def positives(self) -> int:
        """True faults."""
        return sum(n for (true, _), n in self.counts.items() if true == "flag")

    @property
    def negatives(self) -> int:
        """Without the fault."""
        return self.n - self.positives

    @property
    def precision(self) -> float:
        """Share of the flags that are right."""
        right = self.counts["flag", "flag"]
        return _share(right, right + self.counts["pass", "flag"])

    @property
    def recall(self) -> float:
        """Share of the decided faults that were flagged."""
        right = self.counts["flag", "flag"]
        return _share(right, right + self.counts["flag", "pass"])

    @property
    def strict_recall(self) -> float:
        """Share of all faults that were flagged."""
        return _share(self.counts["flag", "flag"], self.positives)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over decided ones."""
        right = 2 * self.counts["flag", "flag"]
        return _share(right, right + self.counts["pass", "flag"] + self.counts["flag", "pass"])

    @property
    def strict_f1(self) -> float:
        """The same with the strict recall."""
        right = 2 * self.counts["flag", "flag"]
        missed = self.positives - self.counts["flag", "flag"]
        return _share(right, right + self.counts["pass", "flag"] + missed)

    @property
    def open_share(self) -> float:
        """Share that could not be told."""
        return _share(self._sum(("flag", "pass"), ("cant_tell",)), self.n)

    @property
    def missing(self) -> int:
        """How often there was no verdict, since the repetition was not found."""
        return self._sum(("flag", "pass"), ("missing",))


def score_reps(clips: Iterable[Compared], check: str) -> CheckScore:
    """Return the score of a check of single repetitions, where the truth has a verdict.

    A check that rightly says that it is not for this exercise has nothing to decide.
    """
    score = CheckScore(check)
    for clip in clips:
        for rep in clip.reps:
            true = rep.truth.checks.get(check)
            if true is None:
                continue
            found = rep.found.checks.get(check) if rep.found else None
            reason = found.reason_code if found else ""
            if reason == NOT_FOR_THIS and _right_exercise(clip):
                continue
            score.add(true.verdict, rep.verdict(check), f"{clip.name} rep {rep.number}", reason)
    return score


def score_set(clips: Iterable[Compared], check: str) -> CheckScore:
    """Return the score of a check of the set by its verdict, one for each clip with a truth."""
    score = CheckScore(check)
    for clip in clips:
        true = clip.true_set.get(check)
        if true is None:
            continue
        found = clip.found_set.get(check)
        found = found or Judged("missing")
        if found.reason_code == NOT_FOR_THIS and _right_exercise(clip):
            continue
        score.add(true.verdict, found.verdict, clip.name, found.reason_code)
    return score


def score_events(clips: Iterable[Compared], check: str) -> CheckScore:
    """Return the score of a check of the set by its events.

    A true event is found when a told one overlaps it; a told one that overlaps none is a false
    flag; a clip without any true event is one negative. Events are told where the verdict is a
    flag.
    """
    score = CheckScore(check)
    for clip in clips:
        true = clip.true_set.get(check)
        if true is None:
            continue
        found = clip.found_set.get(check) or Judged("missing")
        if found.reason_code == NOT_FOR_THIS and _right_exercise(clip):
            continue
        told = found.events if found.verdict == "flag" else ()
        undecided = found.verdict if found.verdict in ("cant_tell", "missing") else "pass"
        for event in true.events:
            given = "flag" if any(_overlap(event, other) for other in told) else undecided
            score.add("flag", given, f"{clip.name} at {event[0]:.1f} s", found.reason_code)
        alone = [e for e in told if not any(_overlap(e, other) for other in true.events)]
        for event in alone:
            score.add("pass", "flag", f"{clip.name} at {event[0]:.1f} s")
        if not true.events and not alone:
            score.add("pass", undecided, clip.name, found.reason_code)
    return score


def _right_exercise(clip: Compared) -> bool:
    return clip.seen.exercise == clip.conditions.exercise


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
