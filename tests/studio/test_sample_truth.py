"""The truth beside every sample clip is complete and agrees with itself and with the video."""

from __future__ import annotations

import json
from pathlib import Path

import cv2  # noqa: F401  isort: skip  (before av)
import av
import numpy as np
import pytest

from formcheck.pose.landmarks import LUMBAR_POINTS, Landmark

FOLDER = Path(__file__).resolve().parents[2] / "sample_videos"
FILES = sorted(FOLDER.glob("[!.]*.truth.json"))
NAMES = [path.name.removesuffix(".truth.json") for path in FILES]
CURVES = (
    "hip_flexion_deg",
    "hip_flexion_left_deg",
    "hip_flexion_right_deg",
    "femur_pelvis_flexion_left_deg",
    "femur_pelvis_flexion_right_deg",
    "pelvic_tilt_deg",
    "pelvic_tilt_change_deg",
    "lordosis_deg",
    "lordosis_change_deg",
    "knee_flexion_deg",
    "knee_flexion_left_deg",
    "knee_flexion_right_deg",
    "trunk_lift_deg",
    "head_flexion_deg",
)
JOINTS = (
    *(f"{joint}_left" for joint in ("shoulder", "hip", "knee", "ankle")),
    *(f"{joint}_right" for joint in ("shoulder", "hip", "knee", "ankle")),
    "head",
)
LANDMARKS = [landmark.name.lower() for landmark in Landmark]
FLAGGED_WHEN_BELOW = {"under_90"}
SIDE_ON_DEG = 10.0


