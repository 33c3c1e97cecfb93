"""Which landmarks count as seen, and what is made of them."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.kinematics.segments import BONE_RATIO, MOST_KNEE_DEG, smooth_segments
from formcheck.pose.landmarks import Landmark
from tests.stick import FLEXION, SHANK_M, THIGH_M, Stick, leg_raises, seen_in, still, track

SIDES = pytest.mark.parametrize("side", ["left", "right"])
LEG = ("knee", "ankle", "heel", "foot_index")
BAD = slice(30, 60)


def _stretched(side: str, bone: str, factor: float):
    """Return a still person one of whose bones has another length for a second."""
    made = track(still(hip_left=40.0, hip_right=40.0), duration_s=4.0)
    hip, knee, *rest = (Landmark[f"{side.upper()}_{p.upper()}"] for p in ("hip", *LEG))
    points = made.landmarks_px
    first, moved = (hip, [knee, *rest]) if bone == "thigh" else (knee, rest)
    vector = points[BAD, moved[0]] - points[BAD, first]
    points[BAD, moved] += ((factor - 1.0) * vector)[:, None]
    return made


@SIDES
@pytest.mark.parametrize("bone", ["thigh", "shank"])
@pytest.mark.parametrize("factor", [BONE_RATIO[0] - 0.05, BONE_RATIO[1] + 0.05])
def test_a_leg_with_an_impossible_bone_is_left_out_and_the_other_one_kept(side, bone, factor):
    segments = smooth_segments(_stretched(side, bone, factor))
    own = 0 if side == "left" else 1
    for part in LEG:
        unseen = np.isnan(segments[part]).all(axis=2)
        assert unseen[:, own].tolist() == [30 <= i < 60 for i in range(120)]
        assert not unseen[:, 1 - own].any()
    assert np.isfinite(segments["hip"]).all()


@SIDES
@pytest.mark.parametrize("bone", ["thigh", "shank"])
@pytest.mark.parametrize("factor", [BONE_RATIO[0] + 0.05, 1.0, BONE_RATIO[1] - 0.05])
def test_a_bone_that_may_be_so_long_is_kept(side, bone, factor):
    segments = smooth_segments(_stretched(side, bone, factor))
    assert all(np.isfinite(segments[part]).all() for part in LEG)


def _folded(side: str, knee_deg: float):
    """Return a still person one of whose knees is bent for a second."""
    made = track(still(hip_left=40.0, hip_right=40.0), duration_s=4.0)
    knee, *rest = (Landmark[f"{side.upper()}_{p.upper()}"] for p in LEG)
    points = made.landmarks_px
    turn = np.radians(knee_deg)
    about = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points[BAD, rest] = points[BAD, knee][:, None] + (
        (points[BAD, rest] - points[BAD, knee][:, None]) @ about.T
    )
    return made


@SIDES
@pytest.mark.parametrize("turn", [1.0, -1.0])
@pytest.mark.parametrize(
    ("knee_deg", "believed"),
    [(MOST_KNEE_DEG - 5.0, True), (MOST_KNEE_DEG + 5.0, False), (180.0, False)],
)
def test_a_knee_that_is_folded_flat_is_none(side, turn, knee_deg, believed):
    segments = smooth_segments(_folded(side, turn * knee_deg))
    own = 0 if side == "left" else 1
    inside = slice(BAD.start + 5, BAD.stop - 5)
    assert np.isfinite(segments["ankle"][inside, own]).all() == believed
    assert np.isnan(segments["knee"][inside, own]).all() != believed
    assert np.isfinite(segments["ankle"][:, 1 - own]).all()


@pytest.mark.parametrize("yaw", [0.0, 25.0])
def test_no_leg_is_misplaced_in_a_whole_set(yaw):
    segments = smooth_segments(track(leg_raises(95, 120, knee=60.0), Stick(yaw_deg=yaw)))
    assert all(np.isfinite(segments[part]).all() for part in LEG)


def test_a_few_misplaced_frames_are_bridged():
    made = _stretched("left", "thigh", 1.0)
    made.landmarks_px[50:53, Landmark.LEFT_KNEE] = [10.0, 10.0]
    segments = smooth_segments(made)
    thigh = segments["knee"][:, 0] - segments["hip"][:, 0]
    assert np.hypot(*thigh.T) == pytest.approx(np.full(120, 300.0 * THIGH_M), rel=1e-3)
    shank = segments["ankle"][:, 0] - segments["knee"][:, 0]
    assert np.hypot(*shank.T) == pytest.approx(np.full(120, 300.0 * SHANK_M), rel=1e-3)


def test_a_pair_is_left_out_only_when_both_are_hidden():
    made = track(still(), duration_s=2.0)
    made.visibility[:, Landmark.LEFT_WRIST] = 0.0
    assert np.isfinite(smooth_segments(made)["wrist"]).all()
    made.visibility[:, Landmark.RIGHT_WRIST] = 0.0
    assert np.isnan(smooth_segments(made)["wrist"]).all()


def test_the_edges_of_the_outline_are_directions_with_y_up():
    """Head to the left, both legs at 50 degrees: one edge below and one above, six degrees off."""
    edges = smooth_segments(track(still(hip_left=50.0, hip_right=50.0), duration_s=2.0)).leg_edges
    angles = np.sort(np.degrees(np.arctan2(edges[..., 1], edges[..., 0])), axis=1)
    assert np.ptp(angles, axis=1) == pytest.approx(np.full(60, 12.0), abs=0.01)
    assert FLEXION.outline_gain * angles.mean() == pytest.approx(50.0, abs=1.0)
    unseen = smooth_segments(track(still(), Stick(outline=False), duration_s=2.0))
    assert np.isnan(unseen.leg_edges).all()


def test_nobody_at_all_is_nowhere():
    made = track(still(), duration_s=2.0)
    segments = smooth_segments(seen_in(made, np.zeros(60, dtype=bool)))
    assert np.isnan(segments["knee"]).all()
    assert np.isnan(segments.leg_edges).all()
    assert np.isnan(segments.noise_px)


@SIDES
def test_the_outline_is_unknown_where_a_leg_went_astray(side):
    """A fan about a leg that was put on the arms spans all between."""
    made = _stretched(side, "shank", 2.2)
    segments = smooth_segments(made)
    assert np.isnan(segments.sure_leg_edges[BAD][8:-8]).all()
    assert np.isfinite(segments.sure_leg_edges[: BAD.start - 8]).all()
    assert np.isfinite(segments.leg_edges).all()
