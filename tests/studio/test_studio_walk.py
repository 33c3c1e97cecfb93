"""Walking about: the way, the gait, and feet on the floor."""

from __future__ import annotations

import numpy as np
import pytest

from studio.walk import Walk, gait

CORNER = Walk(((0.0, 0.0), (0.0, -3.0), (2.0, -3.0)), speed_m_per_s=1.0, start_s=1.0)


def places(walk, times):
    return np.array([walk.place(walk.gone_m(t)[0])[0] for t in times])


def test_stands_first_walks_evenly_and_stays_at_the_end():
    times = np.arange(0.0, 8.0, 0.01)
    gone = np.array([CORNER.gone_m(t)[0] for t in times])
    assert np.all(gone[times <= 1.0] == 0.0)
    assert np.all(np.diff(gone) >= 0.0)
    assert gone[-1] == pytest.approx(5.0)
    steady = (times > 1.7) & (times < 5.5)
    np.testing.assert_allclose(np.gradient(gone, times)[steady], 1.0, atol=1e-6)
    assert np.abs(np.diff(gone)).max() < 0.0101


def test_follows_the_corners():
    way = places(CORNER, np.arange(0.0, 8.0, 0.05))
    on_first = np.isclose(way[:, 0], 0.0)
    on_second = np.isclose(way[:, 1], -3.0)
    assert np.all(on_first | on_second)
    np.testing.assert_allclose(way[-1], [2.0, -3.0])


@pytest.mark.parametrize(
    ("end", "heading"), [((0.0, -2.0), 0.0), ((2.0, 0.0), 90.0), ((-2.0, 0.0), -90.0)]
)
def test_looks_where_it_goes(end, heading):
    walk = Walk(((0.0, 0.0), end))
    assert walk.place(1.0)[1] == pytest.approx(heading)


def test_turns_round_a_corner_without_a_jump():
    headings = [CORNER.place(s)[1] for s in np.arange(2.0, 4.0, 0.01)]
    assert headings[0] == pytest.approx(0.0)
    assert headings[-1] == pytest.approx(90.0)
    assert np.abs(np.diff(headings)).max() < 6.0


def test_a_round_trip_has_no_end():
    walk = Walk(((0.0, 0.0), (0.0, -2.0)), round_trip=True)
    assert walk.length_m == pytest.approx(4.0)
    gone, share = walk.gone_m(100.0)
    assert share == 1.0
    np.testing.assert_allclose(walk.place(gone)[0], walk.place(gone + 4.0)[0])


def test_one_point_is_somebody_who_stands():
    walk = Walk(((1.0, 2.0),), heading_deg=30.0)
    assert walk.gone_m(5.0) == (0.0, 0.0)
    point, heading = walk.place(0.0)
    np.testing.assert_array_equal(point, [1.0, 2.0])
    assert heading == 30.0


def test_the_legs_take_turns_and_stand_straight_when_they_stop():
    left, later = gait(0.3, 1.0), gait(0.8, 1.0)
    assert left.hip_left_deg == pytest.approx(later.hip_right_deg)
    assert left.knee_right_deg == pytest.approx(later.knee_left_deg)
    assert gait(0.0, 1.0).hip_left_deg > 20.0
    still = gait(0.4, 0.0)
    assert still.hip_left_deg == still.knee_left_deg == 0.0


@pytest.mark.slow
def test_feet_stay_on_the_floor_and_hardly_slide():
    pytest.importorskip("anny")
    from studio.body import Phenotype, load_body
    from studio.pose import ContactRows
    from studio.walk import stroll

    body = load_body(Phenotype())
    rows = ContactRows.of(body)
    times = np.arange(1.0, 3.0, 0.04)
    lows, ankles = [], []
    for instant in stroll(body, rows, Walk(((0.0, 2.0), (0.0, -2.0)), 1.1), times):
        skin = body.skin(instant.posed.transforms)
        lows.append(skin[:, 2].min())
        ankles.append([instant.joints_m[f"ankle_{side}"] for side in ("left", "right")])
    np.testing.assert_allclose(lows, 0.0, atol=0.005)
    ankle = np.array(ankles)
    speed = np.abs(np.gradient(ankle[:, :, 1], times, axis=0))
    standing = ankle[:, :, 2] < ankle[:, :, 2].min() + 0.02
    assert standing.any(axis=1).mean() > 0.5
    assert np.median(speed[standing]) < 0.3
    assert ankle[:, :, 2].max() > ankle[:, :, 2].min() + 0.08
