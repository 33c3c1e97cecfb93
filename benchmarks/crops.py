"""What the lumbar network was shown of a benchmark clip, kept so that another network can read it.

Pose inference is the dear part and the same for every lumbar network: with the crops at hand a new
network costs a tenth of it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.crop import TrunkFrame
from formcheck.lumbar.reader import LumbarReader, Seen
from formcheck.pose.backend import PersonPose
from formcheck.pose.track import LUMBAR_ARRAYS, Track

__all__ = ["KeepingReader", "load_seen", "read_again", "save_seen"]


class KeepingReader(LumbarReader):
    """Reads every frame as always, and keeps what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Seen | None] = []

    def look(self, image: npt.NDArray[np.uint8], pose: PersonPose | None) -> Seen | None:
        """Keep what is shown."""
        seen = super().look(image, pose)
        self.seen.append(seen)
        return seen


def save_seen(path: Path, seen: list[Seen | None]) -> None:
    """Write what was shown, frame by frame."""
    there = [(row, one) for row, one in enumerate(seen) if one is not None]
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        np.savez_compressed(
            file,
            row=np.array([row for row, _ in there]),
            crop=np.array([one.crop for _, one in there]),
            to_picture=np.array([one.frame.to_picture for _, one in there]),
            trunk_px=np.array([one.frame.trunk_px for _, one in there]),
            sagitta=np.array([one.sagitta for _, one in there]),
        )
    partial.replace(path)


def load_seen(path: Path) -> list[tuple[int, Seen]]:
    """Return what was shown, with the numbers of the frames."""
    with np.load(path) as kept:
        arrays = {name: kept[name] for name in kept.files}
    return [
        (
            int(row),
            Seen(
                arrays["crop"][i],
                TrunkFrame(arrays["to_picture"][i], float(arrays["trunk_px"][i])),
                float(arrays["sagitta"][i]),
            ),
        )
        for i, row in enumerate(arrays["row"])
    ]


def read_again(track: Track, seen: list[tuple[int, Seen]], reader: LumbarReader) -> Track:
    """Return a track with the low back as this reader's network tells it."""
    arrays = {name: np.full((len(track), *shape), np.nan) for name, shape in LUMBAR_ARRAYS.items()}
    for row, one in seen:
        told = reader.tell(one)
        for name, array in arrays.items():
            array[row] = getattr(told, name)
    return replace(track, **arrays)
