from __future__ import annotations

import numpy as np
import pytest

from benchmarks.baseline import count_up_down, plain_clip, unsigned_flexion_deg
from benchmarks.clips import Clip, ClipRep
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.video.frame import SourceInfo


def lying(flexion_deg: np.ndarray) -> np.ndarray:
    """Return landmarks (N, 33, 2) of a lying figure whose left leg is raised."""
    points = np.zeros((len(flexion_deg), 33, 2))
    radians = np.radians(flexion_deg)
    points[:, Landmark.LEFT_SHOULDER] = (100, 300)
    points[:, Landmark.LEFT_HIP] = (300, 300)
    leg = 150 * np.stack([np.cos(radians), -np.sin(radians)], axis=1)
    points[:, Landmark.LEFT_KNEE] = (300, 300) + leg  # noqa: RUF005 (an array)
    points[:, Landmark.LEFT_ANKLE] = (300, 300) + 2 * leg
    return points


@pytest.mark.parametrize("angle", [0.0, 35.0, 90.0, 120.0])
def test_the_plain_angle_is_right_for_flexion(angle: float):
    measured = unsigned_flexion_deg(lying(np.array([angle])), "left")
    assert measured[0] == pytest.approx(angle, abs=1e-6)


def test_the_plain_angle_reads_extension_as_flexion():
    assert unsigned_flexion_deg(lying(np.array([-30.0])), "left")[0] == pytest.approx(30.0)


def test_points_that_coincide_have_no_angle():
    assert np.isnan(unsigned_flexion_deg(np.zeros((1, 33, 2)), "left")[0])


def test_the_popular_counter_needs_both_limits():
    assert count_up_down(np.array([0, 95, 20, 89, 20, 95, np.nan, 50, 95, 10.0])) == 2


def test_the_plain_clip_reads_its_peaks_in_the_true_repetitions():
    time_s = np.arange(0, 4, 0.05)
    flexion = 100 * np.sin(np.pi * time_s / 4) ** 2
    visibility = np.zeros((len(time_s), 33))
    visibility[:, [Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP]] = 0.9
    track = Track(
        SourceInfo("clip.mp4", 960, 540),
        time_s,
        lying(flexion),
        visibility,
        np.zeros((len(time_s), 33, 3)),
    )
    truth = Clip("clip", time_s, flexion, (ClipRep(0.5, 2.0, 3.5, 100.0),))
    measured, count = plain_clip("clip", track, truth)
    assert measured.reps[0].peak_deg == pytest.approx(100.0, abs=0.1)
    assert measured.reps[0].checks["under_90"].verdict == "pass"
    assert count == 1
