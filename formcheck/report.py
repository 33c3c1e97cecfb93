"""The report of one clip: schema ``formcheck.report/1``, the contract of every output."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from formcheck.checks.base import CheckResult, SetResult
from formcheck.kinematics.signals import Kinematics
from formcheck.pose.landmarks import Side
from formcheck.pose.track import Track
from formcheck.repetition import Leg, Repetition

__all__ = [
    "SCHEMA",
    "Analysis",
    "NotCountedItem",
    "RepInfo",
    "RepItem",
    "ReportData",
    "RestItem",
    "SetupItem",
    "SetupWarning",
    "SourceItem",
    "SummaryItem",
    "VerdictCount",
]

SCHEMA: Final = "formcheck.report/1"


class _Item(BaseModel):
    """Frozen; unknown numbers are null, never 0 or NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SourceItem(_Item):
    """The clip."""

    name: str = Field(description="File name without its folder.")
    duration_s: float
    frames: int = Field(description="Decoded frames.")
    fps_mean: float | None
    width: int = Field(description="Pixels of the upright picture.")
    height: int = Field(description="Pixels of the upright picture.")
    rotation_deg: int = Field(description="Clockwise, as stored; frames are analysed upright.")
    variable_frame_rate: bool


class RestItem(_Item):
    """The still baseline with the legs down."""

    start_s: float
    stop_s: float
    arched: bool | None = Field(
        description="Whether the back was arched already; null: can't tell."
    )


class SetupWarning(_Item):
    """Something about the filming that makes the answers weaker, and how to mend it."""

    code: str = Field(pattern="^[a-z0-9_]+$")
    message: str
    remedy: str


class SetupItem(_Item):
    """How the clip was filmed, and what was recognised."""

    exercise: str
    side: Side | None = Field(description="Body side that faces the camera.")
    camera_yaw_deg: float | None
    camera_pitch_deg: float | None
    rest: RestItem | None
    pose_found_share: float
    warnings: tuple[SetupWarning, ...] = ()


class RepInfo(_Item):
    """What is told, not judged."""

    past_90: Literal["yes", "no", "cant_tell"]
    curl: Literal["seen", "not_seen", "cant_tell"]


class RepItem(_Item):
    """One repetition and its verdicts."""

    index: int = Field(ge=1)
    leg: Leg
    start_s: float
    peak_s: float
    stop_s: float
    raise_s: float
    top_s: float
    lower_s: float
    peak_hip_flexion_deg: float | None
    peak_hip_flexion_sigma_deg: float | None
    peak_knee_flexion_deg: float | None
    lordosis_change_deg: float | None = None
    pelvic_tilt_change_deg: float | None = None
    pelvic_roll_deg: float | None = None
    arch_onset_up_deg: float | None = None
    arch_onset_down_deg: float | None = None
    checks: dict[str, CheckResult]
    info: RepInfo

    @property
    def applicable(self) -> dict[str, CheckResult]:
        """The checks that have something to look at in this exercise and repetition."""
        return {name: check for name, check in self.checks.items() if check.applies}

    def is_same_as(self, other: RepItem) -> bool:
        """Return whether two judgements, made at different times, are of the same repetition.

        One leg may go up while the other one still comes down: those are two.
        """
        if "both" not in (self.leg, other.leg) and self.leg != other.leg:
            return False
        return (
            other.start_s <= self.peak_s <= other.stop_s
            or self.start_s <= other.peak_s <= self.stop_s
        )

    @property
    def flagged(self) -> tuple[str, ...]:
        """Names of the faults that were flagged."""
        return tuple(
            name
            for name, check in self.checks.items()
            if check.verdict == "flag" and check.severity == "fault"
        )


class NotCountedItem(_Item):
    """A movement that is not a repetition, and why."""

    start_s: float
    stop_s: float
    peak_hip_flexion_deg: float | None
    reason_code: str


class VerdictCount(_Item):
    """How often a check said what."""

    flag: int = 0
    # "pass" is a keyword of Python, hence the alias.
    passed: int = Field(default=0, alias="pass")
    cant_tell: int = 0

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


class SummaryItem(_Item):
    """The set in numbers, and one line of advice per fault."""

    reps: int
    flagged_reps: int = Field(description="Repetitions with at least one flagged fault.")
    checks: dict[str, VerdictCount]
    advice: tuple[str, ...] = ()


class ReportData(_Item):
    """Everything that ``report.json`` holds."""

    schema_: Literal["formcheck.report/1"] = Field(default=SCHEMA, alias="schema")
    formcheck_version: str
    created_utc: str
    source: SourceItem
    setup: SetupItem
    reps: tuple[RepItem, ...]
    not_counted: tuple[NotCountedItem, ...]
    set_checks: dict[str, SetResult]
    summary: SummaryItem

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
    )

    @field_validator("created_utc")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        try:
            datetime.fromisoformat(text).astimezone(UTC)
        except OverflowError as error:
            raise ValueError("beyond all calendars") from error
        return text

    def to_json(self, indent: int | None = 2) -> str:
        """Return the text of ``report.json``."""
        return self.model_dump_json(by_alias=True, indent=indent)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of ``report.json``."""
        return cls.model_json_schema(by_alias=True, mode="serialization")


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A report with the arrays that it rests on; what the output writers take.

    Parameters
    ----------
    data : ReportData
        The report proper.
    track : Track
        Landmarks over frames (pixels).
    kinematics : Kinematics
        Angles over frames.
    reps : tuple of Repetition
        The repetitions with their frames, in the order of ``data.reps``.
    """

    data: ReportData
    track: Track
    kinematics: Kinematics
    reps: tuple[Repetition, ...]
