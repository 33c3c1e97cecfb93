"""Whether the stated uncertainty is true: how often a 90 % interval contains the truth."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["K90", "Coverage", "coverage", "coverage_by_bin"]

FloatArray = npt.NDArray[np.float64]

K90 = 1.645
"""Half the width of a 90 % interval in standard errors."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often value -+ 1.645 sigma contained the truth.

    Parameters
    ----------
    n : int
        Values with a known error and a known standard error.
    share : float
        Of them that contained the truth; NaN without any.
    median_sigma, rms_error : float
        What was claimed, and what it should have been were there no bias.
    """

    n: int
    share: float
    median_sigma: float
    rms_error: float


def coverage(errors: FloatArray, sigmas: FloatArray) -> Coverage:
    """Return the coverage of errors (N,) with standard errors (N,).

    Examples
    --------
    >>> coverage(np.array([1.0, -3.0, np.nan]), np.array([1.0, 1.0, 1.0])).share
    0.5
    """
    known = np.isfinite(errors) & np.isfinite(sigmas)
    if not known.any():
        return Coverage(0, float("nan"), float("nan"), float("nan"))
    error, sigma = errors[known], sigmas[known]
    return Coverage(
        n=len(error),
        share=float(np.mean(np.abs(error) <= K90 * sigma)),
        median_sigma=float(np.median(sigma)),
        rms_error=float(np.sqrt(np.mean(error**2))),
    )


def coverage_by_bin(
    where: FloatArray, errors: FloatArray, sigmas: FloatArray, edges: Sequence[float]
) -> dict[tuple[float, float], Coverage]:
    """Return the coverage within each bin ``[low, high)`` of ``where`` that holds any value."""
    bins = {}
    for low, high in itertools.pairwise(edges):
        inside = (where >= low) & (where < high)
        found = coverage(errors[inside], sigmas[inside])
        if found.n:
            bins[low, high] = found
    return bins
