"""What every check promises, whichever it is and whatever it sees."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np
import pytest

from formcheck.checks import build_checks, check_names, check_types
from formcheck.checks.base import CheckResult, RepCheck, Scene, SetCheck, three_way
from formcheck.checks.settings import RefusalSettings
from formcheck.kinematics.signals import Kinematics, View
from tests.checks.scenes import Move, changed, scene

SNAKE = re.compile(r"[a-z][a-z0-9_]*")
UNITS = r"(deg|deg/s|deg/s2|s|Hz|fps|px|m|share|ratio|trunk lengths|count)"
DESCRIBED = re.compile(rf".+ \[{UNITS}; .+\]$")
BAD_BELOW = {"stayed_under_90", "kicked", "bounced", "legs_swing_behind"}


def _blind(made: Scene) -> Scene:
    arrays = {
        name: np.full_like(getattr(made.kinematics, name), np.nan)
        for name in Kinematics.__dataclass_fields__
        if name != "time_s"
        and isinstance(getattr(made.kinematics, name), np.ndarray)
        and getattr(made.kinematics, name).dtype == float
    }
    n = len(made.kinematics)
    return changed(made, pose_found=np.zeros(n, bool), rest=None, trunk_length_px=np.nan, **arrays)


def _cut(made: Scene, frames: int) -> Scene:
    """Keep the first frames; every repetition keeps one frame of them."""
    arrays = {
        name: getattr(made.kinematics, name)[:frames]
        for name in Kinematics.__dataclass_fields__
        if isinstance(getattr(made.kinematics, name), np.ndarray)
    }
    tiny = {"start": 0, "top_start": 0, "peak": 0, "top_stop": 1, "stop": 1}
    first_s = float(made.kinematics.time_s[0])
    times = {f"{name}_s": first_s for name in tiny}
    reps = tuple(replace(rep, **tiny, **times) for rep in made.reps)
    return replace(changed(made, rest=None, **arrays), reps=reps)


def _empty_reps(made: Scene) -> Scene:
    reps = tuple(
        replace(rep, start=rep.peak, top_start=rep.peak, top_stop=rep.peak, stop=rep.peak)
        for rep in made.reps
    )
    return replace(made, reps=reps)


def _nan_reps(made: Scene) -> Scene:
    nan = math.nan
    gone = {"peak_deg": nan, "peak_sigma_deg": nan, "peak_knee_deg": nan, "valley_deg": nan}
    return replace(made, reps=tuple(replace(rep, low_deg=nan, **gone) for rep in made.reps))


def _holes(made: Scene) -> Scene:
    angle = made.kinematics.hip_flexion_deg.copy()
    angle[::7] = np.nan
    return changed(made, hip_flexion_deg=angle)


def _scenes() -> Iterator[tuple[str, Scene]]:
    good = scene(Move(), Move())
    yield "good", good
    yield "nine reps", scene(*[Move(peak=105 - 3 * i) for i in range(9)])
    yield "hanging", scene(Move(swing=30), Move(behind=20), posture="hanging")
    yield "unknown", scene(Move(), posture="unknown")
    yield "no reps", scene()
    yield "no rest", scene(Move(), rest_s=0.0)
    yield "blind", _blind(good)
    yield "one frame", _cut(good, 1)
    yield "two frames", _cut(good, 2)
    yield "three frames", _cut(good, 3)
    yield "empty reps", _empty_reps(good)
    yield "unknown reps", _nan_reps(good)
    yield "holes", _holes(good)
    yield "noise", scene(Move(), Move(), noise_deg=3.0)
    yield "slow film", scene(Move(), Move(), fps=8.0)
    yield "frame rate unknown", replace(good, fps_mean=math.nan)
    yield "oblique", changed(good, view=View(50.0, 0.0, 8.0, 5.0, rectified=False))
    yield "view unknown", changed(good, view=View(math.nan, 0.0, 8.0, 5.0, rectified=False))
    yield "legs past the head", scene(Move(peak=170.0))
    yield (
        "all faults",
        scene(
            *[
                Move(
                    peak=70, shape="kick", raise_s=1.0, fall=1.0, knee=60, trunk_lift=27, uneven=25
                )
                for _ in range(3)
            ]
        ),
    )
    yield "one leg", scene(Move(leg="left"), Move(leg="right"), Move(leg="left"))
    yield "hold", scene(Move(bottom_hold=(12.0, 4.0)), Move())
    yield "falling", scene(Move(peak=80, fall=1.6), Move(peak=80, fall=0.6))
    yield "between the limits", scene(Move(peak=91, lower_s=1.6), Move(peak=88, raise_s=1.05))


SCENES = dict(_scenes())
EVERY_CHECK = pytest.mark.parametrize("check", check_types(), ids=lambda check: check.name)
EVERY_SCENE = pytest.mark.parametrize("made", SCENES.values(), ids=SCENES.keys())


def _results(check: RepCheck | SetCheck, made: Scene) -> list[CheckResult]:
    if isinstance(check, SetCheck):
        return [check.judge(made)]
    return [check.judge(rep, made) for rep in made.reps]


def _consistent(result: CheckResult) -> None:
    """A firm verdict has its number on the right side of the limit, by more than it errs."""
    known = (result.value, result.limit, result.uncertainty)
    assert all(number is None or math.isfinite(number) for number in known)
    if result.verdict == "cant_tell":
        assert result.reason
        assert result.remedy
        assert SNAKE.fullmatch(result.reason_code)
        assert result.near_limit == (result.reason_code == "near_limit")
        if result.near_limit:
            assert None not in known
            assert abs(result.value - result.limit) <= result.uncertainty
        return
    assert None not in known
    assert abs(result.value - result.limit) > result.uncertainty
    assert not result.near_limit
    if result.verdict == "pass":
        assert (result.reason_code, result.reason, result.remedy) == ("", "", "")
        return
    side = "below" if result.reason_code in BAD_BELOW else "above"
    # A kick is early (below) or peaked (above), whichever is the less clear.
    if result.reason_code not in ("kicked", "bounced"):
        assert three_way(result.value, result.limit, result.uncertainty, side) == "flag"
    assert SNAKE.fullmatch(result.reason_code)
    assert result.reason.endswith(".")
    assert result.remedy
    assert result.at_s is not None


@EVERY_SCENE
@EVERY_CHECK
def test_judges_anything_and_says_something_consistent(check, made):
    last_s = made.kinematics.time_s[-1]
    for result in _results(check(), made):
        assert result.severity == check.severity
        assert result.verdict in ("flag", "pass", "cant_tell")
        _consistent(result)
        text = json.dumps(asdict(result), allow_nan=False)
        assert "nan" not in text.lower()
        assert result.at_s is None or 0 <= result.at_s <= last_s


@EVERY_CHECK
def test_is_described(check):
    assert SNAKE.fullmatch(check.name)
    assert check.title
    assert check.severity in ("fault", "advice")
    assert check.postures <= {"lying", "hanging"}
    assert check.__doc__


@pytest.mark.parametrize(
    "settings",
    [*(check.Settings for check in check_types()), RefusalSettings],
    ids=lambda settings: settings.__name__,
)
def test_every_number_has_unit_default_and_source(settings):
    assert settings.model_fields
    for name, field in settings.model_fields.items():
        assert not field.is_required(), name
        assert DESCRIBED.match(field.description or ""), (name, field.description)


@EVERY_CHECK
@pytest.mark.parametrize("name", ["blind", "unknown", "oblique", "view unknown", "one frame"])
def test_never_a_verdict_when_nothing_may_be_judged(check, name):
    results = _results(check(), SCENES[name])
    assert {result.verdict for result in results} == {"cant_tell"}


@EVERY_CHECK
def test_says_so_when_it_is_not_for_this_exercise(check):
    for posture in {"lying", "hanging"} - check.postures:
        codes = {result.reason_code for result in _results(check(), scene(Move(), posture=posture))}
        assert codes == {"not_for_this_exercise"}


def test_a_good_set_has_no_flag():
    built = build_checks()
    made = scene(*[Move() for _ in range(8)], noise_deg=0.2)
    verdicts = {
        check.name: {result.verdict for result in _results(check, made)}
        for check in (*built.of_rep, *built.of_set)
    }
    arch = {"back_arch", "lowering_arch"}
    assert {name for name, said in verdicts.items() if said == {"pass"}} == {*check_names()} - arch
    assert {name for name, said in verdicts.items() if said == {"cant_tell"}} == arch


def test_judging_changes_nothing():
    made = scene(Move(), Move())
    before = {
        name: np.copy(value)
        for name in Kinematics.__dataclass_fields__
        if isinstance(value := getattr(made.kinematics, name), np.ndarray)
    }
    for check in (*build_checks().of_rep, *build_checks().of_set):
        _results(check, made)
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(made.kinematics, name), value)
