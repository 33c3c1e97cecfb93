"""Frames of the network become a state: two witnesses of the lordosis, and what may be believed."""

import numpy as np
import pytest

from formcheck.lumbar.fusion import WAIST, LumbarSettings, lumbar_state
from formcheck.pose.landmarks import LUMBAR_POINTS
from tests.spines import spine_track


def test_both_witnesses_are_weighed():
    made = spine_track(lordosis_deg=np.full(20, 12.0), own_deg=np.full(20, 8.0))
    assert lumbar_state(made).lordosis_deg == pytest.approx(np.full(20, 10.0), abs=1e-6)
    own = lumbar_state(made, LumbarSettings(own_share=1.0))
    assert own.lordosis_deg == pytest.approx(np.full(20, 8.0))


@pytest.mark.parametrize("flip", [False, True])
def test_the_turn_between_the_axes_has_the_sign_of_an_arch_whichever_way_one_lies(flip):
    made = spine_track(lordosis_deg=np.full(20, 15.0), mirrored=flip)
    axes = lumbar_state(made, LumbarSettings(own_share=0.0))
    assert axes.lordosis_deg == pytest.approx(np.full(20, 15.0), abs=1e-6)


def test_hidden_waists_and_unknown_kinds_are_told_and_nothing_is_lost():
    made = spine_track(lordosis_deg=np.zeros(4))
    made.lumbar_visible[1, [LUMBAR_POINTS.index(name) for name in WAIST]] = 0.05
    made.in_range[2] = 0.1
    for array in (made.axes, made.spine, made.in_range, made.lumbar_visible):
        array[3] = np.nan
    state = lumbar_state(made)
    assert state.waist_seen[:3] == pytest.approx([0.95, 0.05, 0.95])
    assert np.isnan(state.waist_seen[3])
    assert state.known_kind.tolist() == [True, True, False, False]
    assert state.told.tolist() == [True, True, True, False]
