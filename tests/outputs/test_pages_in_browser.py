"""The pages of comparison and trend in a real browser: whole, quiet, and readable by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from formcheck.history.trend import trend_point
from formcheck.history.trend_html import render_trend_page
from formcheck.outputs.compare import compare_reports
from formcheck.outputs.compare_html import render_comparison_page
from tests.browser import DESKTOP, SMALLEST, browser_running, visit
from tests.history.made import made_set
from tests.outputs.sample import sample_analysis


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return one browser for all tests here."""
    with browser_running() as running:
        yield running


def _comparison() -> str:
    a, b = sample_analysis().data, sample_analysis(side="left", name="another clip.mp4").data
    return render_comparison_page(compare_reports(a, b))


def _trend() -> str:
    sets = [replace(made_set(n, raised_deg=80.0 + n), set_id=n) for n in (1, 2, 3)]
    return render_trend_page([trend_point(entry) for entry in sets])


@pytest.mark.parametrize("size", [DESKTOP, SMALLEST], ids=["desktop", "smallest"])
@pytest.mark.parametrize(("name", "plots"), [("comparison", 1), ("trend", 4)])
def test_it_opens_without_complaint_or_request(
    browser: Browser, tmp_path: Path, name: str, plots: int, size: tuple[int, int]
) -> None:
    path = tmp_path / f"{name}.html"
    path.write_text({"comparison": _comparison, "trend": _trend}[name](), encoding="utf-8")
    with visit(browser, path.as_uri(), size, dark=size == DESKTOP) as found:
        expect(found.page.locator(".main-svg").first).to_be_visible()
        assert found.page.locator(".js-plotly-plot").count() >= plots
        assert found.page.evaluate("document.documentElement.scrollWidth") == size[0]
        assert found.complaints == []
        assert [u for u in found.requests if not u.startswith("data:")] == [path.as_uri()]
        results = Axe().run(found.page)
        assert results.violations_count == 0, results.generate_report()
