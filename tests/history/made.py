"""Made-up sets."""

from __future__ import annotations

from dataclasses import replace

from formcheck.history.entry import SetEntry, SetNote, entry_of
from tests.outputs.sample import sample_analysis

__all__ = ["made_set"]


def made_set(number: int = 0, *, raised_deg: float = 0.0, **note: str | int | None) -> SetEntry:
    """Return a set of three repetitions; each number is another clip on another day."""
    entry = entry_of(sample_analysis().data, SetNote(**note))  # type: ignore[arg-type]
    reps = tuple(
        replace(rep, peak_hip_flexion_deg=(rep.peak_hip_flexion_deg or 0) + raised_deg)
        for rep in entry.reps
    )
    day = f"2026-{1 + number // 28:02d}-{1 + number % 28:02d}T10:00:00+00:00"
    return replace(entry, fingerprint=f"clip {number}", done_utc=day, reps=reps)
