"""Posing a real body; needs the studio extra (and a minute on its first run)."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("anny")

from studio.body import Body, Phenotype, load_body
from studio.motion import Rep, Script, perform
from studio.pose import ContactRows, JointAngles, Posture, hip_rest_deg, pose, settled
from studio.stage import act
from studio.truth import hip_flexion_deg, neutral_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body(Phenotype())


@pytest.fixture(scope="module")
def rows(body):
    return ContactRows.of(body)


@pytest.fixture(scope="module")
def posture(body, rows):
    return settled(body, rows, Posture())


def test_thorax_buttocks_head_and_heels_lie_on_the_mat(body, rows, posture):
    rest = hip_rest_deg(body, rows, posture)
    posed = pose(body, rows, JointAngles(rest, rest), posture)
    skin = body.skin(posed.transforms)
    for part in (rows.thorax, rows.pelvis, rows.head, *rows.legs.values()):
        assert abs(skin[part, 2].min()) < 0.001
    assert skin[:, 2].min() > -0.006


def test_joint_centres_turn_by_the_scripted_angle(body, rows, posture):
    neutral = neutral_of(body, rows, posture)
    rest = hip_rest_deg(body, rows, posture)
    motion = perform(Script("lying_leg_raise", (Rep(104.0),), fps=2.0), rest)
    for instant in act(body, rows, posture, motion):
        for side, wanted in (
            ("left", instant.angles.hip_left_deg),
            ("right", instant.angles.hip_right_deg),
        ):
            assert hip_flexion_deg(instant, neutral, side) == pytest.approx(wanted, abs=0.01)
        assert body.skin(instant.posed.transforms)[:, 2].min() > -0.006


def test_an_arch_keeps_both_supports(body, rows, posture):
    rest = hip_rest_deg(body, rows, posture)
    flat = pose(body, rows, JointAngles(rest, rest), posture)
    arched = pose(body, rows, JointAngles(rest, rest, lordosis_deg=15.0), posture)
    skin = body.skin(arched.transforms)
    assert abs(skin[rows.thorax, 2].min()) < 0.001
    assert abs(skin[rows.pelvis, 2].min()) < 0.001
    assert arched.pelvis_deg - arched.thorax_deg == pytest.approx(15.0)
    waist = np.flatnonzero(body.weight_of("spine03") > 0.6)
    before = body.skin(flat.transforms)[waist, 2].min()
    assert skin[waist, 2].min() > before + 0.002
