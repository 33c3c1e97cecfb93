"""How well two measurements agree: bias, spread, limits of agreement (Bland and Altman).

Errors are measured minus true. Frames of a clip, and repetitions of a clip, share most of their
error: so errors come as one array for each clip, and the spread of the clips' biases is told beside
that of the single errors.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Agreement", "agreement", "binned"]

FloatArray = npt.NDArray[np.float64]

LIMITS_FACTOR = 1.96
"""95 % of a normal distribution lie within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Errors of one quantity, in its unit; NaN where there are too few to say.

    Parameters
    ----------
    n, clips : int
        Known errors, and clips that have any.
    bias, sd, mae : float
        Mean, standard deviation (n - 1) and mean size of all errors.
    low, high : float
        95 % limits of agreement, bias -+ 1.96 sd.
    clip_sd : float
        Standard deviation of the clips' own biases.
    """

    n: int
    clips: int
    bias: float
    sd: float
    mae: float
    low: float
    high: float
    clip_sd: float


def agreement(errors: Sequence[FloatArray]) -> Agreement:
    """Return the agreement of errors, one array (N,) for each clip; NaN = not known.

    Examples
    --------
    >>> found = agreement([np.array([1.0, 3.0]), np.array([np.nan, -1.0])])
    >>> found.n, found.clips, found.bias, found.sd, found.mae
    (3, 2, 1.0, 2.0, 1.6666666666666667)
    """
    known = [values[np.isfinite(values)] for values in (np.asarray(e, float) for e in errors)]
    known = [values for values in known if len(values)]
    every = np.concatenate(known) if known else np.empty(0)
    bias = float(every.mean()) if len(every) else float("nan")
    sd = _sd(every)
    return Agreement(
        n=len(every),
        clips=len(known),
        bias=bias,
        sd=sd,
        mae=float(np.abs(every).mean()) if len(every) else float("nan"),
        low=bias - LIMITS_FACTOR * sd,
        high=bias + LIMITS_FACTOR * sd,
        clip_sd=_sd(np.array([values.mean() for values in known])),
    )


def binned(
    where: Sequence[FloatArray], errors: Sequence[FloatArray], edges: Sequence[float]
) -> dict[tuple[float, float], Agreement]:
    """Return the agreement within each bin ``[low, high)`` that holds any error.

    Parameters
    ----------
    where, errors : sequence of ndarray, shape (N,)
        What is binned and the errors, one pair of arrays for each clip.
    edges : sequence of float
        Rising.
    """
    bins = {}
    for low, high in itertools.pairwise(edges):
        inside = [
            e[(w >= low) & (w < high)]
            for w, e in zip(map(np.asarray, where), map(np.asarray, errors), strict=True)
        ]
        found = agreement(inside)
        if found.n:
            bins[low, high] = found
    return bins


def _sd(values: FloatArray) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")
