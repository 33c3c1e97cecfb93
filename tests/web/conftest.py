"""A browser with a camera, and servers for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser import the_playwright
from tests.web.coded import set_track, write_coded_camera
from tests.web.serving import any_port

SCRIPT = """
window.answered = [];
window.ways = [];
window.began = { playing: NaN, counting: NaN };
document.addEventListener("playing", () => { window.began.playing ||= performance.now(); }, true);
document.addEventListener("formcheck:answer", ({ detail }) => {
  window.answered.push(performance.now());
  window.ways.push(detail.way);
  if (detail.stage === "counting") window.began.counting ||= performance.now();
});
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(words) { window.spoken.push(words.text); setTimeout(() => words.onend?.(), 200); },
  cancel() {}, getVoices() { return []; },
} });
"""

Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="session")
def playwright() -> Playwright:
    """Return Playwright; skip where there is no Chromium."""
    if shutil.which("chromium") is None:
        pytest.skip("no chromium")
    return the_playwright()


@pytest.fixture(scope="session")
def coded_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the stick person's camera."""
    path = tmp_path_factory.mktemp("camera") / "stick.mjpeg"
    write_coded_camera(path, set_track())
    return path


@pytest.fixture
def browse(playwright: Playwright) -> Open:
    """Return what opens a page in a browser of its own; a complaint in its console fails the test.

    ``camera`` is a file that plays as the camera; ``allowed`` whether it may be used; ``loses``
    whether losing the server is part of the test; ``script`` runs before the page's own.
    """

    @contextmanager
    def opened(
        address: str,
        *,
        camera: Path | None = None,
        allowed: bool = True,
        loses: bool = False,
        script: str = "",
        **context: object,
    ) -> Iterator[Page]:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        if camera is not None:
            options += [
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            ]
            if allowed:
                options.append("--use-fake-ui-for-media-stream")
        browser: Browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=options
        )
        try:
            permissions = ["camera"] if camera is not None and allowed else []
            shown = browser.new_context(permissions=permissions, **context)
            shown.add_init_script(SCRIPT + script)
            complaints: list[str] = []
            foreign: list[str] = []
            page = shown.new_page()
            shown.on(
                "console",
                lambda line: line.type in ("error", "warning") and complaints.append(line.text),
            )
            shown.on("weberror", lambda error: complaints.append(str(error.error)))
            shown.on(
                "request",
                lambda asked: (
                    asked.url.startswith(("http", "ws"))
                    and urlsplit(asked.url).netloc != urlsplit(address).netloc
                    and foreign.append(asked.url)
                ),
            )
            page.goto(address)
            page.wait_for_selector("html[data-ready=yes]")
            yield page
            assert foreign == []
            assert loses or complaints == []
        finally:
            browser.close()

    return opened


@pytest.fixture
def free_port() -> int:
    """Return a port that was free a moment ago."""
    return any_port()
