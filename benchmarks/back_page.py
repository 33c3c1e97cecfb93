"""The page of the low-back benchmark, and the bars on it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.back_clips import BackClip, BackRep
from benchmarks.back_scores import (
    auc,
    fit_landmarks,
    intervals,
    landmark_scores,
    partial_correlation,
    scores,
    verdicts,
)
from benchmarks.markdown import heading, table
from formcheck.pose.landmarks import LUMBAR_POINTS

__all__ = ["Bar", "bars", "page"]

FloatArray = npt.NDArray[np.float64]

LIMIT_DEG = 7.5


def page(part: str, clips: Sequence[BackClip], fit: Sequence[BackClip]) -> list[str]:
    """Return the page of results."""
    lines = heading(
        "The low back on rendered clips with exact truth",
        f"python -m benchmarks.back --part {part}",
    )
    free = [clip for clip in clips if clip.waist_free]
    hidden = [clip for clip in clips if not clip.waist_free]
    supports = sorted({clip.support for clip in clips})
    lines += [
        f"{len(clips)} clips, 960 x 540 at 16 frames/s; {len(free)} with the waist free, "
        f"{len(hidden)} with an arm over it. Landmarks and mask are the pose model's.",
        "",
        "## Bars",
        "",
        *table(["bar", "must be", "is", ""], [bar.row() for bar in bars(clips, fit)]),
        "## Frames",
        "",
        *table(
            [
                "clips",
                "n",
                "tilt change MAE",
                "lordosis change MAE",
                "bias",
                "lordosis MAE",
                "points, median [mm]",
                "tilt 90 % holds",
                "lordosis 90 % holds",
            ],
            [_frames("waist free", free), _frames("waist hidden", hidden)]
            + [_frames(s, [c for c in clips if c.support == s]) for s in supports],
        ),
        "## Points",
        "",
        *table(
            ["point", "median [mm]", "90th percentile [mm]"],
            [
                [name, *(f"{np.nanpercentile(mm[:, i], q):.0f}" for q in (50, 90))]
                for mm in [np.concatenate([clip.points_mm for clip in clips])]
                for i, name in enumerate(LUMBAR_POINTS)
            ],
        ),
        "## Arch verdicts by repetition",
        "",
        "Arched: lordosis grows by 10 degrees or more for a quarter of a second; flat: by less "
        "than 5.",
        "",
        *table(
            [
                "clips",
                "arched + flat",
                "AUC",
                "AUC landmarks",
                "AUC contour",
                "F1",
                "wrong",
                "can't tell",
                "about 5 flagged",
                "5 to 10 flagged",
            ],
            [
                _verdict_row("waist free", free, fit),
                _verdict_row("waist hidden", hidden, fit),
                _verdict_row("all", clips, fit),
            ],
        ),
        "Can't tell because: "
        + (", ".join(f"{n} {reason}" for reason, n in _reasons(clips).most_common()) or "-")
        + ".",
        "",
    ]
    return lines


@dataclass(frozen=True, slots=True)
class Bar:
    """What must hold: a value from ``low`` to ``high``, shown by a format."""

    name: str
    value: float
    low: float = -math.inf
    high: float = math.inf
    form: str = ".1f"

    @property
    def holds(self) -> bool:
        """Whether it does; what is not known does not."""
        return self.low <= self.value <= self.high

    def row(self) -> list[str]:
        """Return the row of a table."""
        low, high, value = (self._shown(v) for v in (self.low, self.high, self.value))
        must = f"{low} to {high}"
        if math.isinf(self.low):
            must = f"<= {high}"
        elif math.isinf(self.high):
            must = f">= {low}"
        return [self.name, must, value, "held" if self.holds else "**missed**"]

    def _shown(self, value: float) -> str:
        return format(value, self.form).replace("%", " %")


def bars(clips: Sequence[BackClip], fit: Sequence[BackClip]) -> list[Bar]:
    """Return the bars of some clips; ``fit`` are those that the landmarks' classifier learns."""
    free = [clip for clip in clips if clip.waist_free]
    hidden = [clip for clip in clips if not clip.waist_free]
    judged = verdicts(free)
    points = float(np.nanmedian(np.concatenate([clip.points_mm for clip in clips])))
    area = auc(*scores(free, _change))
    by_landmarks = auc(*landmark_scores(free, fit_landmarks(fit)))
    by_contour = auc(*scores(free, _sagitta))
    still = np.concatenate([clip.found["lordosis_change"][clip.still] for clip in clips])
    alarms = float(np.mean(still > LIMIT_DEG)) if len(still) else math.nan
    arched, flat = scores(free, _change)
    return [
        Bar("pelvic tilt change: MAE [deg]", _mae(clips, "tilt_change"), high=3.0),
        Bar("lordosis change: MAE [deg]", _mae(clips, "lordosis_change"), high=4.0),
        Bar("lumbar points: median error [mm]", points, high=12.0),
        Bar(
            "90 % intervals of the tilt change", intervals(clips, "tilt_change"), 0.85, 0.95, ".1%"
        ),
        Bar(
            "90 % intervals of the lordosis change",
            intervals(clips, "lordosis_change"),
            0.85,
            0.95,
            ".1%",
        ),
        Bar("waist free: arched repetitions", len(arched), low=100, form=".0f"),
        Bar("waist free: flat repetitions", len(flat), low=100, form=".0f"),
        Bar("waist free: AUC", area, low=0.98, form=".3f"),
        Bar("waist free: F1 of decided ones", judged.f1, low=0.93, form=".3f"),
        Bar("waist free: can't tell", judged.open_share, high=0.15, form=".1%"),
        Bar("waist hidden: wrong verdicts", verdicts(hidden).wrong_share, high=0.05, form=".1%"),
        Bar(
            "tilt and its estimate, hip flexion taken out: correlation",
            partial_correlation(clips),
            low=0.85,
            form=".2f",
        ),
        Bar("waist free: arches of about 5 degrees flagged", judged.mild, high=0.10, form=".1%"),
        Bar("frames at rest that read an arch", alarms, high=0.01, form=".1%"),
        Bar("AUC less that of the landmarks", area - by_landmarks, low=0.05, form=".3f"),
        Bar("AUC less that of the contour", area - by_contour, low=0.05, form=".3f"),
    ]


