"""The report in a real browser: it opens, asks for nothing, and a click moves the video."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from formcheck.outputs.stills import Album
from formcheck.outputs.write import write_results
from formcheck.video.sink import VideoSink
from tests.browser import DESKTOP, PHONE, SMALLEST, browser_running, visit
from tests.outputs.sample import FPS, PEAKS_DEG, sample_analysis, with_spine

SIZE = (320, 180)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return one browser for all tests here."""
    with browser_running() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a result folder with its video, whose pictures grow lighter."""
    return _written(tmp_path_factory.mktemp("result"))


def _written(folder: Path, *, embed: bool = False) -> Path:
    analysis = with_spine(sample_analysis(size=SIZE))
    album = Album(analysis)
    with VideoSink(folder / "annotated.mp4", *SIZE, fps=FPS) as sink:
        for i, time_s in enumerate(analysis.track.time_s):
            picture = np.full((SIZE[1], SIZE[0], 3), 40 + i // 3, np.uint8)
            sink.write(picture, float(time_s))
            album.keep(picture, i)
    write_results(folder, analysis, stills=album.stills, embed_video=embed)
    return folder


def _address(folder: Path) -> str:
    return (folder / "report.html").as_uri()


def _video_time(page: Page) -> float:
    """Return where the video is, once it has arrived there."""
    return float(
        page.evaluate(
            """new Promise((done) => {
              const video = document.querySelector("video");
              const wait = () => video.readyState >= 2 && !video.seeking
                ? done(video.currentTime) : setTimeout(wait, 10);
              wait();
            })"""
        )
    )


@SIZES
def test_it_opens_without_complaint_or_request(
    browser: Browser, folder: Path, size: tuple[int, int]
) -> None:
    with visit(browser, _address(folder), size) as found:
        page = found.page
        _video_time(page)
        expect(page.locator("h1")).to_contain_text("1 of 3 repetitions")
        expect(page.locator(".card")).to_have_count(len(PEAKS_DEG))
        expect(page.locator(".plot")).to_have_count(4)
        expect(page.locator("figure img")).to_have_count(3)
        assert found.complaints == []
        asked = {url.split("?")[0] for url in found.requests if not url.startswith("data:")}
        assert asked == {_address(folder), (folder / "annotated.mp4").as_uri()}


@pytest.mark.parametrize("size", [DESKTOP, PHONE, SMALLEST])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, folder: Path, size: tuple[int, int]
) -> None:
    with visit(browser, _address(folder), size) as found:
        assert found.page.evaluate("document.documentElement.scrollWidth") == size[0]


@SIZES
def test_a_click_on_a_curve_moves_the_video(
    browser: Browser, folder: Path, size: tuple[int, int]
) -> None:
    with visit(browser, _address(folder), size) as found:
        page = found.page
        duration_s = float(page.locator("#curves").get_attribute("data-duration"))
        for share in (0.25, 0.8):
            plot = page.locator(".plot.knee")
            plot.scroll_into_view_if_needed()
            box = plot.bounding_box()
            assert box is not None
            plot.click(position={"x": share * box["width"], "y": box["height"] - 4})
            assert _video_time(page) == pytest.approx(share * duration_s, abs=0.1)
            assert page.locator("#cursor").evaluate("e => parseFloat(e.style.left)") == (
                pytest.approx(100 * share, abs=1)
            )
        expect(page.locator("video")).to_be_in_viewport()


@SIZES
@pytest.mark.parametrize("part", ["#rep-2 .card-head .seek", ".rep-tab >> nth=2", ".mark >> nth=0"])
def test_a_click_on_a_repetition_or_a_mark_moves_the_video(
    browser: Browser, folder: Path, size: tuple[int, int], part: str
) -> None:
    with visit(browser, _address(folder), size) as found:
        button = found.page.locator(part)
        button.click()
        wanted_s = float(button.get_attribute("data-seek"))
        assert wanted_s > 1
        assert _video_time(found.page) == pytest.approx(wanted_s, abs=0.05)
        expect(found.page.locator("video")).to_be_in_viewport()
        expect(found.page.locator("#told")).to_have_text(f"Showing {wanted_s:.1f} seconds")


@SIZES
def test_all_of_it_works_from_the_keyboard(
    browser: Browser, folder: Path, size: tuple[int, int]
) -> None:
    with visit(browser, _address(folder), size) as found:
        page = found.page
        page.locator("#rep-3 .card-head .seek").focus()
        page.keyboard.press("Enter")
        start_s = _video_time(page)
        assert start_s == pytest.approx(10.5, abs=0.05)
        expect(page.locator("#rep-3")).to_have_class("card cant_tell now")
        slider = page.locator("#time")
        slider.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowLeft")
        assert _video_time(page) == pytest.approx(start_s + 0.5 - 1.0, abs=0.05)
        assert "hip flexion" in (slider.get_attribute("aria-valuetext") or "")
        page.keyboard.press("Home")
        assert _video_time(page) == pytest.approx(0, abs=0.05)


def test_every_button_is_reached_by_tabbing_and_shows_its_focus(
    browser: Browser, folder: Path
) -> None:
    with visit(browser, _address(folder)) as found:
        page = found.page
        wanted = page.locator("button:not([disabled]):visible, summary:visible").count()
        reached = set()
        for _ in range(200):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                "(e => [e.tagName, e.outerHTML.slice(0, 200), getComputedStyle(e).outlineStyle])"
                "(document.activeElement)"
            )
            if seen[0] in {"BUTTON", "SUMMARY"}:
                assert seen[2] != "none", seen[1]
                reached.add(
                    page.evaluate(
                        "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
                    )
                )
            if seen[0] == "BODY" and reached:
                break
        assert len(reached) == wanted


@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)])
def test_it_is_accessible(
    browser: Browser, folder: Path, size: tuple[int, int], dark: bool
) -> None:
    """All rules of axe-core but that for captions: the annotated video has no sound."""
    with visit(browser, _address(folder), size, dark=dark) as found:
        found.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        rules = {"rules": {"video-caption": {"enabled": False}, "target-size": {"enabled": True}}}
        results = Axe().run(found.page, options={"resultTypes": ["violations"], **rules})
        assert results.violations_count == 0, results.generate_report()


def test_the_values_shown_are_those_of_the_table(browser: Browser, folder: Path) -> None:
    with (folder / "frames.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {
        "hip": ("hip_flexion_deg", "hip_flexion_sigma_deg"),
        "pelvis": ("pelvic_tilt_change_deg", "pelvic_tilt_sigma_deg"),
        "back": ("lordosis_change_deg", "lordosis_sigma_deg"),
    }
    with visit(browser, _address(folder)) as found:
        for frame in (22, 75, 200):
            found.page.locator("#time").evaluate(
                "(e, t) => { e.value = t; e.dispatchEvent(new Event('input')); }",
                float(rows[frame]["time_s"]),
            )
            for curve, (value, sigma) in names.items():
                shown = found.page.locator(f"[data-readout={curve}]").inner_text()
                if not rows[frame][value]:
                    assert shown == "not seen"
                    continue
                number, error = (
                    float(part.strip("°").replace("−", "-")) for part in shown.split(" ± ")
                )
                assert number == pytest.approx(float(rows[frame][value]), abs=0.51)
                assert error == pytest.approx(float(rows[frame][sigma]), abs=0.51)


def test_more_detail_makes_the_curves_wider_and_keeps_the_moment(
    browser: Browser, folder: Path
) -> None:
    with visit(browser, _address(folder), PHONE) as found:
        page = found.page
        track, narrow = page.locator("#track"), page.locator("#narrower")
        before = track.bounding_box()
        expect(narrow).to_be_disabled()
        page.locator(".rep-tab >> nth=2").click()
        page.locator("#wider").click()
        after = track.bounding_box()
        assert before is not None
        assert after is not None
        assert after["width"] == pytest.approx(2 * before["width"], abs=2)
        expect(page.locator("#cursor")).to_be_in_viewport()
        narrow.click()
        expect(narrow).to_be_disabled()


def test_without_its_video_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    write_results(tmp_path, sample_analysis(), video_name="annotated.mp4")
    with visit(browser, _address(tmp_path)) as found:
        expect(found.page.locator("#missing")).to_be_visible()
        expect(found.page.locator("video")).to_be_hidden()
        found.page.locator(".rep-tab >> nth=1").click()
        expect(found.page.locator("#now")).to_have_text("6.0 s")


def test_an_embedded_video_plays_and_seeks(browser: Browser, tmp_path: Path) -> None:
    folder = _written(tmp_path, embed=True)
    (folder / "annotated.mp4").unlink()
    with visit(browser, _address(folder)) as found:
        found.page.locator(".rep-tab >> nth=1").click()
        assert _video_time(found.page) == pytest.approx(6.0, abs=0.05)
        assert found.complaints == []
        assert [u for u in found.requests if not u.startswith(("data:", "blob:"))] == [
            _address(folder)
        ]


def test_another_page_can_frame_it(browser: Browser, folder: Path) -> None:
    """The page of `formcheck serve` allows itself no inline script; the report brings its own."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name == "outer.html":
            policy = "default-src 'self'; script-src 'self'"
            route.fulfill(
                body="<!doctype html><iframe src=report.html width=800 height=600></iframe>",
                content_type="text/html",
                headers={"Content-Security-Policy": policy},
            )
        elif name == "annotated.mp4":
            content = (folder / name).read_bytes()
            start = int(route.request.headers.get("range", "bytes=0-")[6:].split("-")[0])
            headers = {
                "Accept-Ranges": "bytes",
                "Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}",
            }
            route.fulfill(
                status=206, body=content[start:], content_type="video/mp4", headers=headers
            )
        elif name == "report.html":
            route.fulfill(path=folder / name, content_type="text/html")
        else:
            route.fulfill(status=204)

    page.route("**/*", serve)
    page.goto("http://formcheck.test/outer.html")
    inner = page.frame_locator("iframe")
    inner.locator(".rep-tab >> nth=1").click()
    expect(inner.locator("#now")).to_have_text("6.0 s")
    page.close()
    assert complaints == []


def test_paper_has_neither_folds_nor_players(browser: Browser, folder: Path) -> None:
    with visit(browser, _address(folder), dark=True) as found:
        page = found.page
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert page.locator("details:not([open])").count() == 0
        for hidden in ("video", ".controls", "#cursor"):
            expect(page.locator(hidden)).to_be_hidden()
        colours = page.evaluate(
            "(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(27, 35, 40)"], "dark screens print light"
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details[open]").count() == 0
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
