"""Makes the pictures of docs/serve.md: ``python -m scripts.make_page_pictures [NAME...]``.

The real page in Chromium, with a sample clip to check and the same before its camera. The live ones
need a machine that is not busy: the pose network has to keep up. What the history shows is an
example: one analysed set, and others made up from it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from benchmarks.browser_camera import write_camera
from benchmarks.page import page_server
from formcheck.history.entry import SetEntry, SetNote, entry_of
from formcheck.history.store import open_history
from formcheck.outputs.results import read_result

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CLIP = ROOT / "sample_videos" / "lying_under_90.mp4"
DESKTOP, PHONE = (1120, 760), (320, 640)
BEFORE_S, AFTER_S = 16.0, 60.0
WAIT_MS = 900_000
# How much higher or lower than in the clip the legs came in each example, how long ago it was.
EXAMPLES = ((-2.0, 33), (4.0, 26), (9.0, 19), (15.0, 12), (20.0, 6), (27.0, 2))


def main(names: list[str]) -> int:
    """Write every picture, or those that are named; return 0."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def wanted(part: str) -> bool:
        return not names or any(part in name for name in names)

    with (
        tempfile.TemporaryDirectory() as name,
        sync_playwright() as playwright,
        page_server(Path(name)) as address,
    ):
        folder = Path(name)
        with _browser(playwright) as browser:
            if wanted("check") or wanted("report") or wanted("history"):
                _bring(browser, address)
                _show_recordings(browser, address)
                _make_history(folder)
                _show(browser, f"{address}#/history", "page_history.png", DESKTOP)
                _show(browser, f"{address}#/history", "page_history_phone.png", PHONE, dark=True)
            if wanted("page_train"):
                _show(browser, f"{address}#/train", "page_train.png", DESKTOP)
        if wanted("live"):
            camera = folder / "camera.mjpeg"
            write_camera(CLIP, camera, before_s=BEFORE_S, after_s=AFTER_S)
            for size, dark, suffix in ((DESKTOP, False, ""), (PHONE, True, "_phone")):
                with _browser(playwright, camera) as browser:
                    _show_live(browser, address, size, suffix, dark=dark)
    return 0


@contextmanager
def _browser(playwright: Playwright, camera: Path | None = None) -> Iterator[Browser]:
    options = ["--no-sandbox", "--use-fake-ui-for-media-stream"]
    if camera is not None:
        options += ["--use-fake-device-for-media-stream"]
        options += [f"--use-file-for-fake-video-capture={camera}"]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def _page(
    browser: Browser, address: str, size: tuple[int, int], *, dark: bool = False
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    page.wait_for_selector("html[data-ready=yes]")
    try:
        yield page
    finally:
        context.close()


def _show(
    browser: Browser, address: str, name: str, size: tuple[int, int], *, dark: bool = False
) -> None:
    with _page(browser, address, size, dark=dark) as page:
        page.wait_for_timeout(1500)
        _shoot(page, name)


def _shoot(page: Page, name: str) -> None:
    path = PICTURES / name
    if path.suffix == ".jpg":
        page.screenshot(path=path, type="jpeg", quality=84)
    else:
        page.screenshot(path=path)
    print(f"{path} {path.stat().st_size / 1000:.0f} kB")


def _bring(browser: Browser, address: str) -> None:
    """Have a recording analysed, and one that is none."""
    with _page(browser, address, DESKTOP) as page, tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "holiday.mp4"
        notes.write_bytes(b"no video")
        page.set_input_files("#chooser", [notes, CLIP])
        page.wait_for_selector(".job:has(a.button)")


def _show_recordings(browser: Browser, address: str) -> None:
    _show(browser, address, "page_check_phone.png", PHONE, dark=True)
    for name, size, dark in (
        ("page_report.png", DESKTOP, False),
        ("page_report_phone.png", PHONE, True),
    ):
        with _page(browser, address, size, dark=dark) as page:
            page.click(".job a.button >> text=Report")
            page.frame_locator("iframe.report").locator("html[data-ready=yes]").wait_for()
            page.wait_for_timeout(1500)
            _shoot(page, name)


def _make_history(folder: Path) -> None:
    """Keep the set that was analysed as it might have been over some weeks."""
    (report,) = folder.glob("data/people/host/jobs/*/result/report.json")
    entry = entry_of(read_result(report.parent))
    with open_history(folder / "history.sqlite3", create=True) as history:
        for number, (higher_deg, days) in enumerate(EXAMPLES):
            history.add(_example(entry, number, higher_deg, days))


def _example(entry: SetEntry, number: int, higher_deg: float, days: int) -> SetEntry:
    done = datetime.now(UTC).replace(hour=17, minute=40, second=0) - timedelta(days=days)
    reps = tuple(
        replace(
            rep,
            peak_hip_flexion_deg=rep.peak_hip_flexion_deg + higher_deg,
            raise_s=rep.raise_s + 0.15 * number,
            lower_s=rep.lower_s + 0.1 * (number % 3),
        )
        for rep in entry.reps
        if rep.peak_hip_flexion_deg is not None
    )
    verdicts = []
    for verdict in entry.verdicts:
        if verdict.check == "under_90" and verdict.value is not None:
            value, near = verdict.value + higher_deg, verdict.uncertainty or 0.0
            said = "flag" if value + near < 90 else "pass" if value - near > 90 else "cant_tell"
            verdicts.append(replace(verdict, value=value, verdict=said))
        else:
            verdicts.append(verdict)
    return replace(
        entry,
        fingerprint=f"{number:064x}",
        done_utc=done.isoformat(timespec="seconds"),
        note=SetNote(person="Ann", pain=max(0, 3 - number)),
        reps=reps,
        verdicts=tuple(verdicts),
    )


def _show_live(
    browser: Browser, address: str, size: tuple[int, int], suffix: str, *, dark: bool
) -> None:
    """Train as far as the first cue on a fault, and to the summary of the set."""
    with _page(browser, f"{address}#/train", size, dark=dark) as page:
        page.click("#start")
        page.mouse.move(0, 0)  # nothing is pointed at
        page.wait_for_selector(".says.fault:has-text('igher')")
        page.wait_for_timeout(700)
        _shoot(page, f"page_live{suffix}.jpg")
        page.wait_for_timeout(1000 * 14)
        page.click("#end-set")
        page.wait_for_selector("#next-set")
        page.wait_for_timeout(500)
        _shoot(page, f"page_live_summary{suffix}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
