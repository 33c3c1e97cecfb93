"""What must not change a verdict: the tempo for angles, the frame rate, the place in time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.checks import build_checks
from tests.checks.scenes import Move, changed, scene

ANGLE_CHECKS = ("under_90", "knee_bend", "asymmetry", "trunk_lift", "incomplete_lowering")
CHECKS = {check.name: check for check in build_checks().of_rep}
QUICK = settings(max_examples=20, deadline=None, derandomize=True)

# Far from every limit.
CLEAR = {
    "good": Move(),
    "low": Move(peak=70, lower_s=2.5),
    "bad": Move(peak=70, knee=50, trunk_lift=28, uneven=29, low=25),
    "kicked": Move(shape="kick", raise_s=1.2),
    "thrown up": Move(raise_s=0.5),
    "dropped": Move(peak=80, fall=1.0),
    "thrown": Move(peak=80, fall=1.8, hold_s=0.3),
}


def _verdicts(made, names):
    return {name: [CHECKS[name].judge(rep, made).verdict for rep in made.reps] for name in names}


@QUICK
@given(st.sampled_from(["good", "low", "bad"]), st.floats(0.6, 3.0))
def test_time_scale_does_not_change_angles(name, slower):
    moves = (CLEAR[name], CLEAR[name])
    plain, slow = scene(*moves), scene(*moves, slower=slower)
    assert _verdicts(slow, ANGLE_CHECKS) == _verdicts(plain, ANGLE_CHECKS)
    for check in ANGLE_CHECKS:
        for one, other in zip(plain.reps, slow.reps, strict=True):
            first = CHECKS[check].judge(one, plain).value
            assert CHECKS[check].judge(other, slow).value == pytest.approx(first, abs=0.7)


@QUICK
@given(st.sampled_from(sorted(CLEAR)), st.floats(24.0, 120.0))
def test_frame_rate_does_not_change_verdicts(name, fps):
    moves = (CLEAR[name], CLEAR[name], CLEAR[name])
    assert _verdicts(scene(*moves, fps=fps), CHECKS) == _verdicts(scene(*moves), CHECKS)


@QUICK
@given(st.sampled_from(sorted(CLEAR)), st.floats(0.0, 1000.0))
def test_when_the_clip_starts_does_not_matter_for_values(name, shift):
    made = scene(CLEAR[name], CLEAR[name])
    moved = changed(made, time_s=made.kinematics.time_s + shift)
    for check in ANGLE_CHECKS:
        if check == "incomplete_lowering":  # looks for times, which the repetitions hold too
            continue
        for rep in made.reps:
            first, second = (CHECKS[check].judge(rep, m) for m in (made, moved))
            assert first.verdict == second.verdict
            assert second.value == pytest.approx(first.value)


@QUICK
@given(st.floats(30.0, 150.0), st.floats(0.0, 8.0))
def test_more_uncertainty_never_makes_a_verdict(peak, sigma):
    made = scene(Move(peak=peak), sigma_deg=sigma)
    wider = scene(Move(peak=peak), sigma_deg=sigma + 2.0)
    first = CHECKS["under_90"].judge(made.reps[0], made).verdict
    second = CHECKS["under_90"].judge(wider.reps[0], wider).verdict
    assert second in (first, "cant_tell")


@QUICK
@given(st.sampled_from(["under_90", "trunk_lift", "knee_bend", "asymmetry"]), st.integers(0, 99))
def test_little_noise_does_not_flip_a_clear_verdict(check, seed):
    for name in ("good", "bad"):
        plain = scene(CLEAR[name])
        noisy = scene(CLEAR[name], noise_deg=0.5, seed=seed)
        assert _verdicts(noisy, [check]) == _verdicts(plain, [check])
