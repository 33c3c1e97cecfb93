"""Cloth, rooms, light and shadows: what needs neither the body model nor OpenGL."""

from __future__ import annotations

import numpy as np
import pytest

from studio.camera import Camera
from studio.cloth import LIFT_M, Cloth, drape
from studio.clothes import Look
from studio.clutter import clutter
from studio.light import Light
from studio.mesh import vertex_normals
from studio.room import BENCH_TOP_M, FLOOR_M, MAT_SINK_M, Room
from studio.shade import CONTACT, CastShade, ContactShade
from studio.surfaces import ROW
from studio.window import window_of

UP, DOWN, ASIDE = (0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0)


def flat_floor(x, y):
    return np.zeros_like(x)


def hung(normal, height_m, slack_m=0.04):
    skin = np.array([[0.0, 0.0, height_m], [0.3, 0.0, height_m]], dtype=np.float32)
    normals = np.array([normal, normal], dtype=np.float32)
    cloth = Cloth(np.array([0]), np.array([slack_m], dtype=np.float32))
    moved = drape(cloth, skin, normals, flat_floor)
    np.testing.assert_array_equal(moved[1], skin[1])
    return moved[0] - skin[0]


def test_cloth_rests_on_top_hangs_below_and_sags_at_the_side():
    on_top, below, beside = hung(UP, 0.5), hung(DOWN, 0.5), hung(ASIDE, 0.5)
    assert 0.0 < on_top[2] < 0.006
    assert -0.06 < below[2] < -0.03
    assert beside[0] > 0.01
    assert beside[2] < -0.01


def test_cloth_lies_on_the_support_and_fills_the_hollow_of_the_back():
    assert hung(DOWN, 0.02)[2] == pytest.approx(LIFT_M - 0.02, abs=1e-6)
    assert hung(DOWN, 0.001)[2] == pytest.approx(0.0, abs=1e-6)


def test_the_shirt_ends_where_its_kind_says():
    assert Look(waist=0.3).shirt_end == -0.3
    assert Look(shirt_kind="loose").shirt_end > Look().shirt_end
    assert Look(shirt_kind="cropped").shirt_end < Look().shirt_end
    assert Look(shirt_kind="cropped", hem=-0.5).shirt_end == -0.5


def test_light_comes_from_the_cameras_side_and_dims():
    for side in (1.0, -1.0):
        towards = Light(azimuth_deg=0.0, elevation_deg=30.0).direction(side)
        np.testing.assert_allclose(towards, [side * np.sqrt(0.75), 0.0, 0.5], atol=1e-12)
    dark, warm = Light(strength=0.2, ambient=0.2), Light(warmth=1.0)
    np.testing.assert_allclose(dark.sky_colour, 0.2 * Light().sky_colour)
    assert warm.sun_colour[0] / warm.sun_colour[2] > 1.3


def test_the_support_is_bench_mat_or_floor():
    x = np.array([0.0, 0.0, 0.6], dtype=np.float32)
    y = np.array([0.0, -0.9, 0.0], dtype=np.float32)
    on_mat = Room(mat_centre_y_m=-0.5).support_m(x, y)
    np.testing.assert_allclose(on_mat, [MAT_SINK_M, MAT_SINK_M, FLOOR_M], atol=1e-6)
    on_bench = Room(has_mat=False, bench_top_m=BENCH_TOP_M).support_m(x, y)
    np.testing.assert_allclose(on_bench, [BENCH_TOP_M + MAT_SINK_M, FLOOR_M, FLOOR_M], atol=1e-6)


@pytest.mark.parametrize("side", [1.0, -1.0])
@pytest.mark.parametrize("seed", range(20))
def test_clutter_stays_off_the_body_and_out_of_the_view(side, seed):
    things = clutter(seed, behind=5, beside=3, front=0, side=side, wall_m=2.0)
    assert len(things) == 8
    for corners in things:
        assert corners.shape[1] == ROW
        assert corners[:, 2].min() > -0.01
        towards_camera = side * corners[:, 0]
        beyond = (corners[:, 1] > 1.0) | (corners[:, 1] < -1.5)
        assert np.all((towards_camera < -0.3) | beyond)


