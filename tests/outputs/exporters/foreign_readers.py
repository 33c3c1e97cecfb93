"""Reads exported files with other people's readers; run by the interpreter that has them.

``python foreign_readers.py opensim|pose2sim|movement|sleap FOLDER`` writes ``FOLDER/READER.npz``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

__all__ = ["READERS"]


def opensim(folder: Path) -> dict[str, np.ndarray]:
    """Read TRC, MOT and STO with OpenSim: its tables, and the older readers of its GUI."""
    import opensim as osim

    found = {}
    for name, file in (("trc", "clip.trc"), ("trc_px", "clip_px.trc")):
        table = osim.TimeSeriesTableVec3(str(folder / file))
        # SWIG frees what nothing holds: every step keeps its name, and numbers are copied.
        scalars = table.flatten()
        flat = np.array(scalars.getMatrix().to_numpy())
        found[f"{name}_names"] = np.array(table.getColumnLabels())
        found[f"{name}_units"] = np.array(table.getTableMetaDataString("Units"))
        found[f"{name}_time"] = np.array(table.getIndependentColumn())
        found[name] = flat.reshape(len(flat), -1, 3)
        older = osim.MarkerData(str(folder / file))
        frames = [older.getFrame(i) for i in range(older.getNumFrames())]
        found[f"{name}_older"] = np.array([np.array(f.getMarker(25).to_numpy()) for f in frames])
    for name, file in (("mot", "clip.mot"), ("sto", "clip.sto")):
        table = osim.TimeSeriesTable(str(folder / file))
        found[f"{name}_names"] = np.array(table.getColumnLabels())
        found[f"{name}_degrees"] = np.array(table.getTableMetaDataString("inDegrees"))
        found[f"{name}_time"] = np.array(table.getIndependentColumn())
        found[name] = np.array(table.getMatrix().to_numpy())
    motion = osim.Storage(str(folder / "clip.mot"))
    found["mot_older_rows"] = np.array(motion.getSize())
    found["mot_older_degrees"] = np.array(motion.isInDegrees())
    column = osim.ArrayDouble()
    motion.getDataColumn("hip_flexion_r", column)
    found["mot_older"] = np.array([column.get(i) for i in range(column.getSize())])
    return found


def pose2sim(folder: Path) -> dict[str, np.ndarray]:
    """Read TRC and MOT as Pose2Sim does, and the names of its marker set."""
    import re

    import Pose2Sim
    from Pose2Sim import common

    setup = Path(Pose2Sim.__file__).parent / "OpenSim_Setup" / "Markers_BlazePose.xml"
    table, _, time, markers, _ = common.read_trc(str(folder / "clip.trc"))
    motion, motion_time, _ = common.read_mot(str(folder / "clip.mot"))
    return {
        "trc": table.to_numpy(float).reshape(len(table), -1, 3),
        "trc_time": time.to_numpy(float),
        "trc_names": np.array(markers),
        "marker_set": np.array(re.findall(r'<Marker name="(\w+)"', setup.read_text())),
        "mot": motion["hip_flexion_r"].to_numpy(float),
        "mot_time": motion_time.to_numpy(float),
    }


def movement(folder: Path) -> dict[str, np.ndarray]:
    """Read the netCDF and DeepLabCut's CSV as the package movement does."""
    import xarray as xr
    from movement.io import load_dataset
    from movement.kinematics import compute_velocity
    from movement.validators.datasets import ValidPosesInputs

    with xr.open_dataset(folder / "clip_poses.nc") as opened:
        dataset = opened.load()
    ValidPosesInputs.validate(dataset)
    from_csv = load_dataset(folder / "clip_dlc.csv", source_software="DeepLabCut", fps=30)
    ValidPosesInputs.validate(from_csv)
    return {
        "time": dataset.time.to_numpy(),
        "names": dataset.keypoint.to_numpy().astype(str),
        "position": dataset.position.to_numpy(),
        "confidence": dataset.confidence.to_numpy(),
        "velocity": compute_velocity(dataset.position).to_numpy(),
        "dlc_names": from_csv.keypoint.to_numpy().astype(str),
        "dlc_position": from_csv.position.to_numpy(),
        "dlc_confidence": from_csv.confidence.to_numpy(),
    }


def sleap(folder: Path) -> dict[str, np.ndarray]:
    """Read SLEAP's CSV with sleap-io."""
    import sleap_io

    labels = sleap_io.load_file(str(folder / "clip_sleap.csv"))
    return {
        "names": np.array(labels.skeletons[0].node_names),
        "frames": np.array([frame.frame_idx for frame in labels]),
        "position": np.array([frame.instances[0].numpy() for frame in labels]),
    }


READERS = {"opensim": opensim, "pose2sim": pose2sim, "movement": movement, "sleap": sleap}

if __name__ == "__main__":
    reader, place = sys.argv[1], Path(sys.argv[2])
    np.savez(place / f"{reader}.npz", **READERS[reader](place))
