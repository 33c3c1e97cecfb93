"""What is shown over one picture, apart from how: the same for a recording and a camera."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from formcheck.checks.base import Severity, Verdict
from formcheck.outputs.hud_spine import HudSpine, SpineFrames
from formcheck.outputs.texts import result_words
from formcheck.pose.landmarks import LANDMARK_COUNT, Side
from formcheck.repetition import Leg, Phase
from formcheck.report import Analysis, RepItem, ReportData

__all__ = [
    "AnalysisHud",
    "Chip",
    "HudCurve",
    "HudSpan",
    "HudState",
    "rep_chips",
    "rep_verdict",
    "set_verdict",
]

FloatArray = npt.NDArray[np.float64]

WARNING_SHOWN_S = 4.0
"""How long one set-up warning stays before the next, seconds."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One verdict on a finished repetition: a symbol and a few words."""

    verdict: Verdict
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class HudSpan:
    """A repetition on the curve, seconds; its verdict, or None while it is not known."""

    start_s: float
    stop_s: float
    index: int
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, eq=False)
class HudCurve:
    """The hip flexion over time at the bottom of the picture.

    Parameters
    ----------
    time_s, value_deg : ndarray, shape (M,)
        Points of the curve; NaN = not seen.
    start_s, stop_s : float
        The stretch of time that fills the width.
    spans : tuple of HudSpan
        Repetitions to shade.
    fixed : bool
        True for a recording: the whole curve is known, is drawn once, and the play head moves. The
        painter then expects the same object for every frame. False for a camera.
    """

    time_s: FloatArray
    value_deg: FloatArray
    start_s: float
    stop_s: float
    spans: tuple[HudSpan, ...] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class HudState:
    """All that is painted over one picture. NaN or None = not known, and then not painted.

    Parameters
    ----------
    time_s : float
        Presentation time in seconds.
    landmarks_px : ndarray, shape (33, 2)
        Pixels of the picture that is painted on, y down.
    visibility : ndarray, shape (33,)
        In [0, 1].
    side : {"left", "right"} or None
        The body side that faces the camera.
    leg : {"both", "left", "right"}
        The leg(s) that the angle is of; one alone gets the arc on its own thigh.
    hip_flexion_deg, hip_flexion_sigma_deg : float
        The number in the arc and its standard error.
    rep : int
        Number of the running repetition, else of the last finished one; 0 before the first.
    rep_total : int or None
        How many there are; None with a camera.
    phase : {"raise", "top", "lower"} or None
        None between repetitions.
    chips_title : str
        What the chips are about, like ``Rep 2``.
    chips : tuple of Chip
        Verdicts of the last finished repetition, the gravest first.
    warning : str
        A weakness of the filming; empty if there is none.
    curve : HudCurve or None
    spine : HudSpine or None
    """

    time_s: float
    landmarks_px: FloatArray = field(default_factory=lambda: np.full((LANDMARK_COUNT, 2), np.nan))
    visibility: FloatArray = field(default_factory=lambda: np.full(LANDMARK_COUNT, np.nan))
    side: Side | None = None
    leg: Leg = "both"
    hip_flexion_deg: float = float("nan")
    hip_flexion_sigma_deg: float = float("nan")
    rep: int = 0
    rep_total: int | None = None
    phase: Phase | None = None
    chips_title: str = ""
    chips: tuple[Chip, ...] = ()
    warning: str = ""
    curve: HudCurve | None = None
    spine: HudSpine | None = None

    def __post_init__(self) -> None:
        for name, shape in (
            ("landmarks_px", (LANDMARK_COUNT, 2)),
            ("visibility", (LANDMARK_COUNT,)),
        ):
            array = getattr(self, name)
            if array.shape != shape:
                raise ValueError(f"{name}: expected {shape}, got {array.shape}")

    @property
    def pose_found(self) -> bool:
        """Whether anything of the person was seen."""
        return bool(np.isfinite(self.landmarks_px).any())


def rep_chips(rep: RepItem) -> tuple[Chip, ...]:
    """Return the verdicts of a repetition as chips: flags, then open questions, then passes."""
    return tuple(
        Chip(result.verdict, result.severity, result_words(name, result.verdict))
        for name, result in rep.by_gravity.items()
    )


