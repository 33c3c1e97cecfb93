"""A finished job on a shelf, without looking at any picture."""

from __future__ import annotations

from pathlib import Path

from formcheck.api import analyze_track
from formcheck.web.shelf import JobRecord, Shelf, now_utc
from formcheck.web.telling import told_report
from tests.stick import Stick, leg_raises, track

__all__ = ["finished"]


def finished(folder: Path, owner: str = "host", *peaks: float) -> str:
    """Put a result of these peaks on an owner's shelf; return its name."""
    shelf = Shelf(folder / "people" / owner / "jobs")
    job_id = shelf.new_id()
    name = f"set {'-'.join(map(str, peaks))}.mp4"
    report = analyze_track(track(leg_raises(*(peaks or (60.0, 100.0))), Stick(name=name)))
    report.save(shelf.result(job_id))
    record = JobRecord(
        job_id=job_id,
        kind="recording",
        name=name,
        created_utc=now_utc(),
        state="done",
        result=told_report(report.data, has_video=False),
    )
    shelf.record(record)
    return job_id
