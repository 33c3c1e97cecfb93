from __future__ import annotations

import csv
import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.checks.base import CheckResult
from formcheck.outputs.exporters import get_exporter
from formcheck.outputs.report_html import render_report
from formcheck.outputs.report_html.curve import CURVE_POINTS
from formcheck.outputs.texts import DISCLAIMER, result_numbers, verdict_sentence
from formcheck.outputs.write import write_results
from formcheck.pose.track import Track
from formcheck.report import VerdictCount
from tests.outputs.sample import sample_analysis, with_spine

HOSTILE = "</script><script>alert('x')</script>\"><img src=x onerror=alert(1)>.mp4"


def _curves(page: str) -> dict[str, Any]:
    """Return the curves that the page's script reads, by name, and its times."""
    data = re.search(r'id="curve-data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    loaded = json.loads(data[1])
    return {curve["name"]: curve for curve in loaded["curves"]} | {"t": loaded["t"]}


class _Loads(HTMLParser):
    """Collects everything that the page would load, and its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "data", "poster", "srcset"}:
                self.loads.append(value or "")


def test_the_page_says_what_was_found() -> None:
    page = render_report(sample_analysis())
    assert "1 of 3 repetitions shows a fault: under 90° in 1." in page
    assert "25 frames a second are few for judging speed." in page
    assert "Film with 30 or more." in page
    assert "74° ± 6°, limit 90°" in page
    assert "74.0° ± 3.9°" in page
    assert "Too small: the legs moved less than 25 degrees." in page
    assert DISCLAIMER in page


def test_it_loads_nothing_but_the_video_beside_it() -> None:
    page = render_report(sample_analysis(), video_name="annotated #1.mp4")
    parser = _Loads()
    parser.feed(page)
    outside = [address for address in parser.loads if not address.startswith("#")]
    assert outside == ["data:,", "annotated%20%231.mp4"]
    assert not re.search(r"https?://|@import|url\((?!#)", page)
    assert "default-src 'none'" in page


def test_without_a_video_there_is_no_player() -> None:
    page = render_report(sample_analysis(), video_name=None)
    assert "<video" not in page
    assert "reads the values there" in page


def test_hostile_names_stay_text() -> None:
    analysis = sample_analysis(name=HOSTILE)
    warning = analysis.data.setup.warnings[0].model_copy(update={"message": HOSTILE})
    setup = analysis.data.setup.model_copy(update={"warnings": (warning,)})
    data = analysis.data.model_copy(update={"setup": setup})
    parser = _Loads()
    page = render_report(replace(analysis, data=data))
    parser.feed(page)
    assert "img" not in parser.tags
    assert parser.tags.count("script") == 2, "the data and the script"
    assert "alert('x')" not in page


def test_the_browser_may_run_the_script_of_the_page_and_no_other() -> None:
    page = render_report(sample_analysis())
    script = page.rsplit("<script>", 1)[1].split("</script>", 1)[0]
    allowed = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}';" in page


def test_without_repetitions_or_frames_the_page_still_opens() -> None:
    assert "No repetition was counted." in render_report(sample_analysis(seen=False))
    assert "No repetition was counted." in render_report(sample_analysis(seen=False, seconds=0.0))


def test_size_stays_within_budget_for_long_clips() -> None:
    short = sample_analysis()
    n = 60_000
    time_s = np.arange(n) / 30
    angle = 50 + 40 * np.sin(time_s)
    angle[30_000:30_100] = np.nan
    names = ("hip_flexion_deg", "hip_flexion_left_deg", "hip_flexion_right_deg")
    kinematics = replace(
        short.kinematics,
        time_s=time_s,
        hip_flexion_sigma_deg=angle * 0 + 4,
        pose_found=np.isfinite(angle),
        **dict.fromkeys((*names, "knee_flexion_deg", "trunk_lift_deg"), angle),
    )
    points = np.zeros((n, 33, 2))
    track = Track(short.track.source, time_s, points, points[..., 0], np.zeros((n, 33, 3)))
    text = render_report(replace(short, kinematics=kinematics, track=track))
    assert len(text.encode()) < 2_000_000
    shown = _curves(text)["hip"]["values"]
    assert len(shown) <= CURVE_POINTS * 1.5
    assert None in shown, "the gap is kept"
    assert max(value for value in shown if value is not None) == 90.0, "peaks are kept"


def test_sentences() -> None:
    data = sample_analysis().data
    good = CheckResult("fault", "pass", value=100, limit=90, uncertainty=5)
    unsure = replace(good, verdict="cant_tell")

    def sentence(*results: CheckResult) -> str:
        reps = [
            rep.model_copy(update={"checks": {"under_90": result}})
            for rep, result in zip(data.reps, results, strict=True)
        ]
        flags = sum(result.verdict == "flag" for result in results)
        counts = {"under_90": VerdictCount(flag=flags)}
        summary = data.summary.model_copy(update={"flagged_reps": flags, "checks": counts})
        return verdict_sentence(data.model_copy(update={"reps": reps, "summary": summary}))

    assert sentence(good, good, good) == "3 repetitions: no fault seen."
    assert "1 verdict can’t be told" in sentence(good, good, unsure)
    assert "no form verdict can be given" in sentence(unsure, unsure, unsure)
    bad = replace(good, verdict="flag")
    assert sentence(bad, bad, good) == "2 of 3 repetitions show a fault: under 90° in 2."


def test_numbers_of_a_result() -> None:
    fast = CheckResult("advice", "flag", value=68.4, limit=60, uncertainty=3, unit="deg/s")
    assert result_numbers(fast) == "68°/s ± 3°/s, limit 60°/s"
    early = CheckResult("fault", "flag", value=0.21, limit=0.3, uncertainty=0.05, unit="share")
    assert result_numbers(early) == "21 % ± 5 %, limit 30 %"
    assert result_numbers(CheckResult("fault", "cant_tell")) == ""


def test_curves_that_were_read_are_drawn_and_the_others_named() -> None:
    page = render_report(sample_analysis())
    assert set(_curves(page)) == {"t", "hip", "knee"}
    assert "Not read in this clip: pelvic tilt since rest, low back since rest." in page
    page = render_report(with_spine(sample_analysis()))
    assert set(_curves(page)) == {"t", "hip", "pelvis", "back", "knee"}
    assert "Not read" not in page


def test_page_table_and_json_hold_the_same_numbers(tmp_path: Path) -> None:
    analysis = with_spine(sample_analysis())
    write_results(tmp_path, analysis, video_name=None)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    with (tmp_path / "frames.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = json.loads(get_exporter("json").render(analysis))["frames"]
    curves = _curves(page)
    shown = {
        "hip_flexion_deg": curves["hip"]["values"],
        "hip_flexion_sigma_deg": curves["hip"]["sigma"],
        "pelvic_tilt_change_deg": curves["pelvis"]["values"],
        "lordosis_change_deg": curves["back"]["values"],
        "lordosis_sigma_deg": curves["back"]["sigma"],
        "knee_flexion_deg": curves["knee"]["values"],
        "time_s": curves["t"],
    }
    for name, values in shown.items():
        assert values == [float(row[name]) if row[name] else None for row in rows], name
        for cell, exact in zip(values, columns[name], strict=True):
            assert cell == (None if exact is None else pytest.approx(exact, abs=0.005001)), name
    cells = re.findall(r'<td class="right">([^<]*)</td>', page)
    for rep in report["reps"]:
        peak = f"{rep['peak_hip_flexion_deg']:.1f}° ± {rep['peak_hip_flexion_sigma_deg']:.1f}°"
        assert peak in cells
        for name in ("start_s", "raise_s", "top_s", "lower_s"):
            assert f"{rep[name]:.2f} s" in cells
        for check in rep["checks"].values():
            if check["value"] is not None and check["unit"] == "deg":
                assert f"{check['value']:.0f}° ± {check['uncertainty']:.0f}°" in page
