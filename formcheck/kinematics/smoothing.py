"""Outliers, gaps and noise: Hampel, gap rule, zero-phase Butterworth; One-Euro when live.

Numbers and their reasons: MEASURES 4.6. NaN means "not seen": it is never smoothed away, only gaps
shorter than :attr:`SmoothingSettings.fill_s` are bridged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = [
    "OneEuro",
    "SmoothingSettings",
    "fill_gaps",
    "hampel",
    "load_filters",
    "runs",
    "zero_phase",
]

FloatArray = npt.NDArray[np.float64]

_DUAL_PASS_CORRECTION = 0.802
"""A 2nd-order Butterworth run forward and back loses 3 dB at 0.802 of its cut-off (Winter)."""
_PAUSE_S = 2.0
"""No frame for so long (and for ten intervals) is a pause in the recording [design]."""
_PAUSE_INTERVALS = 300.0  # shorter pauses count where frames are next to each other: memory


@dataclass(frozen=True, slots=True)
class SmoothingSettings:
    """The numbers of MEASURES 4.6.

    Parameters
    ----------
    landmark_hz : float
        Cut-off for landmarks and angles, Hz.
    trunk_hz : float
        Cut-off for the slow trunk direction, Hz.
    rest_hz : float
        Cut-off for finding stillness, Hz.
    hampel_frames : int
        Window of the outlier test, frames.
    hampel_mad : float
        Deviations beyond this many scaled MAD are outliers.
    fill_s : float
        Longest gap that is bridged, seconds.
    min_visibility : float
        A landmark below it was not seen.
    """

    landmark_hz: float = 6.0
    trunk_hz: float = 2.0
    rest_hz: float = 2.0
    hampel_frames: int = 7
    hampel_mad: float = 3.0
    fill_s: float = 0.2
    min_visibility: float = 0.5


def hampel(values: FloatArray, frames: int = 7, n_mad: float = 3.0) -> FloatArray:
    """Return ``values`` (N, ...) with outliers replaced by the median of their neighbourhood.

    An outlier lies more than ``n_mad`` x 1.4826 x MAD from the median of the ``frames`` around it.
    NaN stays NaN and does not count.
    """
    n = len(values)
    if n < frames:
        return values.copy()
    half = frames // 2
    pad = np.full((half, *values.shape[1:]), np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(
        np.concatenate([pad, values, pad]), frames, axis=0
    )
    median = _nan_median(windows)
    mad = _nan_median(np.abs(windows - median[..., None]))
    # A deviation of 0 says that most of them are the very same: then what differs is an outlier,
    # since in anything that rises or falls steadily the middle one is the median.
    limit = n_mad * 1.4826 * mad + 1e-9
    result: FloatArray = np.where(np.abs(values - median) > limit, median, values)
    return result


def _nan_median(windows: FloatArray) -> FloatArray:
    """Return the median along the last axis, NaN left out; faster than numpy's on short axes."""
    ordered = np.sort(windows, axis=-1)
    count = np.sum(np.isfinite(ordered), axis=-1)
    low = np.maximum((count - 1) // 2, 0)
    high = np.minimum(count // 2, windows.shape[-1] - 1)
    pick = [np.take_along_axis(ordered, i[..., None], axis=-1)[..., 0] for i in (low, high)]
    median: FloatArray = np.where(count > 0, 0.5 * (pick[0] + pick[1]), np.nan)
    return median


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the stretches ``[start, stop)`` where ``mask`` (N,) is true.

    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def fill_gaps(time_s: FloatArray, values: FloatArray, longest_s: float = 0.2) -> FloatArray:
    """Return one signal (N,) with inner gaps up to ``longest_s`` bridged by straight lines."""
    seen = np.isfinite(values)
    filled = values.copy()
    for start, stop in runs(~seen):
        inner = start > 0 and stop < len(values)
        if inner and time_s[stop] - time_s[start - 1] <= longest_s + 1e-9:
            ends = [start - 1, stop]
            filled[start:stop] = np.interp(time_s[start:stop], time_s[ends], values[ends])
    return filled


def zero_phase(time_s: FloatArray, values: FloatArray, cutoff_hz: float) -> FloatArray:
    """Return signals (N,) or (N, ...) smoothed without delay, at their own times.

    Each run without NaN is brought to the median frame rate, filtered by a 2nd-order Butterworth
    forward and back, and brought back to the true presentation times. A pause in the recording
    ends a run: nothing is known of it, and a timestamp a year ahead would take all memory.
    """
    result = values.copy()
    if len(time_s) < 2:
        return result
    interval_s = float(np.median(np.diff(time_s)))
    corrected = cutoff_hz / _DUAL_PASS_CORRECTION
    if corrected >= 0.45 / interval_s:
        return result
    sos = _low_pass(corrected, interval_s)
    flat = result.reshape(len(values), math.prod(values.shape[1:]))
    known = np.isfinite(flat)
    # Signals with the same gaps are filtered together: the calls cost more than the numbers.
    alike: dict[bytes, list[int]] = {}
    for i in range(flat.shape[1]):
        alike.setdefault(known[:, i].tobytes(), []).append(i)
    longest_s = max(10.0 * interval_s, min(_PAUSE_S, _PAUSE_INTERVALS * interval_s))
    pauses = np.flatnonzero(np.diff(time_s) > longest_s) + 1
    for columns in alike.values():
        for start, stop in _parted(runs(known[:, columns[0]]), pauses):
            if stop - start >= 4:
                run = flat[start:stop, columns]
                flat[start:stop, columns] = _filter_run(time_s[start:stop], run, interval_s, sos)
    return flat.reshape(values.shape)


def _parted(stretches: list[tuple[int, int]], at: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Return stretches ``[start, stop)`` cut at these frames."""
    parted: list[tuple[int, int]] = []
    for start, stop in stretches:
        inner = at[(at > start) & (at < stop)].tolist()
        parted += pairwise([start, *inner, stop])
    return parted


def load_filters() -> None:
    """Import SciPy's filters now: half a second that a live loop must not meet later."""
    import_module("scipy.signal")


@lru_cache(maxsize=64)
def _low_pass(cutoff_hz: float, interval_s: float) -> FloatArray:
    """Return a 2nd-order Butterworth filter; designing one costs as much as filtering."""
    from scipy import signal  # half a second, and the first frame needs none of it

    sos: FloatArray = signal.butter(2, cutoff_hz, fs=1.0 / interval_s, output="sos")
    return sos


def _filter_run(
    time_s: FloatArray, values: FloatArray, interval_s: float, sos: FloatArray
) -> FloatArray:
    """Return signals (N, M) without NaN, smoothed."""
    from scipy import signal

    steps = round((time_s[-1] - time_s[0]) / interval_s)
    grid = np.linspace(time_s[0], time_s[-1], max(steps, 3) + 1)
    even = np.stack([np.interp(grid, time_s, column) for column in values.T], axis=1)
    # The transient of the filter lasts about one period of the cut-off: pad by a second.
    pad = min(len(even) - 1, round(1.0 / interval_s))
    smooth = signal.sosfiltfilt(sos, even, axis=0, padlen=pad)
    return np.stack([np.interp(time_s, grid, column) for column in smooth.T], axis=1)


class OneEuro:
    """Causal smoother whose cut-off grows with speed (Casiez et al. 2012), for live use.

    Parameters
    ----------
    min_cutoff_hz : float
        Cut-off at rest.
    beta : float
        Growth of the cut-off with speed, Hz per (unit/s).
    derivative_hz : float
        Cut-off of the speed.
    longest_gap_s : float
        After a longer gap it starts anew.

    Notes
    -----
    Defaults are for an angle in degrees: 3.3 Hz at 90 deg/s, 7.5 Hz at 300 deg/s (MEASURES 4.6).
    """

    def __init__(
        self,
        min_cutoff_hz: float = 1.5,
        beta: float = 0.02,
        derivative_hz: float = 1.0,
        longest_gap_s: float = 0.2,
    ) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._beta = beta
        self._derivative_hz = derivative_hz
        self._longest_gap_s = longest_gap_s
        self._time_s = float("nan")
        self._value = float("nan")
        self._speed = 0.0

    def step(self, time_s: float, value: float) -> float:
        """Return the smoothed value at ``time_s``; NaN in, NaN out."""
        if not np.isfinite(value):
            return float("nan")
        elapsed_s = time_s - self._time_s
        if not np.isfinite(self._value) or not 0 < elapsed_s <= self._longest_gap_s:
            self._time_s, self._value, self._speed = time_s, value, 0.0
            return value
        speed = (value - self._value) / elapsed_s
        self._speed += _gain(self._derivative_hz, elapsed_s) * (speed - self._speed)
        cutoff_hz = self._min_cutoff_hz + self._beta * abs(self._speed)
        self._value += _gain(cutoff_hz, elapsed_s) * (value - self._value)
        self._time_s = time_s
        return self._value


def _gain(cutoff_hz: float, elapsed_s: float) -> float:
    """Return the share of a new sample in a first-order low-pass."""
    ratio = 2.0 * np.pi * cutoff_hz * elapsed_s
    return float(ratio / (ratio + 1.0))