def test_equal_rooms_have_equal_triangles_and_the_seed_moves_things():
    first = Room(clutter_behind=4, posters=2, seed=3)
    np.testing.assert_array_equal(
        first.things(), Room(clutter_behind=4, posters=2, seed=3).things()
    )
    other = Room(clutter_behind=4, posters=2, seed=4)
    assert first.shell().shape == other.shell().shape
    assert not np.array_equal(first.shell(), other.shell())


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_walls_face_the_camera(side):
    shell = Room(side=side, corner_y_m=1.5, posters=1, has_window=True).shell()
    wall = shell[np.abs(shell[:, 0] + side * 1.6) < 0.02]
    upright = wall[np.abs(wall[:, 5]) < 0.5]
    assert np.all(upright[np.abs(upright[:, 3]) > 0.5][:, 3] * side > 0)
    corner = shell[(np.abs(shell[:, 1] - 1.5) < 0.02) & (np.abs(shell[:, 4]) > 0.5)]
    assert len(corner) > 0
    assert np.all(corner[:, 4] < 0)


def floor_places(z_m=0.0):
    x, y = np.meshgrid(np.linspace(-1.5, 1.5, 61), np.linspace(-1.5, 1.5, 61))
    ones = np.ones_like(x)
    return np.stack([x, y, z_m * ones, ones], axis=-1).astype(np.float32)


def test_contact_darkens_the_floor_below_a_body_and_no_other():
    x, y = np.meshgrid(np.linspace(-0.2, 0.2, 41), np.linspace(-0.2, 0.2, 41))
    low = np.stack([x, y, 0.0 * x], axis=-1).reshape(-1, 3).astype(np.float32)
    shade = ContactShade(floor_places(), flat_floor)
    light = np.ones((61, 61), dtype=np.float32)
    shade.shade(light, low)
    assert light[30, 30] == pytest.approx(1.0 - CONTACT, abs=0.01)
    assert np.all(light[:10] == 1.0)
    high = np.ones((61, 61), dtype=np.float32)
    shade.shade(high, low + np.array([0.0, 0.0, 0.3], dtype=np.float32))
    assert light[30, 30] + 0.3 < high[30, 30] < 1.0
    on_table = np.ones((61, 61), dtype=np.float32)
    ContactShade(floor_places(0.5), flat_floor).shade(on_table, low)
    assert np.all(on_table == 1.0)


def test_a_shadow_falls_away_from_the_lamp():
    axes = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0]])
    covered = np.zeros((512, 512), dtype=np.float32)
    covered[192:320, 192:320] = 1.0
    share = np.full((61, 61), 0.5, dtype=np.float32)
    light = np.ones((61, 61), dtype=np.float32)
    CastShade(floor_places(), share, axes, 0.02).shade(
        light, covered, np.array([0.5, 0.0, 1.0]), 1.0
    )
    assert light[30, 40] == pytest.approx(0.5, abs=1e-3)
    assert np.all(light[:, :20] == 1.0)


def test_a_window_holds_the_bodies_and_fills_its_picture():
    camera = Camera(target_m=(0.0, 0.0, 0.5), width=640, height=360)
    points = np.array([[0.0, -0.2, 0.4], [0.1, 0.2, 0.6]], dtype=np.float32)
    clip = np.diag([1.0, -1.0, 1.0, 1.0]) @ camera.clip_matrix()
    window = window_of([points], clip, (640, 360))
    assert window is not None
    assert window.width < 640
    assert window.height < 360
    pixels = camera.project(points.astype(np.float64))
    whole = np.concatenate([points, np.ones((2, 1))], axis=1) @ window.clip_matrix(clip).T
    inside = (whole[:, :2] / whole[:, 3:] + 1.0) / 2.0 * [window.width, window.height]
    corner = np.array([window.left, window.top])
    np.testing.assert_allclose(inside + corner, pixels, atol=1e-3)
    assert np.all((inside > 0) & (inside < [window.width, window.height]))
    away = points + np.array([0.0, 30.0, 0.0], dtype=np.float32)
    assert window_of([away], clip, (640, 360)) is None


def test_normals_point_outward():
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float64)
    faces = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], dtype=np.int32)
    normals = vertex_normals(corners, faces)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-6)
    assert np.all(np.einsum("ij,ij->i", normals, corners - corners.mean(axis=0)) > 0)
