"""Every true value beside what the check of that name measures on the exact curves."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("pydantic")

from formcheck.checks import build_checks
from formcheck.checks.base import Scene
from formcheck.kinematics.signals import Kinematics, Rest
from formcheck.kinematics.view import View
from formcheck.reps import count_reps
from studio.motion import Rep, Script, perform
from studio.verdicts import true_reps, true_set_checks

FPS = 100.0
REST = 0.0
# Exact curves hold no errors that a knee held still would show.
CHECKS = build_checks({"knee_bend": {"spread_deg": 0.0}})
KICK = Rep(108.0, raise_s=0.62, top_s=0.05, dwell_s=0.0, drop=True)
SCRIPTS = {
    "plain": Script("lying_leg_raise", (Rep(104.0), Rep(75.0))),
    "swing": Script("lying_leg_raise", (KICK, KICK, KICK)),
    "uneven": Script("lying_leg_raise", (Rep(100.0, uneven_deg=18.0), Rep(100.0)), uneven_deg=3.0),
    "crunch": Script("lying_leg_raise", (Rep(104.0, trunk_lift_deg=24.0), Rep(104.0))),
    "knees": Script("lying_leg_raise", (Rep(104.0, knee_deg=45.0), Rep(104.0, knee_deg=8.0))),
    "hover": Script("lying_leg_raise", (Rep(100.0, stop_deg=22.0), Rep(98.0, dwell_s=1.5))),
    "low hold": Script("lying_leg_raise", (Rep(100.0, hold_s=3.5), Rep(100.0, hold_s=2.5))),
    "hold too short": Script("lying_leg_raise", (Rep(100.0, hold_s=0.8), Rep(100.0))),
    "fading": Script("lying_leg_raise", tuple(Rep(110.0 - 3 * i) for i in range(8))),
    "two-stage": Script("lying_leg_raise", (Rep(100.0, 1.2, pause_deg=70.0, pause_s=0.4),) * 2),
    "fast": Script("lying_leg_raise", (Rep(100.0, raise_s=0.9, lower_s=1.2), Rep(100.0))),
    "single": Script("single_leg_raise", (Rep(95.0, leg="left"), Rep(80.0, leg="right")) * 2),
    "bench": Script("bench_leg_raise", (Rep(95.0, stop_deg=-15.0),) * 2, rest_hip_deg=0.0),
    "hanging": Script("hanging_leg_raise", (Rep(95.0), Rep(95.0, behind_deg=11.5), Rep(90.0))),
}
UNCALLED = {"back_arch", "lowering_arch"}
TOLERANCE = {"deg": 1.0, "deg/s": 6.0, "ratio": 0.05, "s": 0.15}


def scene_of(script, line_deg):
    """Return the scene of a script whose every angle is seen exactly."""
    times = np.arange(0.0, perform(script, REST).time_s[-1], 1 / FPS)
    motion = perform(script, REST, times)
    left, right = motion.hip_left_deg, motion.hip_right_deg
    hanging = script.exercise == "hanging_leg_raise"
    single = script.exercise == "single_leg_raise"
    hip = np.maximum(left, right) if single else (left + right) / 2
    lift = np.zeros_like(hip) if hanging else motion.trunk_lift_deg
    many = len(times)
    seen = np.full(many, 0.95)
    knees = np.stack((motion.knee_left_deg, motion.knee_right_deg))
    rises = 1.8 * np.sin(np.radians(np.clip(np.stack((left, right), axis=1), -20.0, 90.0)))
    stop = round(script.rest_s * FPS)
    nothing = np.full(many, np.nan)
    kinematics = Kinematics(
        time_s=times,
        pose_found=np.ones(many, dtype=bool),
        hip_flexion_deg=hip,
        hip_flexion_sigma_deg=np.full(many, 0.1),
        hip_flexion_left_deg=left,
        hip_flexion_right_deg=right,
        knee_flexion_deg=knees.max(axis=0) if single else knees.mean(axis=0),
        knee_flexion_left_deg=knees[0],
        knee_flexion_right_deg=knees[1],
        leg_elevation_deg=nothing if hanging else hip - lift,
        trunk_lift_deg=lift,
        hang_angle_deg=line_deg(times) if hanging else nothing,
        head_flexion_deg=np.zeros(many),
        ankle_rise=rises.max(axis=1),
        hip_shift=np.zeros(many),
        near_visibility=seen,
        knee_visibility=np.stack((seen, seen), axis=1),
        ankle_visibility=np.stack((seen, seen), axis=1),
        at_border=np.zeros(many, dtype=bool),
        posture="hanging" if hanging else "lying",
        side="left",
        view=View(0.0, 0.0, 8.0, 5.0, rectified=False),
        rest=Rest(0, stop, 0.0, stop / FPS, straight=True),
        trunk_length_px=220.0,
        hands_under_hips=False,
        estimator_spread_deg=np.zeros(many),
        in_posture=np.ones(many, dtype=bool),
        chest_up=None if hanging else True,
        ankle_rises=rises,
    )
    counted = count_reps(kinematics)
    scene = Scene(kinematics, counted.reps, script.exercise, FPS, alternating=counted.alternating)
    return scene, motion


def compare(name, true, found, where):
    if found.verdict == "cant_tell" and found.value is None:
        return
    if name == "swing":
        measured = found.details.get("peak_speed", {}).get("value", found.details.get("swing_deg"))
        assert true["value"] == pytest.approx(measured, abs=6.0 if found.unit != "deg" else 1.0)
    elif name == "tempo":
        assert true["value"] == pytest.approx(found.details["up_dps"], rel=0.06), where
        assert true["down_value"] == pytest.approx(found.details["down_dps"], rel=0.06), where
    else:
        tolerance = TOLERANCE[found.unit]
        assert true["value"] == pytest.approx(found.value, abs=tolerance), where
    if found.verdict != "cant_tell":
        assert true["verdict"] == found.verdict, where


@pytest.mark.parametrize("name", SCRIPTS)
def test_true_values_are_what_the_checks_measure(name):
    script = SCRIPTS[name]

    def line_deg(times):
        return 4.0 * np.sin(np.pi * times)

    scene, motion = scene_of(script, line_deg)
    lift = np.zeros_like(motion.time_s)
    if script.exercise != "hanging_leg_raise":
        lift = motion.trunk_lift_deg
    truth = true_reps(script, REST, line_deg(motion.time_s), lift, motion.time_s)
    assert len(scene.reps) == len(truth)
    for rep, row in zip(scene.reps, truth, strict=True):
        assert row["leg"] == rep.leg
        assert row["raise_s"] == pytest.approx(rep.raise_s, abs=0.06)
        assert row["lower_s"] == pytest.approx(rep.lower_s, abs=0.12)
        judged = {check.name: check.judge(rep, scene) for check in CHECKS.of_rep}
        for check, true in row["checks"].items():
            if check not in UNCALLED:
                compare(check, true, judged[check], (name, row["index"], check))
    for check, true in true_set_checks(script, REST).items():
        found = next(one for one in CHECKS.of_set if one.name == check).judge(scene)
        compare(check, true, found, (name, check))
        if check == "low_hold":
            assert len(found.events) == len(true["events"])
            for event, other in zip(found.events, true["events"], strict=True):
                assert event.start_s == pytest.approx(other["start_s"], abs=0.1)
