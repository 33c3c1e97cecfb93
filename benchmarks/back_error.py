"""What the error of a change since rest is made of, clip by clip.

An error is taken apart in four, one after the other: what a whole clip is off by (its rest was
misread), what goes with the hip flexion (too large or too small a share), what is left and slow
(the body as the network sees it in that pose), and what is left and fast (jitter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.back_clips import BackClip
from benchmarks.back_scores import partial_correlation

__all__ = ["COLUMNS", "ErrorParts", "correlation_if_halved", "error_parts", "error_rows"]

FloatArray = npt.NDArray[np.float64]

SLOW_S = 0.5
"""What changes over more than this is slow."""
COLUMNS = (
    "clips",
    "frames",
    "whole",
    "clip",
    "with the hips",
    "slow",
    "fast",
    "correlation",
    "were slow half",
)


@dataclass(frozen=True, slots=True)
class ErrorParts:
    """Root mean squares in degrees over the frames of some clips; NaN without any."""

    frames: int
    whole: float
    clip: float
    with_hips: float
    slow: float
    fast: float


def error_parts(clips: Sequence[BackClip], name: str) -> ErrorParts:
    """Return what the error of a quantity of ``BackClip.found`` is made of, in motion.

    Parameters
    ----------
    clips : sequence of BackClip
        Those without a frame that was told count nothing.
    name : str
        ``tilt_change`` or ``lordosis_change``.
    """
    rows = [np.empty((0, 5))]
    for clip in clips:
        error = clip.found[name] - clip.true[name]
        known = np.isfinite(error) & np.isfinite(clip.hip_deg) & ~clip.still
        if known.any():
            rows.append(_taken_apart(error[known], clip.hip_deg[known], _width(clip.time_s)))
    joined = np.concatenate(rows)
    if not len(joined):
        return ErrorParts(0, *[float("nan")] * 5)
    return ErrorParts(len(joined), *np.sqrt(np.mean(joined**2, axis=0)).tolist())


def correlation_if_halved(clips: Sequence[BackClip], name: str = "tilt_change") -> float:
    """Return the partial correlation were the slow remainder of every error half as large.

    Tells whether the network's reading of single poses is what keeps it down.
    """
    changed = []
    for clip in clips:
        error = clip.found[name] - clip.true[name]
        known = np.isfinite(error) & np.isfinite(clip.hip_deg) & ~clip.still
        less = np.zeros(len(error))
        if known.any():
            parts = _taken_apart(error[known], clip.hip_deg[known], _width(clip.time_s))
            less[known] = 0.5 * parts[:, 3]
        changed.append(replace(clip, found=clip.found | {name: clip.found[name] - less}))
    return partial_correlation(changed, name)


def error_rows(
    groups: Sequence[tuple[str, Sequence[BackClip]]], name: str = "tilt_change"
) -> list[list[str]]:
    """Return a row for each group of clips, in the order of ``COLUMNS``."""
    rows = []
    for title, clips in groups:
        if not clips:
            continue
        parts = error_parts(clips, name)
        sizes = (parts.whole, parts.clip, parts.with_hips, parts.slow, parts.fast)
        rows.append(
            [
                title,
                str(parts.frames),
                *(f"{size:.1f}" for size in sizes),
                f"{partial_correlation(clips, name):.2f}",
                f"{correlation_if_halved(clips, name):.2f}",
            ]
        )
    return rows


def _taken_apart(error: FloatArray, hip_deg: FloatArray, width: int) -> FloatArray:
    """Return whole, clip, hips, slow and fast (N, 5) of a clip's error."""
    own = np.full(len(error), error.mean())
    hip = hip_deg - hip_deg.mean()
    power = float(hip @ hip)
    hips = hip * (float(hip @ error) / power if power > 0 else 0.0)
    rest = error - own - hips
    count = min(width, len(rest))
    kernel = np.ones(count)
    weight = np.convolve(np.ones(len(rest)), kernel, mode="same")
    slow = np.convolve(rest, kernel, mode="same") / weight
    return np.stack([error, own, hips, slow, rest - slow], axis=1)


def _width(time_s: FloatArray) -> int:
    """Return how many frames ``SLOW_S`` are: odd, at least one."""
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else SLOW_S
    return 2 * round(0.5 * SLOW_S / step_s) + 1
