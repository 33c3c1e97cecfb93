"""``report.html``: one file that opens without a network, beside its video."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from formcheck.checks.arch import ArchSettings
from formcheck.checks.base import CheckResult, Verdict
from formcheck.outputs import texts
from formcheck.outputs.hud import rep_verdict
from formcheck.outputs.pages import plotly_code
from formcheck.report import Analysis, RepItem, ReportData

__all__ = ["render_report"]

FloatArray = npt.NDArray[np.float64]

CURVE_POINTS: Final = 6000
"""Most points of the curve in the page; longer clips are thinned, keeping lows and highs."""
_SYMBOLS: Final[dict[Verdict, str]] = {"flag": "\u2715", "pass": "\u2713", "cant_tell": "?"}


@dataclass(frozen=True, slots=True)
class _Chip:
    """A verdict as the page shows it."""

    kind: str
    symbol: str
    text: str
    word: str
    numbers: str
    reason: str
    remedy: str
    at_s: float | None


def render_report(
    analysis: Analysis,
    *,
    video_name: str | None = "annotated.mp4",
    video_content: bytes | None = None,
) -> str:
    """Return the text of ``report.html``.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    video_name : str or None
        File name of the annotated video in the folder of the page; None if there is none.
    video_content : bytes or None
        The video itself, to be put into the page; None: the page shows the file beside it.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["number"] = texts.number
    folder = resources.files(__package__).joinpath("templates")
    template = environment.from_string(folder.joinpath("report.html.j2").read_text("utf-8"))
    return template.render(
        data=analysis.data,
        sentence=texts.verdict_sentence(analysis.data),
        mood=_mood(analysis.data),
        exercise=texts.exercise_title(analysis.data.setup.exercise),
        facts=_facts(analysis),
        reps=[_rep(rep) for rep in analysis.data.reps],
        set_checks=[(n, _chip(n, result)) for n, result in analysis.data.set_checks.items()],
        not_counted=analysis.data.not_counted,
        curve=_curve(analysis),
        video=None if video_name is None else quote(video_name),
        embedded=None if video_content is None else Markup(b64encode(video_content).decode()),
        texts=texts,
        plotly=plotly_code(),
    )


def _mood(data: ReportData) -> Verdict:
    if data.summary.flagged_reps:
        return "flag"
    verdicts = {rep_verdict(rep) for rep in data.reps}
    return "pass" if verdicts == {"pass"} else "cant_tell"


def _facts(analysis: Analysis) -> list[tuple[str, str]]:
    """Return the set-up in label and value."""
    setup, source = analysis.data.setup, analysis.data.source
    yaw, pitch = (texts.number(v, "deg") for v in (setup.camera_yaw_deg, setup.camera_pitch_deg))
    rate = "" if source.fps_mean is None else f", {source.fps_mean:.4g} a second"
    rate += " (varying)" if source.variable_frame_rate and rate else ""
    rest = "not found"
    if setup.rest is not None:
        rest = f"{setup.rest.start_s:.1f}\u2013{setup.rest.stop_s:.1f} s"
        rest += ", low back arched" if setup.rest.arched else ""
    return [
        ("Exercise", texts.exercise_title(setup.exercise)),
        ("Side facing the camera", setup.side or "unknown"),
        ("Camera turned / looking down", f"{yaw} / {pitch}"),
        ("Still rest, legs down", rest),
        ("Person seen", f"{100 * setup.pose_found_share:.0f} % of frames"),
        ("Clip", f"{source.duration_s:.1f} s, {source.frames} frames{rate}"),
        ("Picture", f"{source.width} \u00d7 {source.height}"),
    ]


def _rep(rep: RepItem) -> dict[str, Any]:
    order = {"flag": 0, "cant_tell": 1, "pass": 2}
    checks = sorted(
        rep.applicable.items(), key=lambda c: (order[c[1].verdict], c[1].severity == "advice")
    )
    return {
        "item": rep,
        "leg": texts.LEG_WORDS[rep.leg],
        "mood": rep_verdict(rep),
        "chips": [_chip(name, result) for name, result in checks],
    }


def _chip(name: str, result: CheckResult) -> _Chip:
    advice = result.severity == "advice" and result.verdict == "flag"
    word = "advice" if advice else texts.VERDICT_WORDS[result.verdict]
    if result.near_limit:
        word = "too close to call"
    return _Chip(
        kind="advice" if advice else result.verdict,
        symbol="!" if advice else _SYMBOLS[result.verdict],
        text=texts.result_words(name, result.verdict),
        word=word,
        numbers=texts.result_numbers(result),
        reason=result.reason,
        remedy=result.remedy,
        at_s=result.at_s,
    )


def _curve(analysis: Analysis) -> dict[str, Any]:
    """Return the curve with its band, repetitions and faults, JSON-ready."""
    kinematics = analysis.kinematics
    keep = _thinned(kinematics.hip_flexion_deg)
    angle, sigma = kinematics.hip_flexion_deg[keep], kinematics.hip_flexion_sigma_deg[keep]
    faults = [
        {
            "t": result.at_s,
            "y": _value_at(kinematics.time_s, kinematics.hip_flexion_deg, result.at_s),
            "text": f"Rep {rep.index}: {texts.result_words(name, 'flag')}",
            "kind": result.severity,
        }
        for rep in analysis.data.reps
        for name, result in rep.checks.items()
        if result.verdict == "flag" and result.at_s is not None
    ]
    return {
        "t": _numbers(kinematics.time_s[keep], 3),
        "angle": _numbers(angle, 1),
        "sigma": _numbers(sigma, 1),
        "reps": [
            {
                "index": rep.index,
                "bounds": [rep.start_s, rep.top_start_s, rep.top_stop_s, rep.stop_s],
            }
            for rep in analysis.reps
        ],
        "faults": faults,
        "back": _back(analysis, keep),
    }


def _back(analysis: Analysis, keep: npt.NDArray[np.int_]) -> dict[str, Any] | None:
    """Return the lordosis since rest with its band and limit; None where it was not read."""
    spine = analysis.kinematics.spine
    if spine is None or not np.isfinite(spine.lordosis_change_deg).any():
        return None
    return {
        "change": _numbers(spine.lordosis_change_deg[keep], 1),
        "sigma": _numbers(spine.lordosis_sigma_deg[keep], 1),
        "limit": ArchSettings().change_deg,
    }


def _thinned(values: FloatArray) -> npt.NDArray[np.int_]:
    """Return the frames to keep: all, or the lowest and highest of each of equal stretches."""
    count = len(values)
    if count <= CURVE_POINTS:
        return np.arange(count)
    edges = np.linspace(0, count, CURVE_POINTS // 2 + 1).astype(int)
    kept = set()
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = values[start:stop]
        seen = np.flatnonzero(np.isfinite(part))
        if seen.size:
            kept |= {start + int(seen[part[seen].argmin()]), start + int(seen[part[seen].argmax()])}
        if seen.size < stop - start:
            kept.add(start + int(np.flatnonzero(~np.isfinite(part))[0]))
    return np.array(sorted(kept))


def _numbers(values: FloatArray, digits: int) -> list[float | None]:
    return [round(v, digits) if np.isfinite(v) else None for v in values.tolist()]


def _value_at(time_s: FloatArray, values: FloatArray, at_s: float) -> float | None:
    """Return the value of the frame nearest to a time."""
    if not len(time_s):
        return None
    return _numbers(values[[int(np.abs(time_s - at_s).argmin())]], 1)[0]
