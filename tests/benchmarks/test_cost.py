from __future__ import annotations

import numpy as np
import pytest

from benchmarks.cost import LUMBAR, READING, Cost, StopWatch, bar_ms, lumbar_ms, tiled
from formcheck.pose.track import Track
from formcheck.video.frame import SourceInfo


def track(frames: int = 50, fps: float = 25.0) -> Track:
    points = np.arange(frames, dtype=float)[:, None, None] * np.ones((1, 33, 2))
    return Track(
        SourceInfo("clip.mp4", 640, 360),
        np.arange(frames) / fps,
        points,
        np.ones((frames, 33)),
        np.zeros((frames, 33, 3)),
    )


def test_a_tiled_track_goes_on_evenly_and_repeats():
    longer = tiled(track(), 5.0)
    assert len(longer) == 125
    assert np.allclose(np.diff(longer.time_s), 0.04)
    assert longer.landmarks_px[50, 0, 0] == longer.landmarks_px[0, 0, 0]


def test_what_is_paused_is_not_counted():
    watch = StopWatch("stage")
    watch.paused = True
    with watch.running():
        sum(range(10000))
    assert watch.cost(1).wall_ms == 0.0
    watch.paused = False
    with watch.running():
        sum(range(10000))
    assert watch.cost(1).wall_ms > 0.0


def test_the_bar_leaves_out_inference_coding_and_painting():
    costs = [
        Cost("decoding", 3, 3),
        Cost("network inference, with mask", 30, 30),
        Cost(LUMBAR, 2, 2),
        Cost(READING, 6, 6),
        Cost("following, recording", 0.2, 0.2),
        Cost("silhouette, background", 0.3, 0.3),
        Cost("angles, repetitions, verdicts", 0.25, 0.25),
        Cost("painting the overlay", 2, 2),
        Cost("encoding", 5, 5),
    ]
    assert bar_ms(costs) == pytest.approx(0.75)
    assert lumbar_ms(costs) == 6