@pytest.fixture(scope="module", params=FILES, ids=NAMES)
def clip(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def column(clip, name):
    return np.asarray(clip["series"][name], dtype=float)


def judged_at(clip, rep):
    time = column(clip, "time_s")
    return (time >= rep["start_s"]) & (time <= rep["stop_s"])


def resting(clip):
    return column(clip, "time_s") < clip["rest"]["stop_s"]


def lives(clip):
    """Whether the person breathes and trembles."""
    return clip["script"]["breath_deg"] > 0.0 or clip["script"]["tremor_deg"] > 0.0


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 25e6


def test_schema_and_lengths(clip):
    assert clip["schema"] == "formcheck.truth/1"
    for name in CURVES:
        curve = column(clip, name)
        assert curve.shape == (clip["frames"],), name
        assert np.isfinite(curve).all(), name
    assert sorted(clip["series"]["joints_px"]) == sorted(JOINTS)
    for points in clip["series"]["joints_px"].values():
        assert np.shape(points) == (clip["frames"], 2)


@pytest.mark.parametrize(
    ("kind", "names"), [("landmarks", LANDMARKS), ("lumbar", list(LUMBAR_POINTS))]
)
def test_every_point_has_its_place_and_is_seen_or_not(clip, kind, names):
    places, seen = clip["series"][f"{kind}_px"], clip["series"][f"{kind}_visible"]
    assert sorted(places) == sorted(seen) == sorted(names)
    hanging = clip["exercise"] == "hanging_leg_raise"
    for name in names:
        assert len(seen[name]) == clip["frames"]
        assert set(seen[name]) <= {"0", "1"}
        if name == "floor_L3" and hanging:
            assert places[name] is None
        else:
            assert np.shape(places[name]) == (clip["frames"], 2)


def test_most_of_the_near_side_is_seen(clip):
    seen = clip["series"]["landmarks_visible"]
    for joint in ("shoulder", "hip", "knee", "ankle"):
        digits = seen[f"{clip['side']}_{joint}"]
        assert digits.count("1") >= 0.85 * len(digits), joint


def test_the_low_back_leaves_the_support_when_it_arches(clip):
    if clip["exercise"] == "hanging_leg_raise":
        assert clip["series"]["lumbar_clearance_mm"] is None
        return
    gap, lordosis = column(clip, "lumbar_clearance_mm"), column(clip, "lordosis_change_deg")
    assert (gap >= 0.0).all()
    arched = lordosis > 7.5
    if arched.any():
        assert gap[arched].min() > np.median(gap[resting(clip)]) + 5.0


def test_times_are_those_of_the_video(clip):
    with av.open(str(FOLDER / clip["video"])) as container:
        stream = container.streams.video[0]
        turned = clip["rotation_deg"] % 180 != 0
        stored = (stream.height, stream.width) if turned else (stream.width, stream.height)
        assert stored == (clip["width"], clip["height"])
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert not container.streams.audio
        frames = [(frame.time, frame.rotation) for frame in container.decode(stream)]
    times = np.array([time for time, _ in frames])
    np.testing.assert_allclose(times - times[0], column(clip, "time_s"), atol=1e-3)
    assert {rotation % 360 for _, rotation in frames} == {-clip["rotation_deg"] % 360}


def test_the_person_is_in_the_picture(clip):
    for name in JOINTS:
        points = np.asarray(clip["series"]["joints_px"][name])
        assert (points > 0).all(), name
        assert (points < [clip["width"], clip["height"]]).all(), name


def test_still_rest_first_and_last(clip):
    time, hip = column(clip, "time_s"), column(clip, "hip_flexion_deg")
    stop = clip["rest"]["stop_s"]
    assert stop >= (1.4 if lives(clip) else 2.0)
    restless_deg = 1.5 if lives(clip) else 0.05
    assert np.ptp(hip[time < stop - 0.05]) < restless_deg
    assert np.ptp(hip[time > time[-1] - (stop - 0.1)]) < 2 * restless_deg
    assert hip[0] == pytest.approx(clip["rest"]["hip_flexion_deg"], abs=restless_deg)


def test_angles_fit_together(clip):
    for side in ("left", "right"):
        femur_pelvis = column(clip, f"femur_pelvis_flexion_{side}_deg")
        lordosis = column(clip, "lordosis_deg")
        hip = column(clip, f"hip_flexion_{side}_deg")
        np.testing.assert_allclose(femur_pelvis, hip + lordosis, atol=0.02)
    change = column(clip, "lordosis_deg") - np.median(column(clip, "lordosis_deg")[resting(clip)])
    np.testing.assert_allclose(column(clip, "lordosis_change_deg"), change, atol=0.02)
    if clip["exercise"] != "hanging_leg_raise":
        tilt = column(clip, "lordosis_change_deg") + column(clip, "trunk_lift_deg")
        # Medians of a sum and of its parts differ while somebody breathes.
        away = 0.3 if lives(clip) else 0.03
        np.testing.assert_allclose(column(clip, "pelvic_tilt_change_deg"), tilt, atol=away)


def test_joints_show_the_hip_angle(clip):
    """Near-side joints in the picture turn as the truth says (3 degrees of perspective)."""
    if abs(clip["camera"]["yaw_deg"]) > SIDE_ON_DEG:
        pytest.skip("not filmed from the side")
    points = {name: np.asarray(clip["series"]["joints_px"][name]) for name in JOINTS}
    side = clip["side"]
    thigh = points[f"knee_{side}"] - points[f"hip_{side}"]
    turned = np.unwrap(np.arctan2(thigh[:, 1], thigh[:, 0]))
    turned = np.degrees(turned - turned[0]) * (1.0 if side == "left" else -1.0)
    lift = column(clip, "trunk_lift_deg")
    trunk = lift if clip["exercise"] != "hanging_leg_raise" else -lift
    hip = column(clip, f"hip_flexion_{side}_deg")
    expected = hip - hip[0] - (trunk - trunk[0])
    np.testing.assert_allclose(turned, expected, atol=3.0)


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
        loose = 2.0 if fast else 0.8 if lives(clip) else 0.1
        assert peak == pytest.approx(rep["peak_hip_flexion_deg"], abs=loose)
        knee = column(clip, "knee_flexion_deg")[inside].max()
        assert knee == pytest.approx(rep["peak_knee_flexion_deg"], abs=0.5)


def test_the_raised_leg_is_the_named_one(clip):
    for rep in clip["reps"]:
        inside = judged_at(clip, rep)
        left = column(clip, "hip_flexion_left_deg")[inside].max()
        right = column(clip, "hip_flexion_right_deg")[inside].max()
        if clip["exercise"] == "single_leg_raise":
            assert abs(left - right) > 45.0
            assert rep["leg"] == ("left" if left > right else "right")
        else:
            assert abs(left - right) < 30.0
            assert rep["leg"] == "both"


def test_verdicts_follow_from_value_and_limit(clip):
    checks = [check for rep in clip["reps"] for check in rep["checks"].items()]
    for name, check in (*checks, *clip["set_checks"].items()):
        below = check["value"] < check["limit"]
        bad = below if name in FLAGGED_WHEN_BELOW else not below
        bad = bad or any(check.get(more, False) for more in ("kick", "bounce", "legs_behind"))
        bad = bad or check.get("down_value", 0.0) > check.get("down_limit", 0.0)
        assert check["verdict"] == ("flag" if bad else "pass"), name
