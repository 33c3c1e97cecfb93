"""A track keeps its shapes, its times and its gaps."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from formcheck.pose.track import CONTOUR_FEATURES, ROW_SHAPES, Track
from formcheck.video.frame import SourceInfo
from tests.stick import leg_raises, seen_in, track

MADE = track(leg_raises(90))
SOURCE = SourceInfo(name="x.mp4", width=10, height=10)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("landmarks_px", (5, 17, 2)),
        ("visibility", (5, 17)),
        ("world_m", (5, 33, 2)),
        ("contour", (5, 3)),
        ("lumbar_px", (5, 9, 2)),
        ("spine", (4, 3)),
    ],
)
def test_a_wrong_shape_is_told_with_both_shapes(name, shape):
    with pytest.raises(ValueError, match=rf"{name}: expected \(5, .*got \({shape[0]}, "):
        replace(MADE.window(0, 5), **{name: np.zeros(shape)})


@pytest.mark.parametrize("times", [[0.0, 0.0], [0.1, 0.0], [0.0, np.nan], [0.0, np.inf], [np.nan]])
def test_times_rise_strictly_and_are_known(times):
    piece = MADE.window(0, len(times))
    with pytest.raises(ValueError, match="strictly rising"):
        replace(piece, time_s=np.array(times))


def test_landmarks_may_not_be_left_out():
    with pytest.raises(ValueError, match="landmarks_px"):
        Track(SOURCE, np.arange(3.0), np.empty((0, 0, 0)), np.empty((0, 0)), np.empty((0, 0, 0)))


@pytest.mark.parametrize("n", [0, 4])
def test_what_is_left_out_is_unknown_and_has_its_shape(n):
    landmarks = np.zeros((n, 33, 2))
    bare = Track(SOURCE, np.arange(float(n)), landmarks, np.empty((0, 0)), np.empty((0, 0, 0)))
    assert bare.visibility.shape == (n, 33)
    assert bare.world_m.shape == (n, 33, 3)
    assert bare.lumbar_px.shape == (n, 11, 2)
    assert bare.spine_sigma.shape == (n, 3)
    assert np.isnan(bare.contour).all()
    for name in CONTOUR_FEATURES:
        assert bare.feature(name).shape == (n,)


def test_every_array_has_its_shape_said_in_order():
    assert list(ROW_SHAPES) == [f.name for f in fields(Track) if f.name != "source"]


def test_the_rate_is_what_the_clip_says_else_that_of_the_times():
    piece = replace(MADE.window(0, 5), source=SOURCE, time_s=np.array([0.0, 0.1, 0.2, 0.4, 0.5]))
    assert piece.fps_mean == pytest.approx(8.0)
    assert np.isnan(piece.window(0, 1).fps_mean)
    assert replace(piece, source=replace(SOURCE, fps_mean=25.0)).fps_mean == 25.0


def test_found_is_where_landmarks_are():
    seen = np.arange(len(MADE)) % 3 > 0
    assert np.array_equal(seen_in(MADE, seen).pose_found, seen)


def test_features_go_by_name():
    assert np.all(MADE.feature("brightness") == 0.5)
    assert np.all(MADE.feature("persons") == 1.0)
    with pytest.raises(ValueError, match="tuple"):
        MADE.feature("colour")


def test_a_window_is_half_open_and_keeps_its_times():
    piece = MADE.window(10, 25)
    assert len(piece) == 15
    assert piece.time_s[0] == MADE.time_s[10]
    assert np.array_equal(piece.world_m, MADE.world_m[10:25])
    assert piece.source == MADE.source


def test_two_windows_make_one_track_with_a_gap():
    both = MADE.window(0, 10).followed_by(MADE.window(40, 60))
    assert np.array_equal(both.time_s, MADE.time_s[[*range(10), *range(40, 60)]])
    with pytest.raises(ValueError, match="strictly rising"):
        MADE.window(40, 60).followed_by(MADE.window(0, 10))
