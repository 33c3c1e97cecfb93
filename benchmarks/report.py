"""What the report page costs: ``python -m benchmarks.report``.

A minute of film is analysed as ``formcheck analyze`` does, and the page built from it is weighed,
timed, and opened in Debian's Chromium. Times are told as shares of the analysis in the same run, or
as medians; opening also with the processor slowed down to a quarter, as on a cheap telephone.

Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import formcheck
from benchmarks.bars import Bar, Outcome, bar_table
from benchmarks.markdown import heading, table, write_page
from benchmarks.samples import SAMPLES
from formcheck.outputs.bystanders import look_for_heads
from formcheck.outputs.stills import take_stills
from formcheck.outputs.write import write_results
from formcheck.report import Analysis
from formcheck.video.frame import Frame
from formcheck.video.sink import VideoSink
from formcheck.video.source import open_source

__all__ = ["main"]

PAGE = Path(__file__).with_name("report.md")
CLIP = "lying_single_leg.mp4"
MINUTE_S = 60.0
OPENINGS = 7
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SLOWED = 4
BARS = (
    Bar("size_mb", "size of the page of a minute without the video, MB", "ratio", high=6.0),
    Bar("open_s", "opening, median of the slowest case, s", "ratio", high=2.0),
    Bar("built", "building page and pictures, of the analysis", "share", high=0.1),
)


def looped(video: Path) -> Iterator[Frame]:
    """Iterate over a minute of a clip: from its beginning again when it ends."""
    offset_s, index = 0.0, 0
    while True:
        last_s = 0.0
        with open_source(video) as source:
            step_s = 1 / (source.info.fps_mean or 30.0)
            for frame in source:
                last_s = offset_s + frame.time_s
                if last_s >= MINUTE_S:
                    return
                yield Frame(index, last_s, frame.image)
                index += 1
        offset_s = last_s + step_s


def written(folder: Path) -> Path:
    """Return a minute of film."""
    video = SAMPLES / CLIP
    with open_source(video) as source:
        info = source.info
    path = folder / "minute.mp4"
    with VideoSink(path, info.width, info.height, fps=info.fps_mean or 30.0) as sink:
        for frame in looped(video):
            sink.write(frame.image, frame.time_s)
    return path


def opened_s(browser: Browser, page: Path, size: tuple[int, int], slowed: int) -> float:
    """Return the seconds until page and script have run, median of several openings."""
    times = []
    for _ in range(OPENINGS):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        tab = context.new_page()
        if slowed > 1:
            session = context.new_cdp_session(tab)
            session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        start = time.perf_counter()
        tab.goto(page.as_uri(), wait_until="load")
        tab.wait_for_selector("html[data-ready=yes]", state="attached")
        times.append(time.perf_counter() - start)
        context.close()
    return statistics.median(times)


def openings(page: Path) -> list[tuple[str, int, float]]:
    """Return how long the page takes to open: where, how much slowed, seconds; [] unmeasured."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        found = [
            (name, slowed, opened_s(browser, page, size, slowed))
            for name, size in SIZES.items()
            for slowed in (1, SLOWED)
        ]
        browser.close()
    return found


def main() -> int:
    """Measure, write ``benchmarks/report.md``, return 1 if a bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = written(folder)
        start = time.perf_counter()
        report = formcheck.analyze(clip)
        analysis_s = time.perf_counter() - start
        analysis = Analysis(report.data, report.track, report.kinematics, report.reps)
        start = time.perf_counter()
        stills = take_stills(clip, analysis)
        stills_s = time.perf_counter() - start
        start = time.perf_counter()
        write_results(folder, analysis, video_name="minute.mp4", stills=stills)
        page_s = time.perf_counter() - start
        start = time.perf_counter()
        look_for_heads(clip, report.track)
        heads_s = time.perf_counter() - start
        page = folder / "report.html"
        size_mb = page.stat().st_size / 1e6
        opening = openings(page)
    values = {
        "size_mb": size_mb,
        "open_s": max((seconds for _, _, seconds in opening), default=float("nan")),
        "built": (stills_s + page_s) / analysis_s,
    }
    outcomes = [Outcome(bar, values[bar.key]) for bar in BARS]
    steps = [
        ("page, report.json and frames.csv", page_s),
        ("key frames, when no video is written (else they are taken from it)", stills_s),
        ("looking for faces of others (`--blur-face` only)", heads_s),
    ]
    lines = [
        *heading("What the report costs", "python -m benchmarks.report"),
        f"{CLIP}, looped to a minute: {report.data.source.frames} frames, "
        f"{len(report.data.reps)} repetitions, {len(stills)} key frames.",
        "",
        *bar_table(outcomes),
        "## Time, as a share of the analysis",
        "",
        *table(("step", "share"), [(words, f"{100 * s / analysis_s:.1f} %") for words, s in steps]),
        "",
        f"## Opening in Chromium, median of {OPENINGS}",
        "",
        *table(
            ("window", "processor slowed", "seconds"),
            [(where, f"{slowed} x", f"{s:.2f}") for where, slowed, s in opening],
        ),
    ]
    write_page(lines, PAGE)
    return int(any(outcome.verdict != "held" for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
