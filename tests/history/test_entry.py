"""What is kept of a set, and what tells one set from another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from formcheck.errors import UsageError
from formcheck.history.entry import SetNote, entry_of, fingerprint
from tests.outputs.sample import sample_analysis


def test_the_numbers_are_those_of_the_report() -> None:
    data = sample_analysis().data
    entry = entry_of(data, SetNote("Ann", "tired", 3))
    assert entry.exercise == "lying_leg_raise"
    assert entry.source_name == data.source.name
    assert [rep.peak_hip_flexion_deg for rep in entry.reps] == [98.0, 74.0, 91.0]
    assert [rep.raise_s for rep in entry.reps] == [rep.raise_s for rep in data.reps]
    assert entry.note == SetNote("Ann", "tired", 3)
    said = {(v.rep, v.check): v.verdict for v in entry.verdicts}
    assert said[2, "under_90"] == "flag"
    assert said[None, "low_hold"] == "flag"
    assert entry.flagged_reps == data.summary.flagged_reps == 1
    assert entry.judged_reps == 3


def test_a_repetition_without_a_decision_is_not_judged() -> None:
    data = sample_analysis().data
    checks = {"back_arch": data.reps[0].checks["back_arch"], "tempo": data.reps[1].checks["tempo"]}
    rep = data.reps[0].model_copy(update={"checks": checks})
    entry = entry_of(data.model_copy(update={"reps": (rep,)}))
    assert (entry.flagged_reps, entry.judged_reps) == (0, 0)


def test_the_time_is_utc() -> None:
    data = sample_analysis().data
    assert entry_of(data).done_utc == "2026-11-20T10:00:00+00:00"
    done = datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert entry_of(data, done=done).done_utc == "2026-10-31T23:30:00+00:00"
    assert entry_of(data, done=datetime(2026, 1, 1, tzinfo=UTC)).done_utc.startswith("2026-01-01")


def test_a_set_judged_again_is_the_same_set() -> None:
    data = sample_analysis().data
    again = data.model_copy(
        update={"created_utc": "2027-01-01T00:00:00Z", "formcheck_version": "9", "set_checks": {}}
    )
    assert fingerprint(again) == fingerprint(data)
    assert len(fingerprint(data)) == 64


@pytest.mark.parametrize("change", ["name", "frames", "reps", "start_s"])
def test_another_clip_is_another_set(change: str) -> None:
    data = sample_analysis().data
    if change == "reps":
        other = data.model_copy(update={"reps": data.reps[:2]})
    elif change == "start_s":
        moved = data.reps[0].model_copy(update={"start_s": data.reps[0].start_s + 0.1})
        other = data.model_copy(update={"reps": (moved, *data.reps[1:])})
    else:
        value = {"name": "b.mp4", "frames": 7}[change]
        other = data.model_copy(update={"source": data.source.model_copy(update={change: value})})
    assert fingerprint(other) != fingerprint(data)


def test_notes_are_trimmed_and_empty_ones_are_none() -> None:
    assert SetNote("  Ann ", "  ", 0) == SetNote("Ann", None, 0)


@pytest.mark.parametrize(
    "wrong",
    [{"pain": 11}, {"pain": -1}, {"person": "x" * 81}, {"person": "a\x1bb"}, {"notes": "x" * 2001}],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, str | int]) -> None:
    with pytest.raises(UsageError):
        SetNote(**wrong)  # type: ignore[arg-type]
