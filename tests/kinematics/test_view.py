"""The camera's yaw and pitch: the model, its estimate, and what correcting for them does."""

from __future__ import annotations

from dataclasses import replace
from math import atan, cos, degrees, radians, sin, tan

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.kinematics.geometry import direction_deg
from formcheck.kinematics.sagittal import find_sagittal_frame
from formcheck.kinematics.segments import smooth_segments
from formcheck.kinematics.signals import View
from formcheck.kinematics.view import (
    ViewSettings,
    estimate_view,
    projection,
    rectify,
    view_sigma_deg,
)
from tests.spines import with_spine
from tests.stick import Stick, leg_raises, still, track

SIDES = pytest.mark.parametrize("near", ["left", "right"])


def _seen(angle_deg: float, yaw_deg: float, pitch_deg: float) -> float:
    """Angle between the images of the caudal axis and of a leg raised by ``angle_deg``."""
    matrix = projection(yaw_deg, pitch_deg)
    leg = matrix @ [cos(radians(angle_deg)), sin(radians(angle_deg))]
    return float(direction_deg(leg) - direction_deg(matrix @ [1.0, 0.0]))


@pytest.mark.parametrize("yaw", [10.0, 20.0, 30.0, -40.0])
@pytest.mark.parametrize("angle", [15.0, 45.0, 75.0])
def test_a_level_camera_stretches_by_the_cosine_of_yaw(yaw, angle):
    expected = degrees(atan(tan(radians(angle)) / cos(radians(yaw))))
    assert _seen(angle, yaw, 0.0) == pytest.approx(expected)


@pytest.mark.parametrize("yaw", [-35.0, 0.0, 20.0, 40.0])
def test_a_level_camera_is_exact_at_90(yaw):
    assert _seen(90.0, yaw, 0.0) == pytest.approx(90.0)


@pytest.mark.parametrize(
    ("yaw", "pitch", "error"),
    [(10, 5, -0.9), (20, 10, -3.6), (20, 20, -7.1), (30, 15, -8.5), (-20, 20, 7.1), (20, -20, 7.1)],
)
def test_yaw_with_pitch_bends_the_right_angle(yaw, pitch, error):
    exact = -degrees(atan(tan(radians(yaw)) * sin(radians(pitch))))
    assert _seen(90.0, yaw, pitch) - 90.0 == pytest.approx(exact, abs=1e-9)
    assert exact == pytest.approx(error, abs=0.06)


@pytest.mark.parametrize("angle", [10.0, 45.0, 80.0])
@pytest.mark.parametrize(("yaw", "pitch"), [(20, 10), (-15, 25), (30, 0), (0, 20)])
def test_the_tilted_camera_follows_the_full_formula(angle, yaw, pitch):
    a, psi, delta = np.radians([angle, yaw, pitch])
    numerator = cos(psi) * cos(delta) * sin(a)
    flat = cos(a) * (cos(psi) ** 2 + (sin(psi) * sin(delta)) ** 2)
    expected = degrees(atan(numerator / (flat + sin(a) * sin(psi) * sin(delta) * cos(delta))))
    assert _seen(angle, yaw, pitch) == pytest.approx(expected)


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (20, 10), (-35, 5), (30, -20)])
def test_correcting_undoes_the_projection(yaw, pitch):
    vectors = np.random.default_rng(0).standard_normal((20, 2))
    view = View(yaw, pitch, 8.0, 5.0, rectified=True)
    assert np.allclose(rectify(vectors @ projection(yaw, pitch).T, view), vectors)
    unchanged = View(yaw, pitch, 8.0, 5.0, rectified=False)
    assert np.array_equal(rectify(vectors, unchanged), vectors)


def _estimate(stick: Stick) -> View:
    segments = smooth_segments(track(still(), stick, duration_s=2.0))
    frame = find_sagittal_frame(segments)
    assert frame.posture == stick.posture
    return estimate_view(segments, frame, np.ones(len(segments.time_s), dtype=bool))


