from __future__ import annotations

import numpy as np
import pytest

from benchmarks import footage
from benchmarks.footage import ClipResult, StillResult, failures, still_track
from benchmarks.labels import CLIPS, STILLS, StillLabel
from formcheck.kinematics.angles import measure
from formcheck.pose.backend import PersonPose

EYE = StillLabel("a.png", 50.0, 60.0, "")
BEHIND = StillLabel("b.png", None, 0.0, "")


def still(label: StillLabel, angle: float, *, found: bool = True) -> StillResult:
    return StillResult(label, found, "hanging", angle, angle, angle, 5.0, 10.0)


@pytest.mark.parametrize(
    ("angle", "holds"), [(42.1, True), (41.9, False), (67.9, True), (68.1, False)]
)
def test_the_range_of_the_eye_is_widened_by_the_tolerance(angle: float, holds: bool):
    assert still(EYE, angle).holds is holds


@pytest.mark.parametrize(("angle", "holds"), [(-40.0, True), (7.0, True), (9.0, False)])
def test_extension_read_as_flexion_fails(angle: float, holds: bool):
    assert still(BEHIND, angle).holds is holds


def test_a_still_without_an_angle_does_not_hold():
    assert not still(EYE, float("nan")).holds
    assert failures([], [still(EYE, float("nan"), found=False)]) == ["a.png: nobody found"]


def test_a_wrong_count_is_named():
    result = ClipResult(CLIPS[0], 5, "lying_leg_raise", "", "")
    assert failures([result], []) == [f"{CLIPS[0].name}: counted 5, there are 6"]


def test_labels_are_ranges_the_right_way_round():
    for label in STILLS:
        assert label.low_deg is None or label.high_deg is None or label.low_deg <= label.high_deg


def test_a_still_track_is_too_short_for_a_rest():
    points = np.random.default_rng(0).uniform(100, 400, (33, 2))
    pose = PersonPose(points, np.ones(33), np.full((33, 3), np.nan))
    track = still_track(pose, 640, 480)
    assert measure(track).rest is None
    assert np.allclose(track.landmarks_px, points)


def test_without_footage_nothing_is_done(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FORMCHECK_FOOTAGE", str(tmp_path / "none"))
    assert footage.main([]) == 0
    assert "skipped" in capsys.readouterr().err
