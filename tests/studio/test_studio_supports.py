"""Mat, bench, bar and floor carry the body where they should; needs the body model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("anny")

from studio.arms import Arms
from studio.body import Body, Phenotype, load_body
from studio.contact import BENCH_END_Y_M, BENCH_HEIGHT_M
from studio.motion import Rep, Script, perform
from studio.pose import ContactRows, JointAngles, Posture, pose
from studio.stage import act, ready

pytestmark = pytest.mark.slow
PLAIN = Script("lying_leg_raise", (Rep(100.0),))


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body(Phenotype())


@pytest.fixture(scope="module")
def rows(body):
    return ContactRows.of(body)


@pytest.fixture(scope="module")
def on_mat(body, rows):
    return ready(body, rows, Posture(), PLAIN)


def acted(body, rows, posture, script, times, rest_deg):
    return list(act(body, rows, posture, perform(script, rest_deg, np.array(times))))


def lowest(body, rows, instant, name):
    return body.skin(instant.posed.transforms, getattr(rows, name))[:, 2].min()


def test_a_lifted_trunk_bends_up_from_a_still_pelvis(body, rows, on_mat):
    posture, _ = on_mat
    poses = {
        lift: pose(
            body,
            rows,
            JointAngles(60.0 + lift, 60.0 + lift, lordosis_deg=-lift, trunk_lift_deg=lift),
            posture,
        )
        for lift in (0.0, 0.001, 15.0, 30.0)
    }
    flat = poses[0.0]
    np.testing.assert_allclose(poses[0.001].transforms, flat.transforms, atol=1e-4)
    for lift, posed in poses.items():
        assert posed.thorax_deg - flat.thorax_deg == pytest.approx(lift, abs=1e-6)
        assert posed.pelvis_deg == pytest.approx(flat.pelvis_deg, abs=1e-6)
        for bone in ("upperleg01.L", "foot.R"):
            moved = body.joint(posed.transforms, bone) - body.joint(flat.transforms, bone)
            np.testing.assert_allclose(moved, 0.0, atol=1e-6)
        skin = body.skin(posed.transforms)
        assert abs(skin[rows.pelvis, 2].min()) < 0.004
        assert skin[:, 2].min() > -0.008
    high = body.joint(poses[30.0].transforms, "spine01")[2]
    assert high > body.joint(flat.transforms, "spine01")[2] + 0.08


def test_hook_lying_has_both_soles_flat_on_the_mat(body, rows):
    script = replace(PLAIN, rest_knee_deg=95.0)
    posture, rest = ready(body, rows, Posture(), script)
    assert 35.0 < rest < 60.0
    (instant,) = acted(body, rows, posture, script, [0.5], rest)
    for side in "LR":
        foot = np.flatnonzero(body.weight_of("foot", "toe", side=side) > 0.6)
        skin = body.skin(instant.posed.transforms, foot)
        near = skin[skin[:, 2] < 0.012]
        assert abs(skin[:, 2].min()) < 0.001
        assert np.ptp(near[:, 1]) > 0.15


def test_trembling_legs_that_lie_stay_on_the_mat(body, rows, on_mat):
    posture, rest = on_mat
    script = replace(PLAIN, tremor_deg=2.0, breath_deg=1.0, seed=2)
    for instant in acted(body, rows, posture, script, [0.0, 0.7, 1.4, 2.2, 7.9], rest):
        for side in "LR":
            skin = body.skin(instant.posed.transforms, rows.legs[side])
            assert skin[:, 2].min() > -0.001
        assert lowest(body, rows, instant, "pelvis") == pytest.approx(0.0, abs=0.004)


def test_the_bench_ends_under_the_buttocks_and_the_legs_hang_free(body, rows):
    script = Script("bench_leg_raise", (Rep(100.0),), rest_hip_deg=-20.0)
    posture, rest = ready(body, rows, Posture(support="bench", arms=Arms("chest")), script)
    assert rest == -20.0
    below, up = acted(body, rows, posture, script, [0.5, 4.2], rest)
    for instant in (below, up):
        for name in ("thorax", "pelvis"):
            part = lowest(body, rows, instant, name)
            assert part > BENCH_HEIGHT_M - 0.001
        assert lowest(body, rows, instant, "thorax") == pytest.approx(BENCH_HEIGHT_M, abs=0.001)
    assert lowest(body, rows, below, "head") == pytest.approx(BENCH_HEIGHT_M, abs=0.004)
    assert below.joints_m["hip_left"][1] == pytest.approx(BENCH_END_Y_M, abs=0.03)
    skin = body.skin(below.posed.transforms)
    over = skin[skin[:, 1] > BENCH_END_Y_M]
    assert over[:, 2].min() > BENCH_HEIGHT_M - 0.004
    assert below.joints_m["ankle_left"][2] < BENCH_HEIGHT_M - 0.1


def test_hands_under_the_hips_wedge_the_pelvis_up(body, rows, on_mat):
    posture, rest = ready(body, rows, Posture(arms=Arms("under_hips")), PLAIN)
    (flat,) = acted(body, rows, on_mat[0], PLAIN, [0.0], on_mat[1])
    (wedged,) = acted(body, rows, posture, PLAIN, [0.0], rest)
    assert lowest(body, rows, flat, "pelvis") == pytest.approx(0.0, abs=0.001)
    assert lowest(body, rows, wedged, "pelvis") == pytest.approx(0.02, abs=0.002)
    for side in ("left", "right"):
        wrist, hip = (wedged.joints_m[f"{name}_{side}"] for name in ("wrist", "hip"))
        assert wrist[2] < hip[2]
        assert np.linalg.norm(wrist[:2] - hip[:2]) < 0.15


def test_a_standing_body_is_upright_on_its_feet(body, rows):
    posed = pose(body, rows, JointAngles(), Posture(support="stand", plantar_deg=0.0))
    skin = body.skin(posed.transforms)
    assert skin[:, 2].min() == pytest.approx(0.0, abs=0.003)
    assert skin[:, 2].max() == pytest.approx(1.75, abs=0.03)
    assert body.joint(posed.transforms, "head")[2] > 1.4


def test_curves_are_the_same_however_they_are_sampled(body, rows, on_mat):
    posture, rest = on_mat
    script = replace(PLAIN, tremor_deg=1.0, breath_deg=0.5)
    alone = acted(body, rows, posture, script, [3.1], rest)[0]
    among = acted(body, rows, posture, script, [2.9, 3.1, 3.3], rest)[1]
    np.testing.assert_allclose(alone.posed.transforms, among.posed.transforms, atol=1e-12)
