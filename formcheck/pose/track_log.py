"""A track that is written as it grows, a second at a time, so that a kill loses no more."""

from __future__ import annotations

import os
from functools import reduce
from pathlib import Path

from formcheck.errors import OutputError, TrackError
from formcheck.pose.replay import load_track, save_track
from formcheck.pose.track import Track

__all__ = ["TrackLog", "load_parts"]

_EVERY_S = 1.0


class TrackLog:
    """Writes numbered pieces of a track into a folder; each is whole, or not there.

    Parameters
    ----------
    folder : str or PathLike
        Made if it is not there.

    Raises
    ------
    OutputError
        The folder cannot be made, or later a piece not be written.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self._written_s = float("-inf")
        self._parts = 0
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError.of(error, str(folder)) from error

    def due(self, time_s: float) -> float | None:
        """Return from when on frames are to be written, None while it is too early."""
        if time_s - self._written_s < _EVERY_S:
            return None
        return self._written_s

    def write(self, piece: Track) -> None:
        """Write the frames of ``piece`` that are not written yet."""
        new = piece.time_s > self._written_s
        first = int(new.argmax()) if new.any() else len(piece)
        if first == len(piece):
            return
        self._parts += 1
        piece = piece.window(first, len(piece))
        save_track(self._folder / f"{self._parts:06d}.npz", piece)
        self._written_s = float(piece.time_s[-1])

    def discard(self) -> None:
        """Remove the pieces: the whole is written elsewhere."""
        for path in self._folder.glob("*.npz"):
            path.unlink(missing_ok=True)
        if not any(self._folder.iterdir()):
            self._folder.rmdir()


def load_parts(folder: str | os.PathLike[str]) -> Track:
    """Return the track whose pieces lie in a folder, as a killed session left them.

    Raises
    ------
    TrackError
        There are none, or one is damaged.
    """
    pieces = sorted(Path(folder).glob("[0-9]*.npz"))
    if not pieces:
        raise TrackError("no pieces of a track", str(folder), "name the folder of a recording")
    return reduce(Track.followed_by, (load_track(piece) for piece in pieces))
