"""The fan of the legs' outline, shared out to the two legs."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.kinematics.outline import Outline, OutlineSettings, legs_outline

REST = slice(0, 10)
MARGIN = 6.0


def _outline(left, right, *, landmarks=None, swap=False, turn=0.0) -> Outline:
    """Return the outline of legs that rest at 0 and then stand so high, the landmarks alike."""
    left, right = (np.concatenate([np.zeros(10), np.atleast_1d(leg)]) for leg in (left, right))
    edges = np.stack([np.minimum(left, right) - MARGIN, np.maximum(left, right) + MARGIN], axis=1)
    edges = (edges + turn + 180.0) % 360.0 - 180.0  # directions in the picture
    apart = left - right if landmarks is None else np.full_like(left, landmarks)
    return legs_outline(edges[:, ::-1] if swap else edges, apart, REST)


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("turn", [0.0, 100.0, 178.0, -179.0])
@pytest.mark.parametrize(("left", "right"), [(60.0, 60.0), (80.0, 50.0), (20.0, 95.0)])
def test_each_leg_has_its_own_turn(left, right, turn, swap):
    found = _outline(left, right, swap=swap, turn=turn)
    assert found.left_deg[-1] == pytest.approx(left)
    assert found.right_deg[-1] == pytest.approx(right)
    assert found.gap_deg[-1] == pytest.approx(abs(left - right))
    at_rest = [found.left_deg[REST], found.right_deg[REST], found.gap_deg[REST]]
    assert np.allclose(at_rest, 0.0)


@pytest.mark.parametrize(("landmarks", "share"), [(0.0, 0.0), (2.5, 0.5), (30.0, 1.0), (-9.0, -1)])
def test_the_landmarks_say_which_leg_is_higher_so_far_as_they_are_sure(landmarks, share):
    assert OutlineSettings().sure_deg == 5.0
    found = _outline(70.0, 50.0, landmarks=landmarks)
    assert found.gap_deg[-1] == pytest.approx(20.0)
    assert 0.5 * (found.left_deg[-1] + found.right_deg[-1]) == pytest.approx(60.0)
    assert found.left_deg[-1] - found.right_deg[-1] == pytest.approx(20.0 * share)


def test_a_fan_narrower_than_at_rest_is_told_and_parts_no_legs():
    edges = np.array([[-10.0, 10.0]] * 10 + [[52.0, 68.0]])
    found = legs_outline(edges, np.full(11, 20.0), REST)
    assert found.gap_deg[-1] == pytest.approx(-4.0)
    assert found.left_deg[-1] == pytest.approx(60.0)
    assert found.right_deg[-1] == pytest.approx(60.0)


def test_without_a_rest_or_an_outline_at_rest_nothing_is_known():
    edges = np.tile([-6.0, 6.0], (12, 1))
    none = legs_outline(edges, np.zeros(12), None)
    edges[REST] = np.nan
    unseen = legs_outline(edges, np.zeros(12), REST)
    for found in (none, unseen):
        assert np.isnan([found.left_deg, found.right_deg, found.gap_deg]).all()
        assert found.left_deg.shape == (12,)


def test_a_frame_without_an_outline_is_unknown_alone():
    edges = np.tile([-6.0, 6.0], (12, 1))
    edges[10] = np.nan
    found = legs_outline(edges, np.zeros(12), REST)
    assert np.isnan([found.left_deg[10], found.right_deg[10], found.gap_deg[10]]).all()
    assert np.isfinite([found.left_deg[11], found.gap_deg[11]]).all()


def test_landmarks_that_were_not_seen_leave_the_legs_together():
    found = _outline(70.0, 50.0, landmarks=np.nan)
    assert found.left_deg[-1] == found.right_deg[-1] == pytest.approx(60.0)
