"""Two results side by side: what differs, and by more than the uncertainty or not."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from plotly.offline import get_plotlyjs
from rich.console import Console

from formcheck.outputs.compare import Comparison, MeasureRow, compare_reports
from formcheck.outputs.compare_html import render_comparison_page
from formcheck.outputs.compare_terminal import difference_text, render_comparison
from formcheck.report import ReportData
from tests.outputs.sample import sample_analysis

HOSTILE = "<img src=x onerror=alert(1)>[bold].mp4"


def _with_peaks(data: ReportData, *peaks: float | None, sigma: float | None = 3.0) -> ReportData:
    changes: dict[str, Any] = {"peak_hip_flexion_sigma_deg": sigma}
    reps = tuple(
        rep.model_copy(update={"peak_hip_flexion_deg": peak, **changes})
        for rep, peak in zip(data.reps, peaks, strict=True)
    )
    return data.model_copy(update={"reps": reps})


def _row(found: Comparison, name: str) -> MeasureRow:
    return next(row for row in found.measures if row.name == name)


def test_the_uncertainty_is_that_of_one_peak_in_each() -> None:
    data = sample_analysis().data
    found = compare_reports(_with_peaks(data, 70, 60, 80), _with_peaks(data, 90, 95, 99, sigma=4))
    row = _row(found, "peak_hip_flexion_deg")
    assert (row.a, row.b, row.difference) == (70, 95, 25)
    assert row.uncertainty == pytest.approx(1.645 * math.hypot(3, 4))
    assert row.answer == "higher"
    back = compare_reports(_with_peaks(data, 90, 95, 99, sigma=4), _with_peaks(data, 70, 60, 80))
    assert _row(back, "peak_hip_flexion_deg").answer == "lower"


def test_a_difference_within_the_uncertainty_cannot_be_told() -> None:
    data = sample_analysis().data
    found = compare_reports(_with_peaks(data, 70, 70, 70), _with_peaks(data, 75, 75, 75))
    assert _row(found, "peak_hip_flexion_deg").answer == "cant_tell"


def test_unknown_stays_unknown() -> None:
    data = sample_analysis().data
    nothing = _with_peaks(data, None, None, None, sigma=None)
    row = _row(compare_reports(nothing, data), "peak_hip_flexion_deg")
    assert (row.a, row.difference, row.uncertainty, row.answer) == (None,) * 4
    assert row.known
    assert not _row(compare_reports(data, data), "lordosis_change_deg").known
    some = _with_peaks(data, None, 80, None)
    assert _row(compare_reports(some, data), "peak_hip_flexion_deg").a == 80
    unsure = _row(compare_reports(data, data), "raise_s")
    assert unsure.difference == 0
    assert unsure.answer is None


def test_repetitions_that_only_one_has_are_kept() -> None:
    data = sample_analysis().data
    short = data.model_copy(update={"reps": data.reps[:1]})
    rows = compare_reports(short, data).reps
    assert [row.index for row in rows] == [1, 2, 3]
    assert rows[2].a_peak_hip_flexion_deg is None
    assert rows[1].b_flagged == ("under_90",)


def test_caveats_name_what_weakens_it() -> None:
    data = sample_analysis().data
    assert compare_reports(data, data).caveats == ()
    changes = {"exercise": "hanging_leg_raise", "side": "left", "camera_yaw_deg": 30.0}
    setup = data.setup.model_copy(update=changes)
    other = data.model_copy(update={"setup": setup, "formcheck_version": "0.0.9"})
    told = " ".join(compare_reports(data, other).caveats)
    for words in (
        "exercises differ",
        "different versions",
        "different sides",
        "turned differently",
    ):
        assert words in told


def test_json_is_what_it_says() -> None:
    data = sample_analysis().data
    loaded = json.loads(compare_reports(data, data).model_dump_json(by_alias=True))
    assert loaded["schema"] == "formcheck.compare/1"
    assert loaded["checks"][0]["a"].keys() == {"flag", "pass", "cant_tell"}


@pytest.mark.parametrize(
    ("difference", "text"), [(0.04, "0.0 s"), (0.2, "+0.2 s"), (-0.2, "-0.2 s"), (None, "–")]
)
def test_difference_has_its_sign(difference: float | None, text: str) -> None:
    row = MeasureRow(
        name="raise_s", unit="s", a=1, b=1, difference=difference, uncertainty=None, answer=None
    )
    assert difference_text(row) == text


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_terminal_shows_both(ascii_only: bool) -> None:
    console = Console(width=100, record=True, file=None, quiet=False)
    a, b = sample_analysis().data, sample_analysis(name=HOSTILE).data
    with console.capture() as capture:
        console.print(render_comparison(compare_reports(a, b), ascii_only=ascii_only))
    text = capture.get()
    assert HOSTILE in text
    assert "Peak hip flexion" in text
    assert "too close to tell" in text
    assert text.isascii() == ascii_only


def test_the_page_keeps_names_as_text_and_loads_nothing() -> None:
    a, b = sample_analysis().data, sample_analysis(name=HOSTILE).data
    page = render_comparison_page(compare_reports(a, b)).replace(get_plotlyjs(), "")
    assert "<img" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "too close to tell" in page
    none = sample_analysis(seen=False).data
    assert "Neither has a repetition." in render_comparison_page(compare_reports(none, none))
