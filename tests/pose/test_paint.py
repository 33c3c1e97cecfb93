from __future__ import annotations

import numpy as np

from formcheck.pose.backend import PersonPose
from formcheck.pose.paint import is_remnant, paint_out, region_of
from tests.pose.people import person

SIZE = (360, 640)


def test_person_is_filled_from_the_surroundings() -> None:
    pose = person(300, 200, size=SIZE)
    image = np.full((*SIZE, 3), 90, np.uint8)
    image[pose.mask > 0] = 250
    painted = paint_out(image, region_of([pose], SIZE))
    assert np.abs(painted.astype(int) - 90).max() <= 4
    assert (image[pose.mask > 0] == 250).all()  # the original stays


def test_what_is_far_from_the_person_stays_as_it_is() -> None:
    pose = person(300, 300, size=SIZE)
    image = np.random.default_rng(0).integers(0, 255, (*SIZE, 3)).astype(np.uint8)
    assert (paint_out(image, region_of([pose], SIZE))[:150] == image[:150]).all()


def test_without_a_mask_the_limbs_are_drawn() -> None:
    masked = region_of([person(300, 200, size=SIZE)], SIZE) > 0
    drawn = region_of([person(300, 200)], SIZE) > 0
    assert (masked & drawn).sum() > 0.9 * masked.sum()
    assert drawn.sum() < 2.5 * masked.sum()


def test_several_people_and_tiny_pictures() -> None:
    both = region_of([person(150, 200, trunk=50), person(450, 200, trunk=50)], SIZE)
    assert both[75, 56]
    assert both[75, 168]
    assert region_of([person(0, 0, size=(1, 1))], (1, 1)).shape == (1, 1)


def test_remnant_lies_where_somebody_was() -> None:
    first, second = person(200, 200, trunk=80), person(450, 120, trunk=60)
    region = region_of([first], SIZE)
    assert is_remnant(first, region, SIZE)
    assert not is_remnant(second, region, SIZE)
    outside = PersonPose(np.full((33, 2), -50.0), np.ones(33), np.zeros((33, 3)))
    assert not is_remnant(outside, region, SIZE)
    unseen = PersonPose(np.full((33, 2), np.nan), np.ones(33), np.zeros((33, 3)))
    assert is_remnant(unseen, region, SIZE)
