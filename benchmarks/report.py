"""What the report page costs: ``python -m benchmarks.report``.

The beginning of a sample clip is analysed as ``formcheck analyze`` does. A minute of film, that
beginning over and over, gives the page that is weighed, timed, and opened in Chromium. Building is
told as a share of the CPU time of the analysis in the same run, whose cost per frame stays the
same (``benchmarks/cost.md``). Opening is told by the clock, median of some times, and by the CPU
time of the page's main thread, which other work on the machine does not lengthen; also with the
processor slowed down to a quarter, as on a cheap telephone.

Ends with 1 if a bar is missed.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import takewhile
from math import nan
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, sync_playwright

import formcheck
from benchmarks.bars import Bar, Outcome, bar_table
from benchmarks.cost import tiled
from benchmarks.markdown import heading, table, write_page
from benchmarks.samples import SAMPLES
from formcheck.analysis import analyse
from formcheck.outputs.bystanders import look_for_heads
from formcheck.outputs.stills import take_stills
from formcheck.outputs.write import write_results
from formcheck.video.sink import VideoSink
from formcheck.video.source import open_source

__all__ = ["main"]

T = TypeVar("T")

PAGE = Path(__file__).with_name("report.md")
CLIP = "lying_single_leg.mp4"
PART_S = 8.0
MINUTE_S = 60.0
OPENINGS = 5
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SLOWED = 4
BARS = (
    Bar("size_mb", "size of the page of a minute without the video, MB", "ratio", high=6.0),
    Bar("open_s", "opening, s by the clock, desktop or phone window", "ratio", high=2.0),
    Bar("built", "building page and pictures, of the analysis", "share", high=0.1),
)


def written(video: Path, path: Path, stop_s: float, length_s: float) -> Path:
    """Return a clip of that length: the first ``stop_s`` of another, over and over."""
    with open_source(video) as source:
        info = source.info
        frames = list(takewhile(lambda f: f.time_s < stop_s, source))
    step_s = stop_s / len(frames)
    with VideoSink(path, info.width, info.height, fps=info.fps_mean or 30.0) as sink:
        for i in range(round(length_s / step_s)):
            sink.write(frames[i % len(frames)].image, i * step_s)
    return path


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what a piece of work gives, and its seconds of CPU, of all threads."""
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def opened(browser: Browser, page: Path, size: tuple[int, int], slowed: int) -> tuple[float, float]:
    """Return seconds until page and script have run: by the clock, and CPU of its main thread."""
    clock, cpu = [], []
    for _ in range(OPENINGS):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        tab = context.new_page()
        session = context.new_cdp_session(tab)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        if slowed > 1:
            session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        start = time.perf_counter()
        tab.goto(page.as_uri(), wait_until="load")
        tab.wait_for_selector("html[data-ready=yes]", state="attached")
        clock.append(time.perf_counter() - start)
        metrics = session.send("Performance.getMetrics")["metrics"]
        cpu.append(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))
        context.close()
    return statistics.median(clock), statistics.median(cpu)


def openings(page: Path) -> list[tuple[str, int, float, float]]:
    """Return what opening takes: where, how much slowed, clock, CPU; nothing without a browser."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        found = [
            (name, slowed, *opened(browser, page, size, slowed))
            for name, size in SIZES.items()
            for slowed in (1, SLOWED)
        ]
        browser.close()
    return found


def main() -> int:
    """Measure, write ``benchmarks/report.md``, return 1 if a bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        part = written(SAMPLES / CLIP, folder / "part.mp4", PART_S, PART_S)
        report, part_s = timed(lambda: formcheck.analyze(part))
        _, heads_s = timed(lambda: look_for_heads(part, report.track))
        analysis_s = part_s * MINUTE_S / PART_S
        minute = written(SAMPLES / CLIP, folder / "minute.mp4", PART_S, MINUTE_S)
        analysis = analyse(tiled(report.track, MINUTE_S))
        stills, stills_s = timed(lambda: take_stills(minute, analysis))
        _, page_s = timed(
            lambda: write_results(folder, analysis, video_name="minute.mp4", stills=stills)
        )
        page = folder / "report.html"
        size_mb = page.stat().st_size / 1e6
        opening = openings(page)
    values = {
        "size_mb": size_mb,
        "open_s": max((clock for _, slowed, clock, _ in opening if slowed == 1), default=nan),
        "built": (stills_s + page_s) / analysis_s,
    }
    outcomes = [Outcome(bar, values[bar.key]) for bar in BARS]
    steps = [
        ("page, report.json and frames.csv", page_s / analysis_s),
        ("key frames, when no video is written (else they come from it)", stills_s / analysis_s),
        ("looking for the faces of others (`--blur-face` only)", heads_s / part_s),
    ]
    lines = [
        *heading("What the report costs", "python -m benchmarks.report"),
        f"The first {PART_S:g} s of {CLIP}, over and over for a minute: {len(analysis.track)} "
        f"frames, {len(analysis.reps)} repetitions, {len(stills)} key frames.",
        "",
        *bar_table(outcomes),
        "## CPU time, as a share of the analysis",
        "",
        *table(("step", "share"), [(words, f"{100 * share:.1f} %") for words, share in steps]),
        f"## Opening in Chromium, median of {OPENINGS}",
        "",
        *table(
            ("window", "processor slowed", "clock, s", "CPU of the page, s"),
            [(w, f"{slowed} x", f"{s:.2f}", f"{cpu:.2f}") for w, slowed, s, cpu in opening],
        ),
    ]
    write_page(lines, PAGE)
    return int(any(outcome.verdict != "held" for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
