"""All shards of a part in memory, scene by scene."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.lumbar.crops import FOLDER
from studio.lumbar.scenes import Part

__all__ = ["Shard", "Shards"]


@dataclass(frozen=True, slots=True)
class Shard:
    """The rows of one scene; see ``studio.lumbar.crops``."""

    name: str
    arrays: dict[str, npt.NDArray[np.generic]]

    def __len__(self) -> int:
        """Return the number of poses in which the body was found."""
        return len(self.arrays["pose"])

    @property
    def view_deg(self) -> npt.NDArray[np.float64]:
        """Yaw and pitch under which the trunk is seen (N, 2); NaN in shards that lack them."""
        if "view_deg" not in self.arrays:
            return np.full((len(self), 2), np.nan)
        return np.asarray(self.arrays["view_deg"], dtype=np.float64)


class Shards:
    """Reads what is there, and what was added since when asked again."""

    def __init__(self, part: Part, folder: Path = FOLDER, least: int = 2) -> None:
        self._folder, self._part, self._least = folder / part, part, least
        self._known: set[str] = set()
        self.scenes: list[Shard] = []

    def refresh(self, most: int | None = None) -> int:
        """Read the shards that are new; return how many crops there are now."""
        for path in sorted(self._folder.glob(f"{self._part}_*.npz")):
            if path.name in self._known or (most is not None and len(self.scenes) >= most):
                continue
            self._known.add(path.name)
            with np.load(path) as data:
                arrays = {name: data[name] for name in data.files}
            if len(arrays.get("pose", ())) >= self._least:
                self.scenes.append(Shard(path.stem, arrays))
        return sum(len(scene) for scene in self.scenes)
