"""Makes the pictures of README and docs: ``python scripts/make_pictures.py [NAME...]``.

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


PAGE_CLIP = "studio_back_arch"
# Picture -> part of the report (empty: what is seen on opening it), window, and whether it is dark.
PAGES: dict[str, tuple[str, tuple[int, int], bool]] = {
    "report_top.png": ("", (1240, 860), False),
    "report_motion.png": ("section.motion", (1240, 900), False),
}


def main(names: list[str]) -> int:
    """Write one PNG per scene and page, or those that are named; return 0."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        if not names or name in names:
            paint_scene(PICTURES / name, *scene)
    pages = {name: page for name, page in PAGES.items() if not names or name in names}
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not pages or program is None:
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        video = ROOT / "sample_videos" / f"{PAGE_CLIP}.mp4"
        report = formcheck.analyze(video).save(Path(folder) / PAGE_CLIP) / "report.html"
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, page in pages.items():
            show_page(PICTURES / name, browser, report, *page)
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
    path: Path, browser: Browser, report: Path, part: str, size: tuple[int, int], dark: bool
) -> None:
    """Write a picture of a report."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page.goto(report.as_uri(), wait_until="load")
    if part:
        page.locator(".mark >> nth=1").click()
        page.wait_for_timeout(1000)
        page.locator(part).screenshot(path=path)
    else:
        page.screenshot(path=path)
    page.close()
    print(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
