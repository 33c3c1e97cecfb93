from __future__ import annotations

import math

import numpy as np
import pytest

from formcheck.checks.base import three_way
from formcheck.checks.measured import Measured, Words, all_of, any_of, json_ready, rep_result

NAN = math.nan
SAID = Words("bad", "Bad.", "mend it")
NEAR = Words("near_limit", "near", "mend it")


def _item(value: float, uncertainty: float = 1.0) -> Measured:
    return Measured(value, 10.0, uncertainty, "above", "deg", 1.0, SAID, NEAR)


FLAG, WORSE, NEARLY, PASS, UNKNOWN = (_item(v) for v in (12.0, 20.0, 10.5, 5.0, NAN))


@pytest.mark.parametrize(
    ("items", "decides"),
    [
        ((PASS, FLAG, WORSE), WORSE),
        ((UNKNOWN, FLAG), FLAG),
        ((UNKNOWN, NEARLY), UNKNOWN),
        ((PASS, NEARLY), NEARLY),
        ((PASS, _item(8.0)), PASS),
    ],
)
def test_any_of(items, decides):
    assert any_of(items) is decides


@pytest.mark.parametrize(
    ("items", "decides"),
    [
        ((FLAG, WORSE), FLAG),
        ((WORSE, FLAG), WORSE),
        ((WORSE, PASS), PASS),
        ((UNKNOWN, PASS), PASS),
        ((UNKNOWN, FLAG), UNKNOWN),
        ((WORSE, NEARLY), NEARLY),
    ],
)
def test_all_of(items, decides):
    assert all_of(items) is decides


def test_no_uncertainty_at_all():
    assert _item(11.0, 0.0).badness == math.inf
    assert _item(9.0, 0.0).badness == -math.inf
    assert _item(10.0, 0.0).verdict == "pass"


@pytest.mark.parametrize("unknown", [(NAN, 1.0), (5.0, NAN), (math.inf, 1.0)])
def test_an_unknown_number_is_neither_near_nor_told(unknown):
    result = rep_result("fault", _item(*unknown))
    assert result.verdict == "cant_tell"
    assert not result.near_limit
    assert result.reason_code == "not_measured"
    assert None in (result.value, result.uncertainty)


@pytest.mark.parametrize(
    ("value", "bad_when", "verdict"),
    [
        (74.0, "below", "flag"),
        (84.0, "below", "cant_tell"),
        (96.0, "below", "cant_tell"),
        (96.1, "below", "pass"),
        (96.1, "above", "flag"),
        (74.0, "above", "pass"),
        (NAN, "above", "cant_tell"),
    ],
)
def test_three_way(value, bad_when, verdict):
    assert three_way(value, 90.0, 6.0, bad_when) == verdict


def test_json_ready_takes_what_numpy_makes():
    made = {"a": np.float64(1.23456), "b": np.bool_(True), "c": [np.nan, np.int64(3)], "d": None}
    assert json_ready(made) == {"a": 1.235, "b": True, "c": [None, 3], "d": None}
    assert json_ready({"b": np.bool_(True)})["b"] is True
