"""Anatomical points lie where they should on different bodies, and move as they should."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("anny")

from studio.anatomy import anatomy_of
from studio.body import Phenotype, load_body
from studio.joints import JointAngles, Posture
from studio.parts import Part, body_parts
from studio.pose import ContactRows, pose

pytestmark = pytest.mark.slow

BODIES = {
    "man": Phenotype(muscle=0.62, weight=0.48, stature_m=1.79),
    "woman": Phenotype(gender=1.0, stature_m=1.67),
    "heavy": Phenotype(gender=0.05, age=0.72, weight=0.62, stature_m=1.74),
    "small": Phenotype(gender=1.0, weight=0.95, muscle=0.2, stature_m=1.55),
}
HANGING = Posture(support="bar")
DOWN_THE_BACK = ("T8", "T12", "L1", "L3", "L5S1", "PSIS", "sacrum", "HJC")


@pytest.fixture(scope="module", params=BODIES, ids=str)
def body(request):
    return load_body(BODIES[request.param])


@pytest.fixture(scope="module")
def anatomy(body):
    return anatomy_of(body)


@pytest.fixture(scope="module")
def lumbar(anatomy):
    return dict(zip(anatomy.lumbar.names, anatomy.lumbar.neutral_m(), strict=True))


@pytest.fixture(scope="module")
def marks(anatomy):
    return dict(zip(anatomy.landmarks.names, anatomy.landmarks.neutral_m(), strict=True))


def bones_at(body, angles):
    return pose(body, ContactRows.of(body), angles, HANGING).transforms[None]


def test_the_spine_runs_down_the_mid_line(lumbar):
    heights = [lumbar[name][2] for name in DOWN_THE_BACK]
    assert heights == sorted(heights, reverse=True)
    assert np.allclose([point[0] for point in lumbar.values()], 0.0, atol=0.002)
    back = [lumbar[name][1] for name in DOWN_THE_BACK[:-1]]
    assert min(back) > lumbar["HJC"][1] > max(lumbar["ASIS"][1], lumbar["navel"][1])


def test_distances_are_a_persons(lumbar, body):
    """Lengths over stature; skin over a belly lies up to 0.05 farther before the bone."""
    stature = np.ptp(body.vertices_m[:, 2])

    def share(start, end):
        return np.linalg.norm(lumbar[start] - lumbar[end]) / stature

    assert 0.070 < share("L1", "L5S1") < 0.100
    assert 0.075 < share("T8", "L1") < 0.100
    assert 0.085 < share("ASIS", "PSIS") < 0.155
    assert 0.010 < share("PSIS", "L5S1") < 0.020
    assert 0.50 < lumbar["HJC"][2] / stature < 0.55
    assert 0.54 < lumbar["ASIS"][2] / stature < 0.58
    assert 0.58 < lumbar["navel"][2] / stature < 0.64


def test_the_pelvis_is_tilted_as_in_standing(anatomy):
    assert 4.0 < anatomy.neutral_tilt_deg < 13.0


def test_left_and_right_mirror_each_other(marks):
    for name, point in marks.items():
        if "left" in name:
            other = marks[name.replace("left", "right")]
            np.testing.assert_allclose(other, point * [-1.0, 1.0, 1.0], atol=0.002)
            assert point[0] > 0.0


def test_the_face_is_in_order(marks):
    assert marks["nose"][1] == min(point[1] for name, point in marks.items() if is_face(name))
    across = [marks[name][0] for name in ("left_eye_inner", "left_eye", "left_eye_outer")]
    assert across == sorted(across)
    assert 0.022 < across[2] - across[0] < 0.038
    assert 0.040 < 2 * marks["mouth_left"][0] < 0.065
    assert marks["left_eye"][2] > marks["left_ear"][2] > marks["mouth_left"][2]
    assert 0.12 < 2 * marks["left_ear"][0] < 0.18


def is_face(name):
    return any(part in name for part in ("nose", "eye", "ear", "mouth"))


def test_limbs_have_a_persons_lengths(marks, body):
    stature = np.ptp(body.vertices_m[:, 2])
    for start, end, least, most in (
        ("shoulder", "elbow", 0.14, 0.19),
        ("elbow", "wrist", 0.12, 0.17),
        ("hip", "knee", 0.22, 0.27),
        ("knee", "ankle", 0.22, 0.27),
        ("heel", "foot_index", 0.12, 0.17),
        ("wrist", "index", 0.04, 0.08),
    ):
        length = np.linalg.norm(marks[f"left_{start}"] - marks[f"left_{end}"])
        assert least < length / stature < most, (start, end)


def test_skin_points_lie_on_the_skin_of_their_part(body, lumbar):
    parts = body_parts(body)
    trunk = np.isin(parts, [Part.TRUNK, Part.PELVIS, Part.LEFT_THIGH, Part.RIGHT_THIGH])
    skin = body.vertices_m[trunk & (np.abs(body.vertices_m[:, 0]) < 0.03)]
    for name in ("T8", "T12", "L1", "L3", "L5S1", "sacrum", "navel"):
        assert np.linalg.norm(skin - lumbar[name], axis=1).min() < 0.025, name


def test_the_pelvic_line_turns_with_the_pelvis_whatever_the_legs_do(body, anatomy):
    names = anatomy.lumbar.names
    for lordosis in (-30.0, 0.0, 15.0):
        for hip in (0.0, 100.0):
            bones = bones_at(body, JointAngles(hip, hip, lordosis_deg=lordosis))
            points = dict(zip(names, anatomy.lumbar.at(bones)[0], strict=True))
            line = points["ASIS"] - points["PSIS"]
            tilt = np.degrees(np.arctan2(-line[2], -line[1])) - anatomy.neutral_tilt_deg
            assert tilt == pytest.approx(lordosis, abs=0.01)


def test_the_lumbar_points_bend_with_the_back(body, anatomy):
    """L1-L3-L5/S1 turn by some half of the lordosis, in its direction."""
    names = anatomy.lumbar.names

    def bend_deg(lordosis):
        bones = bones_at(body, JointAngles(lordosis_deg=lordosis))
        points = dict(zip(names, anatomy.lumbar.at(bones)[0], strict=True))
        upper, lower = points["L3"] - points["L1"], points["L5S1"] - points["L3"]
        angles = [np.degrees(np.arctan2(line[1], -line[2])) for line in (upper, lower)]
        return angles[1] - angles[0]

    still = bend_deg(0.0)
    assert 5.0 < bend_deg(20.0) - still < 20.0
    assert -30.0 < bend_deg(-30.0) - still < -7.5


def test_raised_legs_hardly_pull_at_the_back(body, anatomy):
    back = [anatomy.lumbar.names.index(name) for name in ("T8", "T12", "L1", "L3", "L5S1")]
    down, up = (anatomy.lumbar.at(bones_at(body, JointAngles(hip, hip)))[0] for hip in (0.0, 90.0))
    np.testing.assert_allclose(up[back], down[back], atol=0.008)
