"""The thorax's lift from the trunk's line, the shoulders' height and the legs."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.kinematics.signals import Rest
from formcheck.kinematics.trunk_lift import TrunkLiftSettings, lying_lift_deg, trunk_turn_deg

REST = Rest(0, 10, 0.0, 0.3, straight=True)
LIFT = TrunkLiftSettings()


def _then(at_rest: float, later: float) -> np.ndarray:
    return np.concatenate([np.full(10, at_rest), np.full(5, later)])


@pytest.mark.parametrize("at_rest", [0.0, 5.0, -90.0, 179.0])
def test_the_turn_is_since_rest_and_positive_when_the_shoulders_come_up(at_rest):
    """Caudal turns clockwise about the hips then: its direction falls."""
    direction = (_then(at_rest, at_rest - 30.0) + 180.0) % 360.0 - 180.0
    turn = trunk_turn_deg(direction, REST)
    assert turn[:10] == pytest.approx(np.zeros(10))
    assert turn[10:] == pytest.approx(np.full(5, 30.0))


def test_without_a_rest_the_turn_is_from_the_caudal_axis():
    assert trunk_turn_deg(_then(5.0, -20.0), None)[-1] == pytest.approx(20.0)
    unseen = np.full(15, np.nan)
    unseen[-1] = -20.0
    assert trunk_turn_deg(unseen, REST)[-1] == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("turn", "rise", "leg", "lift"),
    [
        (10.0, 0.0, 0.0, 10.0 * LIFT.line_share),
        (0.0, 0.1, 0.0, 0.1 * LIFT.rise_deg),
        (0.0, 0.0, 100.0, 100.0 * LIFT.leg_share),
        (-5.0, 0.2, 90.0, -5.0 * LIFT.line_share + 0.2 * LIFT.rise_deg + 90.0 * LIFT.leg_share),
    ],
)
@pytest.mark.parametrize(("rise_at_rest", "leg_at_rest"), [(0.0, 0.0), (-0.3, -6.0)])
def test_each_sign_has_its_weight_and_counts_since_rest(
    turn, rise, leg, lift, rise_at_rest, leg_at_rest
):
    found = lying_lift_deg(
        _then(0.0, turn),
        _then(rise_at_rest, rise_at_rest + rise),
        _then(leg_at_rest, leg_at_rest + leg),
        REST,
    )
    assert found[:10] == pytest.approx(np.zeros(10))
    assert found[10:] == pytest.approx(np.full(5, lift))


def test_without_a_rest_the_lines_turn_is_all_there_is():
    turn = _then(0.0, 12.0)
    assert np.array_equal(lying_lift_deg(turn, _then(0, 1), _then(0, 90), None), turn)


def test_what_was_not_seen_is_not_known():
    rise = _then(0.0, 0.1)
    rise[12] = np.nan
    lift = lying_lift_deg(np.zeros(15), rise, np.zeros(15), REST)
    assert np.isnan(lift).tolist() == [i == 12 for i in range(15)]
    assert np.isnan(lying_lift_deg(np.zeros(15), np.full(15, np.nan), rise, REST)).all()
