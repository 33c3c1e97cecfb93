"""Open a result in `movement`, and take the speed of the ankles from there.

pip install movement
formcheck export formcheck_out/clip --to movement
python examples/open_in_movement.py formcheck_out/clip/clip_poses.nc
"""

from __future__ import annotations

import sys

import xarray as xr
from movement.kinematics import compute_velocity
from movement.validators.datasets import ValidPosesInputs


def main(path: str) -> None:
    """Print what is in the file, and how fast each ankle moves at most."""
    with xr.open_dataset(path) as opened:
        poses = opened.load()
    ValidPosesInputs.validate(poses)  # a poses dataset of movement, as it stands
    print(dict(poses.sizes))
    print(f"{poses.attrs['source_file']}, written by {poses.attrs['source_software']}")
    speed = compute_velocity(poses.position)  # pixels a second: time is in seconds
    norm = (speed**2).sum("space") ** 0.5
    for name in ("left_ankle", "right_ankle"):
        most = float(norm.sel(keypoint=name).max())
        print(f"{name}: {most:.0f} px/s at most")


if __name__ == "__main__":
    main(sys.argv[1])
