"""What the network needs of its crop: ``python -m studio.lumbar.ablation [FILE]``.

The trained network on the part ``check``, with the crop changed in one way at a time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.crop import CROP
from formcheck.lumbar.network import VALUES, LumbarNetwork
from studio.lumbar.augment import OFFSET_PX
from studio.lumbar.crops import FOLDER
from studio.lumbar.shards import Shard, Shards

__all__ = ["CHANGES", "errors_of"]

Crop = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
Change = Callable[[Crop], list[Crop]]

LORDOSIS = VALUES.index("lordosis_deg")
STEPS_PX = (-6, 0, 6)


def _middle(stored: Crop, across: int = 0, down: int = 0) -> Crop:
    width, height = CROP.size
    left, top = np.rint(OFFSET_PX).astype(int) + np.array([across, down])
    return np.ascontiguousarray(stored[top : top + height, left : left + width])


def _no_mask(stored: Crop) -> list[Crop]:
    crop = _middle(stored)
    crop[..., 3] = 0
    return [crop]


def _mask_alone(stored: Crop) -> list[Crop]:
    crop = _middle(stored)
    crop[..., :3] = 127
    return [crop]


def _grey(stored: Crop) -> list[Crop]:
    crop = _middle(stored)
    crop[..., :3] = crop[..., :3].mean(axis=2, keepdims=True).astype(np.uint8)
    return [crop]


CHANGES: dict[str, Change] = {
    "as it is": lambda stored: [_middle(stored)],
    "without the mask": _no_mask,
    "the mask alone": _mask_alone,
    "without colour": _grey,
    "mean of three crops, moved along": lambda stored: [_middle(stored, a) for a in STEPS_PX],
    "mean of five crops, moved": lambda stored: [
        _middle(stored, a, d) for a, d in ((0, 0), (-6, 0), (6, 0), (0, -6), (0, 6))
    ],
}


def errors_of(
    network: LumbarNetwork, scenes: Sequence[Shard], change: Change
) -> tuple[float, float]:
    """Return the mean absolute error of the lordosis, and of its change since rest, in degrees."""
    absolute, since_rest = [], []
    for scene in scenes:
        arrays: dict[str, Any] = scene.arrays
        told = np.array(
            [
                np.mean([network.read(c).values[LORDOSIS] for c in change(stored)])
                for stored in arrays["crop"]
            ]
        )
        error = told - arrays["values"][:, LORDOSIS]
        absolute.append(np.abs(error))
        since_rest.append(np.abs(error[1:] - error[0]))
    return float(np.mean(np.concatenate(absolute))), float(np.mean(np.concatenate(since_rest)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m studio.lumbar.ablation", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=FOLDER / "lumbar.onnx")
    options = parser.parse_args()
    network, check = LumbarNetwork(options.file), Shards("check")
    check.refresh()
    print("| crop | lordosis, MAE | change of lordosis, MAE |\n|:--|--:|--:|")
    for name, change in CHANGES.items():
        absolute, since_rest = errors_of(network, check.scenes, change)
        print(f"| {name} | {absolute:.2f} | {since_rest:.2f} |")


if __name__ == "__main__":
    main()
