"""The sensor: the default changes nothing, light adds up, noise is what it says it is."""

from __future__ import annotations

import numpy as np
import pytest

from studio.lens import Sensor, developed


def grey(level, size=(90, 160)):
    return np.full((*size, 3), level, dtype=np.uint8)


@pytest.fixture
def picture():
    return np.random.default_rng(3).integers(0, 256, (60, 80, 3), dtype=np.uint8)


def test_the_default_sensor_changes_nothing(picture):
    np.testing.assert_array_equal(developed([picture], Sensor(), 7), picture)


def test_two_equal_sub_frames_change_nothing(picture):
    np.testing.assert_array_equal(developed([picture, picture], Sensor(), 7), picture)


def test_one_stop_less_halves_the_light():
    shown = developed([grey(200)], Sensor(exposure=0.5), 0)
    assert (shown == round(200 / np.sqrt(2))).all()


def test_too_much_light_is_white(picture):
    assert (developed([np.maximum(picture, 60)], Sensor(exposure=50.0), 0) == 255).all()


def test_light_of_open_shutter_adds_up():
    shown = developed([grey(0), grey(200)], Sensor(), 0)
    assert (shown == round(200 / np.sqrt(2))).all()


def test_white_balance_acts_on_its_own_colour():
    shown = developed([grey(100)], Sensor(white_balance=(1.44, 1.0, 0.49)), 0)
    np.testing.assert_array_equal(shown[0, 0], [120, 100, 70])


def test_contrast_keeps_mid_grey_and_spreads_the_rest():
    middle = 255 * np.sqrt(0.18)
    for level in (30, 108, 180):
        shown = developed([grey(level)], Sensor(contrast=1.2), 0)
        assert shown[0, 0, 0] == pytest.approx(middle + 1.2 * (level - middle), abs=0.6)


def test_without_saturation_all_is_grey(picture):
    shown = developed([picture], Sensor(saturation=0.0), 0)
    assert (shown == shown[:, :, :1]).all()
    luma = picture @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(shown[:, :, 0], luma, atol=0.6)


def test_defocus_widens_an_edge_and_keeps_the_light():
    edge = grey(0)
    edge[:, 80:] = 255
    sharp, soft = (developed([edge], Sensor(blur_px=b), 0)[45, :, 0] for b in (0.0, 3.0))
    assert ((sharp > 20) & (sharp < 235)).sum() == 0
    assert 8 <= ((soft > 20) & (soft < 235)).sum() <= 20
    light = (soft / 255.0) ** 2
    assert light.sum() == pytest.approx(80.0, abs=0.5)


def test_vignette_darkens_corners_only():
    shown = developed([grey(200, (91, 161))], Sensor(vignette=0.36), 0)
    assert shown[45, 80, 0] == 200
    assert shown[0, 0, 0] == shown[-1, -1, 0] == 160


@pytest.mark.parametrize("grain_px", [0.0, 0.6, 1.5])
@pytest.mark.parametrize("noise", [0.01, 0.03])
def test_noise_at_mid_grey_has_the_stated_size(noise, grain_px):
    level = round(255 * np.sqrt(0.18))
    sensor = Sensor(noise=noise, grain_px=grain_px)
    shown = developed([grey(level, (360, 640))], sensor, 0) / 255.0
    luma = shown @ np.array([0.299, 0.587, 0.114])
    assert luma.std() == pytest.approx(noise, rel=0.12)
    assert shown.mean() == pytest.approx(level / 255.0, abs=0.002)


def test_grain_is_as_coarse_as_asked():
    def neighbours(grain_px):
        shown = developed([grey(108, (200, 200))], Sensor(noise=0.04, grain_px=grain_px), 0)
        luma = shown.mean(axis=2) - shown.mean()
        return np.mean(luma[:, 1:] * luma[:, :-1]) / luma.var()

    assert neighbours(0.0) < 0.15
    assert neighbours(1.5) > 0.5


def test_the_same_frame_has_the_same_noise_and_the_next_another(picture):
    sensor = Sensor(noise=0.02, seed=5)
    first = developed([picture], sensor, 3)
    np.testing.assert_array_equal(developed([picture], sensor, 3), first)
    assert (developed([picture], sensor, 4) != first).mean() > 0.5
    assert (developed([picture], Sensor(noise=0.02, seed=6), 3) != first).mean() > 0.5


def test_a_dark_room_is_noisier_in_what_is_seen_of_it():
    sensor = Sensor(noise=0.02)
    bright, dark = (developed([grey(level)], sensor, 0).astype(float) for level in (200, 30))
    assert (dark.std() / dark.mean()) > 3 * (bright.std() / bright.mean())


def test_the_drawn_pictures_are_left_alone(picture):
    before = picture.copy()
    developed([picture, picture], Sensor(noise=0.1, blur_px=1.0, exposure=0.3), 0)
    np.testing.assert_array_equal(picture, before)
