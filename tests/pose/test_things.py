"""A plant is nobody; whoever lies is somebody, however unsure the network is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.follow import body_of
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.reversal import certainty
from formcheck.pose.things import is_thing
from tests.pose.people import person

SIZE = (360, 640)


def _body(pose: PersonPose, scale: float) -> PersonPose:
    """Return the pose with a metric body, so many times as large as that of a grown-up."""
    world = np.zeros((LANDMARK_COUNT, 3))
    for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
        world[Landmark[f"{side}_SHOULDER"]] = (0.15 * sign, -0.5, 0.0)
        world[Landmark[f"{side}_HIP"]] = (0.10 * sign, 0.0, 0.0)
        world[Landmark[f"{side}_KNEE"]] = (0.10 * sign, 0.4, 0.0)
    return replace(pose, world_m=scale * world)


STANDING = person(200.0, 180.0, trunk=90.0, head_deg=90.0, legs_deg=-90.0, size=SIZE)
LYING = person(300.0, 250.0, trunk=90.0, size=SIZE)


@pytest.mark.parametrize("scale", [1.0, 0.85])
def test_somebody_who_stands_is_no_thing(scale):
    pose = _body(STANDING, scale)
    assert certainty(pose) > -5.3
    assert not is_thing(pose, LYING)


def test_something_upright_with_a_crumpled_body_is_one():
    plant = _body(STANDING, 0.6)
    assert certainty(plant) < -5.5
    assert is_thing(plant, LYING)


def test_whoever_lies_is_none_however_unsure_the_network_is():
    unsure = _body(LYING, 0.4)
    body = body_of(unsure)
    assert body is not None
    assert body.posture == "lying"
    assert not is_thing(unsure, LYING)


@pytest.mark.parametrize(
    ("share", "thing"), [(0.3, True), (0.45, False), (1.0, False), (3.0, False)]
)
def test_somebody_lying_counts_but_not_at_a_third_of_the_size(share, thing):
    other = person(120.0, 90.0, trunk=90.0 * share, size=SIZE)
    body = body_of(other)
    assert body is not None
    assert body.posture == "lying"
    assert is_thing(other, LYING) is thing
