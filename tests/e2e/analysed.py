"""The sample clips, analysed once in each process, whichever test asks first.

The tests are spread over processes by file (``--dist loadfile``), so one clip is looked at once.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import formcheck
from formcheck.api import Report
from tests.e2e.truth import Truth

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"
DRAWN = "lying_swing"


@dataclass(frozen=True)
class Result:
    """A clip, its truth, its report, and the folder that was written."""

    name: str
    video: Path
    truth: Truth
    report: Report
    folder: Path


@cache
def analysed(name: str) -> Result:
    """Return the result of a sample clip.

    Drawing and encoding cost as much as looking: the shortest clip stands for all.
    """
    video = SAMPLES / f"{name}.mp4"
    report = formcheck.analyze(video)
    temporary = Path(tempfile.mkdtemp(prefix="formcheck-test-"))
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    folder = temporary / name
    report.save(folder, video=name == DRAWN)
    return Result(name, video, Truth.of(video), report, folder)
