"""The same strokes on an RGB picture and on the planes of one."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.outputs.overlay import OverlayPainter
from formcheck.outputs.overlay_sprite import Sprite
from formcheck.outputs.overlay_style import Image
from formcheck.outputs.overlay_surface import Surface, fixed_point
from formcheck.video.planes import Matrix, Planes
from tests.outputs.sample import sample_analysis


@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
@pytest.mark.parametrize("size", [(960, 540), (271, 481)])
def test_planes_are_painted_as_a_picture_is(size: tuple[int, int], matrix: Matrix) -> None:
    image = np.full((size[1], size[0], 3), (150, 110, 70), np.uint8)
    painter = OverlayPainter(sample_analysis(size=size), size)
    wanted = Planes.of_rgb(painter.paint(image, 150), matrix).rgb()[: size[1], : size[0]]
    planes = painter.paint(Planes.of_rgb(image, matrix), 150)
    painted = planes.rgb()[: size[1], : size[0]]
    bright, grey = (picture.mean(axis=2) for picture in (painted, wanted))
    assert np.abs(bright - grey).mean() < 1.0
    assert (np.abs(painted.astype(int) - image).max(axis=2) > 40).mean() > 0.05
    far = np.abs(painted.astype(int) - wanted).max(axis=2)
    assert np.percentile(far, 97) < 12, "edges of colours differ, nothing else"


@pytest.mark.parametrize("left", [-3, 0, 5, 38])
@pytest.mark.parametrize("top", [-2, 7])
def test_a_sprite_falls_on_the_same_place(left: int, top: int) -> None:
    def draw(region: Image) -> None:
        region[:] = region // 2 + np.array([100, 20, 0], np.uint8)

    sprite = Sprite.render(17, 13, draw)
    image = np.full((40, 50, 3), 120, np.uint8)
    planes = Planes.of_rgb(image, "bt709")
    sprite.lay(image, left, top)
    sprite.lay(Surface(planes), left, top)
    bright = Planes.of_rgb(image, "bt709").each[0]
    assert np.abs(bright.astype(int) - planes.each[0]).max() <= 2
    inside = np.zeros((40, 50), bool)
    inside[max(0, top + 1) : max(0, top + 12), max(0, left + 1) : left + 16] = True
    assert (np.abs(planes.rgb().astype(int) - image).max(axis=2)[inside] <= 6).all()


def test_a_translucent_polygon_leaves_what_is_beside_it() -> None:
    planes = Planes.of_rgb(np.full((60, 80, 3), 90, np.uint8), "bt709")
    before = [plane.copy() for plane in planes.each]
    corners = np.array([[20.0, 10], [60, 10], [60, 40], [20, 40]])
    Surface(planes).blend(fixed_point(corners), (240, 228, 66), 0.5)
    for plane, old, half in zip(planes.each, before, (0, 1, 1), strict=True):
        assert (plane[20 >> half, 40 >> half] != old[20 >> half, 40 >> half]).all()
        assert np.array_equal(plane[: 8 >> half], old[: 8 >> half])
        assert np.array_equal(plane[44 >> half :], old[44 >> half :])


@pytest.mark.parametrize("in_planes", [False, True])
def test_pens_together_draw_what_they_draw_one_by_one(in_planes: bool) -> None:
    """One call with two pens is two calls with one each: the lowest pen first, on every layer."""
    pens = (((16, 20, 26), 7), ((240, 228, 66), 3))
    lines = fixed_point(np.array([[[8.2, 9.7], [61.4, 30.1]], [[12.0, 50.5], [70.3, 14.8]]]))
    pictures: list[Image | Planes] = []
    for groups in ((pens,), tuple((pen,) for pen in pens)):
        image = np.full((60, 80, 3), 90, np.uint8)
        picture = Planes.of_rgb(image, "bt709") if in_planes else image
        surface = Surface(picture)
        for group in groups:
            surface.polylines(lines, group)
        for group in groups:
            surface.disc(fixed_point(np.array([40.3, 21.6])), group)
        pictures.append(picture)
    together, one_by_one = (
        picture.each if isinstance(picture, Planes) else (picture,) for picture in pictures
    )
    for layer, wanted in zip(together, one_by_one, strict=True):
        assert np.array_equal(layer, wanted)
        assert (layer != layer[0, 0]).any()


def test_what_is_not_known_is_far_away() -> None:
    places = fixed_point(np.array([[1.5, np.nan], [3.25, 2.0]]))
    assert places[0, 0] == 24
    assert places[0, 1] < -100_000
    assert places[1].tolist() == [52, 32]


def test_planes_are_no_rgb_picture() -> None:
    with pytest.raises(ValueError, match="expected an RGB picture"):
        _ = Surface(Planes.empty((64, 48), "bt601")).rgb
