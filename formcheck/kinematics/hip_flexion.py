"""Hip flexion of each leg from three estimators, fused with a standard error (MEASURES 4.2).

A: rotation of the thigh since rest; without a rest, thigh against trunk. B: rotation of the shank
since rest (knee nearly straight; needs no hip landmark). C: axis of the thigh's silhouette against
the straight leg at rest. All in the sagittal frame (x caudal, y ventral), where flexion is
counter-clockwise. Lying, the thorax rests on the floor: turning of the trunk line is the hip
landmark wandering with the pelvis, and only what exceeds a dead band is taken from the angles;
hanging, the whole body swings and the trunk's turning is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import unwrap_deg
from formcheck.kinematics.smoothing import runs

__all__ = ["Directions", "FlexionSettings", "LegFlexion", "leg_flexion", "rest_offset_deg"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FlexionSettings:
    """Standard errors and limits of the estimators.

    Parameters
    ----------
    sigma_a_deg, sigma_b_deg, sigma_c_deg : float
        Standard errors of A, B and C. A from MEASURES 4.2. B is 1.7 there for a knee that stays
        exactly straight; real knees bend by some 5 degrees, which leaves 3 after correction. C is
        2.5 there; the sample clips show 2 to 4.
    thigh_free_deg : (float, float)
        C counts for nothing below the first and in full above the second: with the legs down the
        silhouette of the thigh runs into belly, buttock, hand and floor.
    knee_share : float
        How much of the measured knee flexion B is corrected by: variance of real knee bending
        (5 degrees) over that plus the error of the measured one (3.3 degrees) [calc].
    sigma_model_straight_deg, sigma_model_bent_deg : float
        Error of the landmarks as a whole, knees straight and bent (MEASURES 5).
    sigma_model_bent_seen_deg : float
        The same with bent knees where the thigh's silhouette serves: 5.5 and 3.5 fused give 3.0,
        and 3.3 that they share remains [calc, design].
    straight_deg, bent_deg : float
        Knee flexion up to which B is used, and from which the knee counts as bent.
    offset_limit_deg : float
        The rest may correct the landmarks' offset by no more than this.
    population_offset_deg : float
        Mean offset of estimator A over people, used where no rest corrects it.
    no_rest_sigma_deg : float
        Added in quadrature where no rest corrects it: the spread of the offset over people.
    trunk_dead_band_deg : float
        Rotation of the trunk line that is put down to the landmarks and the pelvis, not to the
        thorax, when lying.
    hip_travel : float
        The pelvis rolls 0.28 degrees per degree of hip flexion (MEASURES 2.2) and carries the hip
        joint 2 mm per degree of roll (4.3) at the end of a 500 mm trunk: so much does the trunk
        line turn against the thorax per degree of hip flexion [calc]. Used hanging.
    episode_deg : float
        Legs above this (estimator A) are in a movement; within one the set of estimators is fixed.
    least_share : float
        An estimator serves a movement only if it is usable in this share of its frames.
    """

    sigma_a_deg: float = 5.0
    sigma_b_deg: float = 3.0
    sigma_c_deg: float = 3.5
    thigh_free_deg: tuple[float, float] = (20.0, 45.0)
    sigma_model_straight_deg: float = 3.5
    sigma_model_bent_deg: float = 5.5
    sigma_model_bent_seen_deg: float = 4.5
    knee_share: float = 0.7
    straight_deg: float = 15.0
    bent_deg: float = 30.0
    offset_limit_deg: float = 10.0
    population_offset_deg: float = -5.0
    no_rest_sigma_deg: float = 3.0
    trunk_dead_band_deg: float = 10.0
    hip_travel: float = 0.064
    episode_deg: float = 12.0
    least_share: float = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """Directions in degrees in the sagittal frame over frames, shape (N,); NaN = not seen.

    Parameters
    ----------
    trunk : ndarray
        Mid shoulder to mid hip: about 0.
    thigh, shank : ndarray
        Hip to knee, knee to ankle of one leg.
    thigh_axis : ndarray
        The thigh's silhouette.
    """

    trunk: FloatArray
    thigh: FloatArray
    shank: FloatArray
    thigh_axis: FloatArray

    @property
    def knee_flexion_deg(self) -> FloatArray:
        """Thigh against shank: 0 straight, flexion positive, in [-60, 300)."""
        return unwrap_deg(self.thigh - self.shank)

    @property
    def raw_flexion_deg(self) -> FloatArray:
        """Estimator A before any correction, in [-60, 300)."""
        return unwrap_deg(self.thigh - self.trunk)


@dataclass(frozen=True, slots=True, eq=False)
class LegFlexion:
    """Hip flexion of one leg over frames, shape (N,).

    Parameters
    ----------
    flexion_deg, sigma_deg : ndarray
        The fused angle and its standard error without the share of the view.
    knee_deg : ndarray
        Knee flexion, zeroed at a straight rest.
    elevation_deg : ndarray
        Rotation of the leg since rest against the support.
    spread_deg : ndarray
        Estimator A minus B where both exist.
    """

    flexion_deg: FloatArray
    sigma_deg: FloatArray
    knee_deg: FloatArray
    elevation_deg: FloatArray
    spread_deg: FloatArray


def rest_offset_deg(values_deg: FloatArray, centre_deg: float, limit_deg: float) -> float:
    """Return the median of ``values_deg`` held within ``limit_deg`` of ``centre_deg``.

    NaN when nothing was seen. A still six-inch hold must never become the zero (MEASURES 4.2).
    """
    seen = values_deg[np.isfinite(values_deg)]
    if len(seen) == 0:
        return float("nan")
    return float(np.clip(np.median(seen), centre_deg - limit_deg, centre_deg + limit_deg))


def leg_flexion(
    directions: Directions,
    rest: slice | None,
    trunk_turn_deg: FloatArray,
    noise_deg: float,
    settings: FlexionSettings | None = None,
) -> LegFlexion:
    """Return the hip flexion of one leg.

    Parameters
    ----------
    directions : Directions
        Of the trunk and of this leg.
    rest : slice or None
        Frames of the rest with straight knees; None when there is none.
    trunk_turn_deg : ndarray, shape (N,)
        Rotation of the thorax since rest that B and C must be corrected by (counter-clockwise).
    noise_deg : float
        Standard error that landmark noise leaves in an angle.
    """
    settings = settings or FlexionSettings()
    if rest is None:
        knee = directions.knee_flexion_deg
        a = directions.raw_flexion_deg - settings.population_offset_deg
        b = c = np.full_like(a, np.nan)
    else:
        knee = _zeroed_knee(directions.knee_flexion_deg, rest, settings)
        a, b, c = _since_rest_estimates(directions, rest, knee, settings)
        a, b, c = a - trunk_turn_deg, b - trunk_turn_deg, c - trunk_turn_deg
    b_usable = np.isfinite(b) & (knee < settings.straight_deg)
    episodes = runs(np.nan_to_num(a, nan=-1.0) > settings.episode_deg)
    b = _whole_episodes(a, b, b_usable, episodes, settings.least_share)
    c = _whole_episodes(a, c, np.isfinite(c), episodes, settings.least_share)
    free = _ramp(a, settings.thigh_free_deg)
    fused = _fuse(
        (
            (a, settings.sigma_a_deg, 1.0),
            (b, settings.sigma_b_deg, 1.0),
            (c, settings.sigma_c_deg, free),
        )
    )
    return LegFlexion(
        flexion_deg=fused,
        sigma_deg=_sigma(knee, noise_deg, rest is not None, free * np.isfinite(c), settings),
        knee_deg=knee,
        elevation_deg=fused + trunk_turn_deg,
        spread_deg=a - b,
    )


def _zeroed_knee(knee_deg: FloatArray, rest: slice, settings: FlexionSettings) -> FloatArray:
    """Return knee flexion with the rest's, so far as it is believable, as its zero."""
    offset = rest_offset_deg(knee_deg[rest], 0.0, settings.offset_limit_deg)
    return knee_deg - (0.0 if np.isnan(offset) else offset)


