"""What a truth file says about points: complete, compact, in agreement with the skin."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("anny")

from formcheck.pose.landmarks import LUMBAR_POINTS, Landmark
from studio.arms import Arms
from studio.body import Phenotype, load_body
from studio.camera import Camera
from studio.motion import Arch, Rep, Script, perform
from studio.parts import Part
from studio.pose import ContactRows, Posture
from studio.stage import act, ready
from studio.truth import neutral_of, write_truth

pytestmark = pytest.mark.slow

CAMERA = Camera(target_m=(0.0, -0.5, 0.4), width=320, height=180)


class Staged:
    """A clip's performance on one body, and the truth written about it."""

    def __init__(self, script: Script, posture: Posture) -> None:
        self.body, self.script = load_body(Phenotype()), script
        rows = ContactRows.of(self.body)
        self.posture, self.rest_deg = ready(self.body, rows, posture, script)
        self.neutral = neutral_of(self.body, rows, self.posture)
        motion = perform(script, self.rest_deg)
        self.instants = list(act(self.body, rows, self.posture, motion))

    def truth(self, path, camera=CAMERA, parts=None):
        write_truth(
            path / "clip.truth.json",
            about={"clip": "clip"},
            instants=self.instants,
            neutral=self.neutral,
            script=self.script,
            rest_deg=self.rest_deg,
            camera=camera,
            parts=parts,
        )
        return json.loads((path / "clip.truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lying():
    rep = Rep(100.0, raise_s=1.0, lower_s=1.0, dwell_s=0.2, arch=Arch(20.0, "raise", 60.0))
    return Staged(Script("lying_leg_raise", (rep,), rest_s=0.5, fps=6.0), Posture(arms=Arms()))


@pytest.fixture(scope="module")
def series(lying, tmp_path_factory):
    count = len(lying.instants)
    trunk = np.full((CAMERA.height, CAMERA.width), Part.TRUNK, dtype=np.uint8)
    return lying.truth(tmp_path_factory.mktemp("truth"), parts=[trunk] * count)["series"]


def test_every_point_of_every_frame_is_there(series):
    count = len(series["time_s"])
    names = [mark.name.lower() for mark in Landmark]
    assert list(series["landmarks_px"]) == names == list(series["landmarks_visible"])
    assert tuple(series["lumbar_px"]) == LUMBAR_POINTS == tuple(series["lumbar_visible"])
    for points in (series["landmarks_px"], series["lumbar_px"]):
        for track in points.values():
            assert np.shape(track) == (count, 2)
            assert np.isfinite(track).all()
    for digits in (*series["landmarks_visible"].values(), *series["lumbar_visible"].values()):
        assert len(digits) == count
        assert set(digits) <= {"0", "1"}


def test_joint_landmarks_are_the_joints(series):
    for joint in ("shoulder", "hip", "knee", "ankle"):
        for side in ("left", "right"):
            mark, same = series["landmarks_px"][f"{side}_{joint}"], f"{joint}_{side}"
            np.testing.assert_allclose(mark, series["joints_px"][same], atol=0.06)


def test_behind_a_wall_of_trunk_only_trunk_points_are_seen(series):
    assert set(series["lumbar_visible"]["L3"]) == {"1"}
    assert set(series["landmarks_visible"]["left_shoulder"]) == {"1"}
    assert set(series["landmarks_visible"]["right_shoulder"]) == {"0"}
    assert set(series["landmarks_visible"]["left_wrist"]) == {"0"}


def test_the_gap_under_the_back_follows_the_arch(series):
    gap, lordosis = np.array(series["lumbar_clearance_mm"]), np.array(series["lordosis_deg"])
    assert 20.0 < gap[0] < 70.0
    assert gap[np.argmax(lordosis)] == pytest.approx(gap.max(), abs=2.0)
    assert gap.max() - gap[0] > 0.8 * lordosis.max()


def test_the_floor_is_below_l3(series):
    floor, back = (np.array(series["lumbar_px"][name]) for name in ("floor_L3", "L3"))
    np.testing.assert_allclose(floor[:, 0], back[:, 0], atol=0.06 + 0.01 * CAMERA.width)
    assert (floor[:, 1] > back[:, 1]).all()


def test_tilt_is_the_turn_of_the_pelvis(lying, series):
    tilt = np.array(series["pelvic_tilt_deg"])
    thorax = np.array([i.posed.thorax_deg + 90.0 for i in lying.instants])
    np.testing.assert_allclose(tilt, thorax + series["lordosis_deg"], atol=0.02)
    np.testing.assert_allclose(series["pelvic_tilt_change_deg"], tilt - tilt[0], atol=0.02)


def test_the_head_flexes_as_settled(lying, series):
    assert series["head_flexion_deg"][0] == pytest.approx(lying.posture.neck_deg, abs=0.01)


def test_without_part_pictures_nothing_is_said_about_visibility(lying, tmp_path):
    series = lying.truth(tmp_path)["series"]
    assert series["landmarks_visible"] is None
    assert series["lumbar_visible"] is None


def test_a_hanging_back_has_no_floor(tmp_path):
    script = Script("hanging_leg_raise", (Rep(60.0, 0.6, 0.0, 0.6),), rest_s=0.4, fps=4.0)
    clip = Staged(script, Posture(support="bar", arms=Arms("bar")))
    series = clip.truth(tmp_path, Camera(target_m=(0.0, -0.2, 1.3), view_height_m=2.7))["series"]
    assert series["lumbar_px"]["floor_L3"] is None
    assert series["lumbar_clearance_mm"] is None
    np.testing.assert_allclose(series["pelvic_tilt_deg"], series["lordosis_deg"], atol=0.02)


def test_nobody_exercises(tmp_path):
    path = tmp_path / "empty.truth.json"
    write_truth(
        path,
        about={"clip": "empty"},
        instants=[],
        neutral=None,
        script=None,
        rest_deg=0.0,
        camera=CAMERA,
        times_s=[0.0, 0.5, 1.0],
    )
    truth = json.loads(path.read_text(encoding="utf-8"))
    assert truth["reps"] == []
    assert (truth["exercise"], truth["frames"], truth["fps"]) == (None, 3, 2.0)
    assert truth["series"] == {"time_s": [0.0, 0.5, 1.0]}
