"""Which way the chest points is summed up over frames."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.lumbar.ventral import VentralSense
from formcheck.pose.backend import PersonPose
from tests.stick import Stick, leg_raises, mirrored, track


def pose(made, i=0):
    return PersonPose(made.landmarks_px[i], made.visibility[i], made.world_m[i])


def chest_is_clockwise(made, i=0):
    """By the nose, which lies ventrally of the ears."""
    points = made.landmarks_px[i]
    caudal = points[[23, 24]].mean(axis=0) - points[[11, 12]].mean(axis=0)
    face = points[0] - points[[7, 8]].mean(axis=0)
    return caudal[0] * face[1] - caudal[1] * face[0] > 0


@pytest.mark.parametrize("posture", ["lying", "hanging"])
@pytest.mark.parametrize("near", ["left", "right"])
def test_it_agrees_with_the_face_of_a_drawn_person(posture, near):
    made = track(leg_raises(95.0), Stick(posture=posture, near=near))
    sense = VentralSense()
    told = {sense.feel(pose(made, i)) for i in range(0, len(made), 5)}
    assert told == {1.0 if chest_is_clockwise(made) else -1.0}


def test_a_mirrored_person_turns_the_answer_round():
    made = track(leg_raises(95.0))
    other = mirrored(made)
    assert VentralSense().feel(pose(made)) == -VentralSense().feel(pose(other))


def test_one_odd_frame_does_not_turn_it_round():
    made = track(leg_raises(95.0))
    sense = VentralSense()
    usual = [sense.feel(pose(made, i)) for i in range(20)][-1]
    points = made.landmarks_px[20].copy()
    points[0], points[31], points[32] = 2 * points[7] - points[0], points[29], points[30]
    odd = PersonPose(points, made.visibility[20], -made.world_m[20])
    assert sense.feel(odd) == usual


def test_a_lying_body_without_witnesses_is_on_its_back():
    made = track(leg_raises(95.0))
    bare = pose(made)
    points = bare.landmarks_px.copy()
    points[0] = points[[7, 8]].mean(axis=0)
    points[[31, 32]] = points[[29, 30]]
    blank = replace(bare, landmarks_px=points, visibility=np.ones(33), world_m=np.zeros((33, 3)))
    caudal = points[[23, 24]].mean(axis=0) - points[[11, 12]].mean(axis=0)
    # The chest is above: clockwise of a caudal direction that points left, else the other way.
    assert VentralSense().feel(blank) == (-1.0 if caudal[0] > 0 else 1.0)
