"""What goes over the WebSocket of a live set.

A connection begins with a `start` message, answered by `ready`. Then the browser sends one message
at a time, a command or a picture (eight bytes: its time in seconds as a little-endian double; then
a JPEG or WebP), and waits for the answer before the next: never more than one is on its way.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter

from formcheck.checks.base import Severity, Verdict
from formcheck.web.answers import Failure, JobAnswer, JobResult

__all__ = ["COMMANDS", "FrameAnswer", "LiveAnswer", "StartMessage", "SummaryAnswer"]


class StartMessage(BaseModel):
    """The first message: what is to be done."""

    type: Literal["start"]
    exercise: str = Field(default="auto", max_length=60)
    model: Literal["auto", "lite", "full", "heavy"] = Field(
        default="auto", description="auto: full, and lite from when full cannot keep up."
    )
    language: str = Field(default="en", max_length=10)
    countdown: bool = Field(
        default=True, description="False: the set goes on, as after a lost connection."
    )
    record: bool = False


class _End(BaseModel):
    type: Literal["end"]


class _Restart(BaseModel):
    type: Literal["restart"]


class _Keep(BaseModel):
    type: Literal["keep"]
    number: int | None = Field(default=None, description="Of the set; null: the last one.")


COMMANDS: TypeAdapter[_End | _Restart | _Keep] = TypeAdapter(
    Annotated[_End | _Restart | _Keep, Field(discriminator="type")]
)


class CueAnswer(BaseModel):
    """One thing to say."""

    kind: Literal["count", "fault", "advice", "praise", "remedy", "setup", "announce"]
    code: str
    text: str
    rep: int | None


class ChipAnswer(BaseModel):
    """One verdict in a few words."""

    verdict: Verdict
    severity: Severity
    text: str


class RepAnswer(BaseModel):
    """One repetition and its verdicts."""

    index: int
    mood: Verdict
    peak_deg: float | None
    peak: str
    tempo: str
    chips: list[ChipAnswer]


class WarningAnswer(BaseModel):
    """What about the filming makes the answers weaker."""

    message: str
    remedy: str


class SummaryAnswer(JobResult):
    """The set as a whole, judged again from all that was seen."""

    type: Literal["summary"]
    number: int = Field(description="Of the set in this connection, from 1.")
    line: str = Field(description="To be said; empty if nothing was counted.")
    counted_live: int
    differences: list[str] = Field(description="What was judged otherwise live, and why.")
    told_reps: list[RepAnswer]
    advice: list[str]
    warnings: list[WarningAnswer]


class FrameAnswer(BaseModel):
    """What is known after a picture; provisional. Points are pixels of the picture, null unseen."""

    type: Literal["frame"]
    time_s: float
    stage: Literal["placing", "countdown", "counting"]
    count: int | None = Field(description="Repetitions; null before the set has begun.")
    line: str = Field(description="The one line to show.")
    kind: str
    cues: list[CueAnswer] = Field(description="To be said now, in this order.")
    ended: list[RepAnswer]
    revised: list[RepAnswer] = Field(description="Told before, now judged better.")
    set_end: SummaryAnswer | None = Field(
        description="The person got up: the set's summary; the next one is counted down."
    )
    notice: str | None = Field(description="To be shown: the pose model keeps up no longer.")
    angle_deg: float | None
    phase: Literal["low", "up", "down"]
    side: Literal["left", "right"] | None
    points: list[list[float | None]] | None = Field(description="33 landmarks.")
    visibility: list[float | None] | None
    spine: list[list[float | None]] | None = Field(description="11 points of the low back.")
    arch_deg: float | None
    looked_ms: float = Field(description="Time that looking at the picture took.")


class _Ready(BaseModel):
    type: Literal["ready", "restarted"]


class _Kept(BaseModel):
    type: Literal["kept"]
    job: JobAnswer


class _NotKept(Failure):
    type: Literal["not_kept"]


class _Failed(Failure):
    type: Literal["failed"]


class LiveAnswer(BaseModel):
    """Any answer; the connection ends after ``failed``."""

    answer: FrameAnswer | SummaryAnswer | _Ready | _Kept | _NotKept | _Failed
