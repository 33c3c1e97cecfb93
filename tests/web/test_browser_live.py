"""Live sets in a real browser: a stick person before its camera, everything else as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.coded import (
    BEFORE_S,
    EYES,
    EYES_GETTING_UP,
    PEAKS_DEG,
    getting_up_track,
    write_coded_camera,
)
from tests.web.conftest import Open
from tests.web.serving import serving

COUNTED_MS = 60_000
LEAST_RATE = 9.0
"""Pictures a second below which live counting lags (docs/serve.md)."""
SMALL = {"width": 520, "height": 420}
"""Chromium paints without a graphics card here."""


def _count(page: Page, number: int) -> None:
    """Wait until so many repetitions are counted; no script may be evaluated in the page."""
    reached = "|".join(str(n) for n in range(number, 10))
    pattern = re.compile(rf"^({reached})\s*reps?$")
    try:
        expect(page.locator("#count")).to_have_text(pattern, timeout=COUNTED_MS)
    finally:
        _need_real_time(page)


def _need_real_time(page: Page) -> None:
    """Skip where so few pictures came, or so late, that nobody could count live."""
    times = page.evaluate("answered")
    rate = 1000 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    if rate < LEAST_RATE:
        pytest.skip(f"{rate:.1f} pictures a second: the machine is too busy for real time")
    late_s = page.evaluate("(began.counting - began.playing) / 1000")
    if late_s > BEFORE_S:
        pytest.skip(f"the first set began after {late_s:.0f} s: the machine is too busy")


def test_a_set_is_counted_coached_and_summed_up(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path
) -> None:
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        browse(f"{server.address}/#/train", camera=coded_camera, viewport=SMALL) as page,
    ):
        page.click("#start")
        _count(page, 2)
        page.wait_for_timeout(600)  # what was said before is said to its end
        assert page.locator("#banner").is_hidden()
        assert set(page.evaluate("ways")) == {"worker"}
        moods = page.locator("#tally li .symbol").evaluate_all("all => all.map(s => s.ariaLabel)")
        assert moods == ["fault", "can’t tell"], "nothing reads the back of a stick"
        page.click("#end-set")
        page.wait_for_selector("#summary")
        assert page.inner_text("#summary-title").startswith("1 of 2 repetitions shows a fault")
        assert "under 90° in 1" in page.inner_text("#summary-title")
        assert page.locator("#summary .rep").count() == 2
        assert page.locator("#summary .rep.flag").count() == 1
        spoken = page.evaluate("spoken")
        assert [text for text in spoken if text in ("3", "2", "1")][:3] == ["3", "2", "1"]
        assert any(text.startswith("1. Higher") for text in spoken), spoken
        assert "2. That was high enough. Good." in spoken, "|".join(spoken)
        page.wait_for_timeout(400)
        assert page.evaluate("spoken").pop().startswith("Set done: 2 repetitions.")
        page.click("text=Keep this set")
        page.fill("dialog input[name=person]", "Ann")
        page.click("dialog button.primary")
        page.wait_for_selector("dialog", state="detached")
        page.click("nav >> text=History")
        page.wait_for_selector("td >> text=Ann")
        page.click("nav >> text=Check")
        page.click("a.button >> text=Report")
        report = page.frame_locator("iframe.report")
        assert "1 of 2 repetitions" in report.locator("h1").inner_text()
        page.wait_for_timeout(300)


NO_WORKER = "delete window.MediaStreamTrackProcessor;"
DEAF_WORKER = """
window.Worker = class extends Worker {
  postMessage(message, ...more) { if (!message.want) super.postMessage(message, ...more); }
};
"""
BROKEN_WORKER = """
window.Worker = class extends Worker { constructor() { super("no_such_worker.js"); } };
"""


@pytest.mark.parametrize(
    "script",
    [
        NO_WORKER,
        pytest.param(DEAF_WORKER, marks=pytest.mark.slow),
        pytest.param(BROKEN_WORKER, marks=pytest.mark.slow),
    ],
    ids=["no worker", "deaf worker", "broken worker"],
)
def test_where_no_worker_can_take_pictures_the_page_does(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path, script: str
) -> None:
    """As in browsers that have no MediaStreamTrackProcessor."""
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        browse(
            f"{server.address}/#/train",
            camera=coded_camera,
            viewport=SMALL,
            script=script,
            loses=script is BROKEN_WORKER,  # the console tells of the script that is missing
        ) as page,
    ):
        page.click("#start")
        page.wait_for_selector("#rate:has-text('pictures a second')", timeout=COUNTED_MS)
        assert set(page.evaluate("ways")) == {"page"}
        # They show what they should: the numbers in them were read, and somebody lies there.
        expect(page.locator("#says")).to_have_text(re.compile("still", re.I), timeout=COUNTED_MS)


@pytest.mark.slow
def test_getting_up_ends_the_set_and_the_next_is_counted_down(
    browse: Open, free_port: int, tmp_path: Path
) -> None:
    camera = tmp_path / "getting_up.mjpeg"
    write_coded_camera(camera, getting_up_track())
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES_GETTING_UP) as server,
        browse(f"{server.address}/#/train", camera=camera, viewport=SMALL) as page,
    ):
        page.click("#start")
        _count(page, 1)
        page.wait_for_selector("#summary", timeout=COUNTED_MS)
        assert page.locator("#set-card").is_visible()
        assert page.locator("#set-card").inner_text().startswith("1 repetition")
        assert page.locator(".stage").is_visible(), "pictures go on"
        assert page.locator("#count").is_hidden()
        _count(page, 1)
        assert page.locator("#set-card").is_hidden()
        spoken = page.evaluate("spoken")
        done = [i for i, text in enumerate(spoken) if text.startswith("Set done: one repetition.")]
        assert len(done) == 1, "|".join(spoken)
        for said in (spoken[: done[0]], spoken[done[0] :]):
            numbers = [text for text in said if text in ("3", "2", "1", "Go.")]
            assert numbers == ["3", "2", "1", "Go.", "1"], "|".join(spoken)
        # The first set can still be kept while the second goes on, and both stand there at its end.
        page.click("#summary >> text=Keep this set")
        page.click("dialog button.primary")
        page.wait_for_selector("dialog", state="detached")
        page.click("#end-set")
        page.wait_for_selector("#next-set")
        assert page.locator("section.card:has(.rep)").count() == 2
        page.click("#next-set")
        page.wait_for_selector("#rate:has-text('pictures a second')")


@pytest.mark.slow
def test_a_camera_that_is_unplugged_is_told_and_can_be_opened_again(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path
) -> None:
    keep = """
    const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (...wanted) => (window.stream = await open(...wanted));
    """
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        browse(
            f"{server.address}/#/train", camera=coded_camera, viewport=SMALL, script=keep
        ) as page,
    ):
        page.click("#start")
        page.wait_for_selector("#rate:has-text('pictures a second')")
        page.evaluate("stream.getVideoTracks()[0].dispatchEvent(new Event('ended'))")
        page.wait_for_selector("#over:has-text('unplugged')")
        before = page.evaluate("answered.length")
        page.click("#over button")
        page.wait_for_selector("#over", state="hidden")
        page.wait_for_function("before => answered.length > before + 20", arg=before)


@pytest.mark.slow
def test_a_server_that_is_restarted_in_a_set_is_found_again(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with serving(folder, port=free_port, eyes=EYES) as server:
        opened = browse(
            f"{server.address}/#/train", camera=coded_camera, loses=True, viewport=SMALL
        )
        page = opened.__enter__()
        try:
            page.click("#start")
            _count(page, 1)
            server.kill()
            page.wait_for_selector("#banner:has-text('Connection lost')")
            with serving(folder, port=free_port, eyes=EYES):
                page.wait_for_selector("#banner:has-text('Connected again')", timeout=COUNTED_MS)
                _count(page, 3)
                page.click("#end-set")
                page.wait_for_selector("#summary")
                text = page.inner_text("#summary")
                assert "The connection was lost in this set" in text
                reps = page.locator("#summary .rep")
                assert 3 <= reps.count() <= len(PEAKS_DEG)
                assert "before the break" in reps.first.inner_text()
                assert "flag" in str(reps.first.get_attribute("class"))
                assert "before the break" not in reps.last.inner_text()
        finally:
            opened.__exit__(None, None, None)


def test_a_camera_that_may_not_be_used_is_told_with_help(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path
) -> None:
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        browse(f"{server.address}/#/train", camera=coded_camera, allowed=False) as page,
    ):
        page.click("#start")
        page.wait_for_selector("#over:has-text('The camera may not be used')")
        assert "allow it" in page.inner_text("#over")
        assert page.locator("#over button").is_visible()


@pytest.mark.slow
def test_two_tabs_train_at_once_and_a_third_is_told(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path
) -> None:
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES, sets=2) as server,
        browse(f"{server.address}/#/train", camera=coded_camera, viewport=SMALL) as first,
    ):
        tabs = [first]
        tabs += [first.context.new_page() for _ in range(2)]
        for tab in tabs[1:]:
            tab.goto(f"{server.address}/#/train")
        for tab in tabs[:2]:
            tab.bring_to_front()
            tab.click("#start")
            tab.wait_for_selector("#rate:has-text('pictures a second')")
        tabs[2].bring_to_front()
        tabs[2].click("#start")
        tabs[2].wait_for_selector("#over:has-text('all places for live sets are taken')")
        # A place that is given back can be taken.
        tabs[1].bring_to_front()
        tabs[1].click(".controls >> text=Stop")
        tabs[1].wait_for_selector("#start")
        tabs[1].wait_for_timeout(1000)
        tabs[2].bring_to_front()
        tabs[2].click("#over button")
        tabs[2].wait_for_selector("#rate:has-text('pictures a second')")
        for tab in (first, tabs[2]):
            tab.bring_to_front()
            tab.wait_for_selector("#over", state="hidden")


@pytest.mark.slow
def test_a_recorded_set_is_analysed_afterwards(
    browse: Open, coded_camera: Path, free_port: int, tmp_path: Path
) -> None:
    with (
        serving(tmp_path / "data", port=free_port, eyes=EYES) as server,
        browse(f"{server.address}/#/train", camera=coded_camera, viewport=SMALL) as page,
    ):
        page.check("text=Record my sets")
        page.click("#start")
        page.wait_for_selector("#rate:has-text('pictures a second')")
        page.click("text=Stop")
        page.click("nav >> text=Check")
        row = page.wait_for_selector(".job:has-text('Live set')")
        # The drawing is nobody: what matters is that its video came through whole.
        page.wait_for_selector(".job.failed:has-text('no person')", timeout=COUNTED_MS)
        assert row is not None
    records = [json.loads(p.read_text()) for p in tmp_path.glob("data/people/host/jobs/*/job.json")]
    assert [record["kind"] for record in records] == ["live"]
    assert not list(tmp_path.glob("data/people/host/jobs/*/recording")), "pictures are forgotten"


@pytest.mark.slow
def test_a_sample_clip_before_the_camera_gives_its_repetitions(
    browse: Open, samples: Path, free_port: int, tmp_path: Path
) -> None:
    """Real time and the real pose network: needs a machine that is not busy."""
    from benchmarks.browser_camera import write_camera

    camera = tmp_path / "clip.mjpeg"
    end_s = write_camera(samples / "lying_swing.mp4", camera, before_s=BEFORE_S, after_s=20.0)
    with (
        serving(tmp_path / "data", port=free_port) as server,
        browse(f"{server.address}/#/train", camera=camera, viewport=SMALL) as page,
    ):
        page.click("#start")
        page.wait_for_timeout(1000 * (end_s + 3.0))
        _need_real_time(page)
        page.click("#end-set")
        page.wait_for_selector("#summary")
        truth = json.loads((samples / "lying_swing.truth.json").read_text())
        assert page.locator("#summary .rep").count() == len(truth["reps"])
        spoken = page.evaluate("spoken")
        assert any("stillness" in text for text in spoken), spoken
        assert any(text.split(".")[0] == str(len(truth["reps"])) for text in spoken), spoken
