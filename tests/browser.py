"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

__all__ = ["DESKTOP", "PHONE", "SMALLEST", "Visit", "browser_running", "the_playwright", "visit"]

DESKTOP = (1280, 800)
PHONE = (390, 844)
SMALLEST = (320, 568)


@dataclass(frozen=True)
class Visit:
    """A page with what it complained of and what it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@cache
def the_playwright() -> Playwright:
    """Start Playwright, once a process: a second one beside it would not run."""
    running = sync_playwright().start()
    atexit.register(running.stop)
    return running


@contextmanager
def browser_running() -> Iterator[Browser]:
    """Start a browser; skip where none is installed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium")
    browser = the_playwright().chromium.launch(
        executable_path=program,
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def visit(
    browser: Browser, address: str, size: tuple[int, int] = DESKTOP, *, dark: bool = False
) -> Iterator[Visit]:
    """Open an address in a fresh profile and wait until its script has run."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    try:
        found = Visit(context.new_page())
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.goto(address)
        found.page.wait_for_selector("html[data-ready=yes]", state="attached")
        yield found
    finally:
        context.close()
