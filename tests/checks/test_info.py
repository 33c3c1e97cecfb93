from __future__ import annotations

import numpy as np
import pytest

from formcheck.checks.info import curl, past_90
from formcheck.checks.under_90 import Under90
from tests.checks.scenes import Move, changed, scene


def _shifted(made, at_top, all_along=0.0):
    share = np.clip(made.kinematics.hip_flexion_deg / 105, 0, 1)
    return changed(made, hip_shift=all_along + (at_top - all_along) * share)


@pytest.mark.parametrize(
    ("peak", "at_top", "all_along", "said"),
    [
        (105, 0.25, 0.0, "seen"),
        (105, 0.10, 0.0, "cant_tell"),  # the landmark errs as much
        (105, 0.25, 0.2, "cant_tell"),  # the body slid on the mat before
        (92, 0.25, 0.0, "cant_tell"),  # not firmly past 90
    ],
)
def test_curl(peak, at_top, all_along, said):
    made = _shifted(scene(Move(peak=peak)), at_top, all_along)
    assert curl(made.reps[0], made) == said


def test_curl_is_only_told_lying_and_with_a_rest():
    hanging = _shifted(scene(Move(), posture="hanging"), 0.3)
    assert curl(hanging.reps[0], hanging) == "cant_tell"
    restless = _shifted(scene(Move(), rest_s=0.0), 0.3)
    assert curl(restless.reps[0], restless) == "cant_tell"
    tiny = changed(_shifted(scene(Move()), 0.3), trunk_length_px=40.0)
    assert curl(tiny.reps[0], tiny) == "cant_tell"


def test_past_90_follows_a_refusal():
    made = changed(scene(Move()), trunk_length_px=40.0)
    assert past_90(Under90().judge(made.reps[0], made)) == "cant_tell"
