"""Both looks at a live set: pairs, differences with their reason, and the section of the page."""

from __future__ import annotations

from dataclasses import replace

from formcheck.analysis import analyse
from formcheck.checks.base import CheckResult
from formcheck.outputs.report_html import render_report
from formcheck.outputs.report_html.section import Page
from formcheck.outputs.report_html.sections.two_looks import TwoLooks
from formcheck.outputs.two_looks import difference_lines, two_looks
from tests.coach.snapshots import rep, result
from tests.stick import Stick, leg_raises, track


def _judged(verdict, value, reason=""):
    return CheckResult(
        "fault", verdict, value=value, limit=90.0, uncertainty=5.0, unit="deg", reason=reason
    )


def test_the_same_repetitions_are_paired_and_others_stand_alone():
    live = [rep(1, 0.0), rep(2, 10.0), rep(3, 30.0)]
    final = [rep(1, 0.3), rep(2, 20.0), rep(3, 30.2)]
    pairs = two_looks(live, final)
    numbers = [(p.live and p.live.index, p.final and p.final.index) for p in pairs]
    assert numbers == [(1, 1), (2, None), (None, 2), (3, 3)]
    assert pairs[0].peak_difference_deg == 0.0
    assert pairs[1].peak_difference_deg is None
    assert pairs[1].differences == ()


def test_one_leg_up_while_the_other_comes_down_are_two():
    left, right = (rep(1, 0.0).model_copy(update={"leg": leg}) for leg in ("left", "right"))
    assert len(two_looks([left], [right])) == 2


def test_two_that_agree_give_no_line():
    assert difference_lines(two_looks([rep(1, under_90="pass")], [rep(1, under_90="pass")])) == []
    assert difference_lines(two_looks([], [])) == []


def test_a_difference_has_its_reason():
    live = [rep(1, swing=result("swing", "cant_tell"), under_90=_judged("pass", 96.0))]
    live[0].checks["swing"] = CheckResult("fault", "cant_tell", reason="only this one is kicked")
    final = [rep(1, swing="flag", under_90=_judged("cant_tell", 93.0, "about 90: too close"))]
    lines = difference_lines(two_looks(live, final))
    assert lines == [
        "rep 1, swing: live cant_tell, now flag: only this one is kicked",
        "rep 1, under_90: live pass, now cant_tell: about 90: too close",
    ]
    final = [rep(1, swing="flag", under_90=_judged("flag", 80.0))]
    assert "96° ± 5°, limit 90° live, 80° ± 5°" in difference_lines(two_looks(live, final))[1]


def test_another_count_is_told_first():
    lines = difference_lines(two_looks([rep(1), rep(2, 10.0)], [rep(1)]))
    assert lines[0].startswith("counted live: 2, now: 1")


def _page(live, final):
    set_ = analyse(track(leg_raises(100), Stick(outline=False)))
    data = set_.data.model_copy(update={"reps": tuple(final)})
    return TwoLooks().values(Page(replace(set_, data=data), provisional=tuple(live)))


def test_the_report_has_a_section_with_both_looks():
    live = [rep(1, under_90=_judged("pass", 96.0)), rep(2, 10.0)]
    values = _page(live, [rep(1, under_90=_judged("flag", 80.0))])
    assert not values["agree"]
    first, second = values["rows"]
    assert first["reasons"][0].startswith("Leg height: pass live, flag now.")
    assert (first["live"], first["final"]) == ("nothing flagged", "Under 90\u00b0")
    assert "Not counted now" in second["reasons"][0]
    assert _page([rep(1)], [rep(1)])["agree"]


def test_a_recording_has_no_such_section():
    assert _page([], [rep(1)]) is None


def test_what_a_check_says_cannot_break_the_page():
    set_ = analyse(track(leg_raises(100), Stick(outline=False)))
    evil = CheckResult("fault", "cant_tell", reason="<script>alert(1)</script>")
    first = set_.data.reps[0]
    live = first.model_copy(update={"checks": {**first.checks, "under_90": evil}})
    page = render_report(set_, video_name=None, provisional=[live])
    assert page.count('id="two-looks"') == 1
    assert "<script>alert" not in page
