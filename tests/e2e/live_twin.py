"""The live session over the very same landmarks says what the recorded analysis says."""

from __future__ import annotations

from benchmarks.live_agreement import agreement
from benchmarks.replay import told
from tests.e2e.analysed import Result

__all__ = ["assert_live_agrees"]


def assert_live_agrees(result: Result) -> None:
    """Play the clip's track through a live session and hold it against the report."""
    found = agreement(told(result.report.track), result.report.data.reps)
    assert found.missed == [], result.name
