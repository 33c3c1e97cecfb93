"""Grows a track frame by frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.track import LUMBAR_ARRAYS, ROW_SHAPES, LumbarRow, Track
from formcheck.video.frame import SourceInfo

__all__ = ["TrackRecorder"]

FloatArray = npt.NDArray[np.float64]

_LEAST_ROOM = 256
"""Frames."""


class TrackRecorder:
    """Takes what was seen in each frame; gives the track so far at any time.

    About 2.9 kB a frame are kept: an hour at 30 fps takes 310 MB, pictures are never kept.
    """

    def __init__(self) -> None:
        self._count = 0
        self._arrays = {
            name: np.full((_LEAST_ROOM, *shape), np.nan) for name, shape in ROW_SHAPES.items()
        }

    def __len__(self) -> int:
        """Return the number of frames taken."""
        return self._count

    def add(
        self,
        time_s: float,
        pose: PersonPose | None,
        contour: FloatArray,
        lumbar: LumbarRow | None = None,
    ) -> None:
        """Take one frame; ``pose`` is None when nobody was found, ``lumbar`` unless read."""
        if self._count == len(self._arrays["time_s"]):
            for name, array in self._arrays.items():
                self._arrays[name] = np.concatenate([array, np.full_like(array, np.nan)])
        row = self._count
        self._arrays["time_s"][row] = time_s
        self._arrays["contour"][row] = contour
        if pose is not None:
            self._arrays["landmarks_px"][row] = pose.landmarks_px
            self._arrays["visibility"][row] = pose.visibility
            self._arrays["world_m"][row] = pose.world_m
        if lumbar is not None:
            for name in LUMBAR_ARRAYS:
                self._arrays[name][row] = getattr(lumbar, name)
        self._count += 1

    def rows(self, start: int, stop: int) -> dict[str, FloatArray]:
        """Return views of frames ``[start, stop)`` by name; another thread may add more."""
        return {name: array[start:stop] for name, array in self._arrays.items()}

    def frame_at(self, time_s: float) -> int:
        """Return the number of the first frame taken at ``time_s`` or later."""
        return int(np.searchsorted(self._arrays["time_s"][: self._count], time_s))

    @property
    def stop_s(self) -> float:
        """Time of the last frame; NaN before the first."""
        return float(self._arrays["time_s"][self._count - 1]) if self._count else float("nan")

    def forget_before(self, time_s: float) -> None:
        """Let go of the frames before this time; those that stay are numbered from 0 again.

        The room that a long set took is let go of as well.
        """
        first = self.frame_at(time_s)
        if not first:
            return
        kept = self._count - first
        room = _LEAST_ROOM
        while room < kept:
            room *= 2
        for name, array in self._arrays.items():
            fresh = np.full((room, *ROW_SHAPES[name]), np.nan)
            fresh[:kept] = array[first : self._count]
            self._arrays[name] = fresh
        self._count = kept

    @property
    def nbytes(self) -> int:
        """Bytes that are held now."""
        return sum(array.nbytes for array in self._arrays.values())

    def track(self, source: SourceInfo, first: int = 0, stop: int | None = None) -> Track:
        """Return the frames ``[first, stop)`` as a track (a copy); all up to now if left out."""
        last = self._count if stop is None else min(stop, self._count)
        arrays = {name: array[first:last].copy() for name, array in self._arrays.items()}
        return Track(source=replace(source, frames=self._count), **arrays)
