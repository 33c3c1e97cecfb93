from __future__ import annotations

import pytest

from formcheck.checks.back_arch import BackArch
from formcheck.checks.lowering_arch import LoweringArch
from tests.checks.scenes import Move, scene


@pytest.mark.parametrize("check", [BackArch, LoweringArch])
@pytest.mark.parametrize("posture", ["lying", "hanging"])
def test_the_back_is_not_judged_by_any_proxy(check, posture):
    made = scene(Move(trunk_lift=30), posture=posture)
    result = check().judge(made.reps[0], made)
    assert result.verdict == "cant_tell"
    assert result.reason_code == "lumbar_not_available"
    assert result.reason == "lumbar landmarks are not available yet"
    assert (result.value, result.limit, result.near_limit) == (None, None, False)


def test_the_numbers_of_measures_are_there():
    settings = BackArch().settings
    assert (settings.change_deg, settings.k, settings.min_s) == (7.5, 0.84, 0.25)
