"""The live session over the very same landmarks says what the recorded analysis says."""

from __future__ import annotations

from benchmarks.live_agreement import Agreement, agreement
from benchmarks.replay import played
from tests.e2e.analysed import Result

__all__ = ["assert_live_agrees"]


def assert_live_agrees(result: Result) -> None:
    """Play the clip's track through a live session and hold it against the report."""
    session, snapshots = played(result.report.track)
    told = {rep.index: rep for s in snapshots for rep in (*s.ended, *s.revised)}
    told |= {rep.index: rep for rep in session.finish()}
    found: Agreement = agreement(list(told.values()), result.report.data.reps)
    assert found.missed == [], result.name
