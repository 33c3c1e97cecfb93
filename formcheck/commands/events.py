"""Live events: one JSON object a line, for other programs and for tests (DESIGN section 4)."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np

from formcheck.coach.coach import CoachState
from formcheck.coach.cue import Cue
from formcheck.coach.setup_coach import SetupStep
from formcheck.errors import OutputError
from formcheck.report import RepItem, SetupItem
from formcheck.session import Snapshot

__all__ = ["EventWriter"]

_FRAMES_PER_S = 10.0


class EventWriter:
    """Writes events to a file, to stdout (``-``), or nowhere (None).

    Raises
    ------
    OutputError
        The file cannot be written.
    """

    def __init__(self, target: str | None) -> None:
        self._target = target
        self._file: IO[str] | None = None
        self._frame_s = -np.inf
        self._setup: SetupItem | None = None
        self._step: SetupStep | None = None

    def __enter__(self) -> Self:
        if self._target == "-":
            self._file = sys.stdout
        elif self._target is not None:
            try:
                self._file = Path(self._target).open("w", encoding="utf-8")
            except OSError as error:
                raise self._error(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None and self._file is not sys.stdout:
            self._file.close()

    def snapshot(self, snapshot: Snapshot) -> None:
        """Write what a frame brought: reps, a change of set-up, and ten times a second itself."""
        if snapshot.setup is not None and snapshot.setup != self._setup:
            self._setup = snapshot.setup
            self._write_setup(snapshot.time_s)
        if snapshot.time_s - self._frame_s >= 1.0 / _FRAMES_PER_S - 1e-6:
            self._frame_s = snapshot.time_s
            angle = snapshot.hip_flexion_deg
            self._write(
                "frame",
                snapshot.time_s,
                pose_found=snapshot.pose is not None,
                hip_flexion_deg=_number(angle),
                lordosis_change_deg=_number(
                    snapshot.spine.lordosis_change_deg if snapshot.spine is not None else np.nan
                ),
                phase=snapshot.phase,
                reps=snapshot.reps,
            )
        for rep in snapshot.ended:
            self.rep(snapshot.time_s, rep)
        for rep in snapshot.revised:
            self.rep(snapshot.time_s, rep, revised=True)

    def coach(self, time_s: float, state: CoachState) -> None:
        """Write what the coach says, and each new step of the set-up."""
        step = replace(state.setup, begin_s=None)
        if step != self._step:
            self._step = step
            self._write_setup(time_s)
        for cue in state.cues:
            self.cue(cue)

    def cue(self, cue: Cue) -> None:
        """Write one thing that the coach says."""
        self._write("cue", cue.time_s, kind=cue.kind, code=cue.code, text=cue.text, rep=cue.rep)

    def _write_setup(self, time_s: float) -> None:
        step = self._step
        setup = self._setup.model_dump(mode="json") if self._setup is not None else None
        coach = None
        if step is not None:
            value = None if step.value is None else _number(step.value)
            coach = {"stage": step.stage, "code": step.code, "value": value}
        self._write("setup", time_s, setup=setup, coach=coach)

    def rep(self, time_s: float, rep: RepItem, *, revised: bool = False) -> None:
        """Write one finished repetition, or a better judgement of one that was written before."""
        self._write("rep", time_s, revised=revised, rep=rep.model_dump(mode="json"))

    def set_end(self, time_s: float, reps: int, final: dict[str, Any] | None) -> None:
        """Write the end of the set: the provisional count, and the final summary if any."""
        self._write("set_end", time_s, provisional=False, reps=reps, final=final)

    def _write(self, event: str, time_s: float, *, provisional: bool = True, **more: Any) -> None:
        if self._file is None:
            return
        line = {"event": event, "time_s": round(time_s, 4), "provisional": provisional, **more}
        try:
            self._file.write(json.dumps(line, allow_nan=False) + "\n")
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: OSError) -> OutputError:
        return OutputError.of(error, str(self._target), "the events cannot be written")


def _number(value: float) -> float | None:
    return round(value, 2) if np.isfinite(value) else None
