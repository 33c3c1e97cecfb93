"""When the whole picture moved: a camera that was knocked or zoomed, or somebody close to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.pose.track import Track
from formcheck.reps import RepCount

__all__ = ["DisturbanceSettings", "disturbances", "disturbed_spans", "without_disturbed"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DisturbanceSettings:
    """When the view counts as disturbed.

    Parameters
    ----------
    window_s : float
        The way of the background is summed over so long, seconds.
    share : float
        ... and must be this part of the picture's height: drawn into a rendered clip, a knocked
        camera made 0.29, a zoom by 1.3 in two seconds 0.07, people who cross 0.37 and more; a
        mirror, a pet, a coach who stands beside 0.01 at most.
    times : float
        ... and so many times its median: a camera in the hand moves all the time, for which there
        is another warning.
    """

    window_s: float = 1.0
    share: float = 0.04
    times: float = 5.0


def disturbed_spans(
    time_s: FloatArray,
    shift_px: FloatArray,
    height_px: float,
    settings: DisturbanceSettings | None = None,
) -> list[tuple[float, float]]:
    """Return from when to when the whole picture moved, seconds.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Presentation times.
    shift_px : ndarray, shape (N,)
        How far the background moved since the frame before, pixels; NaN = not known.
    height_px : float
        Of the picture.
    settings : DisturbanceSettings, optional
        The limits.

    Examples
    --------
    >>> time_s = np.arange(0.0, 10.0, 0.1)
    >>> shift_px = np.where(np.abs(time_s - 5.0) < 0.25, 20.0, 0.1)
    >>> ((start_s, stop_s),) = disturbed_spans(time_s, shift_px, 400.0)
    >>> round(start_s, 1), round(stop_s, 1)
    (4.8, 5.2)
    """
    settings = settings or DisturbanceSettings()
    if len(time_s) < 2 or not height_px > 0:
        return []
    way = np.cumsum(np.nan_to_num(shift_px)) / height_px
    first = np.searchsorted(time_s, time_s - settings.window_s, side="right") - 1
    recent = way - np.where(first >= 0, way[np.maximum(first, 0)], 0.0)
    limit = max(settings.share, settings.times * float(np.median(recent)))
    moving = np.zeros(len(time_s), bool)
    step = limit * 0.02
    for last in np.flatnonzero(recent > limit):
        begin = max(int(first[last]) + 1, 0)
        moving[begin : last + 1] |= np.nan_to_num(shift_px[begin : last + 1]) / height_px > step
    return _spans(time_s, moving, settings.window_s)


def disturbances(track: Track) -> list[tuple[float, float]]:
    """Return from when to when the whole picture of a track moved, seconds."""
    shift_px = track.feature("background_shift_px")
    return disturbed_spans(track.time_s, shift_px, track.source.height)


def without_disturbed(counted: RepCount, spans: Sequence[tuple[float, float]]) -> RepCount:
    """Return the count without what began and ended while the whole picture moved.

    Somebody who crosses in front is taken for legs that rise and fall.
    """
    within = [
        rep
        for rep in counted.reps
        if any(start <= rep.start_s and rep.stop_s <= stop for start, stop in spans)
    ]
    return counted.without(within, "view_disturbed")


def _spans(
    time_s: FloatArray, moving: npt.NDArray[np.bool_], gap_s: float
) -> list[tuple[float, float]]:
    """Return the stretches in which it moved, those that are close to each other as one."""
    spans: list[tuple[float, float]] = []
    for at_s in time_s[moving].tolist():
        if spans and at_s - spans[-1][1] <= gap_s:
            spans[-1] = (spans[-1][0], at_s)
        else:
            spans.append((at_s, at_s))
    return spans
