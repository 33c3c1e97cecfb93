"""When the frames of a clip are taken: at a constant rate, or as a busy phone does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from studio.body import Array

DRIFT_S = 7.0
LARGEST_JITTER = 0.4


@dataclass(frozen=True, slots=True)
class Timing:
    """The frame times of a clip; the default is the constant rate of its script.

    Attributes
    ----------
    kind : "constant" or "variable"
        Constant: the other numbers are not used.
    jitter : float
        Standard deviation of a frame's time, in shares of the nominal interval.
    drift : float
        Share by which the rate falls, slowly and back again, as when the light gets dim.
    dropped : float
        Share of frames that are lost.
    seed : int
    """

    kind: Literal["constant", "variable"] = "constant"
    jitter: float = 0.08
    drift: float = 0.0
    dropped: float = 0.03
    seed: int = 0


def frame_times_s(timing: Timing, fps: float, stop_s: float) -> Array:
    """Return times (N,) of the frames from 0 up to ``stop_s``, rising; the first is 0.

    ``stop_s`` itself belongs to them when it falls on a frame.
    """
    if timing.kind == "constant":
        return np.arange(int(stop_s * fps + 1e-6) + 1) / fps
    random = np.random.default_rng(timing.seed)
    count = int(stop_s * fps + 1e-6) + 1
    slow = 1.0 - timing.drift * np.sin(np.pi * np.arange(count) / fps / DRIFT_S) ** 2
    times = np.concatenate([[0.0], np.cumsum(1.0 / (fps * slow[:-1]))])
    late = np.clip(timing.jitter * random.standard_normal(count), -LARGEST_JITTER, LARGEST_JITTER)
    times += late / fps
    kept = random.random(count) >= timing.dropped
    kept[0] = True
    times = times[kept] - times[0]
    kept_times: Array = times[times <= stop_s + 1e-9]
    return kept_times