def rep_verdict(rep: RepItem) -> Verdict:
    """Return what the faults of a repetition add up to."""
    verdicts = {check.verdict for check in rep.applicable.values() if check.severity == "fault"}
    if "flag" in verdicts:
        return "flag"
    return "cant_tell" if "cant_tell" in verdicts or not verdicts else "pass"


def set_verdict(data: ReportData) -> Verdict:
    """Return what the repetitions add up to; without any it can't be told."""
    verdicts = {rep_verdict(rep) for rep in data.reps}
    if "flag" in verdicts:
        return "flag"
    return "pass" if verdicts == {"pass"} else "cant_tell"


class AnalysisHud:
    """Builds what is shown over each frame of an analysed recording.

    Parameters
    ----------
    analysis : Analysis
        The analysed clip.
    scale : float
        Pixels of the picture that is painted on per pixel of the track.
    """

    def __init__(self, analysis: Analysis, scale: float = 1.0) -> None:
        self._analysis = analysis
        self._scale = scale
        frames = len(analysis.track)
        self._rep_of = np.full(frames, -1)
        for number, rep in enumerate(analysis.reps):
            self._rep_of[rep.start : rep.stop] = number
        stops = [rep.stop for rep in analysis.reps]
        self._finished = np.searchsorted(stops, np.arange(frames), side="right")
        self._chips = [rep_chips(item) for item in analysis.data.reps]
        self._curve = _whole_curve(analysis) if frames else None
        self._spine = SpineFrames(analysis, scale)

    def state(self, index: int) -> HudState:
        """Return what is shown over frame ``index``."""
        track, kinematics = self._analysis.track, self._analysis.kinematics
        if not 0 <= index < len(track):
            raise IndexError(f"expected a frame in [0, {len(track)}), got {index}")
        running = int(self._rep_of[index])
        finished = int(self._finished[index])
        reps = self._analysis.reps
        leg: Leg = reps[running].leg if running >= 0 else self._resting_leg(finished)
        return HudState(
            time_s=float(track.time_s[index]),
            landmarks_px=track.landmarks_px[index] * self._scale,
            visibility=track.visibility[index],
            side=kinematics.side,
            leg=leg,
            hip_flexion_deg=float(kinematics.hip_flexion_deg[index]),
            hip_flexion_sigma_deg=float(kinematics.hip_flexion_sigma_deg[index]),
            rep=running + 1 if running >= 0 else finished,
            rep_total=len(reps),
            phase=_phase(self._analysis, running, index),
            chips_title=f"Rep {finished}" if finished else "",
            chips=self._chips[finished - 1] if finished else (),
            warning=self._warning(float(track.time_s[index])),
            curve=self._curve,
            spine=self._spine.at(index),
        )

    def _resting_leg(self, finished: int) -> Leg:
        """Between repetitions show the leg of the next one, so that the arc does not jump."""
        reps = self._analysis.reps
        return reps[min(finished, len(reps) - 1)].leg if reps else "both"

    def _warning(self, time_s: float) -> str:
        warnings = self._analysis.data.setup.warnings
        if not warnings:
            return ""
        return warnings[int(time_s / WARNING_SHOWN_S) % len(warnings)].message


def _phase(analysis: Analysis, running: int, index: int) -> Phase | None:
    if running < 0:
        return None
    rep = analysis.reps[running]
    if index < rep.top_start:
        return "raise"
    return "top" if index < rep.top_stop else "lower"


def _whole_curve(analysis: Analysis) -> HudCurve:
    spans = tuple(
        HudSpan(rep.start_s, rep.stop_s, rep.index, rep_verdict(item))
        for rep, item in zip(analysis.reps, analysis.data.reps, strict=True)
    )
    time_s = analysis.track.time_s
    return HudCurve(
        time_s=time_s,
        value_deg=analysis.kinematics.hip_flexion_deg,
        start_s=float(time_s[0]),
        stop_s=float(time_s[-1]),
        spans=spans,
        fixed=True,
    )
