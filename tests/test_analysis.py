"""From a track to the report: the contract of DESIGN section 4 on stick figures."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import jsonschema
import numpy as np
import pytest

from formcheck.analysis import analyse, renumbered
from formcheck.api import Report, analyze_track
from formcheck.checks import build_checks, check_names
from formcheck.checks.base import Scene, SetCheck, SetResult
from formcheck.errors import NoPersonError, UsageError
from formcheck.outputs.schema import shipped_schema
from formcheck.pose.track import CONTOUR_FEATURES, Track
from formcheck.report import ReportData, SetupWarning
from tests.stick import Pose, Stick, keyframes, leg_raises, seen_in, still, track

GOOD = track(leg_raises(115, 118, raise_s=2.0, lower_s=3.0))
LOW = track(leg_raises(60, 65, 116, raise_s=2.0, lower_s=3.0))
NOBODY = seen_in(GOOD, np.zeros(len(GOOD), dtype=bool))
STANDING = track(leg_raises(40, 40), Stick(posture="standing", arms="sides"))

CLIPS: dict[str, Track] = {
    "good": GOOD,
    "low": LOW,
    "hanging": track(leg_raises(100, 70), Stick(posture="hanging")),
    "single legs": track(leg_raises(80, 80, leg="alternating")),
    "bent knees": track(leg_raises(80, knee=50.0)),
    "oblique": track(leg_raises(90), Stick(yaw_deg=42.0)),
    "noisy": track(leg_raises(90), Stick(jitter_px=5.0)),
    "small": track(leg_raises(90), Stick(px_per_m=90.0)),
    "no rest": GOOD.window(80, 250),
    "still": track(still(), duration_s=3.0),
    "standing": STANDING,
    "nobody": NOBODY,
    "holes": seen_in(GOOD, np.arange(len(GOOD)) % 40 > 12),
    "no frames": GOOD.window(0, 0),
    "one frame": GOOD.window(0, 1),
    "two frames": GOOD.window(0, 2),
    "slow film": track(leg_raises(90), fps=8.0),
}


def _data(made: Track, **kwargs) -> ReportData:
    return analyse(made, **kwargs).data


def _refuse(constant: str) -> float:
    raise AssertionError(f"{constant} in a report")


@pytest.mark.parametrize("made", CLIPS.values(), ids=CLIPS.keys())
def test_every_report_keeps_the_contract(made):
    data = _data(made)
    loaded = json.loads(data.to_json(), parse_constant=_refuse)
    jsonschema.validate(loaded, shipped_schema())
    assert ReportData.model_validate(loaded) == data
    assert loaded["schema"] == "formcheck.report/1"
    assert loaded["source"]["frames"] == len(made)
    assert [rep["index"] for rep in loaded["reps"]] == list(range(1, len(loaded["reps"]) + 1))
    assert loaded["summary"]["reps"] == len(loaded["reps"])
    found = {name for rep in data.reps for name in rep.checks} | set(data.set_checks)
    assert found <= set(check_names())
    for result in [c for rep in data.reps for c in rep.checks.values()]:
        assert (result.verdict == "cant_tell") <= bool(result.reason and result.remedy)


def test_a_good_set():
    data = _data(GOOD)
    assert data.setup.exercise == "lying_leg_raise"
    assert data.setup.side == "right"
    assert data.setup.pose_found_share == 1.0
    assert data.setup.warnings == ()
    assert data.setup.rest is not None
    assert data.setup.camera_yaw_deg == pytest.approx(0.0, abs=0.5)
    assert [rep.flagged for rep in data.reps] == [(), ()]
    assert [rep.info.past_90 for rep in data.reps] == ["yes", "yes"]
    assert data.summary.flagged_reps == 0
    assert data.source.duration_s == pytest.approx(GOOD.source.duration_s)


def test_low_peaks_are_flagged_counted_and_advised():
    data = _data(LOW)
    assert [rep.checks["under_90"].verdict for rep in data.reps] == ["flag", "flag", "pass"]
    assert [rep.flagged for rep in data.reps] == [("under_90",), ("under_90",), ()]
    assert data.summary.flagged_reps == 2
    counts = data.summary.checks["under_90"]
    assert (counts.flag, counts.passed, counts.cant_tell) == (2, 1, 0)
    assert " in 2 of 3 reps: " in data.summary.advice[0]
    assert data.reps[0].checks["under_90"].remedy in data.summary.advice[0]
    assert data.reps[0].peak_hip_flexion_deg == pytest.approx(60.0, abs=0.5)
    assert data.reps[0].info.past_90 == "no"


def test_advice_alone_makes_no_flagged_repetition():
    data = _data(track(leg_raises(115, 115, raise_s=0.9, lower_s=1.1)))
    advice = {
        name
        for rep in data.reps
        for name, check in rep.checks.items()
        if check.verdict == "flag" and check.severity == "advice"
    }
    assert "tempo" in advice
    assert all(rep.checks["tempo"].verdict == "flag" for rep in data.reps)
    faults = [name for rep in data.reps for name in rep.flagged]
    assert "tempo" not in faults
    assert data.summary.flagged_reps == sum(bool(rep.flagged) for rep in data.reps)


def test_one_flagged_repetition_of_one_says_so_and_a_set_check_does_not():
    hold = keyframes(
        [(0, 0), (2, 0), (4, 60), (7, 0), (9, 0), (9.8, 12), (14, 12), (15, 0), (18, 0)]
    )
    data = _data(track(lambda t: Pose(hold(t), hold(t)), duration_s=17.0))
    assert data.set_checks["low_hold"].verdict == "flag"
    share = {
        line.endswith(data.set_checks["low_hold"].remedy): line for line in data.summary.advice
    }
    assert " of 1 reps" not in share[True]
    assert " in 1 of 1 reps: " in data.summary.advice[0]


@pytest.mark.parametrize("made", [NOBODY, STANDING, CLIPS["still"]], ids=["none", "up", "still"])
def test_without_repetitions_nothing_is_asserted(made):
    data = _data(made)
    assert data.reps == ()
    assert data.summary.flagged_reps == 0
    for result in data.set_checks.values():
        assert result.verdict == "cant_tell" or made is CLIPS["still"]
        if result.verdict == "cant_tell":
            assert result.reason
            assert result.remedy


def test_an_unknown_posture_has_no_exercise_and_says_why():
    data = _data(STANDING)
    assert data.setup.exercise == "unknown"
    assert "not_lying_or_hanging" in [warning.code for warning in data.setup.warnings]
    assert {item.reason_code for item in data.not_counted} <= {"not_lying_or_hanging", "too_small"}


def test_a_named_exercise_is_taken_as_named():
    assert _data(GOOD, exercise="bench_leg_raise").setup.exercise == "bench_leg_raise"
    with pytest.raises(UsageError, match="did you mean `lying_leg_raise`"):
        analyse(GOOD, exercise="lying_leg_rais")


@pytest.mark.parametrize(
    ("name", "exercise"),
    [("hanging", "hanging_leg_raise"), ("single legs", "single_leg_raise")],
)
def test_the_exercise_is_recognised(name, exercise):
    assert _data(CLIPS[name]).setup.exercise == exercise


def test_what_the_source_found_odd_comes_last():
    odd = SetupWarning(code="truncated", message="the clip ends early", remedy="copy it again")
    data = _data(STANDING, source_warnings=[odd])
    assert data.setup.warnings[-1] == odd
    assert len(data.setup.warnings) > 1
    assert _data(GOOD, source_warnings=[odd]).setup.warnings == (odd,)


def test_the_same_track_gives_the_same_report():
    first, second = _data(LOW), _data(LOW)
    assert first.model_copy(update={"created_utc": second.created_utc}) == second
    assert first.created_utc.endswith("+00:00")


def test_settings_change_the_verdict_and_nothing_else():
    mild = _data(LOW, checks=build_checks({"under_90": {"limit_deg": 50}}))
    assert [rep.checks["under_90"].verdict for rep in mild.reps] == ["pass"] * 3
    assert [rep.start_s for rep in mild.reps] == [rep.start_s for rep in _data(LOW).reps]


def test_hanging_yaw_is_told_as_the_cameras_yaw():
    data = _data(track(leg_raises(90), Stick(posture="hanging", yaw_deg=20.0)))
    assert data.setup.camera_yaw_deg == pytest.approx(20.0, abs=2.0)
    assert data.setup.camera_pitch_deg == pytest.approx(0.0, abs=2.0)
    above = _data(track(leg_raises(90), Stick(posture="hanging", pitch_deg=12.0)))
    assert above.setup.camera_pitch_deg == pytest.approx(12.0, abs=2.0)


def _changing(made: Track, change: np.ndarray) -> Track:
    contour = made.contour.copy()
    contour[:, CONTOUR_FEATURES.index("picture_change")] = change
    return replace(made, contour=contour)


def test_repeated_pictures_count_only_while_the_legs_move():
    every_other = np.where(np.arange(len(LOW)) % 2, 0.01, 0.0)
    refused = _data(_changing(LOW, every_other)).reps[0].checks["tempo"]
    assert (refused.verdict, refused.reason_code) == ("cant_tell", "duplicated_frames")
    speed = np.abs(analyse(LOW).kinematics.hip_velocity_dps)
    still_ones = np.where(speed < 5.0, 0.0, 0.01)
    assert np.mean(still_ones == 0.0) > 0.2
    for change in (still_ones, np.full(len(LOW), np.nan)):
        tempo = _data(_changing(LOW, change)).reps[0].checks["tempo"]
        assert tempo.reason_code != "duplicated_frames"


def test_a_mean_rate_is_found_from_the_times():
    bare = replace(GOOD, source=replace(GOOD.source, fps_mean=None, duration_s=None))
    data = _data(bare)
    assert data.source.fps_mean == pytest.approx(30.0)
    assert data.source.duration_s == pytest.approx(GOOD.source.duration_s, abs=0.01)
    assert _data(replace(bare.window(0, 1))).source.fps_mean is None


def test_renumbering_changes_the_number_alone():
    rep = _data(GOOD).reps[0]
    assert renumbered(rep, 7) == rep.model_copy(update={"index": 7})


def test_unknown_numbers_are_null():
    data = _data(NOBODY)
    assert data.setup.camera_yaw_deg is None or math.isfinite(data.setup.camera_yaw_deg)
    assert data.setup.side is None
    assert data.setup.rest is None
    assert data.setup.pose_found_share == 0.0


def test_the_public_function_wants_a_second_of_somebody():
    with pytest.raises(NoPersonError, match="one second in all"):
        analyze_track(NOBODY)
    with pytest.raises(NoPersonError):
        analyze_track(GOOD.window(0, 20))
    with pytest.raises(NoPersonError):
        analyze_track(GOOD.window(0, 0))
    report = analyze_track(GOOD.window(0, 31))
    assert isinstance(report, Report)
    assert report.data.reps == ()
    assert json.loads(report.to_json())["summary"]["reps"] == 0
    assert len(report.kinematics) == 31


def test_a_repetition_with_somebody_else_in_the_picture_is_not_judged():
    contour = GOOD.contour.copy()
    first = analyse(GOOD).data.reps[0]
    looks = np.searchsorted(GOOD.time_s, first.peak_s + np.array([-1.2, 0.0, 1.2]))
    contour[looks, CONTOUR_FEATURES.index("persons")] = 2.0
    reps = analyse(replace(GOOD, contour=contour)).data.reps
    assert reps[0].checks["under_90"].reason_code == "another_person"
    assert reps[0].peak_hip_flexion_deg == first.peak_hip_flexion_deg
    assert reps[1].checks["under_90"].verdict == "pass"


def test_checks_of_the_set_judge_the_back_as_it_is_set_to_be_judged():
    class Looker(SetCheck):
        name, title, severity = "looker", "Looker", "advice"

        def judge(self, scene: Scene) -> SetResult:
            looked.append(scene.arch.min_s)
            return SetResult("advice", "pass")

    looked: list[float] = []
    checks = build_checks({"back_arch": {"min_s": 0.5}})._replace(of_set=(Looker(),))
    assert analyse(GOOD, checks=checks).arch.min_s == 0.5
    assert looked == [0.5]
