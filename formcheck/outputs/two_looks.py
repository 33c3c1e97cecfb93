"""The two looks at a live set, side by side: as it happened, and with the whole set in view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.checks.base import CheckResult
from formcheck.outputs import texts
from formcheck.report import RepItem

__all__ = ["Difference", "LookPair", "difference_lines", "two_looks"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A verdict that the second look gave otherwise, and why."""

    check: str
    before: CheckResult
    now: CheckResult

    @property
    def reason(self) -> str:
        """Why the two differ: what one of them could not see, or how far the numbers moved."""
        if self.before.verdict == "cant_tell" and self.before.reason:
            return self.before.reason
        if self.now.verdict == "cant_tell" and self.now.reason:
            return self.now.reason
        was, is_now = texts.result_numbers(self.before), texts.result_numbers(self.now)
        return f"{was} live, {is_now} now: the whole set gives a steadier angle"


@dataclass(frozen=True, slots=True)
class LookPair:
    """One repetition in both looks; None where one of them did not count it."""

    live: RepItem | None
    final: RepItem | None

    @property
    def peak_difference_deg(self) -> float | None:
        """How much higher the second look measured the peak; None where it is not known."""
        peaks = [rep.peak_hip_flexion_deg for rep in (self.live, self.final) if rep is not None]
        if len(peaks) < 2 or peaks[0] is None or peaks[1] is None:
            return None
        return peaks[1] - peaks[0]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The verdicts that differ; none where a repetition is in one look only."""
        if self.live is None or self.final is None:
            return ()
        pairs = (
            Difference(name, self.live.checks[name], now)
            for name, now in self.final.checks.items()
            if name in self.live.checks
        )
        return tuple(pair for pair in pairs if pair.before.verdict != pair.now.verdict)


def two_looks(live: Iterable[RepItem], final: Iterable[RepItem]) -> tuple[LookPair, ...]:
    """Return the repetitions of both looks in pairs, in order of time."""
    left = list(live)
    pairs: list[tuple[float, LookPair]] = []
    for rep in final:
        same = next((other for other in left if rep.is_same_as(other)), None)
        if same is not None:
            left.remove(same)
        pairs.append((rep.peak_s, LookPair(same, rep)))
    pairs += [(rep.peak_s, LookPair(rep, None)) for rep in left]
    return tuple(pair for _, pair in sorted(pairs, key=lambda item: item[0]))


def difference_lines(pairs: Sequence[LookPair]) -> list[str]:
    """Return one line for each thing that the second look saw otherwise."""
    lines = []
    live = sum(pair.live is not None for pair in pairs)
    final = sum(pair.final is not None for pair in pairs)
    if live != final:
        lines.append(
            f"counted live: {live}, now: {final}: with the whole set in view the angle "
            "is smoothed without delay and the rest may be another"
        )
    for pair in pairs:
        if pair.final is not None:
            lines += [
                f"rep {pair.final.index}, {d.check}: live {d.before.verdict}, now "
                f"{d.now.verdict}: {d.reason}"
                for d in pair.differences
            ]
    return lines
