"""One set as the history keeps it: numbers and verdicts, no pictures, no landmarks, no paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from formcheck.checks.base import CheckResult
from formcheck.errors import UsageError
from formcheck.report import RepItem, ReportData

__all__ = [
    "LONGEST_LABEL",
    "LONGEST_NOTES",
    "RepEntry",
    "SetEntry",
    "SetNote",
    "VerdictEntry",
    "entry_of",
    "fingerprint",
]

LONGEST_LABEL = 80
LONGEST_NOTES = 2000


@dataclass(frozen=True, slots=True)
class SetNote:
    """What a person adds to a set; all of it optional.

    Parameters
    ----------
    person : str or None
        Label of who did the set; any text, need not be a name.
    notes : str or None
        Free text.
    pain : int or None
        Pain during or after the set, 0 (none) to 10 (worst imaginable): the numeric rating scale.

    Raises
    ------
    UsageError
        A value does not fit.
    """

    person: str | None = None
    notes: str | None = None
    pain: int | None = None

    def __post_init__(self) -> None:
        for name, longest in (("person", LONGEST_LABEL), ("notes", LONGEST_NOTES)):
            text = getattr(self, name)
            if text is None:
                continue
            text = text.strip()
            if len(text) > longest:
                raise UsageError(f"longer than {longest} characters", f"--{name}", "shorten it")
            if name == "person" and not text.isprintable():
                raise UsageError("holds control characters", "--person", "use plain text")
            object.__setattr__(self, name, text or None)
        if self.pain is not None and not 0 <= self.pain <= 10:
            raise UsageError(f"{self.pain} is no pain score", "--pain", "give 0 (none) to 10")


@dataclass(frozen=True, slots=True)
class VerdictEntry:
    """What one check said; of the set as a whole where ``rep`` is None."""

    rep: int | None
    check: str
    severity: str
    verdict: str
    value: float | None
    limit: float | None
    uncertainty: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class RepEntry:
    """The numbers of one repetition, named as in report.json; None = not known."""

    index: int
    leg: str
    start_s: float
    peak_s: float
    stop_s: float
    raise_s: float
    top_s: float
    lower_s: float
    peak_hip_flexion_deg: float | None
    peak_hip_flexion_sigma_deg: float | None
    peak_knee_flexion_deg: float | None
    lordosis_change_deg: float | None
    pelvic_tilt_change_deg: float | None
    pelvic_roll_deg: float | None
    arch_onset_up_deg: float | None
    arch_onset_down_deg: float | None


@dataclass(frozen=True, slots=True)
class SetEntry:
    """One set.

    Parameters
    ----------
    fingerprint : str
        Tells the same result from another, see :func:`fingerprint`.
    done_utc : str
        When it was done: ISO 8601, UTC, to the second.
    exercise, source_name, formcheck_version : str
    duration_s : float
        Of the clip.
    note : SetNote
    reps : tuple of RepEntry
    verdicts : tuple of VerdictEntry
    set_id : int or None
        Number in the history; None before it is kept.
    """

    fingerprint: str
    done_utc: str
    exercise: str
    source_name: str
    duration_s: float
    formcheck_version: str
    note: SetNote = field(default_factory=SetNote)
    reps: tuple[RepEntry, ...] = ()
    verdicts: tuple[VerdictEntry, ...] = ()
    set_id: int | None = None

    def faults_of(self, rep: int) -> tuple[VerdictEntry, ...]:
        """Return the verdicts on one repetition that are of faults."""
        return tuple(v for v in self.verdicts if v.rep == rep and v.severity == "fault")

    @property
    def flagged_reps(self) -> int:
        """How many repetitions have a flagged fault."""
        return sum(any(v.verdict == "flag" for v in self.faults_of(r.index)) for r in self.reps)

    @property
    def judged_reps(self) -> int:
        """How many repetitions have a fault that was decided, flag or pass."""
        return sum(
            any(v.verdict != "cant_tell" for v in self.faults_of(r.index)) for r in self.reps
        )


def entry_of(
    data: ReportData, note: SetNote | None = None, done: datetime | None = None
) -> SetEntry:
    """Return what the history keeps of a report.

    Parameters
    ----------
    data : ReportData
        The report.
    note : SetNote, optional
        What the person adds.
    done : datetime, optional
        When the set was done; the time of the analysis if left out.
    """
    when = done if done is not None else datetime.fromisoformat(data.created_utc)
    verdicts = [v for rep in data.reps for v in _verdicts(rep.checks, rep.index)]
    return SetEntry(
        fingerprint=fingerprint(data),
        done_utc=when.astimezone(UTC).isoformat(timespec="seconds"),
        exercise=data.setup.exercise,
        source_name=data.source.name,
        duration_s=data.source.duration_s,
        formcheck_version=data.formcheck_version,
        note=note or SetNote(),
        reps=tuple(_rep(rep) for rep in data.reps),
        verdicts=(*verdicts, *_verdicts(data.set_checks, None)),
    )


def fingerprint(data: ReportData) -> str:
    """Return 64 hexadecimal digits that are the same for the same movement in the same clip.

    Of the clip and the times of its repetitions; not of verdicts, version or the time of the
    analysis: a clip judged again with other limits is still the same set.
    """
    times = [[round(t, 2) for t in (rep.start_s, rep.peak_s, rep.stop_s)] for rep in data.reps]
    whole = {"source": data.source.model_dump(mode="json"), "reps": times}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _rep(rep: RepItem) -> RepEntry:
    names = [name for name in RepEntry.__dataclass_fields__ if name != "index"]
    return RepEntry(index=rep.index, **{name: getattr(rep, name) for name in names})


def _verdicts(checks: Mapping[str, CheckResult], rep: int | None) -> list[VerdictEntry]:
    return [
        VerdictEntry(
            rep=rep,
            check=name,
            severity=result.severity,
            verdict=result.verdict,
            value=result.value,
            limit=result.limit,
            uncertainty=result.uncertainty,
            unit=result.unit,
        )
        for name, result in checks.items()
        if result.applies
    ]
