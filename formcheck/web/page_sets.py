"""The live sets of one page: pictures in, answers out; the coached set does the work."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from formcheck.coach.coached_set import CoachedSet
from formcheck.coach.cue import Cue
from formcheck.coach.language import Language
from formcheck.coach.model_change import MODEL_SENTENCES
from formcheck.errors import VideoError
from formcheck.pose.auto_model import ModelChange
from formcheck.report import Analysis
from formcheck.session import Snapshot
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.timing import IntervalStats
from formcheck.web.telling import told_rep, told_set

__all__ = ["PageSets", "Recorder"]

_KEPT_SETS: Final = 20
"""So many sets of one connection may still be kept; older ones are forgotten [design]."""


class Recorder(Protocol):
    """Writes what a live set sees, as ``formcheck live --record`` does."""

    def frame(self, frame: Frame) -> None:
        """Add a frame to the video."""
        ...

    def close(self) -> None:
        """Finish the video."""
        ...


class PageSets:
    """Takes pictures and answers each; a set ends by command, or when the person gets up.

    Parameters
    ----------
    coached : CoachedSet
    language : Language
        Of the cues.
    name : str
        Of the sets.
    recorder : Recorder, optional
    """

    def __init__(
        self,
        coached: CoachedSet,
        language: Language,
        name: str,
        recorder: Recorder | None = None,
    ) -> None:
        self._set, self._language, self._name = coached, language, name
        self._recorder = recorder
        self._stats = IntervalStats()
        self._size = (0, 0)
        self._ended: dict[int, Analysis] = {}
        self._sets = 0
        self._change: ModelChange | None = None

    def model_changed(self, change: ModelChange) -> None:
        """Have the next answer tell that the pose model keeps up no longer."""
        self._change = change

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
        seen = self._set.step(frame)
        looked_ms = 1000.0 * (time.perf_counter() - begun_s)
        cues, count = [*self._of_model(time_s), *seen.state.cues], self._set.count
        summary = None
        if seen.over:
            summary = self.end()
            self.restart()
            if summary["line"]:
                cues.append(Cue(time_s, "announce", "set_end", summary["line"]))
        change, self._change = self._change, None
        return {
            "type": "frame",
            "time_s": time_s,
            "stage": seen.state.setup.stage,
            "count": count,
            "line": seen.state.line,
            "kind": seen.state.kind,
            "cues": [
                {"kind": cue.kind, "code": cue.code, "text": cue.text, "rep": cue.rep}
                for cue in cues
            ],
            "ended": [told_rep(rep) for rep in seen.snapshot.ended],
            "revised": [told_rep(rep) for rep in seen.snapshot.revised],
            "set_end": summary,
            "notice": None if change is None else MODEL_SENTENCES[change],
            "looked_ms": round(looked_ms, 2),
            **_body(seen.snapshot),
        }

    def end(self) -> dict[str, Any]:
        """End the set: judge the whole again, and return its summary."""
        width, height = self._size
        ended = self._set.end(SourceInfo(name=self._name, width=width, height=height))
        self._sets += 1
        self._ended[self._sets] = ended.final
        self._ended.pop(self._sets - _KEPT_SETS, None)
        line = "" if ended.summary is None else ended.summary.line
        told = told_set(ended.final.data, ended.live)
        return {"type": "summary", "number": self._sets, "line": line, **told}

    def restart(self) -> None:
        """Begin the next set, with a count-down: also where this one went on without."""
        self._set.begin_anew(counted_down=True)

    def keep(self, number: int | None, save: Callable[[Analysis, Path], None], to: Path) -> None:
        """Save a set that is over.

        Parameters
        ----------
        number : int or None
            As its summary told; None is the last one.
        save : callable
            Takes the analysis and the folder.
        to : Path

        Raises
        ------
        VideoError
            There is no such set.
        """
        final = self._ended.get(self._sets if number is None else number)
        if final is None:
            raise VideoError("there is no set to keep", "", "end the set first")
        save(final, to)

    def _of_model(self, time_s: float) -> list[Cue]:
        if self._change is None:
            return []
        text = self._language.text("announce", self._change)
        return [Cue(time_s, "announce", self._change, text)]


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
