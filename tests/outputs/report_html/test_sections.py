"""Sections are found by their files; every warning has its drawing."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from docs.make_tables import warning_codes
from formcheck.outputs.report_html import render_report
from formcheck.outputs.report_html.section import Page, all_sections
from formcheck.outputs.report_html.sections.filming import DRAWING_OF
from formcheck.report import SetupWarning
from tests.outputs.sample import sample_analysis

FOLDER = resources.files("formcheck.outputs.report_html")


def test_the_sections_in_their_order() -> None:
    sections = all_sections()
    assert [s.name for s in sections] == [
        "verdict",
        "reps",
        "motion",
        "key_frames",
        "whole_set",
        "numbers",
        "two_looks",
        "filming",
        "method",
    ]
    assert len({section.rank for section in sections}) == len(sections)
    for section in sections:
        assert FOLDER.joinpath("sections", f"{section.name}.html.j2").is_file()


def test_a_section_with_nothing_to_show_is_left_out() -> None:
    page = Page(sample_analysis(seen=False, seconds=0.0))
    names = {s.name for s in all_sections() if s.values(page) is not None}
    assert not names & {"motion", "key_frames", "numbers"}
    assert {"verdict", "reps", "filming", "method"} <= names


@pytest.mark.parametrize("code", warning_codes())
def test_every_warning_has_a_drawing_of_its_remedy(code: str) -> None:
    analysis = sample_analysis()
    warning = SetupWarning(code=code, message="something is off", remedy="mend it")
    setup = analysis.data.setup.model_copy(update={"warnings": (warning,)})
    object.__setattr__(analysis, "data", analysis.data.model_copy(update={"setup": setup}))
    page = render_report(analysis)
    assert code in DRAWING_OF
    assert page.count('class="drawing"') == 1
    assert "<strong>Something is off.</strong> Mend it." in page


def test_every_drawing_is_of_some_warning() -> None:
    text = FOLDER.joinpath("frame", "drawings.html.j2").read_text(encoding="utf-8")
    parts = {"sheet", "floor", "lying", "raised", "camera", "yes", "no"}
    assert set(re.findall(r"macro (\w+)\(", text)) - parts == set(DRAWING_OF.values())