@SIDES
@pytest.mark.parametrize("yaw", [-20.0, -12.0, 0.0, 12.0, 20.0])
@pytest.mark.parametrize("pitch", [0.0, 10.0, 20.0])
def test_a_lying_persons_view_is_recovered(near, yaw, pitch):
    view = _estimate(Stick(near=near, yaw_deg=yaw, pitch_deg=pitch))
    assert view.yaw_deg == pytest.approx(yaw, abs=1.5)
    assert view.pitch_deg == pytest.approx(pitch, abs=1.5)


@SIDES
def test_yaw_is_positive_when_the_feet_are_farther_than_the_head(near):
    made = track(still(), Stick(near=near, yaw_deg=20.0), duration_s=2.0)
    ankle, nose = made.world_m[0, 27], made.world_m[0, 0]
    assert ankle[2] > nose[2]
    assert _estimate(Stick(near=near, yaw_deg=20.0)).yaw_deg > 10.0


@SIDES
@pytest.mark.parametrize("yaw", [-25.0, 0.0, 25.0])
def test_turning_under_the_bar_shortens_across_the_body(near, yaw):
    """Hanging, the body's axis stays in the picture; what turns out of it is pitch lying."""
    view = _estimate(Stick(posture="hanging", near=near, yaw_deg=yaw))
    assert view.yaw_deg == pytest.approx(0.0, abs=1.5)
    assert view.pitch_deg == pytest.approx(-yaw, abs=1.5)


@SIDES
@pytest.mark.parametrize("pitch", [0.0, 15.0])
def test_looking_down_on_a_hanging_person_is_yaw_of_the_body(near, pitch):
    view = _estimate(Stick(posture="hanging", near=near, pitch_deg=pitch))
    assert view.yaw_deg == pytest.approx(pitch, abs=1.5)
    assert view.pitch_deg == pytest.approx(0.0, abs=1.5)


@pytest.mark.parametrize("posture", ["lying", "hanging"])
def test_the_network_draws_the_view_to_what_it_tells(posture):
    segments = smooth_segments(track(still(), Stick(posture=posture), duration_s=2.0))
    frame, frames = find_sagittal_frame(segments), np.ones(len(segments.time_s), dtype=bool)
    alone = estimate_view(segments, frame, frames)
    told = np.array([alone.yaw_deg + 10.0, alone.pitch_deg - 6.0])
    joined = estimate_view(segments, frame, frames, network_deg=told)
    yaw_share, pitch_share = ViewSettings().network_share if posture == "lying" else (1.0, 1.0)
    assert joined.yaw_deg - alone.yaw_deg == pytest.approx(10.0 * yaw_share)
    assert joined.pitch_deg - alone.pitch_deg == pytest.approx(-6.0 * pitch_share)


def test_a_network_that_does_not_tell_the_view_changes_nothing():
    segments = smooth_segments(track(still(), Stick(yaw_deg=12.0), duration_s=2.0))
    frame, frames = find_sagittal_frame(segments), np.ones(len(segments.time_s), dtype=bool)
    untold = estimate_view(segments, frame, frames, network_deg=np.full(2, np.nan))
    assert untold == estimate_view(segments, frame, frames)


def test_a_track_gives_the_view_that_the_network_told():
    made = with_spine(track(still(), Stick(), duration_s=3.0), np.zeros(90))
    told = np.tile([14.0, 8.0], (len(made), 1))
    told[::9] = [-80.0, 80.0]  # the median does not mind
    plain, joined = measure(made).view, measure(replace(made, hip_view_deg=told)).view
    expected = plain.yaw_deg + ViewSettings().network_share[0] * (14.0 - plain.yaw_deg)
    assert joined.yaw_deg == pytest.approx(expected)


def test_nobody_to_look_at_gives_no_view():
    segments = smooth_segments(track(still(), duration_s=1.0))
    frame = find_sagittal_frame(segments)
    view = estimate_view(segments, frame, np.zeros(len(segments.time_s), dtype=bool))
    assert np.isnan([view.yaw_deg, view.pitch_deg]).all()
    assert not view.rectified


def _mean_error(stick: Stick) -> tuple[float, View]:
    motion, duration_s = leg_raises(60, 100, raise_s=2.0)
    made = track((motion, duration_s), stick)
    measured = measure(made)
    error = measured.hip_flexion_deg - motion(made.time_s).hip_left
    return float(np.mean(np.abs(error))), measured.view


