"""Makes the pictures of README and docs: ``python scripts/make_pictures.py``.

Those of pages need Chromium; without it they stay as they are.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, sync_playwright

import formcheck
from formcheck.outputs.overlay import OverlayPainter
from formcheck.report import Analysis
from formcheck.video.source import open_source

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
# Picture -> clip, repetition, and the check whose moment it shows; without one, the peak.
SCENES: dict[str, tuple[str, int, str]] = {
    "overlay_under_90.png": ("lying_under_90", 2, ""),
    "overlay_swing.png": ("lying_swing", 4, ""),
    "overlay_hanging.png": ("hanging_full", 3, ""),
    "overlay_back_arch.png": ("studio_back_arch", 2, "back_arch"),
}


# Picture -> clip, part of the report (None: the top of the page), window, and whether it is dark.
PAGES: dict[str, tuple[str, str | None, tuple[int, int], bool]] = {
    "report_top.png": ("studio_back_arch", None, (1240, 880), False),
    "report_motion.png": ("lying_single_leg", "section.motion", (1240, 900), False),
    "report_phone.png": ("lying_under_90", None, (390, 844), True),
}


def main() -> int:
    """Write one PNG per scene and page; return 0."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        paint_scene(PICTURES / name, *scene)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("no chromium: the pictures of pages were left as they are")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, page in PAGES.items():
            show_page(PICTURES / name, browser, Path(folder), *page)
        browser.close()
    return 0


def paint_scene(path: Path, clip: str, number: int, check: str) -> None:
    """Write one frame of a clip with its overlay."""
    video = ROOT / "sample_videos" / f"{clip}.mp4"
    report = formcheck.analyze(video)
    rep = report.data.reps[number - 1]
    moment = rep.peak_s
    if check and rep.checks[check].at_s is not None:
        moment = rep.checks[check].at_s
    painter = OverlayPainter(
        Analysis(report.data, report.track, report.kinematics, report.reps),
        (report.data.source.width, report.data.source.height),
    )
    with open_source(video) as source:
        frame = next(frame for frame in source if frame.time_s >= moment)
    painted = np.ascontiguousarray(painter.paint(frame.image, frame.index)[:, :, ::-1])
    cv2.imwrite(str(path), painted, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    print(path)


def show_page(
    path: Path,
    browser: Browser,
    folder: Path,
    clip: str,
    part: str | None,
    size: tuple[int, int],
    dark: bool,
) -> None:
    """Write a picture of a report: of a part of it, or of what is seen on opening it."""
    result = folder / clip
    if not result.is_dir():
        formcheck.analyze(ROOT / "sample_videos" / f"{clip}.mp4").save(result)
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        device_scale_factor=2 if size[0] < 500 else 1,
    )
    page.goto((result / "report.html").as_uri(), wait_until="load")
    if part is None:
        page.screenshot(path=path)
    else:
        page.locator(".rep-tab >> nth=1").click()
        page.wait_for_timeout(500)
        page.locator(part).screenshot(path=path)
    page.close()
    print(path)


if __name__ == "__main__":
    sys.exit(main())
