"""Hip flexion of each leg from three estimators, fused with a standard error (MEASURES 4.2).

A: rotation of the thigh since rest; without a rest, thigh against trunk. B: rotation of the shank
since rest (knee nearly straight; needs no hip landmark). C: rotation of the leg's outline since
rest (:mod:`formcheck.kinematics.outline`). All in the sagittal frame (x caudal, y ventral), where
flexion is counter-clockwise. The turn of the thorax since rest is taken out of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median, unwrap_deg
from formcheck.kinematics.serving import fading, turned_unseen_deg, whole_episodes
from formcheck.kinematics.smoothing import runs

__all__ = [
    "Directions",
    "FlexionSettings",
    "LegFlexion",
    "hanging_rest_deg",
    "leg_flexion",
    "lying_rest_deg",
    "since_rest_deg",
]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FlexionSettings:
    """Standard errors and limits of the estimators.

    Parameters
    ----------
    sigma_a_deg, sigma_b_deg, sigma_c_deg : float
        Standard errors of A, B and C against rendered people with exact truth.
    knee_share, outline_knee_share : float
        How much of the measured knee flexion B and C are corrected by. The shank lags by all of
        it, the outline from hips to ankles by about half; the measured knee errs by 5 degrees, and
        the best shares are smaller by that (regression).
    outline_knee_deg : float
        Measured knee flexion from which C is corrected: what is measured below is mostly error.
    outline_gain : float
        True turn per turn of the outline: the hip point creeps up the thigh as the leg goes up.
    sigma_model_straight_deg, sigma_model_bent_deg : float
        Error of the whole, knees straight and bent (MEASURES 5 began with 3.5 and 5.5). On the
        clips that the numbers were chosen on 2.6 and 3.9 would do; people that were held out err
        by a fifth more.
    straight_deg, bent_deg : float
        Knee flexion up to which B is used, and from which the knee counts as bent.
    rest_level_deg, rest_raw_deg, rest_share : float
        Legs that lie on the floor are not flexed by 0: buttocks and back are thicker than heels.
        Mean of the true hip flexion there, mean of the measured angle shank against trunk, and how
        much of a person's distance from that mean is true (rendered people: true -2.9 sd 2.2,
        women -5, men -1; the regression leaves 1.6).
    offset_limit_deg : float
        The landmarks' offset is at most this far from its mean: what is beyond is real flexion.
    population_offset_deg : float
        Mean offset of estimator A over people, used where no rest corrects it.
    no_rest_sigma_deg : float
        Added in quadrature where no rest corrects it: the spread of the offset over people.
    hip_travel : float
        The pelvis rolls 0.28 degrees per degree of hip flexion (MEASURES 2.2) and carries the hip
        joint 2 mm per degree of roll (4.3) at the end of a 500 mm trunk: so much does the trunk
        line turn against the thorax per degree of hip flexion: 0.064 [calc]; rendered people hang
        so that 0.107 would suit them best: the middle of the two. Used hanging.
    no_outline_sigma_deg : float
        Added in quadrature where C is not known: A and B alone err by 4.1 degrees.
    outlier_deg : float
        Where A or B differ from C by more, the leg's landmarks are on something else and do not
        count.
    episode_deg : float
        Legs above this (estimator A) are in a movement; within one the set of estimators is fixed.
    least_share : float
        An estimator serves a movement only if it is usable in this share of its frames.
    fade_s : float
        So long it takes B or C to come or go between movements.
    unseen_share : float
        By A and B a leg had turned so far before its outline was seen; at 90 degrees this share of
        it still counts, for the outline's shortfall shrinks as the leg goes up: from 4 to 8 degrees
        at 2 to 12, to 1 to 4 above 70 (sample clips).
    most_deg : float
        A leg beyond this would lie behind the trunk: its landmarks are on something else.
    """

    sigma_a_deg: float = 4.5
    sigma_b_deg: float = 4.5
    sigma_c_deg: float = 2.5
    knee_share: float = 0.7
    outline_knee_share: float = 0.4
    outline_knee_deg: float = 12.0
    outline_gain: float = 1.035
    sigma_model_straight_deg: float = 3.1
    sigma_model_bent_deg: float = 4.5
    straight_deg: float = 15.0
    bent_deg: float = 30.0
    rest_level_deg: float = -2.2
    rest_raw_deg: float = -6.6
    rest_share: float = 0.45
    offset_limit_deg: float = 10.0
    population_offset_deg: float = -5.0
    no_rest_sigma_deg: float = 3.0
    hip_travel: float = 0.085
    no_outline_sigma_deg: float = 2.7
    outlier_deg: float = 30.0
    episode_deg: float = 12.0
    least_share: float = 0.8
    fade_s: float = 0.6
    unseen_share: float = 0.4
    most_deg: float = 210.0


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """Directions in degrees in the sagittal frame over frames, shape (N,); NaN = not seen.

    Parameters
    ----------
    trunk : ndarray
        Mid shoulder to mid hip: about 0.
    thigh, shank : ndarray
        Hip to knee, knee to ankle of one leg.
    """

    trunk: FloatArray
    thigh: FloatArray
    shank: FloatArray

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


def lying_rest_deg(raw_deg: FloatArray, settings: FlexionSettings) -> float:
    """Return the hip flexion of legs at rest on the floor or a bench.

    Parameters
    ----------
    raw_deg : ndarray, shape (N,)
        Mean shank of both legs against the trunk at rest.
    """
    return settings.rest_level_deg + _believed(
        known_median(raw_deg) - settings.rest_raw_deg, settings.rest_share, settings
    )


def hanging_rest_deg(raw_deg: FloatArray, settings: FlexionSettings) -> float:
    """Return the hip flexion of legs that hang still: 0 unless the thighs (raw) are far from it."""
    return _believed(known_median(raw_deg) - settings.population_offset_deg, 0.0, settings)


def _believed(distance_deg: float, share: float, settings: FlexionSettings) -> float:
    """Return how much of a distance from the mean is flexion: a share, and all beyond the limit."""
    if np.isnan(distance_deg):
        return 0.0
    held = float(np.clip(distance_deg, -settings.offset_limit_deg, settings.offset_limit_deg))
    return share * held + (distance_deg - held)


def leg_flexion(
    directions: Directions,
    outline_deg: FloatArray,
    rest: slice | None,
    rest_deg: float,
    trunk_turn_deg: FloatArray,
    noise_deg: float,
    settings: FlexionSettings | None = None,
    interval_s: float = 0.0,
) -> LegFlexion:
    """Return the hip flexion of one leg.

    Parameters
    ----------
    directions : Directions
        Of the trunk and of this leg.
    outline_deg : ndarray, shape (N,)
        Rotation of this leg's outline since rest; NaN = not seen.
    rest : slice or None
        Frames of the rest with straight knees; None when there is none.
    rest_deg : float
        Hip flexion there.
    trunk_turn_deg : ndarray, shape (N,)
        Rotation of the thorax since rest that is taken out (counter-clockwise).
    noise_deg : float
        Standard error that landmark noise leaves in an angle.
    interval_s : float
        Time between frames; 0 = not known, then nothing fades.
    """
    settings = settings or FlexionSettings()
    if rest is None:
        knee = directions.knee_flexion_deg
        a = directions.raw_flexion_deg - settings.population_offset_deg
        b = c = np.full_like(a, np.nan)
    else:
        knee = _zeroed_knee(directions.knee_flexion_deg, rest, settings)
        a, b, c = _since_rest_estimates(directions, outline_deg, rest, knee, settings)
        base = rest_deg - trunk_turn_deg
        a, b, c = a + base, b + base, c + base
    a = np.where(_far_apart(a, c, settings.outlier_deg), c, a)
    b = np.where(_far_apart(b, c, settings.outlier_deg), np.nan, b)
    b_usable = np.isfinite(b) & (np.abs(knee) < settings.straight_deg)
    episodes = runs(np.nan_to_num(a, nan=-1.0) > settings.episode_deg)
    b = whole_episodes(a, b, b_usable, episodes, settings.least_share)
    c = whole_episodes(a, c, np.isfinite(c), episodes, settings.least_share)
    fade = settings.fade_s / interval_s if interval_s > 0 else 0.0
    fused = _fuse(
        (
            (a, settings.sigma_a_deg),
            (fading(a, b, episodes, fade), settings.sigma_b_deg),
            (fading(a, c, episodes, fade), settings.sigma_c_deg),
        )
    )
    return LegFlexion(
        flexion_deg=fused,
        sigma_deg=np.hypot(
            _sigma(knee, noise_deg, rest is not None, settings),
            np.where(np.isfinite(c) | (rest is None), 0.0, settings.no_outline_sigma_deg),
        ),
        knee_deg=knee,
        elevation_deg=fused + trunk_turn_deg,
        spread_deg=a - b,
    )


def _far_apart(
    first_deg: FloatArray, second_deg: FloatArray, limit_deg: float
) -> npt.NDArray[np.bool_]:
    """Return where two angles (N,) differ by more than a limit; nowhere if either is unknown."""
    apart: npt.NDArray[np.bool_] = np.abs(unwrap_deg(first_deg - second_deg, -180.0)) > limit_deg
    return apart


def _zeroed_knee(knee_deg: FloatArray, rest: slice, settings: FlexionSettings) -> FloatArray:
    """Return knee flexion with the rest's, so far as it is believable, as its zero."""
    offset = known_median(knee_deg[rest])
    limit = settings.offset_limit_deg
    return knee_deg - float(np.clip(np.nan_to_num(offset), -limit, limit))


