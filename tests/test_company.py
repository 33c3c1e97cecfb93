"""Somebody else in the picture: when, and whose leg it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.company import company_spans, sightings_s, without_strange_legs
from formcheck.kinematics.angles import measure
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import CONTOUR_FEATURES, Track
from formcheck.reps import RepCount, count_reps
from tests.stick import leg_raises, track

TRACK = track(leg_raises(90, 100))
COUNT = count_reps(measure(TRACK))


@pytest.mark.parametrize(
    ("others_s", "spans"),
    [
        ((), []),
        ((4.0,), []),
        ((0.0, 0.25, 0.5, 0.75), []),
        ((5.1, 6.1), [(5.1, 6.1)]),
        ((0.3, 9.2), []),  # not found again: what was taken for a person
        ((0.3, 2.3, 9.2), [(0.3, 9.2)]),
        ((1.0, 2.0, 13.0), [(1.0, 2.0)]),
        ((1.0, 13.0, 14.0, 30.0, 32.0), [(13.0, 14.0), (30.0, 32.0)]),
    ],
)
def test_sightings_become_spans(others_s, spans):
    assert company_spans(others_s) == spans


def _legs_of_two() -> RepCount:
    first, second = COUNT.reps
    early = first.start + (first.stop - first.start) // 2
    other = replace(second, leg="right", start=early, start_s=first.start_s + 0.5)
    return replace(COUNT, reps=(replace(first, leg="left"), other))


def test_legs_of_two_people_are_not_counted_where_they_cannot_be_told_apart():
    mixed = _legs_of_two()
    left = without_strange_legs(mixed, (0.0, 1.0, 2.0, 5.0))
    assert left.reps == ()
    codes = [item.reason_code for item in left.not_counted]
    assert codes.count("another_person") == 2
    starts = [item.start_s for item in left.not_counted]
    assert starts == sorted(starts)


def test_where_legs_cross_no_leg_by_itself_is_counted():
    mixed = _legs_of_two()
    second = mixed.reps[1]
    third = replace(second, index=3, leg="left", start=second.stop, stop=second.stop + 30)
    near = replace(third, start_s=second.stop_s + 0.1, stop_s=second.stop_s + 1.1)
    far = replace(third, start_s=second.stop_s + 20.0, stop_s=second.stop_s + 21.0)
    seen_s = (0.0, 1.0, 2.0, second.stop_s)
    assert without_strange_legs(replace(mixed, reps=(*mixed.reps, near)), seen_s).reps == ()
    (left,) = without_strange_legs(replace(mixed, reps=(*mixed.reps, far)), seen_s).reps
    assert left.start_s == far.start_s


def test_alone_or_one_leg_after_the_other_or_both_legs_they_count():
    mixed = _legs_of_two()
    assert without_strange_legs(mixed, ()) == mixed
    assert without_strange_legs(mixed, (3.0,)) == mixed
    assert without_strange_legs(COUNT, (0.0, 1.0, 2.0, 5.0)) == COUNT
    first, second = COUNT.reps
    in_turn = replace(COUNT, reps=(replace(first, leg="left"), replace(second, leg="right")))
    assert without_strange_legs(in_turn, (0.0, 1.0, 2.0, 5.0)) == in_turn


def test_what_stays_is_numbered_from_one():
    first, second = COUNT.reps
    mixed = _legs_of_two()
    third = replace(second, index=3, start_s=second.stop_s + 1, start=second.stop + 30)
    third = replace(third, stop=third.start + 40, stop_s=third.start_s + 1.5)
    mixed = replace(mixed, reps=(*mixed.reps, third))
    left = without_strange_legs(mixed, (0.0, 1.0, 2.0, 5.0))
    assert [rep.index for rep in left.reps] == [1]
    assert left.reps[0].leg == "both"
    assert first.leg == "both"


def test_a_single_leg_among_repetitions_of_both_is_none_of_the_set_in_company():
    first, second = COUNT.reps
    third = replace(second, index=3, leg="left", start=second.stop + 1, stop=second.stop + 40)
    mixed = replace(COUNT, reps=(first, second, third))
    assert without_strange_legs(mixed, (0.0, 1.0, 9.0)).reps == (first, second)
    assert without_strange_legs(mixed, ()) == mixed


def _with_a_thigh(times: float, frames: slice) -> Track:
    """Return the set with one thigh so many times as long in some frames."""
    points = TRACK.landmarks_px.copy()
    hip, knee = points[frames, Landmark.RIGHT_HIP], points[frames, Landmark.RIGHT_KNEE]
    points[frames, Landmark.RIGHT_KNEE] = hip + times * (knee - hip)
    return replace(TRACK, landmarks_px=points)


def test_unequal_legs_that_are_under_way_at_once_are_of_two_bodies():
    mixed = _legs_of_two()
    first, second = mixed.reps
    half = slice(first.start, (first.start + first.stop) // 2)
    seen_s = sightings_s(_with_a_thigh(1.7, half), mixed)
    assert seen_s[0] == TRACK.time_s[first.start]
    assert seen_s[-1] == TRACK.time_s[second.stop - 1]
    assert without_strange_legs(mixed, seen_s).reps == ()


@pytest.mark.parametrize("times", [1.0, 1.4, 1 / 1.4, np.nan])
def test_thighs_as_unequal_as_a_view_makes_them_are_of_one_body(times):
    mixed = _legs_of_two()
    assert sightings_s(_with_a_thigh(times, mixed.reps[0].frames), mixed) == ()


def test_unequal_thighs_in_a_few_frames_or_of_legs_in_turn_tell_nothing():
    mixed = _legs_of_two()
    start = mixed.reps[0].start
    assert sightings_s(_with_a_thigh(2.0, slice(start, start + 3)), mixed) == ()
    assert sightings_s(_with_a_thigh(2.0, slice(0, len(TRACK))), COUNT) == ()


def test_whom_the_backend_found_was_seen():
    contour = TRACK.contour.copy()
    contour[[10, 40], CONTOUR_FEATURES.index("persons")] = 2.0
    found = replace(TRACK, contour=contour)
    assert sightings_s(found, COUNT) == tuple(TRACK.time_s[[10, 40]].tolist())
