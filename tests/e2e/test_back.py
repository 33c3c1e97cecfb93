"""The low back on sample clips with exact truth, and on the real bridge."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import formcheck
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.pose.replay import load_track
from tests.e2e.analysed import Result, analysed

ARCHED = {"studio_back_arch": "back_arch", "studio_lowering_arch": "lowering_arch"}
TWIN = "studio_good"


@pytest.fixture(params=[*ARCHED, TWIN])
def result(request: pytest.FixtureRequest) -> Result:
    return analysed(request.param)


def test_arched_repetitions_are_flagged_and_those_of_the_good_twin_pass(result: Result) -> None:
    for true, found in result.truth.pairs(result.report.data):
        for name in ("back_arch", "lowering_arch"):
            assert found.checks[name].verdict in (true["checks"][name]["verdict"], "cant_tell")
    name = ARCHED.get(result.name, "back_arch")
    wanted = "flag" if result.name in ARCHED else "pass"
    found_verdicts = [rep.checks[name].verdict for rep in result.report.data.reps]
    assert found_verdicts.count(wanted) >= 0.6 * len(found_verdicts)


def test_the_curves_follow_the_truth(result: Result) -> None:
    spine = result.report.kinematics.spine
    assert spine is not None
    series = result.truth.content["series"]
    for found, name in (
        (spine.lordosis_change_deg, "lordosis_change_deg"),
        (spine.pelvic_tilt_change_deg, "pelvic_tilt_change_deg"),
    ):
        true = np.array(series[name])
        known = np.isfinite(found)
        assert known.mean() > 0.95
        assert np.mean(np.abs(found - true)[known]) < 7.0, name
        assert np.corrcoef(found[known], true[known])[0, 1] > 0.8, name


def test_where_the_arch_began_is_told() -> None:
    reps = analysed("studio_back_arch").report.data.reps
    told = [rep.arch_onset_up_deg or rep.arch_onset_down_deg for rep in reps]
    assert any(onset is not None for onset in told)
    assert all(onset is None or -20 < onset < 120 for onset in told)


def test_points_reach_the_table_and_the_track(result: Result) -> None:
    with (result.folder / "frames.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    track = load_track(result.folder / "track.npz")
    column = LUMBAR_POINTS.index("L3")
    middle = len(rows) // 2
    assert float(rows[middle]["L3_x_px"]) == pytest.approx(
        track.lumbar[middle, column, 0], abs=0.01
    )
    true = np.array(result.truth.content["series"]["lumbar_px"]["L3"][middle])
    trunk_px = result.report.kinematics.trunk_length_px
    assert np.hypot(*(track.lumbar[middle, column] - true)) < 0.12 * trunk_px


def test_the_spine_of_the_bridge_reads_no_arch_before_the_hips_lift(footage) -> None:
    """Real footage: feet flat, knees bent, then the hips lift; there is no truth in degrees."""
    report = formcheck.analyze(footage / "physioplus_bridge_real.mp4")
    spine = report.kinematics.spine
    assert spine is not None
    before = report.track.time_s < 0.5
    lordosis = spine.lordosis_deg[before]
    assert np.isfinite(lordosis).mean() > 0.5
    assert np.nanmax(lordosis) < 14.0
    verdicts = [rep.checks["back_arch"].verdict for rep in report.data.reps]
    assert "flag" not in verdicts