def _since_rest_estimates(
    directions: Directions,
    outline_deg: FloatArray,
    rest: slice,
    knee_deg: FloatArray,
    settings: FlexionSettings,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return estimators A, B and C, each (N,), as rotations in space since rest."""
    # The shank lags behind the thigh by what the knee has bent since rest.
    bent = np.nan_to_num(knee_deg, nan=0.0)
    shank = since_rest_deg(directions.shank, rest) + settings.knee_share * bent
    outline = settings.outline_gain * outline_deg
    # A shank that points elsewhere than the outline makes a knee that is none.
    folded = _far_apart(shank, outline, settings.outlier_deg)
    surely_bent = np.where(folded, 0.0, np.maximum(bent - settings.outline_knee_deg, 0.0))
    thigh = since_rest_deg(directions.thigh, rest)
    outline = outline + settings.outline_knee_share * surely_bent
    unseen = turned_unseen_deg(0.5 * (thigh + shank), outline, rest)
    left = 1.0 - (1.0 - settings.unseen_share) * np.clip(np.nan_to_num(thigh) / 90.0, 0.0, 1.0)
    return thigh, shank, outline + left * unseen


def since_rest_deg(direction_deg: FloatArray, rest: slice) -> FloatArray:
    """Return the turn (N,) from the median direction at rest, in [-60, 300).

    The median, since the last frames of the rest may hold the beginning of the raise.
    """
    seen = direction_deg[rest][np.isfinite(direction_deg[rest])]
    if len(seen) == 0:
        return np.full_like(direction_deg, np.nan)
    start = seen[0] + np.median(unwrap_deg(seen - seen[0], -180.0))
    return unwrap_deg(direction_deg - start)


def _fuse(estimates: tuple[tuple[FloatArray, float], ...]) -> FloatArray:
    """Return the weighted mean of ``(values, sigma)``; NaN where the first is not known.

    The first (estimator A) is the anchor: one that sits a whole turn away is brought to it.
    """
    anchor = estimates[0][0]
    total = np.zeros_like(anchor)
    weights = np.zeros_like(anchor)
    for values, sigma_deg in estimates:
        nearest = values + 360.0 * np.round(np.nan_to_num(anchor - values) / 360.0)
        weight = np.isfinite(values) / sigma_deg**2
        total += weight * np.nan_to_num(nearest)
        weights += weight
    mean = np.divide(total, weights, out=np.full_like(anchor, np.nan), where=weights > 0)
    mean[np.isnan(anchor)] = np.nan
    return mean


def _sigma(
    knee_deg: FloatArray, noise_deg: float, has_rest: bool, settings: FlexionSettings
) -> FloatArray:
    """Return the standard error over frames."""
    span = settings.bent_deg - settings.straight_deg
    bent = np.clip((np.abs(knee_deg) - settings.straight_deg) / span, 0.0, 1.0)
    more = settings.sigma_model_bent_deg - settings.sigma_model_straight_deg
    model = settings.sigma_model_straight_deg + more * bent
    extra = 0.0 if has_rest else settings.no_rest_sigma_deg
    sigma: FloatArray = np.sqrt(model**2 + noise_deg**2 + extra**2)
    return sigma
