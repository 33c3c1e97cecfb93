"""The page of the low-back benchmark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.back_bars import by_change, by_contour, errors, mae, outcomes
from benchmarks.back_clips import BackClip
from benchmarks.back_error import COLUMNS, SLOW_S, error_rows
from benchmarks.back_scores import (
    auc,
    fit_landmarks,
    intervals,
    landmark_scores,
    scores,
    verdicts,
)
from benchmarks.bars import bar_table
from benchmarks.markdown import heading, table
from formcheck.pose.landmarks import LUMBAR_POINTS

__all__ = ["page"]

FRAME_COLUMNS = (
    "clips",
    "n",
    "tilt change MAE",
    "lordosis change MAE",
    "bias",
    "lordosis MAE",
    "points, median [mm]",
    "tilt 90 % holds",
    "lordosis 90 % holds",
)
VERDICT_COLUMNS = (
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
)


def page(
    part: str, clips: Sequence[BackClip], fit: Sequence[BackClip], width: int | None = None
) -> list[str]:
    """Return the page of results; ``fit`` are the clips that the landmarks' classifier learns.

    ``width`` is what the clips were scaled to, None where they are as they were drawn.
    """
    free = [clip for clip in clips if clip.waist_free]
    hidden = [clip for clip in clips if not clip.waist_free]
    groups = [("waist free", free), ("waist hidden", hidden)]
    by_support = [
        (support, [clip for clip in clips if clip.support == support])
        for support in sorted({clip.support for clip in clips})
    ]
    command = f"python -m benchmarks.back --part {part}"
    size = "960 x 540"
    if width is not None:
        command, size = f"{command} --width {width}", f"{size} scaled to a width of {width}"
    own = [clip for clip in clips if clip.name.startswith("back_free")]
    reasons = ", ".join(f"{n} {reason}" for reason, n in _reasons(clips).most_common())
    return [
        *heading("The low back on rendered clips with exact truth", command),
        f"{len(clips)} clips, {size} at 16 frames/s; {len(free)} with the waist free, "
        f"{len(hidden)} with an arm over it. In {len(own)} the pelvis goes its own way, whatever",
        "the legs do; in the others it follows them with another share in each, and arches in some",
        "repetitions. Landmarks and mask are the pose model's.",
        "",
        "## Bars",
        "",
        *bar_table(outcomes(clips, fit)),
        "## Frames",
        "",
        *table(FRAME_COLUMNS, [_frames(*group) for group in (*groups, *by_support)]),
        "## What the error of the tilt is made of",
        "",
        "Root mean squares in degrees: of the whole error; of what a whole clip is off by, since",
        "its rest was misread; of what goes with the hip flexion; of what is left and changes",
        f"over more than {SLOW_S:g} s, or faster. Beside them the correlation with the hip",
        "flexion taken out, and what it would be were the slow remainder half as large.",
        "",
        *table(COLUMNS, error_rows([("all", clips), *groups, ("own way", own), *by_support])),
        "## Points",
        "",
        *_points(clips),
        "## Arch verdicts by repetition",
        "",
        "Arched: lordosis grows by 10 degrees or more for a quarter of a second; flat: by less "
        "than 5.",
        "",
        *table(VERDICT_COLUMNS, [_verdict_row(*group, fit) for group in (*groups, ("all", clips))]),
        f"Can't tell because: {reasons or '-'}.",
        "",
    ]


def _points(clips: Sequence[BackClip]) -> list[str]:
    apart_mm = np.concatenate([clip.points_mm for clip in clips])
    rows = [
        [name, *(f"{np.nanpercentile(apart_mm[:, i], share):.0f}" for share in (50, 90))]
        for i, name in enumerate(LUMBAR_POINTS)
    ]
    return table(["point", "median [mm]", "90th percentile [mm]"], rows)


def _frames(title: str, clips: Sequence[BackClip]) -> list[str]:
    if not clips:
        return [title, "0", *["-"] * 7]
    lordosis = errors(clips, "lordosis_change")
    return [
        title,
        str(int(np.isfinite(lordosis).sum())),
        f"{mae(clips, 'tilt_change'):.1f}",
        f"{mae(clips, 'lordosis_change'):.1f}",
        f"{np.nanmean(lordosis):+.1f}",
        f"{mae(clips, 'lordosis'):.1f}",
        f"{np.nanmedian(np.concatenate([clip.points_mm for clip in clips])):.1f}",
        f"{100 * intervals(clips, 'tilt_change'):.0f} %",
        f"{100 * intervals(clips, 'lordosis_change'):.0f} %",
    ]


def _verdict_row(title: str, clips: Sequence[BackClip], fit: Sequence[BackClip]) -> list[str]:
    judged = verdicts(clips)
    arched, flat = scores(clips, by_change)
    return [
        title,
        f"{len(arched)} + {len(flat)}",
        f"{auc(arched, flat):.3f}",
        f"{auc(*landmark_scores(clips, fit_landmarks(fit))):.3f}",
        f"{auc(*scores(clips, by_contour)):.3f}",
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
