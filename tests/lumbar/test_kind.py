"""Which frames are of a kind that formcheck knows: five guards, the least of whom counts."""

import math

import numpy as np
import pytest

from formcheck.lumbar.kind import GUARDS, Kind, KindSettings, Step, kind_of, kind_of_track
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import CONTOUR_FEATURES
from tests.spines import spine_track, with_spine
from tests.stick import Stick, leg_raises, mirrored, track


def lying():
    return spine_track(np.zeros(40))


def hanging():
    made = track(leg_raises(95.0), Stick(posture="hanging"))
    return with_spine(made, np.zeros(len(made)))


def hands_down(made):
    """Return the track with the hands at the hips."""
    wrists = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    made.landmarks_px[:, wrists] = made.landmarks_px[:, hips]
    return made


def least(made, guard):
    """Return the least that a guard says of the frames of a track."""
    return kind_of_track(made).guards[:, GUARDS.index(guard)].min()


def turned(points, degrees):
    """Return points (y down) turned about the middle, counter-clockwise as seen."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.nanmean(points, axis=(0, 1))
    return (points - middle) @ turn.T + middle


@pytest.mark.parametrize("made", [lying(), mirrored(lying()), hanging()], ids="lmh")
def test_who_lies_on_the_back_or_hangs_is_of_a_known_kind(made):
    said = kind_of_track(made)
    assert said.likelihood.min() > 0.95
    assert said.likelihood == pytest.approx(said.guards.min(axis=1))


def test_the_networks_own_doubt_counts():
    made = lying()
    made.in_range[3] = 0.2
    odds = 0.2 / 0.8 * math.exp(-KindSettings().network.limit)
    assert kind_of_track(made).likelihood[3] == pytest.approx(odds / (1.0 + odds))
    assert kind_of_track(made).objector(slice(3, 4)) == "network"


@pytest.mark.parametrize("degrees", [-90.0, 90.0])
def test_a_trunk_that_stands_or_is_upside_down_is_of_no_known_kind(degrees):
    made = hands_down(lying())
    made.landmarks_px[:] = turned(made.landmarks_px, degrees)
    assert kind_of_track(made).likelihood.max() < 0.1
    assert kind_of_track(made).objector() == "posture"


def test_an_upright_trunk_needs_the_hands_above():
    made = hands_down(hanging())
    assert kind_of_track(made).likelihood.max() < 0.1


def test_lifting_the_shoulders_is_no_sitting():
    made = lying()
    made.landmarks_px[:] = turned(made.landmarks_px, 35.0)
    assert least(made, "posture") > 0.95


def test_who_lies_on_the_front_is_of_no_known_kind():
    made = lying()
    height = np.nanmean(made.landmarks_px[..., 1])
    made.landmarks_px[..., 1] = 2 * height - made.landmarks_px[..., 1]
    made.world_m[..., 2] *= -1.0
    made.visibility[:] = 1.0
    assert kind_of_track(made).likelihood.max() < 0.1
    assert kind_of_track(made).objector() == "chest"


def test_a_front_view_shows_the_line_from_left_to_right():
    made = lying()
    made.world_m[:] = made.world_m[..., [2, 1, 0]]
    assert least(made, "view") < 0.1
    made.world_m[:] = 0.0
    assert least(made, "view") == 1.0, "no metric points, no objection"


def test_company_counts_when_it_stays():
    made = lying()
    persons = CONTOUR_FEATURES.index("persons")
    made.contour[:, persons] = 2.0
    assert kind_of_track(made).objector() == "company"
    assert least(made, "company") < 0.1
    made.contour[:, persons] = np.where(made.time_s < made.time_s[-1] / 3, 2.0, 1.0)
    once = kind_of_track(made, KindSettings(company_s=1e3))
    assert once.guards[:, GUARDS.index("company")].min() > 0.95


def test_where_the_network_told_nothing_nothing_is_said():
    made = lying()
    made.in_range[5:] = np.nan
    said = kind_of_track(made)
    assert np.isnan(said.likelihood[5:]).all()
    assert np.isfinite(said.likelihood[:5]).all()
    assert Kind(np.full((3, len(GUARDS)), np.nan)).objector() == "network"


def test_a_step_is_a_half_at_its_limit_and_rises_with_its_scale():
    rising = Step(limit=0.4, scale=0.1)
    assert rising(np.array([0.4, 0.5])).tolist() == pytest.approx([0.5, 1 / (1 + np.exp(-1))])
    falling = Step(limit=0.4, scale=-0.1)
    assert falling(np.array([0.3])) == pytest.approx(rising(np.array([0.5])))
    far = np.array([1e9, -1e9])
    assert np.isfinite(rising(far)).all()


def test_nobody_looked_for_others_is_no_objection():
    made = lying()
    said = kind_of(
        made.landmarks_px, made.visibility, made.world_m, made.in_range, np.full(len(made), np.nan)
    )
    assert (said.guards[:, GUARDS.index("company")] == 1.0).all()
