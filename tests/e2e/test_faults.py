"""Each sample clip of one fault, and its good twin: the fault is told, and no other.

A few of them here; all of them, slow, with ``make test-all``.
"""

from __future__ import annotations

import pytest

from tests.e2e.analysed import Result, analysed
from tests.e2e.live_twin import assert_live_agrees

FAULTS = {
    "loft_under_90": "under_90",
    "loft_knee_bend": "knee_bend",
    "loft_asymmetry": "asymmetry",
    "gym_swing": "swing",
    "gym_leg_drop": "leg_drop",
    "gym_tempo": "tempo",
    "garage_incomplete_lowering": "incomplete_lowering",
    "flat_trunk_lift": "trunk_lift",
    "bar_swing": "swing",
}
SET_FAULTS = {"garage_low_hold": "low_hold", "flat_form_drift": "form_drift"}
TWINS = ("loft_good", "studio_good", "gym_good", "garage_good", "flat_good", "bar_good")
OTHERS = ("single_leg_full", "portrait_phone_full")
FAST = {"loft_asymmetry", "gym_leg_drop", "flat_trunk_lift", "garage_low_hold", "gym_good"}


def clips(*names: str) -> list[object]:
    """Return the names as parameters, those that are not among the fast ones marked slow."""
    return [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in names]


def firm(result: Result, check: str) -> list[str]:
    return [
        rep.checks[check].verdict
        for rep in result.report.data.reps
        if rep.checks[check].verdict != "cant_tell"
    ]


@pytest.mark.parametrize("name", clips(*FAULTS))
def test_the_fault_is_flagged_where_it_is_and_nowhere_else(name: str) -> None:
    result, check = analysed(name), FAULTS[name]
    pairs = result.truth.pairs(result.report.data)
    for true, found in pairs:
        assert found.checks[check].verdict in (true["checks"][check]["verdict"], "cant_tell")
    if check == "asymmetry":
        # The outline shows a part of the 24 degrees: it may be too close to call, not passed.
        assert all(found.checks[check].value > 12.0 for _, found in pairs)
        return
    flagged = sum(true["checks"][check]["verdict"] == "flag" for true, _ in pairs)
    assert firm(result, check).count("flag") >= 0.6 * flagged


@pytest.mark.parametrize("name", clips(*SET_FAULTS))
def test_the_fault_of_the_set_is_never_passed(name: str) -> None:
    result = analysed(name)
    result.truth.pairs(result.report.data)
    found = result.report.data.set_checks[SET_FAULTS[name]]
    assert found.verdict in ("flag", "cant_tell")
    if found.verdict == "cant_tell":
        assert found.near_limit, found.reason


@pytest.mark.parametrize("name", clips(*FAULTS, *SET_FAULTS, *TWINS, *OTHERS))
def test_no_verdict_contradicts_the_truth(name: str) -> None:
    result = analysed(name)
    for true, found in result.truth.pairs(result.report.data):
        for check, verdict in true["checks"].items():
            assert found.checks[check].verdict in (verdict["verdict"], "cant_tell"), check


@pytest.mark.parametrize("name", clips(*FAULTS, *SET_FAULTS, *TWINS, *OTHERS, "oblique_30_mixed"))
def test_live_says_the_same(name: str) -> None:
    assert_live_agrees(analysed(name))


@pytest.mark.parametrize("name", clips(*TWINS, *OTHERS))
def test_a_good_set_has_no_fault_and_most_of_it_is_told(name: str) -> None:
    result = analysed(name)
    assert result.report.data.summary.flagged_reps == 0
    told = [firm(result, check) for check in ("under_90", "swing", "knee_bend")]
    assert all(len(verdicts) >= 0.5 * len(result.truth.reps) for verdicts in told)


@pytest.mark.slow
def test_thirty_degrees_off_side_on_is_refused_or_told_with_less_certainty() -> None:
    oblique, square = analysed("oblique_30_mixed"), analysed("studio_good")
    assert abs(oblique.report.data.setup.camera_yaw_deg or 0.0) > 15.0
    assert any(w.code == "not_side_on" for w in oblique.report.data.setup.warnings)
    widest = min(
        rep.checks["under_90"].uncertainty or float("inf") for rep in square.report.data.reps
    )
    for rep in oblique.report.data.reps:
        check = rep.checks["under_90"]
        assert check.verdict == "cant_tell" or (check.uncertainty or 0.0) > widest
