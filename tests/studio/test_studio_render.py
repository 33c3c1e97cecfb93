"""Dressing and drawing a real body; needs the studio extra (and a minute on its first run)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("anny")
pytest.importorskip("moderngl")

from studio.arms import Arms
from studio.body import Phenotype, load_body
from studio.camera import Camera
from studio.clothes import Look, dress
from studio.contact import ContactRows
from studio.light import Light
from studio.parts import OTHER_PERSON, ROOM, Part
from studio.patterns import Pattern
from studio.pose import JointAngles, Posture, pose, settled
from studio.render import Renderer
from studio.room import Room

pytestmark = pytest.mark.slow

CAMERA = Camera(target_m=(0.0, -0.5, 0.4), width=320, height=180)
BARE_ROOM = Room(mat_centre_y_m=-0.5)


@pytest.fixture(scope="module")
def body():
    return load_body(Phenotype())


@pytest.fixture(scope="module")
def transforms(body):
    rows = ContactRows.of(body)
    posture = settled(body, rows, Posture(arms=Arms("overhead")))
    angles = JointAngles(20.0, 20.0, lordosis_deg=12.0)
    return pose(body, rows, angles, posture).transforms


@pytest.fixture(scope="module")
def shot(body, transforms):
    def take(look, room=BARE_ROOM, camera=CAMERA):
        person = dress(body, look)
        with Renderer([(person, look)], room, camera) as renderer:
            return renderer.picture([person.body.skin(transforms)]).astype(int)

    return take


def reddish(picture):
    return (picture[..., 0] > 80) & (picture[..., 1] < 40)


def test_a_picture_shows_the_dressed_person(shot):
    picture = shot(Look(shirt=(1.0, 0.0, 0.0)))
    assert picture.shape == (180, 320, 3)
    assert 150 < np.count_nonzero(reddish(picture)) < 5000


def test_equal_input_gives_equal_bytes(shot):
    look = Look(shirt_kind="loose", wrinkles=1.0, shirt_pattern=Pattern("blotches"), seed=4)
    room = Room(clutter_behind=3, posters=1, seed=9, light=Light(cast=0.7))
    np.testing.assert_array_equal(shot(look, room), shot(look, room))


def test_a_picture_does_not_depend_on_the_ones_before(body, transforms):
    person = dress(body, Look())
    skin = person.body.skin(transforms)
    with Renderer([(person, Look())], BARE_ROOM, CAMERA) as renderer:
        first = renderer.picture([skin])
        renderer.picture([skin + np.array([0.0, 0.5, 0.3])])
        renderer.parts([skin])
        np.testing.assert_array_equal(renderer.picture([skin.copy()]), first)


def test_garments_cover_what_they_should(shot):
    red = {
        kind: np.count_nonzero(reddish(shot(Look(shirt=(1.0, 0.0, 0.0), shirt_kind=kind))))
        for kind in ("fitted", "loose", "cropped", "none")
    }
    assert red["none"] < 5
    assert 1.2 * red["cropped"] < red["fitted"]
    assert 1.15 * red["fitted"] < red["loose"]


def test_loose_cloth_hides_the_hollow_of_the_back(body, transforms):
    near = replace(CAMERA, target_m=(0.0, -0.25, 0.1), view_height_m=0.5)
    lowest = {}
    for kind in ("fitted", "loose"):
        look = Look(shirt_kind=kind)
        person = dress(body, look)
        with Renderer([(person, look)], BARE_ROOM, near) as renderer:
            parts = renderer.parts([person.body.skin(transforms)])
        trunk = np.isin(parts, (Part.TRUNK, Part.PELVIS))
        lowest[kind] = np.where(trunk.any(axis=0), 179 - trunk[::-1].argmax(axis=0), 0)
    lower_px = lowest["loose"] - lowest["fitted"]
    assert np.count_nonzero(lower_px >= 3) > 30


def test_parts_tell_the_first_person_from_another(body, transforms):
    person = dress(body, Look())
    skin = person.body.skin(transforms)
    beside = skin + np.array([-0.9, 0.0, 0.5])
    with Renderer([(person, Look())] * 2, BARE_ROOM, CAMERA) as renderer:
        both = renderer.parts([skin, beside])
        alone = renderer.parts([skin, None])
        other = renderer.parts([None, beside])
    assert both.shape == (180, 320)
    assert {Part.HEAD, Part.TRUNK, Part.PELVIS, Part.LEFT_THIGH, Part.LEFT_FOOT} <= set(
        np.unique(alone).tolist()
    )
    assert OTHER_PERSON not in alone
    assert set(np.unique(other).tolist()) == {ROOM, OTHER_PERSON}
    hidden = (alone != ROOM) & (other != ROOM)
    np.testing.assert_array_equal(both[hidden], alone[hidden])


def test_furniture_hides_a_body(body, transforms):
    person = dress(body, Look())
    below = person.body.skin(transforms) - np.array([0.0, 0.0, 0.8])
    with Renderer([(person, Look())], BARE_ROOM, CAMERA) as renderer:
        assert np.all(renderer.parts([below]) == ROOM)


def test_an_empty_room_and_absent_actors(body):
    person = dress(body, Look())
    with Renderer([], BARE_ROOM, CAMERA) as renderer:
        empty = renderer.picture([])
        assert not renderer.parts([]).any()
    with Renderer([(person, Look())], BARE_ROOM, CAMERA) as renderer:
        np.testing.assert_array_equal(renderer.picture([None]), empty)
        with pytest.raises(ValueError, match="expected 1 skins, got 0"):
            renderer.picture([])


def test_a_cast_shadow_and_a_dark_room(shot):
    look = Look()
    plain = shot(look)
    shaded = shot(look, Room(mat_centre_y_m=-0.5, light=Light(cast=0.8)))
    assert np.all(shaded <= plain + 1)
    assert np.count_nonzero(plain.sum(axis=2) - shaded.sum(axis=2) > 40) > 300
    dark = shot(look, Room(mat_centre_y_m=-0.5, light=Light(strength=0.2, ambient=0.2)))
    assert dark.mean() == pytest.approx(0.2 * plain.mean(), rel=0.1)


@pytest.mark.parametrize("style", ["bald", "bun", "long", "spread"])
@pytest.mark.parametrize("foot", ["shoes", "socks", "bare"])
def test_every_vertex_of_a_dressed_body_has_its_fields(body, style, foot):
    person = dress(body, Look(hair_style=style, foot=foot, shirt_kind="loose"))
    count = len(person.body.vertices_m)
    assert person.fields.shape == (count, 4)
    assert person.marks.shape == (count, 2)
    assert person.parts.shape == (count,)
    assert person.body.triangles.max() < count
    np.testing.assert_allclose(person.body.weights.sum(axis=1), 1.0, atol=1e-9)
    assert np.isfinite(person.body.vertices_m).all()
