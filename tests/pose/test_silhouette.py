"""One row of features per frame: their order, and what is not known."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.background import small_picture
from formcheck.pose.leg_fan import LegFanSettings, leg_fan
from formcheck.pose.silhouette import SilhouetteReader, contour_features
from formcheck.pose.track import CONTOUR_FEATURES
from tests.pose.people import person

SIZE = (420, 640)
FAN = ("leg_fan_first_x", "leg_fan_first_y", "leg_fan_last_x", "leg_fan_last_y")


def _named(row):
    return dict(zip(CONTOUR_FEATURES, row.tolist(), strict=True))


def test_row_of_features_is_in_the_promised_order() -> None:
    pose = person(300.0, 300.0, legs_deg=30.0, size=SIZE)
    image = np.full((*SIZE, 3), 51, np.uint8)
    row = _named(contour_features(pose, small_picture(image, pose), None, 2))
    assert [row[name] for name in FAN] == pytest.approx(leg_fan(pose).ravel().tolist())
    middle = [row[f"leg_fan_first_{axis}"] + row[f"leg_fan_last_{axis}"] for axis in "xy"]
    assert np.degrees(np.arctan2(-middle[1], middle[0])) == pytest.approx(30.0, abs=1.5)
    assert row["brightness"] == pytest.approx(0.2, abs=1e-3)
    assert np.isnan(row["background_shift_px"])
    assert np.isnan(row["picture_change"])
    assert row["persons"] == 2


def test_the_reader_takes_the_fans_settings() -> None:
    pose = person(300.0, 300.0, legs_deg=30.0, size=SIZE)
    image = np.full((*SIZE, 3), 51, np.uint8)
    asked = SilhouetteReader(LegFanSettings(min_arcs=99)).read(image, pose, 1)
    assert np.isnan([_named(asked)[name] for name in FAN]).all()
    usual = SilhouetteReader().read(image, pose, 1)
    assert np.isfinite([_named(usual)[name] for name in FAN]).all()


def test_reader_without_a_person_still_sees_the_picture() -> None:
    reader = SilhouetteReader()
    noise = np.random.default_rng(0).integers(0, 255, (6, 8, 3)).astype(np.uint8)
    image = np.kron(noise, np.ones((70, 80, 1), np.uint8))
    first = _named(reader.read(image, None, 0))
    second = _named(reader.read(image, None, 0))
    assert np.isnan([first[name] for name in FAN]).all()
    assert np.isnan(first["background_shift_px"])
    assert second["background_shift_px"] == pytest.approx(0, abs=1e-3)
    assert np.isnan(first["picture_change"])
    assert second["picture_change"] == 0
    assert _named(reader.read(image // 2, None, 0))["picture_change"] > 0.1
    assert second["persons"] == 0
