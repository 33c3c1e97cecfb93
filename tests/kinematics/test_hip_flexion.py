"""One leg's hip flexion: the rest's level, the three estimators and how they are put together."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.kinematics.hip_flexion import (
    Directions,
    FlexionSettings,
    LegFlexion,
    hanging_rest_deg,
    leg_flexion,
    lying_rest_deg,
)

SETTINGS = FlexionSettings()
REST = slice(0, 10)
N = 20
UNSEEN = np.full(N, np.nan)


def _then(at_rest: float, later: float) -> np.ndarray:
    """Return ten frames of rest and ten of a movement."""
    return np.concatenate([np.full(10, at_rest), np.full(N - 10, later)])


def _leg(thigh, shank, outline=UNSEEN, *, rest=REST, rest_deg=0.0, turn=0.0) -> LegFlexion:
    directions = Directions(np.zeros(N), thigh, shank)
    return leg_flexion(directions, outline, rest, rest_deg, np.full(N, turn), 0.0)


@pytest.mark.parametrize("distance", [-9.0, 0.0, 4.0, 9.0])
def test_of_a_lying_persons_distance_from_the_mean_a_share_is_true(distance):
    raw = np.full(10, SETTINGS.rest_raw_deg + distance)
    expected = SETTINGS.rest_level_deg + SETTINGS.rest_share * distance
    assert lying_rest_deg(raw, SETTINGS) == pytest.approx(expected)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_beyond_the_limit_all_is_true_lying_and_hanging(sign):
    limit, beyond = SETTINGS.offset_limit_deg, 15.0
    lying = np.full(10, SETTINGS.rest_raw_deg + sign * (limit + beyond))
    expected = SETTINGS.rest_level_deg + sign * (SETTINGS.rest_share * limit + beyond)
    assert lying_rest_deg(lying, SETTINGS) == pytest.approx(expected)
    hanging = np.full(10, SETTINGS.population_offset_deg + sign * (limit + beyond))
    assert hanging_rest_deg(hanging, SETTINGS) == pytest.approx(sign * beyond)


@pytest.mark.parametrize("distance", [-9.0, 0.0, 9.0])
def test_legs_that_hang_still_are_at_0(distance):
    raw = np.full(10, SETTINGS.population_offset_deg + distance)
    assert hanging_rest_deg(raw, SETTINGS) == 0.0


def test_the_rests_level_is_a_median_of_what_was_seen():
    raw = np.array([-6.0, np.nan, -6.0, 80.0, -6.0])
    assert lying_rest_deg(raw, SETTINGS) == lying_rest_deg(np.full(3, -6.0), SETTINGS)
    nothing = np.full(5, np.nan)
    assert lying_rest_deg(nothing, SETTINGS) == SETTINGS.rest_level_deg
    assert hanging_rest_deg(nothing, SETTINGS) == 0.0


@pytest.mark.parametrize("rest_deg", [-3.0, 0.0, 12.0])
@pytest.mark.parametrize("turn", [0.0, -20.0])
def test_flexion_is_rotation_since_rest_plus_the_rests_less_the_thoraxs_turn(rest_deg, turn):
    """Directions in space may have any zero: only their turn counts."""
    outline = _then(0.0, 60.0 / SETTINGS.outline_gain)
    found = _leg(_then(7.0, 67.0), _then(9.0, 69.0), outline, rest_deg=rest_deg, turn=turn)
    assert found.flexion_deg == pytest.approx(_then(0.0, 60.0) + rest_deg - turn)
    assert found.elevation_deg == pytest.approx(_then(0.0, 60.0) + rest_deg)
    assert found.spread_deg == pytest.approx(np.zeros(N))


@pytest.mark.parametrize(
    ("outline", "sigmas"),
    [(UNSEEN, ("sigma_a_deg", "sigma_b_deg")), (None, ("sigma_a_deg", "sigma_b_deg", None))],
)
def test_the_estimators_weigh_by_their_standard_errors(outline, sigmas):
    outline = _then(0.0, 66.0 / SETTINGS.outline_gain) if outline is None else outline
    found = _leg(_then(0.0, 60.0), _then(0.0, 60.0), outline)
    weights = [getattr(SETTINGS, name or "sigma_c_deg") ** -2 for name in sigmas]
    expected = np.average([60.0, 60.0, 66.0][: len(weights)], weights=weights)
    assert found.flexion_deg[-1] == pytest.approx(expected)


@pytest.mark.parametrize("knee", [5.0, 10.0, 30.0, 70.0])
def test_shank_and_outline_lag_behind_a_bent_knee(knee):
    shank = _leg(_then(0.0, 60.0), _then(0.0, 60.0 - knee))
    assert shank.knee_deg[-1] == pytest.approx(knee)
    if knee < SETTINGS.straight_deg:
        assert shank.spread_deg[-1] == pytest.approx((1.0 - SETTINGS.knee_share) * knee)
    else:
        assert np.isnan(shank.spread_deg[-1])
    lag = SETTINGS.outline_knee_share * max(knee - SETTINGS.outline_knee_deg, 0.0)
    outline = _then(0.0, (60.0 - lag) / SETTINGS.outline_gain)
    found = _leg(_then(0.0, 60.0), _then(0.0, 60.0 - knee), outline).flexion_deg[-1]
    # Of a knee that truly bends by so much the shank's estimate lacks the share.
    lacks = np.nan_to_num(shank.spread_deg[-1])
    weight = SETTINGS.sigma_b_deg**-2
    others = SETTINGS.sigma_a_deg**-2 + SETTINGS.sigma_c_deg**-2
    assert found == pytest.approx(60.0 - lacks * weight / (weight + others))


def test_an_estimator_serves_a_whole_movement_or_none_of_it():
    """Half of the movement seen is too little; a few frames unseen are bridged without a step."""
    outline = _then(0.0, 66.0 / SETTINGS.outline_gain)
    half = outline.copy()
    half[15:] = np.nan
    alone = _leg(_then(0.0, 60.0), _then(0.0, 60.0), half).flexion_deg
    assert alone[10:] == pytest.approx(np.full(N - 10, 60.0))
    few = outline.copy()
    few[13] = np.nan
    bridged = _leg(_then(0.0, 60.0), _then(0.0, 60.0), few).flexion_deg
    assert bridged == pytest.approx(_leg(_then(0.0, 60.0), _then(0.0, 60.0), outline).flexion_deg)


def test_without_a_rest_thigh_against_trunk_and_the_populations_offset():
    thigh = np.full(N, 50.0 + SETTINGS.population_offset_deg)
    found = _leg(thigh, thigh - 20.0, np.full(N, 99.0), rest=None)
    assert found.flexion_deg == pytest.approx(np.full(N, 50.0))
    assert found.knee_deg == pytest.approx(np.full(N, 20.0))
    with_rest = _leg(_then(0.0, 50.0), _then(0.0, 30.0))
    assert found.sigma_deg[-1] > with_rest.sigma_deg[-1]


def test_the_knee_at_a_straight_rest_is_its_zero_within_the_limit():
    assert _leg(np.zeros(N), np.full(N, -8.0)).knee_deg == pytest.approx(np.zeros(N))
    far = _leg(np.zeros(N), np.full(N, -14.0)).knee_deg
    assert far == pytest.approx(np.full(N, 14.0 - SETTINGS.offset_limit_deg))
