from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.video.timing import IntervalStats, TimeRepair

RAW = st.lists(st.none() | st.floats(-1e6, 1e6), max_size=60)


def repaired(raw: Sequence[float | None], *, lookahead: bool = True) -> list[float]:
    repair = TimeRepair(0.04)
    following = [*raw[1:], None] if lookahead else [None] * len(raw)
    return [repair.step(t, f) for t, f in zip(raw, following, strict=False)]


@given(RAW, st.booleans())
def test_times_start_at_zero_and_rise_strictly_whatever_comes(
    raw: list[float | None], lookahead: bool
) -> None:
    times = repaired(raw, lookahead=lookahead)
    assert times[:1] == [0.0][: len(times)]
    assert all(a < b for a, b in itertools.pairwise(times))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60, unique=True), st.booleans())
def test_rising_times_are_unchanged_but_for_their_start(raw: list[float], lookahead: bool) -> None:
    start = min(raw)
    rising = sorted({t - start for t in raw})
    assert repaired(rising, lookahead=lookahead) == rising


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([5.0, 5.1, 5.1, 5.3, 5.4], [0.0, 0.1, 0.2, 0.3, 0.4]),  # repeated
        ([5.0, 5.1, 4.0, 5.3, 5.4], [0.0, 0.1, 0.2, 0.3, 0.4]),  # one falls
        ([5.0, 5.1, 99.0, 5.3, 5.4], [0.0, 0.1, 0.2, 0.3, 0.4]),  # one in the future
        ([5.0, 5.1, None, 5.3, 5.4], [0.0, 0.1, 0.2, 0.3, 0.4]),  # one missing
        ([None, 5.1, 5.2], [0.0, 0.04, 0.14]),  # the first missing: the nominal interval
        ([None, None, None], [0.0, 0.04, 0.08]),  # none at all
        ([0.0, 0.1, 0.2, 0.0, 0.1, 0.2], [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),  # two recordings joined
        ([0.0, 0.1, 0.0, 0.3, 0.35], [0.0, 0.1, 0.2, 0.3, 0.35]),
        ([0.0, 0.1, 0.1, 0.12, 0.2], [0.0, 0.1, 0.11, 0.12, 0.2]),  # no room for a whole interval
        ([0.0, 0.1, 5.0, 5.1], [0.0, 0.1, 5.0, 5.1]),  # a pause stays
    ],
)
def test_repairs(raw: list[float | None], expected: list[float]) -> None:
    assert repaired(raw) == pytest.approx(expected, abs=1e-9)


def test_repairs_are_counted() -> None:
    repair = TimeRepair(0.04)
    for raw_s in (0.0, 0.1, 0.1, None, 0.4, 0.5):
        repair.step(raw_s)
    assert repair.repaired == 2


def stats_of(times: list[float], **settings: float) -> IntervalStats:
    stats = IntervalStats(**settings)
    for time_s in times:
        stats.add(time_s)
    return stats


def test_statistics_of_a_constant_rate() -> None:
    stats = stats_of([i * 1001 / 30000 for i in range(100)])
    assert stats.fps_mean == pytest.approx(30000 / 1001)
    assert stats.duration_s == pytest.approx(100 * 1001 / 30000)
    assert not stats.variable


def test_one_time_takes_the_nominal_interval() -> None:
    stats = stats_of([0.0], nominal_s=0.04)
    assert (stats.duration_s, stats.fps_mean, stats.variable) == (0.04, 25.0, False)


def test_rounding_to_ticks_is_not_variable_and_a_lost_frame_is() -> None:
    milliseconds = [round(i * 1000 / 29.97) / 1000 for i in range(100)]
    assert not stats_of(milliseconds, tick_s=0.001).variable
    assert stats_of(milliseconds[:50] + milliseconds[51:], tick_s=0.001).variable
