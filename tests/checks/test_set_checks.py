from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks.form_drift import FormDrift
from formcheck.checks.low_hold import LowHold
from formcheck.checks.settings import ArchSettings
from tests.checks.backs import backed
from tests.checks.scenes import Move, changed, scene


def _held(angle: float, seconds: float, **more):
    return scene(Move(bottom_hold=(angle, seconds)), Move(), **more)


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (scene(Move(), Move()), "pass"),
        (_held(11, 4.0), "flag"),
        (_held(11, 0.8), "pass"),
        (_held(40, 4.0), "pass"),
        (_held(18.5, 4.0), "cant_tell"),  # within the band only if the angle is right
        (scene(Move(lower_s=8.0), Move(lower_s=8.0)), "pass"),  # slow is no hold
    ],
)
def test_low_hold(made, verdict):
    assert LowHold().judge(made).verdict == verdict


def test_low_hold_says_when():
    made = _held(11, 4.0)
    result = LowHold().judge(made)
    assert len(result.events) == 1
    event = result.events[0]
    assert event.stop_s - event.start_s == pytest.approx(4.6, abs=0.4)
    assert result.value == pytest.approx(event.stop_s - event.start_s)
    assert result.at_s == event.start_s
    assert made.reps[0].stop_s < event.start_s < event.stop_s < made.reps[1].start_s


def test_low_hold_after_the_last_repetition_counts():
    assert LowHold().judge(scene(Move(bottom_hold=(11, 4.0)))).verdict == "flag"


def test_feet_on_the_floor_are_no_hold():
    made = _held(11, 4.0)
    grounded = changed(made, ankle_rise=np.zeros(len(made.kinematics)))
    result = LowHold().judge(grounded)
    assert result.verdict == "pass"
    assert result.events == ()


def test_standing_about_is_no_hold():
    made = _held(11, 4.0)
    standing = changed(made, in_posture=np.zeros(len(made.kinematics), dtype=bool))
    assert LowHold().judge(standing).verdict == "pass"


def test_moving_feet_are_no_hold():
    made = _held(11, 4.0)
    angle, time = made.kinematics.hip_flexion_deg, made.kinematics.time_s
    held = np.abs(angle - 11) < 0.01
    flutter = changed(made, hip_flexion_deg=angle + held * 4 * np.sin(2 * math.pi * 2.0 * time))
    assert LowHold().judge(flutter).verdict == "pass"


def test_low_hold_needs_a_rest_and_the_legs_in_sight():
    assert LowHold().judge(_held(11, 4.0, rest_s=0.0)).reason_code == "no_rest"
    made = scene(Move(pause_s=4.0), Move())
    angle, gap = (
        made.kinematics.hip_flexion_deg.copy(),
        slice(made.reps[0].stop, made.reps[1].start),
    )
    angle[gap] = np.nan
    assert LowHold().judge(changed(made, hip_flexion_deg=angle)).reason_code == "gaps"


@pytest.mark.parametrize("check", [LowHold(), FormDrift()])
def test_a_set_without_a_repetition_is_not_called_clean(check):
    made = replace(scene(Move(), Move()), reps=())
    result = check.judge(made)
    assert (result.verdict, result.reason_code) == ("cant_tell", "no_reps")
    assert result.reason
    assert result.remedy


def test_a_low_hold_that_is_seen_is_told_without_a_repetition():
    result = LowHold().judge(replace(_held(11, 4.0), reps=()))
    assert result.verdict == "flag"
    assert len(result.events) == 1


def _set_of(*peaks: float):
    return scene(*[Move(peak=peak, raise_s=1.2, lower_s=1.5, pause_s=0.3) for peak in peaks])


@pytest.mark.parametrize(
    ("peaks", "verdict"),
    [
        ([100] * 8, "pass"),
        ([110, 110, 110, 104, 98, 92, 92, 92], "flag"),
        ([100, 100, 100, 100, 100, 90, 90, 90], "cant_tell"),
        ([80, 80, 80, 90, 90, 100, 100, 100], "pass"),  # it rose
        ([110, 70, 110, 100, 100, 90, 80, 110], "cant_tell"),  # too scattered
    ],
)
def test_form_drift(peaks, verdict):
    assert FormDrift().judge(_set_of(*peaks)).verdict == verdict


def test_form_drift_value_and_place():
    made = _set_of(110, 110, 110, 104, 98, 92, 92, 92)
    result = FormDrift().judge(made)
    assert result.value == pytest.approx(18, abs=0.5)
    assert result.uncertainty == pytest.approx(1.645 * math.sqrt(2 / 3), abs=0.1)
    assert result.at_s == made.reps[5].peak_s
    assert result.details["arch_part"] == "lumbar_not_read"


@pytest.mark.parametrize(("grown", "verdict"), [(14.0, "flag"), (0.0, "pass"), (5.0, "cant_tell")])
def test_form_drift_by_an_arch_that_grows(grown, verdict):
    made = _set_of(*[100] * 8)
    curve = np.zeros(len(made.kinematics))
    for number, rep in enumerate(made.reps):
        curve[rep.frames] = 2.0 + grown * (number >= 5)
    result = FormDrift().judge(backed(made, curve))
    assert result.verdict == verdict
    assert result.details["arch_part"] == "judged"
    if verdict == "flag":
        assert result.reason_code == "arches_grow"
        assert result.value == pytest.approx(grown, abs=0.1)


def test_form_drift_says_nothing_of_a_back_that_may_not_be_judged():
    made = _set_of(*[100] * 8)
    curve = np.zeros(len(made.kinematics))
    for number, rep in enumerate(made.reps):
        curve[rep.frames] = 2.0 + 14.0 * (number >= 5)
    small = changed(backed(made, curve), trunk_length_px=70.0)  # enough for the legs alone
    result = FormDrift().judge(small)
    assert result.verdict == "pass"
    assert result.details["arch_part"] == "not_judged"
    set_so = replace(small, arch=ArchSettings(min_trunk_px=60.0))  # as --set back_arch.min_trunk_px
    assert FormDrift().judge(set_so).reason_code == "arches_grow"


def test_form_drift_needs_eight_visible_peaks():
    assert FormDrift().judge(_set_of(*[100] * 7)).reason_code == "too_few_reps"
    made = _set_of(*[100] * 8)
    border = made.kinematics.at_border.copy()
    border[made.reps[3].peak] = True
    result = FormDrift().judge(changed(made, at_border=border))
    assert result.reason_code == "too_few_reps"
    assert result.details["reps"] == 7
    unknown = (replace(made.reps[0], peak_deg=math.nan), *made.reps[1:])
    assert FormDrift().judge(replace(made, reps=unknown)).reason_code == "too_few_reps"
