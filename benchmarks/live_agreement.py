"""Whether a live set said what the recorded analysis of the same clip says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from formcheck.outputs.two_looks import LookPair, two_looks
from formcheck.report import RepItem

__all__ = ["PEAK_BAR_DEG", "Agreement", "agreement"]

PEAK_BAR_DEG = 4.0
"""Largest difference of a peak that is allowed."""


@dataclass(slots=True)
class Agreement:
    """What was held against each other, and what was not the same.

    Parameters
    ----------
    live, offline : int
        Repetitions counted.
    worst_peak_deg : float
        Largest difference of a peak.
    decided, open : int
        Verdicts that the live look gave, and that it left open though the other one did not.
    missed : list of str
        What breaks a bar.
    """

    live: int
    offline: int
    worst_peak_deg: float = 0.0
    decided: int = 0
    open: int = 0
    missed: list[str] = field(default_factory=list)


def agreement(live: Sequence[RepItem], offline: Sequence[RepItem]) -> Agreement:
    """Return how a live set agrees with the analysis of the recording.

    Parameters
    ----------
    live : sequence of RepItem
        As they were last told.
    offline : sequence of RepItem
        Of the recording.
    """
    result = Agreement(len(live), len(offline))
    if len(live) != len(offline):
        result.missed.append(f"counted {len(live)} live, {len(offline)} offline")
    for pair in two_looks(live, offline):
        if pair.live is None or pair.final is None:
            rep = pair.live or pair.final
            result.missed.append(f"a repetition at {rep.peak_s:.1f} s in one look only")  # type: ignore[union-attr]
            continue
        _compare(result, pair, pair.live, pair.final)
    return result


def _compare(result: Agreement, pair: LookPair, live: RepItem, offline: RepItem) -> None:
    difference = pair.peak_difference_deg
    if difference is None:
        result.missed.append(f"rep {offline.index}: no peak in one look")
    else:
        result.worst_peak_deg = max(result.worst_peak_deg, abs(difference))
        if abs(difference) > PEAK_BAR_DEG:
            result.missed.append(f"rep {offline.index}: peak {difference:+.1f} degrees off")
    for name, check in offline.checks.items():
        said = live.checks[name].verdict
        result.decided += said != "cant_tell"
        result.open += said == "cant_tell" != check.verdict
        # What was decided live is flagged in both or in none.
        if said != "cant_tell" and (said == "flag") != (check.verdict == "flag"):
            result.missed.append(f"rep {offline.index}, {name}: live {said}, now {check.verdict}")
