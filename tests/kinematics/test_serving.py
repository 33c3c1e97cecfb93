"""Where an estimator comes and goes the angle makes no step, and its zero is that of still legs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.kinematics.hip_flexion import Directions, FlexionSettings, leg_flexion
from formcheck.kinematics.serving import fading, turned_unseen_deg, whole_episodes

INTERVAL_S = 0.04
FADE = 15.0


def _raised() -> np.ndarray:
    """Return a leg that lies for 40 frames, goes up to 90 degrees and comes down, and lies."""
    way = 45.0 * (1.0 - np.cos(np.linspace(0.0, np.pi, 50)))
    return np.concatenate([np.zeros(40), way, np.full(10, 90.0), way[::-1], np.zeros(60)])


@given(st.floats(-8.0, 8.0), st.lists(st.booleans(), min_size=30, max_size=90))
def test_no_step_is_larger_than_the_fade_allows(distance, seen):
    known = np.array(seen, dtype=bool)
    faded = fading(np.zeros(len(known)), np.where(known, distance, np.nan), [], FADE)
    steps = np.abs(np.diff(np.nan_to_num(faded)))
    assert np.all(steps <= abs(distance) / FADE + 1e-9)
    assert faded[known] == pytest.approx(np.full(known.sum(), distance))
    assert np.all(np.abs(faded[np.isfinite(faded)]) <= abs(distance) + 1e-9)


def test_far_from_where_it_was_seen_it_is_not_known():
    estimate = np.full(60, np.nan)
    estimate[30] = 5.0
    known = np.flatnonzero(np.isfinite(fading(np.zeros(60), estimate, [], 10.0)))
    assert (known[0], known[-1]) == (21, 39)
    assert np.isnan(fading(np.zeros(60), np.full(60, np.nan), [], 10.0)).all()
    assert fading(np.zeros(60), estimate, [], 0.0) == pytest.approx(estimate, nan_ok=True)


def test_a_movement_that_it_does_not_serve_stays_without():
    anchor, usable = np.zeros(40), np.zeros(40, dtype=bool)
    usable[:12] = True
    episodes = [(10, 30)]
    whole = whole_episodes(anchor, np.full(40, 4.0), usable, episodes, 0.8)
    assert np.isnan(fading(anchor, whole, episodes, FADE)[10:30]).all()


@pytest.mark.parametrize("turned", [0.0, 3.0, 8.0])
def test_frames_of_the_raise_are_no_zero_of_the_outline(turned):
    by_landmarks = np.concatenate([np.zeros(10), np.full(5, turned)])
    outline = np.concatenate([np.full(10, np.nan), np.zeros(5)])
    assert turned_unseen_deg(by_landmarks, outline, slice(0, 15)) == pytest.approx(turned)
    assert turned_unseen_deg(by_landmarks, outline, slice(0, 10)) == 0.0


@pytest.mark.parametrize("lost_below", [1.0, 3.0])
@pytest.mark.parametrize("drift", [-5.0, 0.0, 5.0])
def test_an_outline_that_is_lost_on_the_floor_moves_neither_zero_nor_ends(lost_below, drift):
    """As in rendered clips: a wide leg has no lower edge until it is off the floor."""
    true = _raised()
    top = int(np.argmax(true))
    rest = slice(0, 40 + int(np.argmax(true[40:] > lost_below)) + 4)
    # Its zero is the median of what the rest shows of it, which is on its way up.
    part = np.where(true > lost_below, true / FlexionSettings().outline_gain, np.nan)
    part = part - np.nanmedian(part[rest])
    # At the top the landmarks slip by a constant.
    landmarks = true + drift * (np.arange(len(true)) > top)

    directions = Directions(np.zeros(len(true)), landmarks, landmarks)
    turn = np.zeros(len(true))
    leg = leg_flexion(directions, part, rest, 0.0, turn, 0.0, None, INTERVAL_S)
    found = leg.flexion_deg
    # On the way up the zero is right; of it a share counts at the top.
    off_the_floor = (true > 0.0) & (true < 10.0) & (np.arange(len(true)) < top)
    assert np.all(np.abs(found - true)[off_the_floor] <= 0.8)
    assert abs(found.max() - true.max()) <= max(drift, 0.0) + 3.0
    # Where the outline goes the angle falls no faster than the leg, and what fades, make it.
    lost = slice(top + 10, len(true))
    steps, own = np.abs(np.diff(found[lost])), np.abs(np.diff(true[lost]))
    assert np.all(steps <= own + abs(drift) / FADE + 0.05)
