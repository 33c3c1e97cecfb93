from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from formcheck.offline.seam import SeamSettings, agree
from formcheck.pose.landmarks import Landmark
from tests import stick

SETTINGS = SeamSettings()
TRACK = stick.track(*stick.leg_raises(80.0)[:1], stick.Stick(), fps=25, duration_s=1.0)
TRUNK_PX = stick.TRUNK_M * stick.Stick().px_per_m


def _rows(**changed: np.ndarray) -> dict[str, np.ndarray]:
    rows = {f.name: getattr(TRACK, f.name).copy() for f in fields(TRACK) if f.name != "source"}
    return rows | changed


def _moved(trunks: float, mark: Landmark = Landmark.LEFT_KNEE, frames: slice = slice(None)):
    points = TRACK.landmarks_px.copy()
    points[frames, mark, 0] += trunks * TRUNK_PX
    return _rows(landmarks_px=points)


def test_equal_looks_agree():
    assert agree(_rows(), _rows(), SETTINGS)


def test_jitter_to_and_fro_is_no_difference():
    points = TRACK.landmarks_px.copy()
    points += 0.02 * TRUNK_PX * np.where(np.arange(len(points)) % 2, 1, -1)[:, None, None]
    points = points[: len(points) // 2 * 2]
    even = {name: array[: len(points)] for name, array in _rows().items()}
    assert agree(even, even | {"landmarks_px": points}, SETTINGS)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (_moved(0.010), True),
        (_moved(0.030), False),  # a lasting difference of two degrees at the thigh
        (_moved(0.500, frames=slice(3, 4)), False),  # another body in one frame
        (_moved(0.500, Landmark.LEFT_INDEX), True),  # fingers do not count
    ],
)
def test_how_far_points_may_differ(other, same):
    assert agree(_rows(), other, SETTINGS) is same


def test_seen_by_one_only_is_a_difference_and_seen_by_none_is_none():
    nobody = TRACK.landmarks_px.copy()
    nobody[5] = np.nan
    assert not agree(_rows(), _rows(landmarks_px=nobody), SETTINGS)
    assert agree(_rows(landmarks_px=nobody), _rows(landmarks_px=nobody), SETTINGS)
    empty = np.full_like(nobody, np.nan)
    assert agree(_rows(landmarks_px=empty), _rows(landmarks_px=empty), SETTINGS)


@pytest.mark.parametrize(("degrees", "same"), [(1.0, True), (6.0, False)])
def test_the_low_back_must_agree_where_it_is_read(degrees, same):
    read = np.full_like(TRACK.spine, 10.0)
    assert agree(_rows(spine=read), _rows(spine=read + degrees), SETTINGS) is same
