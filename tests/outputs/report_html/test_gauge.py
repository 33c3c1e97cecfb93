"""The drawn leg points where the leg pointed."""

from __future__ import annotations

import math
import re

import pytest

from formcheck.outputs.report_html.gauge import gauge


def _direction(path: str) -> float:
    """Return where a line points, degrees from right, up positive."""
    x0, y0, x1, y1 = (float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path))
    return math.degrees(math.atan2(y0 - y1, x1 - x0))


@pytest.mark.parametrize("peak_deg", [0.0, 45.0, 74.0, 90.0, 120.0])
def test_lying_the_leg_rises_from_the_floor(peak_deg: float) -> None:
    drawn = gauge(peak_deg, 4.0)
    assert _direction(drawn.leg) == pytest.approx(peak_deg, abs=0.2)
    assert abs(_direction(drawn.trunk)) == pytest.approx(180, abs=0.2)
    assert _direction(drawn.right) == pytest.approx(90, abs=0.2)


@pytest.mark.parametrize("peak_deg", [0.0, 60.0, 90.0])
def test_hanging_the_leg_rises_from_straight_down(peak_deg: float) -> None:
    drawn = gauge(peak_deg, 4.0, hanging=True)
    assert _direction(drawn.leg) == pytest.approx(peak_deg - 90, abs=0.2)
    assert _direction(drawn.trunk) == pytest.approx(90, abs=0.2)


def test_what_is_not_known_is_not_drawn() -> None:
    assert (gauge(None, None).leg, gauge(None, None).band) == ("", "")
    assert gauge(80.0, None).leg
    assert gauge(80.0, None).band == ""


def test_a_leg_far_past_vertical_stays_in_the_drawing() -> None:
    assert _direction(gauge(175.0, 3.0).leg) == pytest.approx(150, abs=0.2)
