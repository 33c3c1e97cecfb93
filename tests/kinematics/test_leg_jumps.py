"""Frames in which a leg points where it cannot have got to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.kinematics.leg_jumps import JumpSettings, jumping
from formcheck.pose.landmarks import Landmark
from formcheck.reps import count_reps
from tests.stick import leg_raises, track

FPS = 24.0
TIMES = np.arange(240) / FPS
SWING = 60.0 * np.sin(2 * np.pi * 0.5 * TIMES)
LEFT_LEG = [Landmark[f"LEFT_{part}"].value for part in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")]


def test_a_leg_that_only_moves_does_not_jump():
    assert not jumping(TIMES, SWING).any()


def test_the_fastest_of_legs_does_not_jump():
    direction = np.interp(TIMES, [0, 4, 4.25, 10], [0, 0, 100, 100])  # 400 degrees a second
    assert not jumping(TIMES, direction).any()


@pytest.mark.parametrize("frames", [1, 5, 20])
def test_what_comes_back_was_a_jump(frames):
    direction = SWING.copy()
    direction[100 : 100 + frames] = 150.0
    assert np.array_equal(np.flatnonzero(jumping(TIMES, direction)), 100 + np.arange(frames))


def test_what_stays_is_believed():
    direction = np.where(TIMES < 5.0, 0.0, 120.0)
    assert not jumping(TIMES, direction).any()


def test_a_jump_over_half_a_turn_is_measured_the_short_way():
    direction = np.where(np.arange(240) % 2 == 0, 179.0, -179.0)
    assert not jumping(TIMES, direction).any()


def test_frames_without_the_leg_are_no_jumps_and_bridge_none():
    direction = SWING.copy()
    direction[50:60] = np.nan
    direction[120:124] = -150.0
    assert np.array_equal(np.flatnonzero(jumping(TIMES, direction)), np.arange(120, 124))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_short_clips(n):
    assert not jumping(TIMES[:n], SWING[:n]).any()


def test_the_limit_is_a_setting():
    direction = np.where((TIMES > 4.0) & (TIMES < 4.3), 30.0, 0.0)
    assert jumping(TIMES, direction).any()
    assert not jumping(TIMES, direction, JumpSettings(noise_deg=31.0)).any()


def test_a_leg_that_is_taken_for_something_else_for_a_moment_changes_nothing():
    made = track(leg_raises(100, 100))
    points = made.landmarks_px.copy()
    top = int(np.argmax(measure(made).hip_flexion_deg))
    hip = points[:, Landmark.LEFT_HIP]
    away = slice(top - 4, top + 4)
    for landmark in LEFT_LEG:
        points[away, landmark] = 2 * hip[away] - points[away, landmark]
    jumped = replace(made, landmarks_px=points)
    counted = count_reps(measure(jumped))
    assert [rep.leg for rep in counted.reps] == ["both", "both"]
    assert [rep.peak_deg for rep in counted.reps] == pytest.approx([100.0, 100.0], abs=1.5)
