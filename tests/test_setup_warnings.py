"""Each warning fires where it should, names a remedy, and is silent on a good clip."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from formcheck.company import sightings_s
from formcheck.kinematics.angles import measure
from formcheck.pose.track import CONTOUR_FEATURES, Track
from formcheck.report import SetupWarning
from formcheck.reps import count_reps
from formcheck.setup_warnings import setup_warnings
from tests.stick import Pose, Stick, keyframes, leg_raises, seen_in, still, track

SET = leg_raises(90, 100)
GOOD = track(SET)


def _warnings(made: Track) -> tuple[SetupWarning, ...]:
    measured = measure(made)
    counted = count_reps(measured)
    return setup_warnings(made, measured, counted.reps, sightings_s(made, counted))


def _codes(made: Track) -> list[str]:
    return [warning.code for warning in _warnings(made)]


def _with(made: Track, **features: object) -> Track:
    contour = made.contour.copy()
    for name, values in features.items():
        contour[:, CONTOUR_FEATURES.index(name)] = values
    return replace(made, contour=contour)


def _hidden_hands() -> Track:
    made = track(SET, Stick(arms="sides"))
    made.landmarks_px[:, [15, 16]] = made.landmarks_px[:, [23, 24]] + np.array([0.0, 15.0])
    made.visibility[:, [15, 16]] = 0.2
    return made


def _bent(time_s):
    pose = SET[0](time_s)
    return replace(pose, hip_left=pose.hip_left + 8, hip_right=pose.hip_right + 8, knee=40.0)


def _moved() -> Track:
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (5.5, 7), (9, 7)])
    return track(lambda t: Pose(angle(t), angle(t)), duration_s=8.0)


CASES = {
    "not_lying_or_hanging": track(still(), Stick(posture="standing", arms="sides"), duration_s=3),
    "lying_prone": track(still(), Stick(chest_up=False), duration_s=3),
    "not_side_on": track(SET, Stick(yaw_deg=25.0)),
    "too_far": track(SET, Stick(px_per_m=90.0)),
    "person_often_lost": seen_in(GOOD, np.arange(len(GOOD)) % 3 > 0),
    "legs_leave_frame": track(SET, Stick(hip_px=(640.0, 230.0))),
    "several_persons": _with(GOOD, persons=np.where(np.arange(len(GOOD)) % 60, 1.0, 2.0)),
    "no_rest": track(leg_raises(90, 90, 90, low=35.0, pause_s=0.0)).window(75, 390),
    "rest_not_straight": track((_bent, SET[1])),
    "rest_moved": _moved(),
    "hands_under_hips": _hidden_hands(),
    "too_dark": _with(GOOD, brightness=0.05),
    "camera_moves": _with(GOOD, background_shift_px=3.0),
    "low_fps": track(SET, fps=12.0),
}


@pytest.mark.parametrize(("code", "made"), CASES.items(), ids=CASES.keys())
def test_it_fires_and_names_a_remedy(code, made):
    found = {warning.code: warning for warning in _warnings(made)}
    assert code in found
    assert found[code].message
    assert found[code].remedy
    assert re.fullmatch("[a-z][a-z0-9_]*", code)


@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("near", ["left", "right"])
@pytest.mark.parametrize("fps", [24.0, 60.0])
def test_a_good_clip_is_silent(posture, near, fps):
    assert _codes(track(SET, Stick(posture=posture, near=near), fps=fps)) == []


def test_one_look_at_a_second_person_may_err():
    once = np.ones(len(GOOD))
    once[60] = 2.0
    assert "several_persons" not in _codes(_with(GOOD, persons=once))
    once[120] = 3.0
    assert "several_persons" in _codes(_with(GOOD, persons=once))


def test_what_was_not_measured_warns_of_nothing():
    nothing = dict.fromkeys(CONTOUR_FEATURES, np.nan)
    assert _codes(_with(GOOD, **nothing)) == []


def test_legs_outside_between_the_repetitions_do_not_matter():
    made = track(still(), Stick(hip_px=(640.0, 230.0)), duration_s=3.0)
    assert "legs_leave_frame" not in _codes(made)


def test_the_message_counts_the_repetitions():
    found = {w.code: w for w in _warnings(CASES["legs_leave_frame"])}
    assert "2 of 2 reps" in found["legs_leave_frame"].message


def test_estimators_that_disagree_are_told():
    measured = measure(GOOD)
    reps = count_reps(measured).reps
    spread = np.full(len(GOOD), 15.0)
    apart = replace(measured, estimator_spread_deg=spread)
    assert [w.code for w in setup_warnings(GOOD, apart, reps)] == ["landmarks_unsure"]
    assert setup_warnings(GOOD, replace(measured, estimator_spread_deg=spread - 10.0), reps) == ()
    assert setup_warnings(GOOD, apart, ()) == ()


def test_no_frames_at_all():
    assert "person_often_lost" in _codes(GOOD.window(0, 0))


def test_a_light_that_goes_off_for_a_repetition_is_told():
    brightness = np.full(len(GOOD), 0.5)
    brightness[: len(GOOD) // 20] = 0.05
    assert "too_dark" not in _codes(_with(GOOD, brightness=brightness))
    brightness[: len(GOOD) // 5] = 0.05
    found = {w.code: w for w in _warnings(_with(GOOD, brightness=brightness))}
    assert "for 20 % of the time" in found["too_dark"].message
