"""Training scenes: drawn by seed, and hips and back independently of each other."""

import numpy as np
import pytest

from studio.lumbar.scenes import BODIES, FEMUR_PELVIS_DEG, POSES, motion_of, scene_of

SCENES = [scene_of("train", number) for number in range(300)]
MOTIONS = [motion_of(scene, -2.0) for scene in SCENES]


def pooled(name):
    return np.concatenate([getattr(motion, name)[1:] for motion in MOTIONS])


def test_equal_numbers_give_equal_scenes_and_others_others():
    assert scene_of("train", 7) == SCENES[7]
    assert scene_of("train", 8) != SCENES[7]
    assert scene_of("check", 7) != SCENES[7]
    again = motion_of(SCENES[7], -2.0)
    assert np.array_equal(again.lordosis_deg, MOTIONS[7].lordosis_deg)


def test_the_two_parts_share_nobody():
    others = {scene_of("check", number).phenotype for number in range(100)}
    assert not others & {scene.phenotype for scene in SCENES}
    assert len(others) <= BODIES["check"]


def test_the_back_does_not_follow_the_hips():
    hip = 0.5 * (pooled("hip_left_deg") + pooled("hip_right_deg"))
    inner = (hip > 10) & (hip < 95)  # beyond, skin and joints forbid some of them
    lordosis = pooled("lordosis_deg")
    assert abs(np.corrcoef(hip[inner], lordosis[inner])[0, 1]) < 0.12
    assert abs(np.corrcoef(pooled("knee_left_deg"), lordosis)[0, 1]) < 0.12
    femur = hip + lordosis
    assert femur.min() >= FEMUR_PELVIS_DEG[0] - 25  # one leg of an uneven pair
    assert lordosis.min() < -35
    assert lordosis.max() > 20


def test_the_first_pose_is_the_rest():
    for scene, motion in zip(SCENES, MOTIONS, strict=True):
        assert len(motion.time_s) == POSES
        assert motion.trunk_lift_deg[0] == 0.0
        assert abs(motion.hip_left_deg[0]) < 15.0
        assert motion.left_down[0] == (scene.posture.support == "mat")


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (lambda s: abs(s.camera.yaw_deg) > 20, 0.2, 0.5),
        (lambda s: s.posture.support == "bar", 0.15, 0.33),
        (lambda s: s.posture.arms.position in ("sides", "waist", "under_hips"), 0.2, 0.45),
        (lambda s: s.photograph is not None, 0.1, 0.3),
        (lambda s: s.look.shirt_kind == "loose", 0.15, 0.45),
        (lambda s: s.camera.side > 0, 0.4, 0.6),
    ],
)
def test_all_kinds_of_filming_have_their_share(share, low, high):
    assert low < np.mean([share(scene) for scene in SCENES]) < high
