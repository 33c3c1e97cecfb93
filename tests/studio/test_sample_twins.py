"""Every fault has a sample clip that shows it, and a good twin in which it is missing."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest

from studio.samples import CLIPS

FOLDER = Path(__file__).resolve().parents[2] / "sample_videos"
NAMES = [clip.name for clip in CLIPS]
GOOD = "_good"
TWINS = {
    name: scene + GOOD
    for scene in (name.removesuffix(GOOD) for name in NAMES if name.endswith(GOOD))
    for name in NAMES
    if name.startswith(f"{scene}_") and name != scene + GOOD
}
CLEAN = [
    *sorted(set(TWINS.values())),
    *("single_leg_full", "portrait_phone_full", "lying_full"),
]
COMES_WITH = {
    "studio_lowering_arch": {"back_arch"},
    "gym_swing": {"tempo"},
    "gym_leg_drop": {"tempo"},
}
CHECKS = {
    *("under_90", "back_arch", "lowering_arch", "swing", "leg_drop", "trunk_lift", "asymmetry"),
    *("tempo", "knee_bend", "low_hold", "incomplete_lowering", "form_drift"),
}
SAME = ("body", "look", "posture", "room", "camera", "sensor", "timing", "width", "height", "crf")


def whole_truth(name):
    return json.loads((FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))


@cache
def truth(name):
    return {key: value for key, value in whole_truth(name).items() if key != "series"}


def fault_of(name):
    return name.removeprefix(TWINS[name].removesuffix(GOOD) + "_")


def flags_of(clip):
    """How often each check flags; one of the set counts as all repetitions."""
    flags = {}
    for rep in clip["reps"]:
        for name, check in rep["checks"].items():
            flags[name] = flags.get(name, 0) + (check["verdict"] == "flag")
    for name, check in clip["set_checks"].items():
        flags[name] = len(clip["reps"]) * (check["verdict"] == "flag")
    return flags


def flagged(clip):
    return {name for name, count in flags_of(clip).items() if count}


def test_every_clip_is_made_by_a_script():
    found = {path.name.removesuffix(".truth.json") for path in FOLDER.glob("[!.]*.truth.json")}
    videos = {path.stem for path in FOLDER.glob("[!.]*.mp4")}
    assert found == videos == set(NAMES)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("clip", CLIPS, ids=NAMES)
def test_the_truth_is_that_of_todays_script(clip):
    content = truth(clip.name)
    for part, made_of in (
        ("script", clip.script),
        ("body", clip.phenotype),
        ("look", clip.look),
        ("room", clip.room),
        ("posture", clip.posture),
        ("sensor", clip.sensor),
        ("timing", clip.timing),
    ):
        assert content[part] == json.loads(json.dumps(asdict(made_of))), part
    assert (content["shows"], content["crf"]) == (clip.shows, clip.crf)
    assert content["rotation_deg"] == clip.rotation_deg
    assert (content["camera"]["yaw_deg"], content["width"]) == (
        clip.camera.yaw_deg,
        clip.camera.width,
    )


def test_every_clip_has_its_row_in_the_readme():
    rows = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    for name in NAMES:
        of_clip = [row for row in rows if row.startswith(f"| `{name}.mp4` |")]
        assert len(of_clip) == 1, name
        if name in TWINS:
            assert f"`{TWINS[name]}`" in of_clip[0], name


def test_every_check_has_a_clip_that_shows_it():
    assert {fault_of(name) for name in TWINS} == CHECKS
    assert {name for name in TWINS if fault_of(name) == "swing"} == {"gym_swing", "bar_swing"}
    judged = {check for name in NAMES for check in flags_of(truth(name))}
    assert judged == CHECKS


@pytest.mark.parametrize("name", sorted(TWINS))
def test_a_fault_clip_shows_its_fault_and_no_other(name):
    clip = truth(name)
    fault = fault_of(name)
    assert flags_of(clip)[fault] >= 2
    assert flagged(clip) == {fault} | COMES_WITH.get(name, set())


@pytest.mark.parametrize("name", sorted(TWINS))
def test_twins_differ_in_the_motion_alone(name):
    clip, twin = truth(name), truth(TWINS[name])
    for part in SAME:
        assert clip[part] == twin[part], part
    assert clip["script"] != twin["script"]
    judged = flags_of(twin)
    assert fault_of(name) in judged


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_wrong_in_a_clean_clip(name):
    assert flagged(truth(name)) == set()


@pytest.mark.parametrize(
    ("name", "check", "flags"),
    [
        ("lying_under_90", "under_90", [1, 1, 1, 1, 1]),
        ("lying_near_90", "under_90", [1, 0, 1, 0, 0, 1]),
        ("lying_swing", "under_90", [0, 0, 0, 0, 0, 0]),
        ("lying_swing", "swing", [1, 1, 1, 1, 1, 1]),
        ("lying_swing", "leg_drop", [1, 1, 1, 1, 1, 1]),
        ("hanging_full", "under_90", [0, 1, 0, 1]),
        ("hanging_full", "swing", [0, 0, 0, 0]),
        ("lying_single_leg", "under_90", [1, 0, 0, 1, 1, 0]),
        ("lying_bent_knees", "knee_bend", [1, 1, 1, 1]),
        ("lying_bent_knees", "under_90", [0, 0, 0, 0]),
        ("oblique_30_mixed", "under_90", [0, 1, 0]),
        ("garage_incomplete_lowering", "incomplete_lowering", [1, 1, 1, 0]),
    ],
)
def test_each_clip_shows_what_it_is_for(name, check, flags):
    found = [rep["checks"][check]["verdict"] == "flag" for rep in truth(name)["reps"]]
    assert found == [bool(flag) for flag in flags]


def test_low_holds_are_where_the_legs_are_held():
    clip = whole_truth("garage_low_hold")
    events = clip["set_checks"]["low_hold"]["events"]
    assert len(events) == 2
    series = clip["series"]
    for event in events:
        held = [
            hip
            for time, hip in zip(series["time_s"], series["hip_flexion_deg"], strict=True)
            if event["start_s"] + 0.5 < time < event["stop_s"] - 0.5
        ]
        assert min(held) > 9.0
        assert max(held) < 16.0