def _since_rest_estimates(
    directions: Directions, rest: slice, knee_deg: FloatArray, settings: FlexionSettings
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return estimators A, B and C, each (N,), as rotations in space since rest."""
    raw = directions.raw_flexion_deg
    typical = settings.population_offset_deg
    offset = rest_offset_deg(raw[rest], typical, settings.offset_limit_deg)
    offset = typical if np.isnan(offset) else offset
    # What the rest itself holds beyond the largest believable offset is real flexion.
    held = np.nan_to_num(_median(raw[rest]) - offset, nan=0.0)
    # The shank lags behind the thigh by what the knee has bent since rest.
    bent = settings.knee_share * np.nan_to_num(knee_deg, nan=0.0)
    return (
        _since_rest(directions.thigh, directions.thigh, rest) + held,
        _since_rest(directions.shank, directions.shank, rest) + held + bent,
        _since_rest(directions.thigh_axis, directions.shank, rest) + held,
    )


def _median(values: FloatArray) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else float("nan")


def _since_rest(direction: FloatArray, reference: FloatArray, rest: slice) -> FloatArray:
    """Return the turn from the reference's median direction at rest, in [-60, 300).

    The median, since the last frames of the rest may hold the beginning of the raise.
    """
    seen = reference[rest][np.isfinite(reference[rest])]
    if len(seen) == 0:
        return np.full_like(direction, np.nan)
    start = seen[0] + np.median((seen - seen[0] + 180.0) % 360.0 - 180.0)
    return unwrap_deg(direction - start)


def _ramp(values_deg: FloatArray, ends_deg: tuple[float, float]) -> FloatArray:
    """Return 0 below the first end, 1 above the second, and a smooth step between."""
    low, high = ends_deg
    share = np.clip((np.nan_to_num(values_deg, nan=low) - low) / (high - low), 0.0, 1.0)
    smooth: FloatArray = share * share * (3.0 - 2.0 * share)
    return smooth


def _whole_episodes(
    anchor: FloatArray,
    estimate: FloatArray,
    usable: npt.NDArray[np.bool_],
    episodes: list[tuple[int, int]],
    least_share: float,
) -> FloatArray:
    """Return ``estimate`` for all frames of a movement or for none, so that no switch makes a step.

    Where it serves, frames in which it was not usable take its interpolated distance from the
    anchor (estimator A).
    """
    result = np.where(usable, estimate, np.nan)
    distance = (estimate - anchor + 180.0) % 360.0 - 180.0
    for start, stop in episodes:
        known = np.flatnonzero(usable[start:stop]) + start
        if len(known) < least_share * (stop - start):
            result[start:stop] = np.nan
        else:
            frames = np.arange(start, stop)
            result[start:stop] = anchor[start:stop] + np.interp(frames, known, distance[known])
    return result


def _fuse(estimates: tuple[tuple[FloatArray, float, FloatArray | float], ...]) -> FloatArray:
    """Return the weighted mean of ``(values, sigma, share)``; NaN where the first is not known.

    The first (estimator A) is the anchor: one that sits a whole turn away is brought to it.
    """
    anchor = estimates[0][0]
    total = np.zeros_like(anchor)
    weights = np.zeros_like(anchor)
    for values, sigma_deg, share in estimates:
        nearest = values + 360.0 * np.round(np.nan_to_num(anchor - values) / 360.0)
        weight = np.isfinite(values) * share / sigma_deg**2
        total += weight * np.nan_to_num(nearest)
        weights += weight
    mean = np.divide(total, weights, out=np.full_like(anchor, np.nan), where=weights > 0)
    mean[np.isnan(anchor)] = np.nan
    return mean


def _sigma(
    knee_deg: FloatArray,
    noise_deg: float,
    has_rest: bool,
    silhouette: FloatArray,
    settings: FlexionSettings,
) -> FloatArray:
    """Return the standard error; ``silhouette`` (N,) in [0, 1] is how far estimator C serves."""
    span = settings.bent_deg - settings.straight_deg
    bent = np.clip((np.abs(knee_deg) - settings.straight_deg) / span, 0.0, 1.0)
    plain, seen = settings.sigma_model_bent_deg, settings.sigma_model_bent_seen_deg
    full = plain + (seen - plain) * silhouette
    model = settings.sigma_model_straight_deg + (full - settings.sigma_model_straight_deg) * bent
    extra = 0.0 if has_rest else settings.no_rest_sigma_deg
    sigma: FloatArray = np.sqrt(model**2 + noise_deg**2 + extra**2)
    return sigma
