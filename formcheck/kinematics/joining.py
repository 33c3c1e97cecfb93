"""What the lumbar network sees of thorax and thighs, joined to what landmarks and outline tell.

Both err, and in ways of their own: the mean of the two is better than either. What the network adds
is slow, so that the quick is left to the landmarks, which are read in every frame: a share of the
distance between the two, low-passed. It is held to a few degrees; where the two are farther apart
than that, one of them is on something else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.both_legs import judged_of
from formcheck.kinematics.geometry import known_median, unwrap_deg
from formcheck.kinematics.hip_flexion import LegFlexion, since_rest_deg
from formcheck.kinematics.segment_axes import SegmentAxes
from formcheck.kinematics.signals import Rest
from formcheck.kinematics.smoothing import zero_phase

__all__ = ["JoiningSettings", "joined_knees", "joined_legs", "joined_lift_deg"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JoiningSettings:
    """How much the network counts, chosen by ``benchmarks.accuracy --part fit``.

    Parameters
    ----------
    thorax_share, thorax_most_deg : float
        Of the distance of the thorax's lift by the network from that by the shoulders, and the
        largest distance that counts. Shoulders that leave the floor by 28 degrees are read at 36
        by the landmarks, at 25 by the network.
    thigh_share, thigh_most_deg : float
        The same of the hip flexion: thigh against thorax, from that of the leg's estimators.
    thigh_gain : float
        Slope through zero of the true hip flexion on the network's: what it is unsure of it tells
        too near the middle.
    hanging_share, hanging_most_deg, hanging_gain : float
        The three of a hanging person, whose legs at rest count as by the estimators: a body that
        swings is lost by landmarks for moments, and by the network it is not.
    knee_share, knee_most_deg : float
        Of the distance of the landmarks' thigh from the network's, both as turns since rest, that
        is taken off the knee flexion, and the largest distance that counts. A knee that is seen
        beside its place turns the thigh one way and the shank the other.
    together_deg : float
        Legs farther apart than this are not told by the middle of the two.
    cutoff_hz : float
        Low-pass of the distances.
    known_share : float
        Where the network told less than this share of the frames, nothing is joined.
    sigma_share, doubt_share : float
        Standard error of the joined angle against that of the estimators alone; and what it grows
        by, in squares, per degree of the distance between the two: where they differ by 4 to 8
        degrees the one is off by 3.8 and the other by 2.4, where they agree both by less than 2.
    """

    thorax_share: float = 0.75
    thorax_most_deg: float = 15.0
    thigh_share: float = 0.5
    thigh_most_deg: float = 10.0
    thigh_gain: float = 1.014
    hanging_share: float = 0.75
    hanging_most_deg: float = 30.0
    hanging_gain: float = 0.99
    knee_share: float = 0.4
    knee_most_deg: float = 20.0
    together_deg: float = 30.0
    cutoff_hz: float = 1.5
    known_share: float = 0.5
    sigma_share: float = 0.64
    doubt_share: float = 0.3


def joined_lift_deg(
    time_s: FloatArray,
    lift_deg: FloatArray,
    axes: SegmentAxes,
    rest: Rest,
    settings: JoiningSettings | None = None,
) -> FloatArray:
    """Return the lift (N,) of a lying person's thorax since rest, by landmarks and network.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    lift_deg : ndarray, shape (N,)
        By the landmarks (:mod:`formcheck.kinematics.trunk_lift`).
    axes : SegmentAxes
        What the network told.
    rest : Rest
        What the lift is counted from.
    """
    settings = settings or JoiningSettings()
    # The caudal axis turns towards dorsal when the shoulders come up.
    seen = known_median(axes.thorax_deg[rest.start : rest.stop]) - axes.thorax_deg
    further = _distance(time_s, lift_deg, seen, settings.thorax_most_deg, settings)
    return lift_deg if further is None else lift_deg + settings.thorax_share * further


def joined_legs(
    time_s: FloatArray,
    left: LegFlexion,
    right: LegFlexion,
    axes: SegmentAxes,
    settings: JoiningSettings | None = None,
    hanging_rest: slice | None = None,
) -> tuple[LegFlexion, LegFlexion]:
    """Return the hip flexion of both legs, by their estimators and the network.

    The network tells the middle of the two thighs: each leg is as far from it as the estimators
    say.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    left, right : LegFlexion
        What landmarks and outline told of the legs.
    axes : SegmentAxes
        What the network told.
    hanging_rest : slice, optional
        Frames of the rest of somebody who hangs.
    """
    settings = settings or JoiningSettings()
    share, most_deg, gain = settings.thigh_share, settings.thigh_most_deg, settings.thigh_gain
    middle = axes.thigh_deg - axes.thorax_deg
    own = judged_of(left.flexion_deg, right.flexion_deg, np.full(len(time_s), 0.5))
    if hanging_rest is not None:
        share, most_deg = settings.hanging_share, settings.hanging_most_deg
        gain = settings.hanging_gain
        off = known_median(middle[hanging_rest]) - known_median(own[hanging_rest])
        middle = middle - np.nan_to_num(off)
    apart = np.nan_to_num(left.flexion_deg - right.flexion_deg)
    middle = np.where(np.abs(apart) < settings.together_deg, gain * middle, np.nan)
    further = _distance(time_s, own, middle, most_deg, settings)
    if further is None:
        return left, right
    doubt_deg = settings.doubt_share * np.abs(further)
    left, right = (_shifted(leg, share * further, doubt_deg, settings) for leg in (left, right))
    return left, right


def joined_knees(
    time_s: FloatArray,
    left: LegFlexion,
    right: LegFlexion,
    thighs_deg: tuple[FloatArray, FloatArray],
    axes: SegmentAxes,
    rest: slice,
    settings: JoiningSettings | None = None,
) -> tuple[LegFlexion, LegFlexion]:
    """Return both legs with the knee flexion that the landmarks' thighs and the network's make.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    left, right : LegFlexion
        What the landmarks told of the legs.
    thighs_deg : tuple of ndarray, each shape (N,)
        Direction from hip to knee by the landmarks, left and right, in the sagittal frame.
    axes : SegmentAxes
        What the network told.
    rest : slice
        Frames of the straight rest that turns are counted from.
    """
    settings = settings or JoiningSettings()
    apart = left.flexion_deg - right.flexion_deg
    middle = since_rest_deg(axes.thigh_deg, rest)
    middle = np.where(np.abs(apart) < settings.together_deg, middle, np.nan)
    turns = [since_rest_deg(thigh, rest) for thigh in thighs_deg]
    own = 0.5 * (turns[0] + turns[1])
    further = _distance(time_s, own, middle, np.inf, settings)
    if further is None:
        return left, right
    elsewhere = np.abs(further) > settings.knee_most_deg
    shift = np.where(elsewhere, np.nan, settings.knee_share * further)
    return (
        replace(left, knee_deg=left.knee_deg + shift),
        replace(right, knee_deg=right.knee_deg + shift),
    )


def _bridged(values: FloatArray) -> FloatArray:
    """Return values (N,) with what was not seen on straight lines between what was."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return values
    return np.interp(np.arange(len(values)), known, values[known])


def _shifted(
    leg: LegFlexion, shift_deg: FloatArray, doubt_deg: FloatArray, settings: JoiningSettings
) -> LegFlexion:
    return replace(
        leg,
        flexion_deg=leg.flexion_deg + shift_deg,
        elevation_deg=leg.elevation_deg + shift_deg,
        sigma_deg=np.hypot(settings.sigma_share * leg.sigma_deg, doubt_deg),
    )


def _distance(
    time_s: FloatArray,
    own_deg: FloatArray,
    seen_deg: FloatArray,
    most_deg: float,
    settings: JoiningSettings,
) -> FloatArray | None:
    """Return how far the network's angle is from the own one (N,), slowly; None = too little told.

    Between frames that the network told the distance goes in straight lines, and beyond the first
    and last of them it stays: no step arises where they come and go.
    """
    apart = np.clip(unwrap_deg(seen_deg - own_deg, -180.0), -most_deg, most_deg)
    known = np.flatnonzero(np.isfinite(apart))
    if len(known) < max(settings.known_share * np.isfinite(own_deg).sum(), 2):
        return None
    return zero_phase(time_s, _bridged(apart), settings.cutoff_hz)
