"""What is written is what was measured, and unknown stays unknown; read by light readers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy.io import netcdf_file
from trc import TRCData

from formcheck.errors import FormcheckError
from formcheck.outputs.exporters import get_exporter, parquet
from formcheck.outputs.exporters.keypoints import LANDMARK_NAMES
from formcheck.outputs.exporters.opensim import marker_name
from formcheck.outputs.tables import FRAME_COLUMNS
from formcheck.pose.landmarks import LUMBAR_POINTS, Landmark
from tests.outputs.exporters.clip import GAP, HIDDEN, clip, nobody

MARKERS = [marker_name(name) for name in LANDMARK_NAMES]
WRIST = LANDMARK_NAMES[Landmark.RIGHT_WRIST]


def _render(name: str) -> bytes:
    return get_exporter(name).render(clip())


def _trc(name: str, tmp_path: Path) -> TRCData:
    path = tmp_path / "a.trc"
    path.write_bytes(_render(name))
    data = TRCData()
    data.load(str(path))
    return data


def test_trc_in_metres_with_y_up(tmp_path: Path) -> None:
    data, track = _trc("trc", tmp_path), clip().track
    assert data["Units"] == "m"
    assert data["Markers"] == MARKERS
    assert data["NumFrames"] == len(track)
    assert data["DataRate"] == pytest.approx(track.source.fps_mean, abs=1e-3)
    np.testing.assert_allclose(data["Time"], track.time_s, atol=1e-6)
    found = np.stack([np.array(data[name]) for name in MARKERS], axis=1)
    np.testing.assert_allclose(found, track.world_m * [1, -1, -1], atol=1e-6)
    assert np.isnan(found[GAP]).all()
    # Lying on the back with the legs up, the knees are above the hips: y is up.
    top = clip().reps[0].peak
    knee, hip = (found[top, Landmark[name], 1] for name in ("RIGHT_KNEE", "RIGHT_HIP"))
    assert knee > hip + 0.2


def test_every_marker_has_a_name_of_its_own() -> None:
    assert len(set(MARKERS)) == 33
    assert {"Nose", "LEar", "REyeInner", "LBigToe", "RHeel", "LMouth"} <= set(MARKERS)


def test_trc_in_pixels_counts_y_from_the_bottom(tmp_path: Path) -> None:
    data, track = _trc("trc_px", tmp_path), clip().track
    assert data["Units"] == "px"
    hip = np.array(data["RHip"])
    place = track.landmarks_px[:, Landmark.RIGHT_HIP]
    np.testing.assert_allclose(hip[:, 0], place[:, 0], atol=1e-6)
    np.testing.assert_allclose(hip[:, 1], track.source.height - place[:, 1], atol=1e-6)
    assert set(hip[np.isfinite(hip[:, 2]), 2]) == {0.0}
    l1 = np.array(data["lumbar_L1"])
    assert np.isfinite(l1[:40]).all()
    assert np.isnan(l1[60:]).all()


def _storage(text: str) -> pd.DataFrame:
    head, _, body = text.partition("endheader\n")
    table = pd.read_csv(io.StringIO(body), sep="\t")
    assert f"nRows={len(table)}\nnColumns={table.shape[1]}\ninDegrees=yes" in head
    return table


def test_mot_leaves_out_frames_that_are_not_known() -> None:
    table, kinematics = _storage(_render("mot").decode()), clip().kinematics
    assert list(table) == ["time", "hip_flexion_r", "hip_flexion_l", "knee_angle_r", "knee_angle_l"]
    assert np.isfinite(table.to_numpy()).all()
    known = np.isfinite(
        kinematics.hip_flexion_left_deg
        + kinematics.hip_flexion_right_deg
        + kinematics.knee_flexion_left_deg
        + kinematics.knee_flexion_right_deg
    )
    assert 0 < known.sum() < len(kinematics)
    np.testing.assert_allclose(table["time"], kinematics.time_s[known], atol=1e-6)
    right = kinematics.hip_flexion_right_deg[known]
    np.testing.assert_allclose(table["hip_flexion_r"], right, atol=1e-6)


def test_mot_of_nobody_has_no_rows_and_no_columns() -> None:
    assert list(_storage(get_exporter("mot").render(nobody()).decode())) == ["time"]


def test_sto_has_every_frame() -> None:
    table, kinematics = _storage(_render("sto").decode()), clip().kinematics
    assert len(table) == len(kinematics)
    assert set(FRAME_COLUMNS) - {"frame", "time_s", "phase"} == set(table) - {"time"}
    np.testing.assert_allclose(
        table["hip_flexion_deg"], kinematics.hip_flexion_deg, atol=1e-6, equal_nan=True
    )
    assert table["lordosis_deg"].isna().all()
    assert set(table["rep"]) == {0, 1, 2}


def test_csv_and_parquet_and_json_hold_the_same() -> None:
    text = pd.read_csv(io.BytesIO(_render("csv")))
    binary = pq.read_table(io.BytesIO(_render("parquet")))
    loaded = json.loads(_render("json"))
    assert list(text) == binary.column_names == list(loaded["frames"])
    landmarks = [f"{n}_{what}" for n in LANDMARK_NAMES for what in ("x_px", "y_px", "visibility")]
    assert list(text) == [*FRAME_COLUMNS, *landmarks], "each number once, lumbar points too"
    l1_x_px = clip().track.lumbar_px[:, LUMBAR_POINTS.index("L1"), 0]
    np.testing.assert_allclose(text["L1_x_px"], l1_x_px, atol=1e-6)
    typed = binary.to_pandas()
    for name in text:
        if name == "phase":
            assert typed[name].fillna("").tolist() == text[name].fillna("").tolist()
            continue
        as_json = np.array([np.nan if v is None else v for v in loaded["frames"][name]], float)
        np.testing.assert_allclose(typed[name].astype(float), as_json, atol=1e-6, equal_nan=True)
        np.testing.assert_allclose(text[name].astype(float), as_json, atol=1e-6, equal_nan=True)
    assert loaded["schema"] == "formcheck.export/1"
    assert loaded["report"]["schema"] == "formcheck.report/1"
    report = json.loads(binary.schema.metadata[b"formcheck.report"])
    assert report == loaded["report"]
    np.testing.assert_array_equal(typed["left_hip_x_px"], clip().track.landmarks_px[:, 23, 0])


def test_unknown_is_an_empty_cell() -> None:
    table = pd.read_csv(io.BytesIO(_render("csv")), dtype=str, keep_default_na=False)
    frames, _ = HIDDEN
    assert (table[f"{WRIST}_x_px"][frames] == "").all()
    assert (table["hip_flexion_deg"][44:48] == "").all()
    assert (table["pose_found"][GAP] == "0").all()


def test_deeplabcut_has_a_row_for_every_frame() -> None:
    table = pd.read_csv(io.BytesIO(_render("deeplabcut")), header=[0, 1, 2], index_col=0)
    track = clip().track
    assert len(table) == len(track)
    hip = table["formcheck"]["left_hip"]
    np.testing.assert_allclose(
        hip[["x", "y"]], track.landmarks_px[:, Landmark.LEFT_HIP], atol=1e-6, equal_nan=True
    )
    assert hip["likelihood"][GAP].isna().all()


def test_sleap_has_no_row_for_frames_of_nobody() -> None:
    table = pd.read_csv(io.BytesIO(_render("sleap")))
    missing = set(range(len(clip().track))) - set(table["frame_idx"])
    assert missing == set(range(GAP.start, GAP.stop))
    seen = ~np.isin(np.arange(len(clip().track)), list(missing))
    x = clip().track.landmarks_px[seen, Landmark.RIGHT_WRIST, 0]
    np.testing.assert_allclose(table[f"{WRIST}.x"], x, atol=1e-6, equal_nan=True)


def test_movement_holds_the_true_times() -> None:
    track = clip().track
    with netcdf_file(io.BytesIO(_render("movement")), mmap=False) as file:
        np.testing.assert_array_equal(file.variables["time"][:], track.time_s)
        position = file.variables["position"]
        assert position.dimensions == ("time", "space", "keypoint", "individual")
        wanted = track.landmarks_px.transpose(0, 2, 1)
        np.testing.assert_array_equal(position[:, :, :33, 0], wanted)
        names = [b"".join(row).decode().rstrip("\0") for row in file.variables["keypoint"][:]]
    assert names[:33] == list(LANDMARK_NAMES)
    assert names[33] == "lumbar_T8"


def test_without_pyarrow_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(parquet.importlib, "import_module", missing)
    with pytest.raises(FormcheckError, match=r"formcheck\[export\]"):
        get_exporter("parquet").render(clip())
