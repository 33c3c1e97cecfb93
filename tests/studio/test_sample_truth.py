"""The truth beside every sample clip is complete and agrees with itself and with the video."""

from __future__ import annotations

import json
from pathlib import Path

import cv2  # noqa: F401  isort: skip  (before av)
import av
import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_videos"
FILES = sorted(FOLDER.glob("*.truth.json"))
CURVES = (
    "hip_flexion_deg",
    "hip_flexion_left_deg",
    "hip_flexion_right_deg",
    "femur_pelvis_flexion_left_deg",
    "femur_pelvis_flexion_right_deg",
    "pelvic_tilt_change_deg",
    "lordosis_deg",
    "lordosis_change_deg",
    "knee_flexion_deg",
    "knee_flexion_left_deg",
    "knee_flexion_right_deg",
    "trunk_lift_deg",
)
JOINTS = (
    *(f"{joint}_left" for joint in ("shoulder", "hip", "knee", "ankle")),
    *(f"{joint}_right" for joint in ("shoulder", "hip", "knee", "ankle")),
    "head",
)
FLAGGED_WHEN_BELOW = {"under_90"}


@pytest.fixture(params=FILES, ids=lambda path: path.name.split(".")[0])
def clip(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def column(clip, name):
    return np.asarray(clip["series"][name], dtype=float)


def judged_at(clip, rep):
    time = column(clip, "time_s")
    return (time >= rep["start_s"]) & (time <= rep["stop_s"])


def test_the_clips_of_the_readme_are_there():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert len(FILES) >= 6
    for path in FILES:
        assert path.name.split(".")[0] in text


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 9e6


def test_schema_and_lengths(clip):
    assert clip["schema"] == "formcheck.truth/1"
    for name in CURVES:
        curve = column(clip, name)
        assert curve.shape == (clip["frames"],), name
        assert np.isfinite(curve).all(), name
    assert sorted(clip["series"]["joints_px"]) == sorted(JOINTS)
    for points in clip["series"]["joints_px"].values():
        assert np.shape(points) == (clip["frames"], 2)


def test_times_are_those_of_the_video(clip):
    with av.open(str(FOLDER / clip["video"])) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (clip["width"], clip["height"])
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert not container.streams.audio
        times = [frame.time for frame in container.decode(stream)]
    np.testing.assert_allclose(np.array(times) - times[0], column(clip, "time_s"), atol=1e-3)


def test_the_person_is_in_the_picture(clip):
    for name in JOINTS:
        points = np.asarray(clip["series"]["joints_px"][name])
        assert (points > 0).all(), name
        assert (points < [clip["width"], clip["height"]]).all(), name


def test_still_rest_first_and_last(clip):
    time, hip = column(clip, "time_s"), column(clip, "hip_flexion_deg")
    stop = clip["rest"]["stop_s"]
    assert stop >= 2.0
    assert np.ptp(hip[time < stop - 0.05]) < 0.05
    assert np.ptp(hip[time > time[-1] - 1.9]) < 0.1
    assert hip[0] == pytest.approx(clip["rest"]["hip_flexion_deg"], abs=0.05)


def test_angles_fit_together(clip):
    for side in ("left", "right"):
        femur_pelvis = column(clip, f"femur_pelvis_flexion_{side}_deg")
        lordosis = column(clip, "lordosis_deg")
        hip = column(clip, f"hip_flexion_{side}_deg")
        np.testing.assert_allclose(femur_pelvis, hip + lordosis, atol=0.02)
    change = column(clip, "lordosis_deg") - column(clip, "lordosis_deg")[0]
    np.testing.assert_allclose(column(clip, "lordosis_change_deg"), change, atol=0.02)
    if clip["exercise"] != "hanging_leg_raise":
        tilt = column(clip, "lordosis_change_deg") + column(clip, "trunk_lift_deg")
        np.testing.assert_allclose(column(clip, "pelvic_tilt_change_deg"), tilt, atol=0.03)


def test_joints_show_the_hip_angle(clip):
    """Near-side joints in the picture turn as the truth says (3 degrees of perspective)."""
    points = {name: np.asarray(clip["series"]["joints_px"][name]) for name in JOINTS}
    side = clip["side"]
    thigh = points[f"knee_{side}"] - points[f"hip_{side}"]
    turned = np.unwrap(np.arctan2(thigh[:, 1], thigh[:, 0]))
    turned = np.degrees(turned - turned[0]) * (1.0 if side == "left" else -1.0)
    lift = column(clip, "trunk_lift_deg")
    trunk = lift if clip["exercise"] != "hanging_leg_raise" else -lift
    hip = column(clip, f"hip_flexion_{side}_deg")
    np.testing.assert_allclose(turned, hip - hip[0] - trunk, atol=3.0)


def test_repetitions_are_in_order_and_inside(clip):
    previous = clip["rest"]["stop_s"] - 1e-9
    for number, rep in enumerate(clip["reps"], start=1):
        assert rep["index"] == number
        assert previous <= rep["start_s"] < rep["peak_s"] < rep["stop_s"]
        parts = rep["raise_s"] + rep["top_s"] + rep["lower_s"]
        assert parts == pytest.approx(rep["stop_s"] - rep["start_s"], abs=0.005)
        previous = rep["stop_s"]
    assert previous < column(clip, "time_s")[-1]


def test_peaks_are_those_of_the_frames(clip):
    for rep in clip["reps"]:
        inside = judged_at(clip, rep)
        peak = column(clip, "hip_flexion_deg")[inside].max()
        fast = rep["peak_up_speed_deg_per_s"] > 250.0
        assert peak == pytest.approx(rep["peak_hip_flexion_deg"], abs=2.0 if fast else 0.1)
        knee = column(clip, "knee_flexion_deg")[inside].max()
        assert knee == pytest.approx(rep["peak_knee_flexion_deg"], abs=0.5)


def test_the_raised_leg_is_the_named_one(clip):
    for rep in clip["reps"]:
        inside = judged_at(clip, rep)
        left = column(clip, "hip_flexion_left_deg")[inside].max()
        right = column(clip, "hip_flexion_right_deg")[inside].max()
        named = {True: "both", False: "left" if left > right else "right"}
        assert rep["leg"] == named[abs(left - right) < 15.0]


def test_verdicts_follow_from_value_and_limit(clip):
    for rep in clip["reps"]:
        for name, check in rep["checks"].items():
            below = check["value"] < check["limit"]
            bad = below if name in FLAGGED_WHEN_BELOW else not below
            bad = bad or check.get("bounce", False)
            bad = bad or check.get("down_value", 0.0) > check.get("down_limit", 0.0)
            assert check["verdict"] == ("flag" if bad else "pass"), name


@pytest.mark.parametrize(
    ("name", "check", "flags"),
    [
        ("lying_full", "under_90", [0, 0, 0, 0, 0]),
        ("lying_full", "tempo", [0, 0, 0, 0, 0]),
        ("lying_full", "swing", [0, 0, 0, 0, 0]),
        ("lying_under_90", "under_90", [1, 1, 1, 1, 1]),
        ("lying_swing", "under_90", [0, 0, 0, 0, 0, 0]),
        ("lying_swing", "swing", [1, 1, 1, 1, 1, 1]),
        ("lying_swing", "leg_drop", [1, 1, 1, 1, 1, 1]),
        ("hanging_full", "under_90", [0, 1, 0, 1]),
        ("hanging_full", "swing", [0, 0, 0, 0]),
        ("lying_single_leg", "under_90", [1, 0, 0, 1, 1, 0]),
        ("lying_bent_knees", "knee_bend", [1, 1, 1, 1]),
        ("lying_bent_knees", "under_90", [0, 0, 0, 0]),
    ],
)
def test_each_clip_shows_what_it_is_for(name, check, flags):
    clip = json.loads((FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))
    found = [rep["checks"][check]["verdict"] == "flag" for rep in clip["reps"]]
    assert found == [bool(flag) for flag in flags]
