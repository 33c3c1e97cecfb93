"""Other people's readers read the same numbers back: OpenSim, Pose2Sim, movement, sleap-io.

They are heavy and bring an OpenCV of their own, so they live in an environment of their own::

    python3 -m venv .cache/readers
    .cache/readers/bin/pip install opensim movement
    .cache/readers/bin/pip install --no-deps pose2sim c3d toml rtoml anytree

``FORMCHECK_READERS`` names the Python of another one. Without any, these tests are skipped.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from formcheck.outputs.exporters import all_exporters
from formcheck.outputs.exporters.keypoints import LANDMARK_NAMES, track_keypoints
from formcheck.outputs.exporters.opensim import marker_name
from formcheck.pose.landmarks import Landmark
from tests.outputs.exporters.clip import GAP, clip

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("foreign_readers.py")
ROOT = Path(__file__).resolve().parents[3]
EXACT = 1e-3
"""What is read back differs by less: degrees, pixels, metres, seconds."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    for exporter in all_exporters():
        (folder / f"clip{exporter.suffix}").write_bytes(exporter.render(clip()))
    return folder


def _read(reader: str, package: str, folder: Path) -> Mapping[str, np.ndarray]:
    python = Path(os.environ.get("FORMCHECK_READERS", ROOT / ".cache/readers/bin/python"))
    if not python.exists():
        pytest.skip(f"no readers in {python} (see the docstring of this file)")
    there = subprocess.run(
        [python, "-c", f"import {package}"], capture_output=True, check=False, cwd=folder
    )
    if there.returncode != 0:
        pytest.skip(f"{package} is not installed in {python}")
    done = subprocess.run(
        [python, SCRIPT, reader, folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=folder,  # OpenSim writes a log where it stands.
    )
    assert done.returncode == 0, done.stderr
    with np.load(folder / f"{reader}.npz") as found:
        return dict(found)


def _same(found: np.ndarray, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(found, wanted, rtol=0, atol=EXACT, equal_nan=True)


def test_opensim_reads_markers_and_motions(files: Path) -> None:
    found, track, kinematics = _read("opensim", "opensim", files), clip().track, clip().kinematics
    world = track.world_m * [1, -1, -1]
    assert found["trc_names"].tolist() == [marker_name(name) for name in LANDMARK_NAMES]
    assert found["trc_units"] == "m"
    _same(found["trc_time"], track.time_s)
    _same(found["trc"], world)
    _same(found["trc_older"], world[:, Landmark.LEFT_KNEE])
    points = track_keypoints(track)
    assert found["trc_px_names"].tolist() == [marker_name(name) for name in points.names]
    assert found["trc_px_units"] == "px"
    _same(found["trc_px"][..., 0], points.position_px[..., 0])
    _same(found["trc_px"][..., 1], track.source.height - points.position_px[..., 1])
    assert np.isnan(found["trc_px"][GAP]).all()

    assert found["mot_degrees"] == "yes"
    assert found["mot_older_degrees"]
    rows = np.searchsorted(track.time_s, found["mot_time"] - 1e-4)
    assert len(rows) == found["mot_older_rows"] > 100
    _same(found["mot_time"], track.time_s[rows])
    right = kinematics.hip_flexion_right_deg[rows]
    _same(found["mot"][:, found["mot_names"].tolist().index("hip_flexion_r")], right)
    _same(found["mot_older"], right)

    _same(found["sto_time"], track.time_s)
    flexion = found["sto"][:, found["sto_names"].tolist().index("hip_flexion_deg")]
    _same(flexion, kinematics.hip_flexion_deg)
    assert np.isnan(flexion).any()


def test_pose2sim_reads_markers_and_motions(files: Path) -> None:
    found = _read("pose2sim", "Pose2Sim.common", files)
    track, kinematics = clip().track, clip().kinematics
    assert len(found["marker_set"]) == 25
    assert set(found["marker_set"]) < set(found["trc_names"])
    _same(found["trc_time"], track.time_s)
    _same(found["trc"], track.world_m * [1, -1, -1])
    rows = np.searchsorted(track.time_s, found["mot_time"] - 1e-4)
    _same(found["mot"], kinematics.hip_flexion_right_deg[rows])


def test_movement_loads_the_points(files: Path) -> None:
    found, points = _read("movement", "movement", files), track_keypoints(clip().track)
    wanted = points.position_px.transpose(0, 2, 1)[..., None]
    assert found["names"].tolist() == found["dlc_names"].tolist() == list(points.names)
    _same(found["time"], clip().track.time_s)
    _same(found["position"], wanted)
    _same(found["dlc_position"], wanted)
    _same(found["confidence"][..., 0], points.confidence)
    _same(found["dlc_confidence"][..., 0], points.confidence)
    # Its derivative takes our uneven times for what they are.
    left_hip = clip().track.landmarks_px[:, Landmark.LEFT_HIP]
    speed = np.gradient(left_hip, clip().track.time_s, axis=0)
    _same(found["velocity"][:, :, Landmark.LEFT_HIP, 0], speed)


def test_sleap_io_loads_the_points(files: Path) -> None:
    found, points = _read("sleap", "sleap_io", files), track_keypoints(clip().track)
    seen = np.isfinite(points.position_px).any(axis=(1, 2))
    assert found["frames"].tolist() == np.flatnonzero(seen).tolist()
    order = [points.names.index(name) for name in found["names"].tolist()]
    assert sorted(order) == list(range(len(points.names)))
    _same(found["position"], points.position_px[seen][:, order])
