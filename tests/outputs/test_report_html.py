from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from plotly.offline import get_plotlyjs

from formcheck.checks.base import CheckResult
from formcheck.kinematics.signals import Spine
from formcheck.outputs.report_html import CURVE_POINTS, render_report
from formcheck.outputs.texts import DISCLAIMER, result_numbers, verdict_sentence
from formcheck.outputs.write import write_results
from formcheck.report import Analysis, VerdictCount
from tests.outputs.sample import sample_analysis

HOSTILE = "</script><script>alert('x')</script>\"><img src=x onerror=alert(1)>.mp4"


def _page(analysis: Analysis, **options: str | None) -> str:
    """Return the page without the drawing library."""
    return render_report(analysis, **options).replace(get_plotlyjs(), "")


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
    page = _page(sample_analysis())
    assert "1 of 3 repetitions shows a fault: under 90° in 1." in page
    assert "25 frames a second are few for judging speed." in page
    assert "Film with 30 or more." in page
    assert "74° ± 6°, limit 90°" in page
    assert "Too small: the legs moved less than 25 degrees." in page
    assert DISCLAIMER in page


def test_it_loads_nothing_but_the_video_beside_it() -> None:
    text = render_report(sample_analysis(), video_name="annotated #1.mp4")
    parser = _Loads()
    parser.feed(text.replace(get_plotlyjs(), ""))
    assert parser.loads == ["data:,", "annotated%20%231.mp4"]
    page = text.replace(get_plotlyjs(), "")
    assert not re.search(r"https?://|@import|url\(", page)
    assert "default-src 'none'" in page


def test_without_a_video_there_is_no_player() -> None:
    page = _page(sample_analysis(), video_name=None)
    assert "<video" not in page
    assert 'data-seek="' not in page


def test_hostile_names_stay_text() -> None:
    analysis = sample_analysis(name=HOSTILE)
    warning = analysis.data.setup.warnings[0].model_copy(update={"message": HOSTILE})
    setup = analysis.data.setup.model_copy(update={"warnings": (warning,)})
    data = analysis.data.model_copy(update={"setup": setup})
    parser = _Loads()
    page = _page(replace(analysis, data=data))
    parser.feed(page)
    assert "img" not in parser.tags
    assert parser.tags.count("script") == 2
    assert "alert('x')" not in page


def test_without_repetitions_or_frames_the_page_still_opens() -> None:
    assert "No repetition was counted." in _page(sample_analysis(seen=False))
    assert "No repetition was counted." in _page(sample_analysis(seen=False, seconds=0.0))


def test_size_stays_within_budget_for_long_clips() -> None:
    short = sample_analysis()
    n = 60_000
    time_s = np.arange(n) / 30
    angle = 50 + 40 * np.sin(time_s)
    angle[30_000:30_100] = np.nan
    arrays = {"time_s": time_s, "hip_flexion_deg": angle, "hip_flexion_sigma_deg": angle * 0 + 4}
    long = replace(short, kinematics=replace(short.kinematics, **arrays))
    text = render_report(long)
    assert len(text.encode()) < 6_000_000
    values = re.search(r'"angle": \[([^\]]*)\]', text)
    assert values is not None
    shown = values[1].split(", ")
    assert len(shown) <= CURVE_POINTS * 1.5
    assert "null" in shown, "the gap is kept"
    assert max(float(value) for value in shown if value != "null") == 90.0, "peaks are kept"


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
    assert result_numbers(CheckResult("fault", "cant_tell")) == ""


@pytest.mark.slow
def test_a_browser_opens_it_without_complaint(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium")
    write_results(tmp_path, sample_analysis(name=HOSTILE), video_name=None)
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    options += ["--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom"]
    page = (tmp_path / "report.html").as_uri()
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [browser, *options, profile, page], capture_output=True, text=True, timeout=60, check=True
    )
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert console == []
    assert 'data-ready="yes"' in done.stdout
    assert 'class="main-svg"' in done.stdout


def test_the_low_back_has_its_curve_where_it_was_read() -> None:
    analysis = sample_analysis()
    assert '"back": null' in render_report(analysis)
    n = len(analysis.track)
    change = np.where(np.arange(n) < n // 2, 0.0, 12.3)
    spine = Spine(
        **dict.fromkeys(("lordosis_deg", "lordosis_change_deg"), change),
        **dict.fromkeys(("lordosis_sigma_deg", "pelvic_tilt_sigma_deg"), np.full(n, 2.0)),
        **dict.fromkeys(("pelvic_tilt_deg", "pelvic_tilt_change_deg"), change),
        clearance=np.full(n, 0.05),
        waist_seen=np.ones(n),
        in_range=np.ones(n),
        rest_lordosis_deg=0.0,
    )
    page = render_report(replace(analysis, kinematics=replace(analysis.kinematics, spine=spine)))
    assert "Hip flexion and low back over time" in page
    assert '"limit": 7.5' in page
    assert "12.3" in page
