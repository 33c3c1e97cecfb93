"""A measured clip against the true one: pure functions, no video and no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.clips import Clip, ClipRep

__all__ = [
    "UNDER_90",
    "Bars",
    "ClipScore",
    "Missed",
    "RepScore",
    "confusion",
    "decided_share",
    "median_uncertainty_deg",
    "missed_bars",
    "open_reasons",
    "pair_reps",
    "reps_of",
    "score_clip",
    "wrong_verdicts",
]

UNDER_90 = "under_90"


@dataclass(frozen=True, slots=True)
class Bars:
    """What must hold on clips with exact truth.

    Parameters
    ----------
    far_deg : float
        A true peak farther than this from ``limit_deg`` should be decided.
    least_decided : float
        In this share of such repetitions.
    limit_deg : float
        The limit of ``under_90``.
    median_uncertainty_deg : float
        Median uncertainty of ``under_90`` over all repetitions: deciding by boasting is no deed.
    peak_deg : float
        Largest error of a peak.
    frame_mae_deg : float
        Largest mean absolute error of the hip flexion over the frames of a clip.
    """

    far_deg: float = 10.0
    least_decided: float = 0.8
    limit_deg: float = 90.0
    median_uncertainty_deg: float = 8.0
    peak_deg: float = 6.0
    frame_mae_deg: float = 5.0


@dataclass(frozen=True, slots=True)
class RepScore:
    """One true repetition and the measured one that belongs to it, if there is one."""

    number: int
    truth: ClipRep
    found: ClipRep | None

    @property
    def peak_error_deg(self) -> float:
        """Measured minus true peak; NaN when it was not found."""
        return self.found.peak_deg - self.truth.peak_deg if self.found else float("nan")

    def verdict(self, check: str) -> str:
        """Return the measured verdict; ``missing`` when there is none."""
        if self.found is None or check not in self.found.checks:
            return "missing"
        return self.found.checks[check].verdict

    def is_wrong(self, check: str) -> bool:
        """Return whether a firm verdict contradicts the truth."""
        verdict = self.verdict(check)
        true = self.truth.checks.get(check)
        return true is not None and verdict in ("flag", "pass") and verdict != true.verdict


@dataclass(frozen=True, slots=True)
class ClipScore:
    """All that is told of one clip.

    Parameters
    ----------
    name : str
    true_count, count : int
        Repetitions.
    reps : tuple of RepScore
        One for each true repetition.
    frame_mae_deg, frame_bias_deg : float
        Mean absolute and mean signed error of the hip flexion where it was measured.
    frames_known : float
        Share of the frames where it was.
    """

    name: str
    true_count: int
    count: int
    reps: tuple[RepScore, ...]
    frame_mae_deg: float
    frame_bias_deg: float
    frames_known: float

    @property
    def worst_peak_deg(self) -> float:
        """Peak error that is largest in size, signed; NaN without repetitions."""
        errors = [r.peak_error_deg for r in self.reps if np.isfinite(r.peak_error_deg)]
        return max(errors, key=abs, default=float("nan"))


@dataclass(frozen=True, slots=True)
class Missed:
    """A bar that was missed: which, and where."""

    bar: str
    where: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.bar}: {self.where}"


def score_clip(truth: Clip, measured: Clip, count: int | None = None) -> ClipScore:
    """Return how well ``measured`` agrees with ``truth``.

    Parameters
    ----------
    truth, measured : Clip
        Of the same video. The true angle is taken at the measured frame times.
    count : int, optional
        Number of repetitions counted, where it is not that of ``measured.reps``.
    """
    true_deg = np.interp(measured.time_s, truth.time_s, truth.hip_flexion_deg)
    error = measured.hip_flexion_deg - true_deg
    known = np.isfinite(error)
    any_known = bool(known.any())
    return ClipScore(
        name=truth.name,
        true_count=len(truth.reps),
        count=len(measured.reps) if count is None else count,
        reps=pair_reps(truth.reps, measured.reps),
        frame_mae_deg=float(np.mean(np.abs(error[known]))) if any_known else float("nan"),
        frame_bias_deg=float(np.mean(error[known])) if any_known else float("nan"),
        frames_known=float(np.mean(known)) if len(known) else 0.0,
    )


def pair_reps(truth: Sequence[ClipRep], measured: Sequence[ClipRep]) -> tuple[RepScore, ...]:
    """Return each true repetition with its measured one; none serves two.

    Where one measured repetition holds the peaks of several true ones, the nearest keeps it.
    """
    found = [_belonging(rep, measured) for rep in truth]
    pairs = [(abs(rep.peak_s - truth[i].peak_s), i, rep) for i, rep in enumerate(found) if rep]
    nearest: dict[int, int] = {}
    for _, i, rep in sorted(pairs, key=lambda pair: pair[:2]):
        nearest.setdefault(id(rep), i)
    kept = set(nearest.values())
    found = [rep if i in kept else None for i, rep in enumerate(found)]
    return tuple(
        RepScore(number, rep, other)
        for number, (rep, other) in enumerate(zip(truth, found, strict=True), start=1)
    )


def _belonging(truth: ClipRep, measured: Sequence[ClipRep]) -> ClipRep | None:
    """Return the measured repetition that holds the true peak and whose own peak is nearest."""
    holding = [rep for rep in measured if rep.start_s <= truth.peak_s <= rep.stop_s]
    same_leg = [rep for rep in holding if rep.leg == truth.leg]
    return min(same_leg or holding, key=lambda rep: abs(rep.peak_s - truth.peak_s), default=None)


def reps_of(scores: Iterable[ClipScore]) -> list[tuple[ClipScore, RepScore]]:
    """Return all repetitions with their clips."""
    return [(score, rep) for score in scores for rep in score.reps]


def wrong_verdicts(scores: Iterable[ClipScore], check: str) -> list[str]:
    """Return ``clip rep n`` for each firm verdict of a check that contradicts the truth."""
    return [
        f"{score.name} rep {rep.number} ({rep.verdict(check)}, "
        f"truly {rep.truth.checks[check].verdict})"
        for score, rep in reps_of(scores)
        if rep.is_wrong(check)
    ]


def decided_share(scores: Iterable[ClipScore], bars: Bars) -> tuple[int, int]:
    """Return how many repetitions far from the limit were decided, and how many there are."""
    far = [
        rep for _, rep in reps_of(scores) if abs(rep.truth.peak_deg - bars.limit_deg) > bars.far_deg
    ]
    return sum(rep.verdict(UNDER_90) in ("flag", "pass") for rep in far), len(far)


def median_uncertainty_deg(scores: Iterable[ClipScore]) -> float:
    """Return the median uncertainty of ``under_90`` over all repetitions that have one."""
    values = [
        rep.found.checks[UNDER_90].uncertainty
        for _, rep in reps_of(scores)
        if rep.found is not None and UNDER_90 in rep.found.checks
    ]
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else float("nan")


def confusion(scores: Iterable[ClipScore]) -> dict[str, Counter[tuple[str, str]]]:
    """Return for each check that the truth names how often (true, measured) occurred."""
    table: dict[str, Counter[tuple[str, str]]] = {}
    for _, rep in reps_of(scores):
        for check, true in rep.truth.checks.items():
            table.setdefault(check, Counter())[true.verdict, rep.verdict(check)] += 1
    return table


def open_reasons(scores: Iterable[ClipScore], check: str) -> Counter[str]:
    """Return how often a check could not be told for which reason."""
    return Counter(
        rep.found.checks[check].reason_code
        for _, rep in reps_of(scores)
        if rep.found is not None and rep.verdict(check) == "cant_tell"
    )


def missed_bars(scores: Sequence[ClipScore], bars: Bars | None = None) -> list[Missed]:
    """Return the bars that are missed, empty if none is."""
    bars = bars or Bars()
    missed = [
        Missed("rep count exact", f"{s.name}: {s.count} of {s.true_count}")
        for s in scores
        if s.count != s.true_count
    ]
    missed += [Missed("no wrong under_90 verdict", w) for w in wrong_verdicts(scores, UNDER_90)]
    decided, far = decided_share(scores, bars)
    if far and decided < bars.least_decided * far:
        where = f"{decided} of {far}"
        missed.append(
            Missed(f">= {bars.least_decided:.0%} decided beyond {bars.far_deg:g} degrees", where)
        )
    uncertainty = median_uncertainty_deg(scores)
    if not uncertainty <= bars.median_uncertainty_deg:
        bar = f"median uncertainty <= {bars.median_uncertainty_deg:g} degrees"
        missed.append(Missed(bar, f"{uncertainty:.1f}"))
    missed += [
        Missed(
            f"peak within {bars.peak_deg:g} degrees",
            f"{score.name} rep {rep.number}: {rep.peak_error_deg:+.1f}",
        )
        for score, rep in reps_of(scores)
        if not abs(rep.peak_error_deg) <= bars.peak_deg
    ]
    missed += [
        Missed(
            f"MAE over frames <= {bars.frame_mae_deg:g} degrees", f"{s.name}: {s.frame_mae_deg:.1f}"
        )
        for s in scores
        if not s.frame_mae_deg <= bars.frame_mae_deg
    ]
    return missed
