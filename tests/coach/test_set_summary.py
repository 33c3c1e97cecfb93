"""A set in one line, by what was flagged most."""

from __future__ import annotations

import pytest

from formcheck.analysis import analyse
from formcheck.coach.language import load_language
from formcheck.coach.set_summary import summarise
from tests.stick import Stick, leg_raises, track

PLAIN = Stick(outline=False)


def _summary(*peaks: float, language: str = "en"):
    data = analyse(track(leg_raises(*peaks, raise_s=2.0, lower_s=3.0), PLAIN)).data
    return summarise(data, load_language(language))


def test_the_commonest_fault_is_the_advice():
    summary = _summary(60, 65, 110)
    assert summary.line == "Set done: 3 repetitions. Higher: past ninety degrees."
    assert summary.card[0].startswith("2 of 3 repetitions show a fault")
    assert summary.card[1] == "Under 90°: 2 of 3"
    assert 2 <= len(summary.card) <= 7


def test_a_good_set_is_told_so_and_one_repetition_is_one():
    assert _summary(110, 112).line == "Set done: 2 repetitions. No fault seen."
    assert _summary(112).line == "Set done: one repetition. No fault seen."


@pytest.mark.parametrize("peaks", [(60, 65, 110), (110, 112)])
def test_in_another_language(peaks):
    line = _summary(*peaks, language="de").line
    assert line.startswith(f"Satz beendet: {len(peaks)} Wiederholungen.")
