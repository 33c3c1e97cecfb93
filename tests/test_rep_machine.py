"""The state machine of MEASURES 4.7, rule by rule, on exact and on noisy angles."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.kinematics.smoothing import zero_phase
from formcheck.rep_machine import Movement, RepMachine, RepSettings
from tests.stick import keyframes, times


def _run(time_s, angle, *, finish: bool = True) -> list[Movement]:
    """Return all movements of an angle over time."""
    speed = np.gradient(angle, time_s)
    machine = RepMachine()
    samples = zip(time_s.tolist(), angle.tolist(), speed.tolist(), strict=True)
    ended = [machine.step(i, *sample) for i, sample in enumerate(samples)]
    if finish:
        ended.append(machine.finish(len(time_s)))
    return [movement for movement in ended if movement is not None]


def _follow(*points: tuple[float, float], fps: float = 30.0) -> list[Movement]:
    time_s = times(points[-1][0], fps)
    return _run(time_s, keyframes(points)(time_s))


def _counted(movements: list[Movement]) -> list[Movement]:
    return [movement for movement in movements if not movement.reason_code]


def _set(*, count: int = 6, peak: float = 95.0, low: float = 0.0, pause_s: float = 0.8):
    """Return the keyframes of a clean set."""
    points = [(0.0, 0.0), (2.0, 0.0)]
    now = 2.0
    for i in range(count):
        end = low if i + 1 < count else 0.0
        points += [
            (now + 1.5, peak),
            (now + 1.8, peak),
            (now + 3.5, end),
            (now + 3.5 + pause_s, end),
        ]
        now += 3.5 + pause_s
    return [*points, (now + 1.5, 0.0)]


@pytest.mark.parametrize("fps", [15.0, 24.0, 30.0, 60.0])
@pytest.mark.parametrize("peak", [50.0, 90.0, 130.0])
def test_a_clean_set(fps, peak):
    movements = _follow(*_set(peak=peak), fps=fps)
    assert [movement.reason_code for movement in movements] == [""] * 6
    for i, movement in enumerate(movements):
        assert movement.start / fps == pytest.approx(2.0 + 4.3 * i, abs=0.35)
        assert movement.peak_deg == pytest.approx(peak, abs=0.5)
        assert movement.valley_deg == pytest.approx(0.0, abs=1.0)
        assert movement.start < movement.peak < movement.stop
        assert movement.low_deg < 5.0  # it lasts until the legs are down, not merely low
        assert movement.stop / fps == pytest.approx(2.0 + 4.3 * i + 3.5, abs=0.8)
    for before, after in pairwise(movements):
        assert before.stop <= after.start


@pytest.mark.parametrize("low", [12.0, 25.0, 40.0])
def test_hovering_bottoms_are_still_repetitions(low):
    movements = _counted(_follow(*_set(low=low, pause_s=0.0)))
    assert len(movements) == 6
    assert movements[0].low_deg == pytest.approx(low, abs=3.0)


def test_a_raise_in_two_stages_is_one():
    movements = _follow((0, 0), (2, 0), (2.8, 45), (3.6, 45), (4.4, 95), (6, 0), (8, 0))
    assert len(movements) == 1
    assert movements[0].reason_code == ""
    assert movements[0].start == pytest.approx(60, abs=8)


@pytest.mark.parametrize("dip", [10.0, 20.0, 30.0])
def test_a_dip_at_the_top_is_the_same_repetition(dip):
    movements = _follow((0, 0), (2, 0), (3.5, 90), (4, 90 - dip), (4.5, 94), (6, 0), (8, 0))
    assert len(_counted(movements)) == 1
    assert movements[0].peak_deg == pytest.approx(94, abs=0.5)


def test_a_kick_and_a_drop():
    movements = _follow((0, 0), (2, 0), (2.35, 90), (2.6, 90), (3.0, 0), (4.5, 0))
    assert [movement.reason_code for movement in movements] == [""]


@pytest.mark.parametrize("height", [9.0, 12.0, 18.0])
def test_a_six_inch_hold_is_none(height):
    movements = _follow((0, 0), (2, 0), (2.8, height), (7, height), (7.8, 0), (10, 0))
    assert _counted(movements) == []


def test_a_six_inch_hold_does_not_spoil_the_next_repetition():
    movements = _follow((0, 0), (2, 0), (2.8, 12), (6, 12), (7.5, 92), (9, 0), (11, 0))
    counted = _counted(movements)
    assert len(counted) == 1
    assert counted[0].start >= 5.5 * 30  # the hold is the valley
    assert counted[0].valley_deg == pytest.approx(12.0, abs=1.0)


def test_a_raise_that_never_comes_down_is_aborted():
    movements = _follow((0, 0), (2, 0), (3.5, 80), (6, 80))
    assert [movement.reason_code for movement in movements] == ["aborted"]
    assert movements[0].peak_deg == pytest.approx(80.0)


def test_a_clip_cut_in_the_last_degrees_holds_the_whole_repetition():
    time_s = times(5.2)
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (4, 90), (5.6, 0), (7, 0)])(time_s)
    assert 10 < angle[-1] < 30
    assert [movement.reason_code for movement in _run(time_s, angle)] == [""]
    cut = angle[: np.flatnonzero(time_s >= 4.6)[0]]
    assert cut[-1] > 60
    assert [m.reason_code for m in _run(time_s[: len(cut)], cut)] == ["aborted"]


@pytest.mark.parametrize("peak", [15.0, 20.0, 24.0])
def test_a_small_one_is_listed_and_not_counted(peak):
    movements = _follow((0, 0), (2, 0), (2.7, peak), (3.4, 0), (5, 0))
    assert [movement.reason_code for movement in movements] == ["too_small"]


@pytest.mark.parametrize("height", [14.0, 20.0, 24.0])
def test_a_small_rise_that_calms_down_is_forgotten(height):
    """Legs that are held a little higher, then go up: the hold is the valley of the raise."""
    lowered = _follow((0, 0), (2, 0), (2.6, height), (4, height), (4.6, 0), (7, 0))
    assert lowered == []
    raised = _follow((0, 0), (2, 0), (2.6, height), (4, height), (5.2, 95), (7, height), (9, 0))
    assert [movement.reason_code for movement in raised] == [""]
    assert raised[0].valley_deg == pytest.approx(height, abs=1.0)
    assert raised[0].start >= 3.5 * 30


def test_a_rise_that_is_large_enough_may_calm_down():
    enough = RepSettings().min_excursion_deg + 3.0
    movements = _follow((0, 0), (2, 0), (2.8, enough), (6, enough), (7.2, 0), (9, 0))
    assert [movement.reason_code for movement in movements] == [""]
    assert movements[0].valley_deg == pytest.approx(0.0, abs=1.0)


def test_legs_that_swing_back_under_the_bar_begin_no_raise():
    points = [(0, 0), (2, 0), (2.6, -18), (3.2, 0), (6, 0), (7.5, 95), (9, 0), (11, 0)]
    movements = _follow(*points)
    assert [movement.reason_code for movement in movements] == [""]
    assert movements[0].valley_deg == pytest.approx(0.0, abs=1.0)
    assert movements[0].start >= 5.5 * 30


def test_a_small_rise_that_does_not_calm_down_goes_on():
    """A pause shorter than the calm does not cut a raise in two stages."""
    pause_s = 0.5 * RepSettings().calm_s
    movements = _follow(
        (0, 0), (2, 0), (2.6, 20), (2.6 + pause_s, 20), (3.8 + pause_s, 95), (6, 0), (8, 0)
    )
    assert [movement.reason_code for movement in movements] == [""]
    assert movements[0].valley_deg == pytest.approx(0.0, abs=1.0)


def test_a_slow_repetition_of_four_seconds_up_is_one():
    movements = _follow((0, 0), (2, 0), (6, 90), (7, 90), (11, 0), (13, 0))
    assert [movement.reason_code for movement in movements] == [""]


@pytest.mark.parametrize("still_s", [0.0, 3.0, 10.0])
def test_a_long_hold_at_the_top_is_one(still_s):
    end = 3.5 + still_s
    movements = _follow((0, 0), (2, 0), (3.5, 90), (end + 0.1, 90), (end + 2, 0), (end + 4, 0))
    assert len(_counted(movements)) == 1


def test_resting_half_way_down_ends_it_only_near_the_bottom():
    high = _follow((0, 0), (2, 0), (3.5, 90), (4.2, 70), (6, 70), (7, 0), (9, 0))
    assert len(_counted(high)) == 1
    assert high[0].low_deg < 8.0  # the stop above 60 % of the rise is part of it
    low = _follow((0, 0), (2, 0), (3.5, 90), (5, 30), (8, 30), (9, 90), (10, 0), (12, 0))
    assert len(_counted(low)) == 2


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    sd=st.floats(0.0, 3.0),
    level=st.floats(-20.0, 120.0),
    fps=st.sampled_from([15.0, 24.0, 30.0, 60.0]),
)
def test_jitter_alone_never_counts(seed, sd, level, fps):
    time_s = times(20.0, fps)
    noise = sd * np.random.default_rng(seed).standard_normal(len(time_s))
    angle = zero_phase(time_s, level + noise, 6.0)
    assert _counted(_run(time_s, angle)) == []


@settings(deadline=None, max_examples=40)
@given(
    shift=st.floats(-20.0, 20.0),
    slower=st.floats(0.8, 1.25),
    fps=st.sampled_from([24.0, 30.0, 60.0]),
)
def test_the_count_bears_another_zero_and_another_tempo(shift, slower, fps):
    points = [(slower * t, angle + shift) for t, angle in _set(count=3)]
    assert len(_counted(_follow(*points, fps=fps))) == 3


def _hard_set(noise: np.random.Generator):
    """Six repetitions, one of each kind, and a six-inch hold, in random order and tempo."""
    now, low = 2.0, 0.0
    points = [(0.0, 0.0), (now, 0.0)]
    kinds = ["clean", "hover", "two_stage", "dip", "drop", "kick"]
    noise.shuffle(kinds)
    for kind in kinds:
        peak, up, down = noise.uniform(65, 115), noise.uniform(1.0, 2.0), noise.uniform(1.2, 2.5)
        made: list[tuple[float, float]] = []
        if kind == "two_stage":
            made += [(0.4 * up, 0.5 * peak), (0.4 * up + 0.5, 0.5 * peak)]
            up += 0.5
        if kind == "kick":
            up = 0.6
        made += [(up, peak)]
        if kind == "dip":
            made += [(up + 0.5, 0.85 * peak), (up + 1.0, peak + 3)]
            up += 1.0
        down = 0.6 if kind == "drop" else down
        low = noise.uniform(12, 25) if kind == "hover" else 0.0
        made += [(up + 0.2, made[-1][1]), (up + 0.2 + down, low)]
        pause = 0.0 if kind == "hover" else noise.uniform(0.5, 1.2)
        end = up + 0.2 + down
        if pause:
            made += [(end + pause, low)]
            end += pause
        points += [(now + t, angle) for t, angle in made]
        now += end
    if low:
        points += [(now + 0.6, 0.0)]
        now += 0.6
    hold = [(now + 0.5, 0.0), (now + 1.1, 12.0), (now + 4.0, 12.0), (now + 4.6, 0.0)]
    return [*points, *hold, (now + 6.0, 0.0)]


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_six_of_six_in_noisy_clips(first):
    for seed in range(first, first + 20):
        noise = np.random.default_rng(seed)
        points = _hard_set(noise)
        time_s = times(points[-1][0], (24.0, 29.97, 60.0)[seed % 3])
        clean = keyframes(points)(time_s)
        slow = zero_phase(time_s, 6.0 * noise.standard_normal(len(time_s)), 1.0)
        angle = zero_phase(time_s, clean + slow + noise.standard_normal(len(time_s)), 6.0)
        assert len(_counted(_run(time_s, angle))) == 6


def test_the_phase_tells_where_it_stands():
    time_s = times(6.0)
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (5.5, 0), (7, 0)])(time_s)
    speed = np.gradient(angle, time_s)
    machine = RepMachine()
    phases = []
    for i, t in enumerate(time_s):
        machine.step(i, float(t), float(angle[i]), float(speed[i]))
        phases.append(machine.phase)
    assert phases[30] == "low"
    assert phases[90] == "up"
    assert phases[130] == "down"
    assert phases[-1] == "low"


def test_a_long_gap_gives_a_movement_up():
    time_s = times(10.0)
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (6, 90), (8, 0), (11, 0)])(time_s)
    gone = angle.copy()
    gone[(time_s > 3.0) & (time_s < 4.8)] = np.nan
    movements = _run(time_s, gone)
    assert movements[0].reason_code == "not_seen"
    assert _counted(movements) == []


def test_a_short_gap_does_not():
    time_s = times(10.0)
    angle = keyframes([(0, 0), (2, 0), (3.5, 90), (6, 90), (8, 0), (11, 0)])(time_s)
    angle[(time_s > 3.0) & (time_s < 3.7)] = np.nan
    movements = _run(time_s, angle)
    assert [movement.reason_code for movement in movements] == [""]


def test_a_repetition_is_told_the_moment_it_ends_and_only_once():
    points = _set(count=3)
    time_s = times(points[-1][0])
    angle = keyframes(points)(time_s)
    speed = np.gradient(angle, time_s)
    machine = RepMachine()
    told = {}
    for i, t in enumerate(time_s):
        movement = machine.step(i, float(t), float(angle[i]), float(speed[i]))
        if movement is not None:
            told[i] = movement
    assert machine.finish(len(time_s)) is None
    assert list(told.values()) == _run(time_s, angle)
    for i, movement in told.items():
        assert 0 <= i + 1 - movement.stop <= 3


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nothing_comes_of_nothing(n):
    machine = RepMachine()
    for i in range(n):
        assert machine.step(i, i / 30, float("nan"), float("nan")) is None
    assert machine.finish(n) is None


def test_the_numbers_are_those_of_measures():
    s = RepSettings()
    assert (s.up_min_deg, s.speed_on_dps, s.speed_on_s) == (12.0, 10.0, 0.10)
    assert (s.drop_deg, s.dip_deg, s.back_deg, s.turn_deg) == (8.0, 2.0, 8.0, 10.0)
    assert (s.same_turn_share, s.same_stop_share) == (0.35, 0.6)
    assert (s.min_excursion_deg, s.min_s, s.top_deg) == (25.0, 0.5, 3.0)
