"""What a report says of itself."""

from __future__ import annotations

from formcheck.checks.base import CheckResult
from tests.outputs.sample import sample_analysis


def test_verdicts_are_ordered_by_gravity_and_faults_come_before_advice():
    checks = {
        "fine": CheckResult("fault", "pass"),
        "open_advice": CheckResult("advice", "cant_tell"),
        "open": CheckResult("fault", "cant_tell"),
        "advice": CheckResult("advice", "flag"),
        "flagged": CheckResult("fault", "flag"),
        "also_flagged": CheckResult("fault", "flag"),
    }
    rep = sample_analysis().data.reps[0].model_copy(update={"checks": checks})
    expected = ["flagged", "also_flagged", "advice", "open", "open_advice", "fine"]
    assert list(rep.by_gravity) == expected
    assert rep.by_gravity == checks
