"""The live low back: since rest, steady, and nothing where it can't be believed."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.live.spine import LiveSpine
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import LUMBAR_ARRAYS, LumbarRow
from tests.spines import with_spine
from tests.stick import Stick, leg_raises, track

MADE = track(leg_raises(95.0), Stick())
SPINED = with_spine(MADE, np.where(np.arange(len(MADE)) < 60, 4.0, 16.0))


def row(i, **changes):
    return replace(
        LumbarRow(**{name: getattr(SPINED, name)[i] for name in LUMBAR_ARRAYS}), **changes
    )


def learnt():
    spine = LiveSpine()
    spine.learn(SPINED, measure(SPINED))
    return spine


def test_the_change_is_since_rest():
    spine = learnt()
    for i in range(len(SPINED)):
        sample = spine.step(float(SPINED.time_s[i]), row(i))
    assert sample.lordosis_change_deg == pytest.approx(12.0, abs=0.5)
    assert sample.waist_seen


def test_before_there_was_a_rest_there_are_points_and_no_change():
    sample = LiveSpine().step(0.0, row(0))
    assert np.isnan(sample.lordosis_change_deg)
    assert sample.points_px == pytest.approx(SPINED.lumbar_px[0])


def test_between_two_readings_the_last_one_is_shown_and_not_for_long():
    spine = learnt()
    first = spine.step(1.0, row(0))
    assert spine.step(1.0 + 1 / 30, None) is first
    assert spine.step(1.5, None) is None


def test_an_unknown_kind_is_not_shown_and_a_hidden_waist_is_told():
    assert learnt().step(0.0, row(0, in_range=0.2)) is None
    hidden = learnt().step(0.0, row(0, lumbar_visible=np.full(11, 0.1)))
    assert not hidden.waist_seen


def test_who_sits_is_not_shown_whatever_the_network_says():
    landmarks = MADE.landmarks_px[0][:, ::-1].copy()  # on end, the hands above the head
    sitting = PersonPose(landmarks, MADE.visibility[0], MADE.world_m[0])
    lying = PersonPose(MADE.landmarks_px[0], MADE.visibility[0], MADE.world_m[0])
    assert learnt().step(0.0, row(0), lying) is not None
    sitting.landmarks_px[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]] = landmarks[
        [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    ]
    assert learnt().step(0.0, row(0), sitting) is None


def test_drawn_points_do_not_jump():
    spine = learnt()
    spine.step(0.0, row(0))
    jumped = spine.step(0.03, row(0, lumbar_px=SPINED.lumbar_px[0] + 10.0))
    assert jumped.points_px == pytest.approx(SPINED.lumbar_px[0] + 5.0)
