"""The report of one clip: schema ``formcheck.report/1``, the contract of every output."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from formcheck.checks.arch import ArchSettings
from formcheck.checks.base import CheckResult, SetResult
from formcheck.kinematics.signals import Kinematics
from formcheck.pose.landmarks import Side
from formcheck.pose.track import Track
from formcheck.repetition import Leg, Repetition

__all__ = [
    "SCHEMA",
    "Analysis",
    "Item",
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


class Item(BaseModel):
    """Frozen; unknown numbers are null, never 0 or NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SourceItem(Item):
    """The clip."""

    name: str = Field(description="File name without its folder.")
    duration_s: float = Field(description="Length of the clip.")
    frames: int = Field(description="Decoded frames.")
    fps_mean: float | None = Field(description="Mean frame rate; null: fewer than two frames.")
    width: int = Field(description="Pixels of the upright picture.")
    height: int = Field(description="Pixels of the upright picture.")
    rotation_deg: int = Field(description="Clockwise, as stored; frames are analysed upright.")
    variable_frame_rate: bool = Field(description="Whether the frames come at uneven times.")


class RestItem(Item):
    """The still baseline with the legs down."""

    start_s: float = Field(description="Beginning, seconds from the first frame.")
    stop_s: float = Field(description="End.")
    arched: bool | None = Field(
        description="Whether the back was arched already; null: can't tell."
    )


class SetupWarning(Item):
    """Something about the filming that makes the answers weaker, and how to mend it."""

    code: str = Field(pattern="^[a-z0-9_]+$", description="Name for programs.")
    message: str = Field(description="What is wrong, for a person.")
    remedy: str = Field(description="What to change.")


class SetupItem(Item):
    """How the clip was filmed, and what was recognised."""

    exercise: str = Field(description="Name of the exercise, or `unknown`.")
    side: Side | None = Field(description="Body side that faces the camera.")
    camera_yaw_deg: float | None = Field(description="How far the camera is off side-on.")
    camera_pitch_deg: float | None = Field(description="How far it looks down.")
    rest: RestItem | None = Field(description="The still baseline; null: none was found.")
    pose_found_share: float = Field(description="Share of the frames with the person, 0 to 1.")
    warnings: tuple[SetupWarning, ...] = Field(
        default=(), description="What makes the answers weaker."
    )


class RepInfo(Item):
    """What is told, not judged."""

    past_90: Literal["yes", "no", "cant_tell"] = Field(
        description="Whether the legs went past 90 degrees."
    )
    curl: Literal["seen", "not_seen", "cant_tell"] = Field(
        description="Whether the pelvis curled up at the top."
    )


class RepItem(Item):
    """One repetition and its verdicts."""

    index: int = Field(ge=1, description="Number of the repetition, from 1.")
    leg: Leg = Field(description="Which leg was raised; left and right are the person's.")
    start_s: float = Field(description="Beginning, seconds from the first frame.")
    peak_s: float = Field(description="When the legs were highest.")
    stop_s: float = Field(description="End.")
    raise_s: float = Field(description="How long the raise took.")
    top_s: float = Field(description="How long the legs stayed within 3 degrees of the peak.")
    lower_s: float = Field(description="How long the lowering took.")
    peak_hip_flexion_deg: float | None = Field(description="Highest hip flexion.")
    peak_hip_flexion_sigma_deg: float | None = Field(description="Standard error of it.")
    peak_knee_flexion_deg: float | None = Field(description="Knee flexion at the peak.")
    lordosis_change_deg: float | None = Field(
        default=None, description="Largest change of the low back since rest; arched positive."
    )
    pelvic_tilt_change_deg: float | None = Field(
        default=None, description="Largest tilt of the pelvis since rest; anterior positive."
    )
    pelvic_roll_deg: float | None = Field(
        default=None, description="Roll of the pelvis at the peak; posterior positive."
    )
    arch_onset_up_deg: float | None = Field(
        default=None, description="Hip flexion at which an arch began on the way up."
    )
    arch_onset_down_deg: float | None = Field(
        default=None, description="Hip flexion at which an arch began on the way down."
    )
    checks: dict[str, CheckResult] = Field(description="What each check says, by its name.")
    info: RepInfo = Field(description="What is told, not judged.")

    @property
    def applicable(self) -> dict[str, CheckResult]:
        """The checks that have something to look at in this exercise and repetition."""
        return {name: check for name, check in self.checks.items() if check.applies}

    @property
    def by_gravity(self) -> dict[str, CheckResult]:
        """Those of ``applicable``: flags, then open ones, then passes; faults before advice."""

        def rank(item: tuple[str, CheckResult]) -> tuple[int, bool]:
            verdict, severity = item[1].verdict, item[1].severity
            return ({"flag": 0, "cant_tell": 1, "pass": 2}[verdict], severity == "advice")

        return dict(sorted(self.applicable.items(), key=rank))

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


class NotCountedItem(Item):
    """A movement that is not a repetition, and why."""

    start_s: float = Field(description="Beginning, seconds from the first frame.")
    stop_s: float = Field(description="End.")
    peak_hip_flexion_deg: float | None = Field(description="Highest hip flexion.")
    reason_code: str = Field(description="Why it was not counted.")


class VerdictCount(Item):
    """How often a check said what."""

    flag: int = Field(default=0, description="How often it was flagged.")
    # "pass" is a keyword of Python, hence the alias.
    passed: int = Field(default=0, alias="pass", description="How often it was well.")
    cant_tell: int = Field(default=0, description="How often it could not be told.")

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


class SummaryItem(Item):
    """The set in numbers, and one line of advice per fault."""

    reps: int = Field(description="Repetitions counted.")
    flagged_reps: int = Field(description="Repetitions with at least one flagged fault.")
    checks: dict[str, VerdictCount] = Field(description="Verdicts of each check, counted.")
    advice: tuple[str, ...] = Field(default=(), description="One line per fault: what to change.")


class ReportData(Item):
    """Everything that ``report.json`` holds."""

    schema_: Literal["formcheck.report/1"] = Field(
        default=SCHEMA, alias="schema", description="Name and version of this schema."
    )
    formcheck_version: str = Field(description="The version that wrote it.")
    created_utc: str = Field(description="When it was written, ISO 8601.")
    source: SourceItem = Field(description="The clip.")
    setup: SetupItem = Field(description="How it was filmed, and what was recognised.")
    reps: tuple[RepItem, ...] = Field(description="The repetitions, in order.")
    not_counted: tuple[NotCountedItem, ...] = Field(
        description="Movements that were no repetitions, and why."
    )
    set_checks: dict[str, SetResult] = Field(
        description="Verdicts on the set as a whole, by the check's name."
    )
    summary: SummaryItem = Field(description="The set in numbers.")

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

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
    arch : ArchSettings
        By which the back was judged, for those who draw it.
    """

    data: ReportData
    track: Track
    kinematics: Kinematics
    reps: tuple[Repetition, ...]
    arch: ArchSettings = field(default_factory=ArchSettings)
