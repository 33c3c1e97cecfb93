"""Recordings and history in a real browser; and whether everybody can use the page (axe-core)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.coded import EYES
from tests.web.conftest import Open
from tests.web.made import finished
from tests.web.serving import serving

ANALYSED_MS = 240_000
VIEWS = ("check", "train", "history")
GRAVE = {"serious", "critical"}


def test_a_recording_is_brought_followed_shown_and_kept(
    browse: Open, samples: Path, free_port: int, tmp_path: Path
) -> None:
    truth = json.loads((samples / "lying_swing.truth.json").read_text())
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    with (
        serving(tmp_path / "data", port=free_port) as server,
        browse(server.address) as page,
    ):
        page.set_input_files("#chooser", [samples / "lying_swing.mp4", broken])
        row = page.locator(".job", has_text="lying_swing.mp4")
        expect(row.locator(".what")).to_contain_text(
            re.compile(r"\d+ of 415 frames"), timeout=60_000
        )
        expect(page.locator(".job", has_text="broken.mp4")).to_contain_text("Waits for 1")
        expect(row.locator(".what").first).to_contain_text(
            f"of {len(truth['reps'])} repetitions", timeout=ANALYSED_MS
        )
        expect(page.locator(".job.failed")).to_contain_text("not a video", timeout=60_000)
        row.locator("text=Report").click()
        report = page.frame_locator("iframe.report")
        heading = report.locator("h1").inner_text()
        assert f"{len(truth['reps'])} of {len(truth['reps'])} repetitions show a fault" in heading
        assert "swing" in heading
        expect(report.locator("video")).to_have_count(1)
        ready = report.locator("html[data-ready=yes]")
        ready.wait_for(timeout=30_000)
        assert report.locator("video").evaluate("(video) => video.src.slice(0, 5)") == "blob:"
        with page.expect_download() as coming:
            page.click("text=Save report")
        saved = coming.value
        assert saved.suggested_filename == "lying_swing - report.html"
        assert b"Not a medical device" in Path(saved.path()).read_bytes()
        page.click("text=Keep in history")
        page.click("dialog button.primary")
        page.wait_for_selector("dialog", state="detached")
        page.click("text=← All")
        row.locator("text=Delete").click()
        page.click("dialog >> text=Delete >> nth=-1")
        expect(row).to_have_count(0)
    assert len(list((tmp_path / "data" / "people" / "host" / "jobs").iterdir())) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_view(
    browse: Open, free_port: int, tmp_path: Path, coded_camera: Path, scheme: str
) -> None:
    job_id = finished(tmp_path / "data")
    finished(tmp_path / "data", "host", 70.0, 72.0)
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        browse(server.address, camera=coded_camera, color_scheme=scheme) as page,
    ):
        for row in page.locator(".job").all():
            row.locator("[data-act=keep]").click()
            _check(page, "keep dialog")
            page.fill("dialog input[name=person]", "Ann")
            page.click("dialog button.primary")
            page.wait_for_selector("dialog", state="detached")
        for view in (*VIEWS, f"report/{job_id}"):
            page.goto(f"{server.address}/#/{view}")
            page.wait_for_selector("h1")
            page.wait_for_timeout(700)
            _check(page, view)
        page.goto(f"{server.address}/#/train")
        page.click("#start")
        page.wait_for_selector("#rate:has-text('pictures a second')")
        page.click("text=Pause")
        _check(page, "live")
        page.click("#end-set")
        page.wait_for_selector("#summary")
        _check(page, "summary")


def _check(page: Page, view: str) -> None:
    """Fail if axe-core finds anything serious in the page's own part (reports have their tests)."""
    found = Axe().run(page, options={"iframes": False})
    assert len(found.response["passes"]) > 10, "it looked"
    grave = [
        (item["id"], item["impact"], [node["html"][:120] for node in item["nodes"]])
        for item in found.response["violations"]
        if item["impact"] in GRAVE
    ]
    assert grave == [], view


def test_nothing_is_cut_off_at_any_width(browse: Open, free_port: int, tmp_path: Path) -> None:
    job_id = finished(tmp_path / "data")
    with (
        serving(tmp_path / "data", port=free_port) as server,
        browse(server.address) as page,
    ):
        for width in (320, 390, 1280, 2560):
            page.set_viewport_size({"width": width, "height": 800})
            for view in (*VIEWS, f"report/{job_id}"):
                page.goto(f"{server.address}/#/{view}")
                page.wait_for_selector("h1")
                page.wait_for_timeout(200)
                needed = page.evaluate("document.documentElement.scrollWidth")
                assert needed <= page.evaluate("document.documentElement.clientWidth"), (
                    view,
                    width,
                )


def test_the_page_can_be_used_by_keyboard(browse: Open, free_port: int, tmp_path: Path) -> None:
    finished(tmp_path / "data")
    with (
        serving(tmp_path / "data", port=free_port) as server,
        browse(server.address) as page,
    ):
        reached = []
        for _ in range(14):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
        for words in ("To the content", "Check", "Train", "History", "Choose a video", "Report"):
            assert words in reached, reached


def test_a_link_with_its_token_opens_the_page_and_nothing_else_does(
    browse: Open, free_port: int, tmp_path: Path
) -> None:
    with serving(tmp_path / "data", port=free_port, tokens=("secret-token",)) as server:
        with browse(server.address) as page:
            assert "Open the link" in page.inner_text("main")
        with browse(f"{server.address}/#token=secret-token") as page:
            page.wait_for_selector("text=Choose a video")
            assert "secret" not in page.url
