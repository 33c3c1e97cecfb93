"""Legs that hover are noticed once for each stay."""

from __future__ import annotations

import pytest

from formcheck.checks import build_checks
from formcheck.live.hold import HoldWatch


def _noticed(angles: list[tuple[float, float]], **settings: float) -> list[float]:
    """Return when something was noticed, given angles and how long each lasts."""
    watch = HoldWatch(build_checks({"low_hold": settings}))
    found, time_s = [], 0.0
    for angle, length_s in angles:
        for _ in range(round(length_s * 20)):
            if watch.step(time_s, angle):
                found.append(round(time_s, 2))
            time_s += 0.05
    return found


def test_a_stay_in_the_band_is_noticed_once_after_the_checks_own_time():
    assert _noticed([(0.0, 3.0), (12.0, 5.0)]) == [pytest.approx(5.5, abs=0.06)]
    assert len(_noticed([(12.0, 4.0), (90.0, 1.0), (12.0, 4.0)])) == 2


def test_passing_through_resting_and_unseen_are_no_stay():
    assert _noticed([(12.0, 2.0), (40.0, 1.0)] * 5) == []
    assert _noticed([(1.0, 20.0)]) == []
    assert _noticed([(float("nan"), 20.0)]) == []


def test_the_settings_of_the_check_count():
    assert _noticed([(12.0, 2.0)], min_s=1.0) == [pytest.approx(1.5, abs=0.06)]
    assert _noticed([(12.0, 5.0)], band_high_deg=10.0) == []