def _change(clip: BackClip, rep: BackRep) -> float:
    del clip
    return rep.change_deg


def _sagitta(clip: BackClip, rep: BackRep) -> float:
    del clip
    return rep.sagitta


def _errors(clips: Sequence[BackClip], name: str) -> FloatArray:
    return np.concatenate([(clip.found[name] - clip.true[name])[~clip.still] for clip in clips])


def _mae(clips: Sequence[BackClip], name: str) -> float:
    return float(np.nanmean(np.abs(_errors(clips, name)))) if clips else float("nan")


def _frames(title: str, clips: Sequence[BackClip]) -> list[str]:
    if not clips:
        return [title, "0", *["-"] * 7]
    lordosis = _errors(clips, "lordosis_change")
    return [
        title,
        str(int(np.isfinite(lordosis).sum())),
        f"{_mae(clips, 'tilt_change'):.1f}",
        f"{_mae(clips, 'lordosis_change'):.1f}",
        f"{np.nanmean(lordosis):+.1f}",
        f"{_mae(clips, 'lordosis'):.1f}",
        f"{np.nanmedian(np.concatenate([clip.points_mm for clip in clips])):.1f}",
        f"{100 * intervals(clips, 'tilt_change'):.0f} %",
        f"{100 * intervals(clips, 'lordosis_change'):.0f} %",
    ]


def _verdict_row(title: str, clips: Sequence[BackClip], fit: Sequence[BackClip]) -> list[str]:
    judged = verdicts(clips)
    arched, flat = scores(clips, _change)
    return [
        title,
        f"{len(arched)} + {len(flat)}",
        f"{auc(arched, flat):.3f}",
        f"{auc(*landmark_scores(clips, fit_landmarks(fit))):.3f}",
        f"{auc(*scores(clips, _sagitta)):.3f}",
        f"{judged.f1:.3f}",
        f"{100 * judged.wrong_share:.1f} %",
        f"{100 * judged.open_share:.1f} %",
        f"{100 * judged.mild:.0f} % of {judged.mild_count}",
        f"{100 * judged.between:.0f} % of {judged.between_count}",
    ]


def _reasons(clips: Sequence[BackClip]) -> Counter[str]:
    return Counter(
        rep.reason for clip in clips for rep in clip.reps if rep.verdict not in ("flag", "pass")
    )
