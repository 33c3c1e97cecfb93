"""One person's live set for the page: pictures in, answers out; session and coach do the work.

The same parts as ``formcheck live``: :class:`~formcheck.session.Session` looks and counts,
:class:`~formcheck.coach.coach.Coach` helps to set up and chooses the words.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from formcheck.checks import Checks
from formcheck.coach.coach import Coach
from formcheck.coach.language import Language
from formcheck.report import Analysis, RepItem
from formcheck.session import Session, Snapshot
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.timing import IntervalStats
from formcheck.web.telling import told_rep, told_set

__all__ = ["CoachedSet", "Recorder"]


class Recorder(Protocol):
    """Writes what a live set sees, as ``formcheck live --record`` does."""

    def frame(self, frame: Frame) -> None:
        """Add a frame to the video."""
        ...

    def close(self) -> None:
        """Finish the video."""
        ...


class CoachedSet:
    """Takes pictures, counts, coaches; ends a set and begins the next.

    Parameters
    ----------
    session : Session
        Waiting, if the set is counted down.
    language : Language
        Of the cues.
    checks : Checks
        Those of the session.
    counted_down : bool
        Whether nothing counts before a count-down. Without one the set goes on where it was, as
        after a connection that was lost.
    recorder : Recorder, optional
    """

    def __init__(
        self,
        session: Session,
        language: Language,
        checks: Checks,
        *,
        counted_down: bool,
        recorder: Recorder | None = None,
    ) -> None:
        self._session, self._language = session, language
        self._counted_down, self._recorder = counted_down, recorder
        self._checks = checks
        self._coach = Coach(language, checks, counted_down=counted_down)
        self._counting = not counted_down
        self._reps: list[RepItem] = []
        self._stats = IntervalStats()
        self._size = (0, 0)

    def step(self, time_s: float, image: npt.NDArray[np.uint8]) -> dict[str, Any]:
        """Look at a picture (RGB, pixels of the canvas it came from) and return what is known.

        Times that do not rise are nudged, as a camera's are.
        """
        if self._stats.count and time_s <= self._stats.last_s:
            time_s = float(np.nextafter(self._stats.last_s, np.inf))
        frame = Frame(self._stats.count, time_s, image)
        self._stats.add(time_s)
        self._size = (image.shape[1], image.shape[0])
        if self._recorder is not None:
            self._recorder.frame(frame)
        begun_s = time.perf_counter()
        snapshot = self._session.step(frame)
        looked_ms = 1000.0 * (time.perf_counter() - begun_s)
        state = self._coach.step(snapshot)
        if state.setup.begin_s is not None and self._counted_down:
            self._session.begin(state.setup.begin_s)
            self._counting = True
        self._reps += snapshot.ended
        return {
            "type": "frame",
            "time_s": time_s,
            "stage": state.setup.stage,
            "count": len(self._reps) if self._counting else None,
            "line": state.line,
            "kind": state.kind,
            "cues": [
                {"kind": cue.kind, "code": cue.code, "text": cue.text, "rep": cue.rep}
                for cue in state.cues
            ],
            "ended": [told_rep(rep) for rep in snapshot.ended],
            "looked_ms": round(looked_ms, 2),
            **_body(snapshot),
        }

    def end(self, name: str) -> tuple[Analysis, dict[str, Any]]:
        """End the set: judge the whole again; return that and its summary."""
        self._reps += self._session.finish()
        if not self._counting:
            self._session.wait(float("inf"))  # nothing that came before a set is one
        width, height = self._size
        info = SourceInfo(name=name, width=width, height=height)
        final = self._session.analysis(info)
        return final, {"type": "summary", **told_set(final.data, len(self._reps))}

    def restart(self) -> None:
        """Begin the next set."""
        if self._counted_down:
            self._session.wait(self._stats.last_s)
        else:
            self._session.begin(self._stats.last_s)
        self._coach = Coach(
            self._language, self._checks, counted_down=self._counted_down, between_sets=True
        )
        self._reps, self._counting = [], not self._counted_down


def _body(snapshot: Snapshot) -> dict[str, Any]:
    """Return what is drawn over the picture; None = not seen."""
    pose, spine = snapshot.pose, snapshot.spine
    return {
        "angle_deg": _number(snapshot.hip_flexion_deg),
        "phase": snapshot.phase,
        "side": snapshot.side,
        "points": None if pose is None else _rows(pose.landmarks_px),
        "visibility": None if pose is None else [_number(v, 2) for v in pose.visibility.tolist()],
        "spine": None if spine is None or not spine.waist_seen else _rows(spine.points_px),
        "arch_deg": None if spine is None else _number(spine.lordosis_change_deg),
    }


def _rows(points_px: npt.NDArray[np.float64]) -> list[list[float | None]]:
    return [[_number(x), _number(y)] for x, y in points_px.tolist()]


def _number(value: float, digits: int = 1) -> float | None:
    return round(value, digits) if np.isfinite(value) else None
