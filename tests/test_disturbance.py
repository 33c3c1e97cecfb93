"""The whole picture moves: told, and not judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.analysis import analyse
from formcheck.disturbance import disturbances, disturbed_spans
from formcheck.pose.track import CONTOUR_FEATURES, Track
from tests.stick import leg_raises, track

GOOD = track(leg_raises(100, 100, 100))
HEIGHT = GOOD.source.height
SECOND = analyse(GOOD).data.reps[1]


def _shaken(made: Track, from_s: float, to_s: float, share: float) -> Track:
    """Return the track with a background that moves by a share of the height in each frame."""
    contour = made.contour.copy()
    column = CONTOUR_FEATURES.index("background_shift_px")
    contour[:, column] = 0.02
    contour[(made.time_s >= from_s) & (made.time_s <= to_s), column] = share * HEIGHT
    return replace(made, contour=contour)


def _codes(made: Track) -> list[set[str]]:
    reps = analyse(made).data.reps
    return [{r.reason_code for r in rep.checks.values() if r.applies} for rep in reps]


def test_a_knock_is_told_and_its_repetition_is_not_judged():
    knocked = _shaken(GOOD, SECOND.peak_s, SECOND.peak_s + 0.3, 0.02)
    ((start_s, stop_s),) = disturbances(knocked)
    assert start_s == pytest.approx(SECOND.peak_s, abs=0.05)
    assert stop_s == pytest.approx(SECOND.peak_s + 0.3, abs=0.05)
    found = analyse(knocked).data
    assert "view_disturbed" in [w.code for w in found.setup.warnings]
    assert {r.verdict for r in found.reps[1].checks.values() if r.applies} == {"cant_tell"}
    assert _codes(knocked)[0] == _codes(GOOD)[0]
    assert _codes(knocked)[2] == _codes(GOOD)[2]


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01])
def test_a_camera_that_moves_all_the_time_is_another_matter(share):
    shift = np.full(len(GOOD), share * HEIGHT)
    assert disturbed_spans(GOOD.time_s, shift, HEIGHT) == []


def test_what_is_not_known_disturbs_nothing():
    assert disturbed_spans(GOOD.time_s, np.full(len(GOOD), np.nan), HEIGHT) == []
    assert disturbed_spans(GOOD.time_s[:1], np.ones(1), HEIGHT) == []


def test_the_frame_rate_does_not_matter():
    for every in (1, 2, 3):
        time_s = GOOD.time_s[::every]
        moving = (time_s > 4.0) & (time_s < 5.0)
        shift = np.where(moving, 0.1 * HEIGHT * np.median(np.diff(time_s)), 0.0)
        ((start_s, stop_s),) = disturbed_spans(time_s, shift, HEIGHT)
        assert (start_s, stop_s) == pytest.approx((4.0, 5.0), abs=0.15)


def test_legs_that_lie_elsewhere_afterwards_are_not_compared_with_the_rest_before():
    """A zoom or a turn of the camera moves the zero."""
    knocked = _shaken(GOOD, SECOND.start_s - 0.4, SECOND.start_s - 0.2, 0.03)
    moved = knocked.landmarks_px.copy()
    after = knocked.time_s > SECOND.start_s - 0.3
    hips = moved[:, [23, 24]].mean(axis=1, keepdims=True)
    turn = np.radians(8.0) * after
    legs = [25, 26, 27, 28, 29, 30, 31, 32]
    arm = moved[:, legs] - hips
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    turned = np.stack(
        [cos * arm[..., 0] - sin * arm[..., 1], sin * arm[..., 0] + cos * arm[..., 1]], axis=-1
    )
    moved[:, legs] = hips + turned
    turned_too = replace(knocked, landmarks_px=moved)
    assert _codes(turned_too)[-1] == {"view_disturbed"}
    still_set_up = replace(turned_too, contour=GOOD.contour)
    assert "view_disturbed" not in _codes(still_set_up)[-1]
    # The set breaks off in the last raise, so that there is no rest to compare with.
    assert _codes(turned_too.window(0, len(GOOD) - 120))[1] == {"view_disturbed"}


def test_what_begins_and_ends_while_the_picture_moves_is_not_counted():
    """Somebody who crosses in front is taken for legs that rise and fall."""
    crossed = _shaken(GOOD, SECOND.start_s - 0.5, SECOND.stop_s + 0.5, 0.02)
    found = analyse(crossed).data
    assert [rep.index for rep in found.reps] == [1, 2]
    assert [rep.peak_s for rep in found.reps] == [
        rep.peak_s for rep in analyse(GOOD).data.reps if rep.index != 2
    ]
    (left_out,) = [i for i in found.not_counted if i.reason_code == "view_disturbed"]
    assert left_out.start_s == SECOND.start_s
