"""One clip, analysed and saved: the work of a batch, the same on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from formcheck.api import analyze
from formcheck.batch.job import Job, Outcome
from formcheck.errors import FormcheckError

__all__ = ["analyse_clip"]


def analyse_clip(job: Job, progress: Callable[[str, int, int | None], None]) -> Outcome:
    """Return what became of a job; its result is in its folder, whole, or not at all.

    Doing a job twice does no harm: the second result takes the place of the first.

    Parameters
    ----------
    job : Job
        The clip.
    progress : callable
        Called with the stage, frames done and frames expected.
    """
    began = time.monotonic()
    options = job.options
    try:
        report = analyze(
            job.video,
            exercise=options.exercise,
            model=options.model,
            settings=options.settings,
            progress=progress,
        )
        report.save(
            Path(job.folder),
            video=options.video,
            html=options.report,
            blur_face=options.blur_face,
            progress=progress,
        )
    except FormcheckError as error:
        return Outcome("failed", str(error), time.monotonic() - began)
    return Outcome("done", "", time.monotonic() - began)
