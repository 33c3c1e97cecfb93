"""What the page's API takes and gives; the OpenAPI description is made of these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.checks.base import Verdict
from formcheck.history.entry import LONGEST_LABEL, LONGEST_NOTES

__all__ = [
    "Failure",
    "HistoryAnswer",
    "HistorySet",
    "JobAnswer",
    "JobResult",
    "KeepAnswer",
    "KeepOrder",
    "LoginOrder",
    "MeasureAnswer",
    "Progress",
    "SeriesAnswer",
    "Stage",
    "StatusAnswer",
    "failures",
]

Stage = Literal["starting", "pose", "faces", "annotate"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Failure(_Answer):
    """What went wrong and how to mend it; every answer of 4xx and 5xx is one."""

    what: str
    remedy: str = ""


class StatusAnswer(_Answer):
    """What this formcheck is and takes."""

    version: str
    signed_in: bool
    token_needed: bool
    upload_bytes: int
    duration_s: float
    exercises: dict[str, str] = Field(description="Names with their titles; `auto` is the first.")
    models: list[str] = Field(description="Pose models that are installed.")
    languages: dict[str, str] = Field(description="Of the spoken cues: code and voice.")
    disclaimer: str
    red_flags: str


class LoginOrder(BaseModel):
    """The token of a link."""

    token: str = Field(pattern="^[A-Za-z0-9_-]{1,200}$")


class Progress(_Answer):
    """How far a running job is."""

    stage: Stage
    done: int
    total: int | None
    share: float = Field(ge=0, le=1, description="Of the whole job, looking and drawing.")
    left_s: float | None = Field(description="Estimated; null while unknown.")


class JobResult(_Answer):
    """A finished job in a few words."""

    sentence: str
    mood: Verdict
    exercise: str
    reps: int
    flagged_reps: int
    duration_s: float
    has_video: bool


class JobAnswer(_Answer):
    """One recording or live set, and what became of it."""

    job_id: str
    kind: Literal["recording", "live"]
    name: str
    created_utc: str
    state: JobState
    ahead: int | None = Field(default=None, description="Jobs before this one while it waits.")
    progress: Progress | None = None
    failure: Failure | None = None
    result: JobResult | None = None


class KeepOrder(BaseModel):
    """A result to be kept in the history, and what the person says of it."""

    job_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    person: str | None = Field(default=None, max_length=LONGEST_LABEL)
    notes: str | None = Field(default=None, max_length=LONGEST_NOTES)
    pain: int | None = Field(default=None, ge=0, le=10)


class KeepAnswer(_Answer):
    """The number of a kept set."""

    set_id: int
    new: bool = Field(description="False when it was there already; then nothing was changed.")


class HistorySet(_Answer):
    """One kept set."""

    set_id: int
    done_utc: str
    person: str | None
    exercise: str
    exercise_title: str
    source_name: str
    reps: int
    flagged_reps: int
    judged_reps: int
    pain: int | None
    notes: str | None


class MeasureAnswer(_Answer):
    """One curve of a trend."""

    field: str
    title: str
    unit: str
    values: list[float | None] = Field(description="One a set; null = not known.")
    sigma: list[float | None] | None
    text: list[str] = Field(description="Each value in words.")


class SeriesAnswer(_Answer):
    """The sets of one person and exercise, in the order of time."""

    title: str
    set_ids: list[int]
    done_utc: list[str]
    measures: list[MeasureAnswer]


class HistoryAnswer(_Answer):
    """The sets that are kept."""

    people: list[str]
    sets: list[HistorySet]
    series: list[SeriesAnswer]


def failures(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of these answers for the OpenAPI."""
    return {code: {"model": Failure} for code in codes}
