"""The main question, past 90 degrees or not: wrong and open verdicts by distance from the limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.comparison import Compared
from benchmarks.scoring import UNDER_90, RepScore

__all__ = ["Under90Score", "score_under_90"]

LIMIT_DEG = 90.0
CLEAR_DEG = 5.0
"""True values farther from the limit than this must not be told wrong."""
FAR_DEG = 10.0
"""True values farther from the limit than this should be told."""


@dataclass(frozen=True, slots=True)
class Under90Score:
    """Verdicts of ``under_90``; open = can't tell, or the repetition was not found.

    Parameters
    ----------
    n, wrong, open : int
        All true repetitions, wrong and open verdicts.
    clear, clear_wrong : int
        Those farther than 5 degrees from the limit.
    far, far_open : int
        Those farther than 10 degrees.
    median_uncertainty_deg : float
        Over all that have one; NaN if none has.
    """

    n: int
    wrong: int
    open: int
    clear: int
    clear_wrong: int
    far: int
    far_open: int
    median_uncertainty_deg: float

    @property
    def clear_wrong_share(self) -> float:
        """Share of wrong verdicts farther than 5 degrees from the limit; NaN without any."""
        return self.clear_wrong / self.clear if self.clear else float("nan")

    @property
    def far_open_share(self) -> float:
        """Share without a verdict farther than 10 degrees from the limit; NaN without any."""
        return self.far_open / self.far if self.far else float("nan")


def score_under_90(clips: Iterable[Compared], *, plain: bool = False) -> Under90Score:
    """Return the score of formcheck, or of the plain way, which is never in doubt."""
    reps = [
        rep
        for clip in clips
        for rep in (clip.plain_reps if plain else clip.reps)
        if UNDER_90 in rep.truth.checks
    ]
    clear = [rep for rep in reps if _distance_deg(rep) > CLEAR_DEG]
    far = [rep for rep in reps if _distance_deg(rep) > FAR_DEG]
    judged = [rep.found.checks.get(UNDER_90) for rep in reps if rep.found]
    stated = [item.uncertainty for item in judged if item and item.uncertainty is not None]
    return Under90Score(
        n=len(reps),
        wrong=sum(rep.is_wrong(UNDER_90) for rep in reps),
        open=sum(_is_open(rep) for rep in reps),
        clear=len(clear),
        clear_wrong=sum(rep.is_wrong(UNDER_90) for rep in clear),
        far=len(far),
        far_open=sum(_is_open(rep) for rep in far),
        median_uncertainty_deg=float(np.median(stated)) if stated and not plain else float("nan"),
    )


def _distance_deg(rep: RepScore) -> float:
    """Return how far the true value is from the limit; with the trunk lifted it is no mere peak."""
    value = rep.truth.checks[UNDER_90].value
    return abs((rep.truth.peak_deg if value is None else value) - LIMIT_DEG)


def _is_open(rep: RepScore) -> bool:
    return rep.verdict(UNDER_90) in ("cant_tell", "missing")
