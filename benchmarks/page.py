"""How a live set in the browser keeps up: pictures a second, and the round trip of each.

The real page in Chromium, a sample clip before its camera, the real server and pose network, all on
this machine. Chromium decodes the camera and encodes the pictures on the same cores.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.bars import Bar, Outcome, bar_table
from benchmarks.browser_camera import write_camera
from benchmarks.markdown import heading, table, write_page

SAMPLES = Path(__file__).resolve().parent.parent / "sample_videos"
CLIPS = ("lying_swing", "lying_under_90")
WAYS = ("worker", "page")
"""Who takes the pictures: a worker beside the page, as in Chromium, or the page, as elsewhere."""
BEFORE_S, AFTER_S = 14.0, 25.0
WARM_UP = 30
"""So many answers pass before anything is measured: the network's first ones are slow."""
BARS = (
    Bar("fps", "pictures a second", "count", low=15),
    Bar("overhead", "p95 of the round trip less p95 of looking [ms]", "count", high=40),
    Bar("counts", "clips counted exactly", "share", low=1),
)
_LISTEN = """
window.answers = [];
document.addEventListener("formcheck:answer", ({ detail: d }) => window.answers.push(
  [performance.now(), d.round_trip_ms, d.looked_ms]));
window.ways = new Set();
window.notices = [];
document.addEventListener("formcheck:answer", ({ detail: d }) => {
  window.ways.add(d.way);
  if (d.notice) window.notices.push(d.notice);
});
"""
_NO_WORKER = "delete window.MediaStreamTrackProcessor;"


@dataclass(frozen=True, slots=True)
class Run:
    """One clip before the camera.

    Parameters
    ----------
    clip, way : str
        ``way`` is how its pictures were taken, one of :data:`WAYS`.
    notices : tuple of str
        What the page told of a pose model that could not keep up.
    reps, true_reps : int
        In the final summary, and in truth.
    at_ms, round_trip_ms, looked_ms : ndarray, shape (N,)
        When each answer came, from sending the picture to having its answer, and how much of that
        the server looked at it (pose, low back, counting, judging).
    """

    clip: str
    way: str
    notices: tuple[str, ...]
    reps: int
    true_reps: int
    at_ms: np.ndarray
    round_trip_ms: np.ndarray
    looked_ms: np.ndarray

    @property
    def fps(self) -> float:
        """Pictures a second, in the mean."""
        return 1000.0 * (len(self.at_ms) - 1) / float(self.at_ms[-1] - self.at_ms[0])


@contextmanager
def page_server(folder: Path) -> Iterator[str]:
    """Start the server as users do and give its address."""
    command = [sys.executable, "-m", "formcheck", "serve", "--port", "0", "--no-open"]
    command += ["--data", str(folder / "data"), "--db", str(folder / "history.sqlite3")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait(timeout=20)


def run_clip(clip: str, address: str, folder: Path, way: str = WAYS[0]) -> Run:
    """Train in the browser with this clip before the camera, its pictures taken this way."""
    camera = folder / f"{clip}.mjpeg"
    end_s = write_camera(SAMPLES / f"{clip}.mp4", camera, before_s=BEFORE_S, after_s=AFTER_S)
    options = ["--no-sandbox", "--use-fake-ui-for-media-stream"]
    options += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        context = browser.new_context(
            permissions=["camera"], viewport={"width": 1280, "height": 860}
        )
        context.add_init_script(_LISTEN + ("" if way == "worker" else _NO_WORKER))
        page = context.new_page()
        page.goto(f"{address}#/train")
        page.click("#start")
        page.wait_for_timeout(1000 * (end_s + 3.0))
        page.click("#end-set")
        page.wait_for_selector("#summary", timeout=60_000)
        reps = page.locator("#summary .rep").count()
        answers = np.array(page.evaluate("answers"))[WARM_UP:]
        taken, notices = page.evaluate("[[...ways], notices]")
        browser.close()
    if taken != [way]:
        sys.exit(f"{clip}: pictures were taken by {taken}, not by the {way}")
    if len(answers) < WARM_UP:
        sys.exit(f"{clip}: only {len(answers)} answers came, is the machine busy?")
    truth = json.loads((SAMPLES / f"{clip}.truth.json").read_text(encoding="utf-8"))
    return Run(clip, way, tuple(notices), reps, len(truth["reps"]), *answers.T[:3])


def outcomes(runs: Sequence[Run]) -> list[Outcome]:
    """Return the bars with what was found, the worst of the runs with the worker."""
    runs = [run for run in runs if run.way == WAYS[0]]
    values = {
        "fps": min(run.fps for run in runs),
        "overhead": max(_p95(run.round_trip_ms) - _p95(run.looked_ms) for run in runs),
        "counts": float(np.mean([run.reps == run.true_reps for run in runs])),
    }
    return [Outcome(bar, values[bar.key]) for bar in BARS]


def lines(runs: Sequence[Run], command: str) -> list[str]:
    """Return the result page."""
    rows = [
        (
            run.clip,
            run.way,
            f"{run.reps} of {run.true_reps}",
            f"{run.fps:.1f}",
            *(f"{q:.0f}" for q in np.percentile(run.looked_ms, (50, 95, 99))),
            *(f"{q:.0f}" for q in np.percentile(run.round_trip_ms, (50, 95, 99))),
            f"{_p95(run.round_trip_ms - run.looked_ms):.0f}",
        )
        for run in runs
    ]
    notices = sorted({notice for run in runs for notice in run.notices})
    columns = ("clip", "taken by", "reps", "pictures/s", "looking p50", "p95", "p99")
    return [
        *heading("A live set in the browser", command),
        "Chromium with the clip as its camera (30 pictures a second), the page, the server and",
        "the pose network (*full*; *lite* from when that cannot keep up, if it is installed), all",
        "on this machine of two cores. Pictures are taken by a worker beside the page, or by the",
        "page as in browsers that have no MediaStreamTrackProcessor; the bars are on the worker.",
        "Looking is what the server does to a picture: pose, low back, counting, now and then",
        "judging a repetition. The round trip is from sending a picture to having its answer, in",
        "milliseconds; the last column is what it adds to the looking, picture by picture (p95).",
        "",
        *(f"The page told: {notice}.\n" for notice in notices),
        *table(
            (*columns, "round trip p50", "p95", "p99", "added p95"),
            rows,
        ),
        *bar_table(outcomes(runs)),
    ]


def _p95(values: np.ndarray) -> float:
    return float(np.percentile(values, 95))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--clips", nargs="+", default=CLIPS)
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name, page_server(Path(name)) as address:
        runs = [run_clip(clip, address, Path(name)) for clip in options.clips]
        runs.append(run_clip(options.clips[0], address, Path(name), WAYS[1]))
    write_page(lines(runs, "python -m benchmarks.page"), options.output)
    found = outcomes(runs)
    for outcome in found:
        if outcome.verdict != "held":
            print(outcome, file=sys.stderr)
    return int(any(outcome.verdict != "held" for outcome in found))


if __name__ == "__main__":
    sys.exit(main())
