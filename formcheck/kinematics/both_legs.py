"""Which of the two legs a moment is judged by: both together, or the one that works alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.smoothing import runs
from formcheck.pose.landmarks import Side

__all__ = [
    "HIDDEN_VISIBILITY",
    "SINGLE_LEG_DEG",
    "is_hidden",
    "judged_of",
    "knee_share",
    "raised_share",
]

FloatArray = npt.NDArray[np.float64]

SINGLE_LEG_DEG = 30.0
"""Legs that come farther apart work one at a time (MEASURES 4.7)."""
SINGLE_LEG_SHARE = 0.2
"""They must be so in this share of the parting: one noisy frame is not enough [design]."""
HIDDEN_VISIBILITY = 0.5
"""A landmark below it is more likely hidden than seen."""
APART_DEG = (2.0, 6.0)
"""Then, legs this far apart begin to be, and are, judged by the raised one alone."""


def raised_share(
    left_deg: FloatArray,
    right_deg: FloatArray,
    gap_deg: FloatArray | None = None,
    visibility: FloatArray | None = None,
) -> FloatArray:
    """Return the share of the left leg in the judged angle: half when together, else all or none.

    A parting of the legs in which they come farther apart than ``SINGLE_LEG_DEG`` is one leg's
    work, from its beginning to its end; in a smaller one both work, unevenly. The share moves
    smoothly while the legs part so that no step arises.

    Parameters
    ----------
    left_deg, right_deg : ndarray, shape (N,)
        Hip flexion of each leg.
    gap_deg : ndarray, shape (N,), optional
        Angle between the legs by their outline: legs whose outline never parts by half of that
        are together, whatever the landmarks say.
    visibility : ndarray, shape (N, 2), optional
        Of the left and the right leg. Where the outline was not seen and the raised leg was mostly
        hidden, it is a guess that went astray: then the other one counts.
    """
    apart = np.nan_to_num(left_deg - right_deg)
    low, high = APART_DEG
    share = np.clip((np.abs(apart) - low) / (high - low), 0.0, 1.0)
    smooth = share * share * (3.0 - 2.0 * share)
    weights: FloatArray = np.full_like(apart, 0.5)
    for start, stop in runs(np.abs(apart) > low):
        part = slice(start, stop)
        alone = np.mean(np.abs(apart[part]) > SINGLE_LEG_DEG) >= SINGLE_LEG_SHARE
        if not alone:
            continue
        raised = 0.5 * smooth[part] * np.sign(apart[part])
        if gap_deg is None or _mostly_unseen(gap_deg[part]):
            higher = 0 if np.nansum(apart[part]) > 0 else 1
            astray = visibility is not None and is_hidden(visibility[part, higher])
            weights[part] += -raised if astray else raised
        elif float(np.nanmax(gap_deg[part])) > 0.5 * SINGLE_LEG_DEG:
            weights[part] += raised
    return weights


def is_hidden(visibility: FloatArray) -> bool:
    """Return whether a leg was more likely hidden than seen in most of the frames (N,)."""
    typical = float(np.median(visibility))
    return typical < HIDDEN_VISIBILITY


def _mostly_unseen(values: FloatArray) -> bool:
    return int(np.isfinite(values).sum()) < 0.5 * len(values)


def knee_share(left_share: FloatArray, near: Side) -> FloatArray:
    """Return the share of the left knee: the near one's while both legs work, else the raised one.

    The far knee is half hidden: its flexion errs by twice as much.
    """
    alone = np.abs(2.0 * left_share - 1.0)
    near_share = 1.0 if near == "left" else 0.0
    weights: FloatArray = (1.0 - alone) * near_share + alone * (left_share > 0.5)
    return weights


def judged_of(left: FloatArray, right: FloatArray, left_share: FloatArray) -> FloatArray:
    """Return the mix (N,) of both legs' angles; with one leg unseen the other stands alone."""
    mixed: FloatArray = left_share * left + (1.0 - left_share) * right
    return np.where(np.isnan(mixed), np.where(np.isnan(left), right, left), mixed)
