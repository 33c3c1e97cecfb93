"""The drawn curve is where its values are, and says nothing where nothing was seen."""

from __future__ import annotations

import re

import numpy as np
import pytest

from formcheck.outputs.report_html.curve import Curve, Mark, merged, place, thinned, ticks
from formcheck.outputs.tables import Cell


def _curve(values: list[Cell], sigma: list[Cell] | None = None) -> Curve:
    time_s = np.arange(len(values)) / 10
    return Curve(
        name="hip",
        title="Hip flexion",
        hint="",
        time_s=time_s,
        duration_s=float(time_s[-1]),
        values=values,
        sigma=sigma or [],
        low=-10.0,
        high=110.0,
        step=30.0,
    )


def _points(path: str) -> list[list[tuple[int, int]]]:
    """Return the points of each stretch of a path."""
    return [
        [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", stretch)]
        for stretch in path.split("M")[1:]
    ]


def test_the_line_goes_through_the_values_and_stops_at_gaps() -> None:
    curve = _curve([0.0, 90.0, None, 45.0, 30.5])
    assert _points(curve.line) == [[(0, 1100), (10, 200)], [(30, 650), (40, 795)]]
    assert (curve.width, curve.height) == (40, 1200)


def test_the_band_lies_one_standard_error_about_the_line() -> None:
    curve = _curve([0.0, 90.0, None], [5.0, None, 3.0])
    assert _points(curve.band) == [[(0, 1050), (10, 200), (10, 200), (0, 1150)]]
    assert _curve([0.0, 90.0]).band == ""


def test_a_curve_of_nothing_is_not_known() -> None:
    assert not _curve([None, None]).known
    assert _curve([None, 1.0]).known


def test_labels_stand_at_round_values() -> None:
    curve = _curve([0.0, 1.0])
    assert [label.text for label in curve.labels] == ["0°", "30°", "60°", "90°"]
    assert curve.top(curve.labels[-1].at) == pytest.approx(100 * 20 / 120, abs=0.01)
    assert curve.top_at(0.06) == curve.top(1.0)
    assert _curve([None, 1.0]).top_at(0.0) == 50.0


def test_places_stay_on_the_drawing() -> None:
    assert [place(t, 8.0) for t in (-1.0, 2.0, 9.0)] == [0, 25, 100]


@pytest.mark.parametrize("duration_s", [0.4, 3.0, 17.4, 59.0, 119.0, 600.0, 7000.0])
def test_times_are_few_and_rise(duration_s: float) -> None:
    times = ticks(duration_s)
    assert 1 <= len(times) <= 11
    assert [t.at for t in times] == sorted({t.at for t in times})
    assert times[-1].at <= duration_s


def test_thinning_keeps_extremes_and_gaps() -> None:
    values = np.sin(np.arange(9000) / 40.0)
    values[5000:5040] = np.nan
    values[1234] = 3.0
    keep = thinned(values, 600)
    assert len(keep) <= 900
    assert 1234 in keep
    assert np.isnan(values[keep]).any()
    np.testing.assert_array_equal(thinned(values[:100], 600), np.arange(100))


def test_marks_of_one_moment_become_one() -> None:
    marks = [Mark(5.0, "advice", "c"), Mark(1.0, "advice", "a"), Mark(1.1, "flag", "b")]
    assert merged(marks) == (Mark(1.0, "flag", "a; b"), Mark(5.0, "advice", "c"))