@SIDES
@pytest.mark.parametrize(("yaw", "pitch"), [(25.0, 0.0), (-25.0, 0.0), (20.0, 15.0), (-20.0, 15.0)])
def test_correcting_betters_the_angle(near, yaw, pitch):
    stick = Stick(near=near, yaw_deg=yaw, pitch_deg=pitch)
    error, view = _mean_error(stick)
    assert view.rectified
    segments = smooth_segments(track(leg_raises(60, 100, raise_s=2.0), stick))
    frame = find_sagittal_frame(segments)
    thigh = direction_deg(frame.turn(segments["knee"][:, 0] - segments["hip"][:, 0]))
    truth = leg_raises(60, 100, raise_s=2.0)[0](segments.time_s).hip_left
    raw_error = float(np.mean(np.abs(thigh - thigh[:30].mean() - truth)))
    assert error < 1.0
    assert error < 0.7 * raw_error


def test_a_nearly_square_view_is_left_alone():
    error, view = _mean_error(Stick(yaw_deg=8.0))
    assert not view.rectified
    assert error < 1.0


def test_a_view_too_far_off_is_not_corrected_but_known():
    _, view = _mean_error(Stick(yaw_deg=45.0))
    assert not view.rectified
    assert view.out_of_plane_deg == pytest.approx(45.0, abs=3.0)


def test_the_view_adds_no_doubt_at_90_when_level_and_most_between():
    level = View(0.0, 0.0, 8.0, 5.0, rectified=False)
    at = view_sigma_deg(np.array([0.0, 45.0, 90.0]), level)
    assert at[0] == pytest.approx(0.0, abs=1e-9)
    assert at[2] == pytest.approx(0.0, abs=1e-9)
    tilted = view_sigma_deg(np.array([90.0]), View(20.0, 15.0, 8.0, 5.0, rectified=False))
    assert tilted[0] > 1.5
    turned = view_sigma_deg(np.array([45.0, 90.0]), View(25.0, 0.0, 8.0, 5.0, rectified=True))
    assert turned[0] > 1.0
    assert turned[1] > 1.0


def test_an_unknown_view_adds_nothing_and_does_not_warn():
    nan = float("nan")
    assert view_sigma_deg(np.array([45.0]), View(nan, nan, nan, nan, rectified=False)) == 0.0


@SIDES
@pytest.mark.parametrize("bent", ["knee", "knee_right"])
def test_legs_of_unequal_length_do_not_tell_the_yaw(near, bent):
    """One foot on the floor, its knee up: that leg looks short, and lies elsewhere."""
    pose = still(**{"knee": 0.0, "knee_right": 0.0, bent: 70.0})
    made = track(pose, Stick(near=near), duration_s=2.0)
    segments = smooth_segments(made)
    frame = find_sagittal_frame(segments)
    view = estimate_view(segments, frame, np.ones(len(segments.time_s), dtype=bool))
    assert abs(view.yaw_deg) < 10.0


@SIDES
@pytest.mark.parametrize("turn_deg", [-65.0, 65.0])
def test_far_off_side_on_the_legs_do_not_count(near, turn_deg):
    """Their distance tells of their width there: legs that cross would look side-on."""
    made = track(still(), Stick(near=near, yaw_deg=20.0), duration_s=2.0)
    turn = radians(turn_deg)
    about = np.array([[cos(turn), 0.0, sin(turn)], [0.0, 1.0, 0.0], [-sin(turn), 0.0, cos(turn)]])
    crossed = made.landmarks_px.copy()
    for pair in ([25, 26], [27, 28]):
        crossed[:, pair] = crossed[:, pair].mean(axis=1, keepdims=True)
    yaws = []
    for points in (made.landmarks_px, crossed):
        segments = smooth_segments(
            replace(made, landmarks_px=points, world_m=made.world_m @ about.T)
        )
        frame = find_sagittal_frame(segments)
        yaws.append(estimate_view(segments, frame, np.ones(len(made), dtype=bool)).yaw_deg)
    assert yaws[0] == pytest.approx(yaws[1])
    assert abs(yaws[0]) > 35.0
